"""Fixtures come from two places: the real servers, and the application under test."""

import importlib.util

pytest_plugins = ["tests.services.fixtures"]
if importlib.util.find_spec("tests.app_fixtures"):
    pytest_plugins.append("tests.app_fixtures")
