"""Fixtures come from two places: the real servers, and the application under test."""

pytest_plugins = ["tests.services.fixtures", "tests.app_fixtures"]
