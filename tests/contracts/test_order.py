"""The order of the project holds because a breach of it is seen: each contract of pyproject.toml,
and the rule that only the clock reads the clock, is broken here once on purpose."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
RUFF = [sys.executable, "-m", "ruff"]

# A file that breaks a contract, what it says, and the contract's name.
BREACHES = [
    ("comments/rules.py", "import sqlalchemy", "Rules decide from values alone"),
    ("comments/rules.py", "import engage.core.clock", "Rules decide from values alone"),
    ("comments/service.py", "import flask", "Use cases and what lies below them"),
    ("jobs/worker.py", "import wtforms", "Use cases and what lies below them"),
    ("wordpress/service.py", "import httpx", "Only a gateway speaks to the network"),
    ("wordpress/gateway.py", "import engage.wordpress.models", "A gateway holds no session"),
    ("reports/renderers/html.py", "import engage.comments.models", "A renderer sees"),
    ("comments/models.py", "import engage.moderation.rules", "A feature imports only what"),
    ("comments/models.py", "import engage.comments.service", "Inside a feature"),
    ("guesswork/rules.py", "", "A feature imports only what"),
]


def miniature(folder: Path) -> None:
    """A package of the project's shape in which every contract holds."""
    for name in (
        "core/clock",
        "core/settings",
        "jobs/worker",
        "comments/rules",
        "comments/models",
        "comments/service",
        "moderation/rules",
        "wordpress/gateway",
        "wordpress/models",
        "wordpress/service",
        "reports/renderers/html",
    ):
        file = folder / f"engage/{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (folder / "engage/wordpress/gateway.py").write_text("import httpx\n")
    _make_packages(folder)


def _make_packages(folder: Path) -> None:
    for package in [folder / "engage", *(folder / "engage").rglob("*/")]:
        (package / "__init__.py").touch()


def broken_contracts(folder: Path) -> list[str]:
    shutil.copy(TOP / "pyproject.toml", folder)
    linter = str(Path(sys.executable).with_name("lint-imports"))
    shown = subprocess.run(
        [linter, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert "kept" in shown, shown
    return re.findall(r"^(.*) BROKEN", shown, re.MULTILINE)


def test_the_miniature_keeps_every_contract(tmp_path: Path) -> None:
    miniature(tmp_path)
    assert broken_contracts(tmp_path) == []


@pytest.mark.parametrize(("file", "statement", "contract"), BREACHES)
def test_a_breach_of_the_order_is_seen(
    file: str, statement: str, contract: str, tmp_path: Path
) -> None:
    miniature(tmp_path)
    place = tmp_path / "engage" / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"{statement}\n")
    _make_packages(tmp_path)
    assert any(name.startswith(contract) for name in broken_contracts(tmp_path))


@pytest.mark.parametrize(
    ("statement", "reading"),
    [
        ("from datetime import datetime", "datetime.now()"),
        ("import datetime", "datetime.date.today()"),
        ("import time", "time.time()"),
        ("import urllib.request", "urllib.request.urlopen"),
    ],
)
def test_only_the_clock_may_read_the_clock_and_only_gateways_the_network(
    statement: str, reading: str
) -> None:
    def is_accepted(name: str) -> bool:
        checked = subprocess.run(
            [*RUFF, "check", "--select=TID251", f"--stdin-filename={name}", "-"],
            input=f"{statement}\n{reading}\n",
            capture_output=True,
            text=True,
            cwd=TOP,
            check=False,
        )
        return checked.returncode == 0

    assert not is_accepted("engage/comments/service.py")
    assert is_accepted("engage/core/clock.py")
