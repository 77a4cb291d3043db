"""`engage demo` from start to end: what it writes, and that nothing of it stays behind.

Starting a real demo takes seconds, so each test here looks at several things of one life.
"""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import TOP, bare_environment, engage
from tests.services.process import free_port
from tests.services.test_process import in_session, wait_for_the_end_of
from tests.services.web import answers

PATIENCE = 300.0
TABLES = ("engagement", "topic", "comment", "comment_text", "decision", "person", "revision")


class Life:
    """One run of `engage demo` or `engage serve`, from its start to its end."""

    def __init__(self, command: str, var: Path, log: Path, port: int) -> None:
        self.log, self.port = log, port
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "engage.cli", command],
                env=bare_environment(ENGAGE_VAR_DIR=str(var), PORT=str(port)),
                cwd=TOP,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{self.port}/readyz"):
            assert self.process.poll() is None, self.said[-3000:]
            assert time.monotonic() < deadline, self.said[-3000:]
            time.sleep(0.1)

    def child(self, part: str) -> int:
        """The one whose command holds this; waits for one that is being started."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for pid in children_of(self.process.pid):
                if part in command_of(pid):
                    return pid
            assert self.process.poll() is None, self.said[-3000:]
            assert time.monotonic() < deadline, f"no {part}"
            time.sleep(0.05)

    def everything(self) -> list[int]:
        """All processes of this life: each child leads a session of its own."""
        sessions = [self.process.pid, self.child("gunicorn"), self.child("engage.cli worker")]
        return [pid for session in sessions for pid in in_session(session)]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def children_of(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture
def lives() -> Iterator[list[Life]]:
    """Every life that a test began ends with it, by its pid."""
    begun: list[Life] = []
    yield begun
    for life in begun:
        if life.process.poll() is None:
            life.end(signal.SIGTERM)


def begin(lives: list[Life], command: str, var: Path, log: Path, port: int | None = None) -> Life:
    life = Life(command, var, log, port or free_port())
    lives.append(life)
    life.wait_until_it_answers()
    return life


def demo_json(var: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((var / "demo.json").read_text())
    return said


def rows(var: Path) -> dict[str, int]:
    with closing(sqlite3.connect(var / "engage.db")) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


def test_a_second_run_doubles_nothing_and_keeps_the_sign_ins(
    lives: list[Life], tmp_path: Path
) -> None:
    var = tmp_path / "not" / "yet"
    first = begin(lives, "demo", var, tmp_path / "first.log")
    before, loaded = demo_json(var), rows(var)
    everything = first.everything()
    assert len(everything) >= 4

    assert first.end(signal.SIGINT) == 0
    for pid in everything:
        wait_for_the_end_of(pid)
    assert "Traceback" not in first.said
    assert first.said.count("Loading the sample") == loaded["engagement"]

    assert set(before) == {"base_url", "engagement", "topic", "accounts"}
    assert before["base_url"] == f"http://127.0.0.1:{first.port}"
    assert all(
        set(account) == {"email", "password", "totp_secret", "role"}
        for account in before["accounts"]
    )
    assert {"administrator", "moderator"} <= {account["role"] for account in before["accounts"]}
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600
    assert f"http://127.0.0.1:{first.port}/engagements/{before['engagement']}" in first.said

    (var / "demo.json").chmod(0o644)
    second = begin(lives, "demo", var, tmp_path / "second.log")
    assert demo_json(var) == before | {"base_url": f"http://127.0.0.1:{second.port}"}
    assert rows(var) == loaded
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600
    assert answers(f"http://127.0.0.1:{second.port}/engagements/{before['engagement']}")
    assert second.end(signal.SIGTERM) == 0
    assert "Traceback" not in second.said


def test_whatever_falls_is_started_again_or_ends_the_whole(
    lives: list[Life], tmp_path: Path
) -> None:
    assert engage("migrate", env={"ENGAGE_VAR_DIR": str(tmp_path / "var")}).code == 0
    life = begin(lives, "serve", tmp_path / "var", tmp_path / "log")
    worker = life.child("engage.cli worker")
    os.kill(worker, signal.SIGKILL)
    wait_for_the_end_of(worker)
    assert life.child("engage.cli worker") != worker
    assert life.process.poll() is None

    everything = life.everything()
    os.kill(life.child("gunicorn"), signal.SIGKILL)
    assert life.process.wait(PATIENCE) == 1
    for pid in everything:
        wait_for_the_end_of(pid)

    # The port is free again, at once.
    again = begin(lives, "serve", tmp_path / "var", tmp_path / "again.log", life.port)
    everything = again.everything()
    assert again.end(signal.SIGKILL) == -signal.SIGKILL
    for pid in everything:
        wait_for_the_end_of(pid)
    assert "Traceback" not in again.said


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    var = tmp_path / "var"
    ended = engage("demo", env={"ENGAGE_VAR_DIR": str(var), "PORT": str(taken_port)})
    assert (ended.code, ended.out) == (1, "")
    assert ended.lines == [
        f"engage: port {taken_port} is taken by another program: choose one with PORT=..."
    ]
    assert not (var / "engage.db").exists()
    assert not (var / "demo.json").exists()


@pytest.mark.parametrize("complete", [True, False], ids=["ready for production", "nothing else"])
def test_known_sign_ins_are_never_made_in_production(tmp_path: Path, complete: bool) -> None:
    more = {
        "ENGAGE_BASE_URL": "https://engage.example.gov.bc.ca",
        "ENGAGE_SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz",
        "ENGAGE_DATA_KEYS": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    }
    env = {"ENGAGE_ENV": "production", "ENGAGE_VAR_DIR": str(tmp_path / "var")}
    ended = engage("demo", env=env | (more if complete else {}))
    assert ended.code == 1
    assert ended.lines == ["engage: the demo makes known sign-ins: it runs in development only"]
    assert not (tmp_path / "var").exists()
