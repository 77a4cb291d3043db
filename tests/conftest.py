"""Fixtures come from two places: the real servers, and the application under test.

What stands here is done before any of them is there, and keeps the run short.
"""

import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import pytest

MEMORY = Path("/dev/shm")
ENOUGH = 2 << 30

LONGEST: Final = (
    "tests/permissions/test_matrix.py",
    "tests/faults/",
    "tests/cli/test_demo.py",
    "tests/browser/",
    "tests/mail/incoming/",
    "tests/wordpress/",
    "tests/reports/test_service",
    "tests/reports/test_killed.py",
    "tests/reports/test_release.py",
    "tests/reports/",
    "tests/privacy/",
)
"""Begun first: of two processes neither is left alone with one of these at the end."""


def _keep_files_in_memory() -> None:
    """Databases and what else a test writes wait for no disk, where memory can be had for them.

    Who has set TMPDIR has chosen; a small or guarded place (as in containers) is left alone.
    """
    if os.environ.get("TMPDIR") or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    place = os.statvfs(MEMORY)
    if place.f_bavail * place.f_frsize > ENOUGH and not place.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _compile_once() -> None:
    """Every server and command that a test starts would compile all of its modules anew.

    Who wants no compiled files beside the sources gets them in a folder of the tests' own.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        compiled = Path(__file__).parents[1] / ".pytest_cache" / "compiled"
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(compiled)
        sys.dont_write_bytecode = False


def _trust_nobody() -> None:
    """Every client of HTTP, also those for plain addresses, reads all authorities that it trusts
    first: of a hundred and more that takes longer than most requests to a server of ours.

    Here stands one that has signed nothing. A test of certificates names its own.
    """
    os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("nobody.pem"))


def _look_for_cycles_seldom() -> None:
    """All that is imported and collected lives as long as the run. To go through it every few
    tests, looking for what can be freed, took a quarter of the run's processor time.
    """
    gc.set_threshold(50_000, 20, 10)


_keep_files_in_memory()
_compile_once()
_trust_nobody()
_look_for_cycles_seldom()

pytest_plugins = ["tests.services.fixtures", "tests.made_once", "tests.app_fixtures"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        found = (n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start))
        return next(found, len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
