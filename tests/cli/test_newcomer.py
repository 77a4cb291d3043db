"""A new checkout on somebody else's machine: what `make demo` would do, and what it asks for."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.commands import TOP

pytestmark = pytest.mark.services


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone of what is committed, and of nothing else that lies in our folder."""
    place = tmp_path / "engage"
    command = ["git", "clone", "--quiet", "--no-hardlinks", str(TOP), str(place)]
    subprocess.run(command, check=True, capture_output=True)
    return place


@pytest.fixture
def old_path(tmp_path: Path) -> str:
    """A machine whose only Python is too old, whatever it is asked."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("awk", "bash", "cat", "dirname", "find", "rm", "touch"):
        (tools / name).symlink_to(str(shutil.which(name)))
    python = tools / "python3"
    python.write_text("#!/bin/bash\nexit 1\n")
    python.chmod(0o755)
    return str(tools)


def make(
    place: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # What `make test` hands down to the tests would reach this make too.
    own = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        [str(shutil.which("make")), *arguments],
        cwd=place,
        env={**own, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_checkout_brings_all_that_the_demo_is_made_from(checkout: Path) -> None:
    planned = make(checkout, "-n", "demo", "PORT=9123")
    assert planned.returncode == 0, planned.stderr
    steps = [".ci/bootstrap", "-r requirements.txt", "--editable .", "PORT=9123 exec"]
    places = [planned.stdout.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    for name in ("requirements.txt", ".ci/bootstrap", ".ci/uv.txt", "themes/corporate/theme.toml"):
        assert (checkout / name).is_file(), name
    assert os.access(checkout / ".ci/bootstrap", os.X_OK)
    assert not (checkout / "var").exists()
    assert not (checkout / ".venv").exists()


def test_the_demo_names_what_an_old_machine_lacks(checkout: Path, old_path: str) -> None:
    done = make(checkout, "demo", env={"PATH": old_path})
    assert done.returncode != 0
    assert "Missing: Python 3.11 or later" in done.stderr
    assert "    apt-get install --no-install-recommends python3 python3-venv\n" in done.stderr
    assert not (checkout / ".venv").exists()
