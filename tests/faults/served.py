"""A real `engage serve` with one open engagement, and people who go on sending while it falls."""

import http.client
import os
import re
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from engage.audit.service import verify
from engage.comments.models import Comment, CommentText
from engage.comments.rules import State, normalized_receipt, receipt_hash
from engage.core.clock import SystemClock
from engage.core.ledgers import Counter
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.services.process import Server, free_port, running, start
from tests.services.web import answers

FORM = "/engagements/night-buses/routes/comment"
TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')
RECEIPT = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")
CLIENTS = 8
PATIENCE = 300.0


def open_engagement(database_url: str, folder: Path) -> Units:
    """Migrates and publishes one engagement that is open by the machine's clock."""
    units = make_units(settings_for(database_url, folder))
    upgrade(units.database)
    now = SystemClock().now()
    opens_at, closes_at = now - timedelta(days=1), now + timedelta(days=9)
    build_engagement(units, topics=("routes",), opens_at=opens_at, closes_at=closes_at)
    return units


@contextmanager
def serving(database_url: str, folder: Path, **more: str) -> Iterator[tuple[Server, int]]:
    """`engage serve`, and the port on which it answers."""
    port = free_port()
    unset = {name: "" for name in os.environ if name.startswith("ENGAGE_")}
    environment = unset | {
        "ENGAGE_DATABASE_URL": database_url,
        "ENGAGE_VAR_DIR": str(folder),
        "ENGAGE_BASE_URL": "http://localhost",
        # The whole crowd comes from one address.
        "ENGAGE_HOURLY_COMMENTS": "0",
        **more,
    }
    command = [sys.executable, "-m", "engage.cli", "serve", "--port", str(port)]
    with running(start(command, folder / "serve.log", env=environment)) as server:
        deadline = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}/readyz"):
            said = (folder / "serve.log").read_text(errors="replace")[-3000:]
            assert server.is_alive, said
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        yield server, port


def processes(server: Server) -> tuple[int, list[int]]:
    """The web server and the processes that it keeps."""
    for child in _children(server.pid):
        if "gunicorn" in Path(f"/proc/{child}/cmdline").read_text():
            return child, _children(child)
    raise AssertionError("there is no web server")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Crowd:
    """Eight people, each sending one comment after another until told to stop."""

    port: int
    words: str = ""
    receipts: list[str] = field(default_factory=list)
    broken: int = 0
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, more: int) -> None:
        """Until so many more receipts have been shown."""
        wanted, deadline = len(self.receipts) + more, time.monotonic() + PATIENCE
        while len(self.receipts) < wanted and not self.faults:
            assert time.monotonic() < deadline, f"only {len(self.receipts)} receipts"
            time.sleep(0.01)

    def wait_for_trouble(self) -> None:
        """Until somebody's connection broke."""
        had, deadline = self.broken, time.monotonic() + PATIENCE
        while self.broken == had:
            assert time.monotonic() < deadline, "nobody noticed"
            time.sleep(0.01)

    def send_until_stopped(self, name: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.receipts.append(send(self.port, f"{self.words}Person {name} says {number}."))
            except (OSError, http.client.HTTPException):
                self.broken += 1
                self.stop.wait(0.05)
            except AssertionError as fault:
                self.faults.append(str(fault))
                return


@contextmanager
def crowd(port: int, words: str = "") -> Iterator[Crowd]:
    """With `words` everybody sends a letter, and adds a line to it."""
    people = Crowd(port, words)
    threads = [
        threading.Thread(target=people.send_until_stopped, args=(name,)) for name in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.stop.set()
        for thread in threads:
            thread.join()
    assert people.faults == []


def send(port: int, text: str) -> str:
    """Opens the form and sends it; the receipt that was shown."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", FORM)
        token = TOKEN.search(_page(connection))
        assert token, "the form carries no token"
        body = urlencode({"text": text, "accepts_terms": "y", "token": token[1]})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", FORM, body, headers)
        receipt = RECEIPT.search(_page(connection))
        assert receipt, "no receipt was shown"
        return receipt[0]


def _page(connection: http.client.HTTPConnection) -> str:
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200, f"status {answer.status}"
    return page


def kill_web_server(server: Server) -> None:
    os.kill(processes(server)[0], signal.SIGKILL)


def kill_one_web_process(server: Server) -> None:
    os.kill(processes(server)[1][0], signal.SIGKILL)


def kill_everything(server: Server) -> None:
    master, workers = processes(server)
    for pid in (server.pid, master, *workers):
        os.kill(pid, signal.SIGKILL)


Kill = Callable[[Server], None]


def hashes(receipts: list[str]) -> set[str]:
    return {receipt_hash(normalized_receipt(code) or "") for code in receipts}


def assert_nothing_is_lost_or_torn(units: Units, receipts: list[str]) -> None:
    """What was acknowledged is there, what is there is whole, and the books agree with it."""
    assert len(set(receipts)) == len(receipts)
    with units.reading(SYSTEM) as unit:
        session = unit.session
        stored = session.execute(select(Comment.receipt_hash, Comment.nonce_hash)).all()
        assert hashes(receipts) <= {row.receipt_hash for row in stored}
        assert len({row.nonce_hash for row in stored}) == len(stored)
        assert session.scalar(select(func.count()).select_from(CommentText)) == len(stored)
        counted = {(row.scope, row.name): row.value for row in session.scalars(select(Counter))}
        recounted: Tally[tuple[str, str]] = Tally()
        for engagement_id, state, hold in session.execute(
            select(Comment.engagement_id, Comment.state, Comment.hold)
        ):
            recounted[f"engagement:{engagement_id}", state] += 1
            if state == State.WAITING:
                recounted["queue", state] += 1
                for scope in ("queue", f"engagement:{engagement_id}"):
                    recounted[scope, f"{state}:{hold}"] += 1
        assert {key: value for key, value in counted.items() if value} == dict(recounted)
        entries, faults = verify(session, unit.keyring)
        assert faults == []
        assert entries >= len(stored)


def assert_file_is_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
