"""Running `engage` with an environment of its own: in this process where that says the same,
and as another process where streams, signals or the locale matter."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from engage.cli import main

TOP = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended; `lines` are those of standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def bare_environment(**more: str) -> dict[str, str]:
    """This process's, without the settings of another Engage that may stand in it."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ENGAGE_")}
    kept.pop("PORT", None)
    return kept | more


def engage(*arguments: str, env: Mapping[str, str]) -> Ended:
    """In this process. An exception that a person would see as a traceback is raised."""
    unset = dict.fromkeys(name for name in os.environ if name.startswith("ENGAGE_"))
    done = CliRunner().invoke(main, arguments, env={**unset, "PORT": None, **env})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ended(done.exit_code, done.stdout, done.stderr)


def engage_process(*arguments: str, env: Mapping[str, str]) -> Ended:
    """As a person starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "engage.cli", *arguments],
        env=bare_environment(**env),
        cwd=TOP,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return Ended(done.returncode, done.stdout, done.stderr)
