"""Running `engage` as a person does: another process, an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def engage(*arguments: str, env: Mapping[str, str], cwd: Path = TOP) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "engage.cli", *arguments],
        env=bare_environment(**env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return Ended(done.returncode, done.stdout, done.stderr)
