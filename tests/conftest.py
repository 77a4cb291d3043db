"""Fixtures come from two places: the real servers, and the application under test."""

import os
import sys
from pathlib import Path

# Every server and command that a test starts would compile all of its modules anew. Who wants no
# compiled files beside the sources gets them in a folder of the tests' own.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    compiled = Path(__file__).parents[1] / ".pytest_cache" / "compiled"
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(compiled)
    sys.dont_write_bytecode = False

pytest_plugins = ["tests.services.fixtures", "tests.app_fixtures"]
