"""SIGKILL at any instant of fetching: no message is lost, none is doubled, each is answered once.

The instants are random, so over many of them every step is hit: while a message comes in, between
its bytes and its row, between its row and its folder.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.mail.incoming.rules import Outcome
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.mail.incoming.fetching.conftest import with_mailbox
from tests.mail.incoming.fetching.letters import ARRIVED, owed, raw_letter, rows, texts
from tests.services.dovecot import MailboxServer

AT_ONCE = 2


class Fetcher:
    """The mother of the processes that are killed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._clock = 0.0
        assert self._answer() == "ready"

    def fetch(self, patience: float = -1) -> int:
        """One process that fetches, killed after so many seconds (-1: never); its exit code."""
        assert self._process.stdin is not None
        self._clock += 120
        self._process.stdin.write(f"{self._clock} {patience}\n")
        self._process.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def fetcher(environment: dict[str, str], log: Path) -> Iterator[Fetcher]:
    unset = {name: "" for name in os.environ if name.startswith("ENGAGE_")}
    command = [sys.executable, "-m", "tests.mail.incoming.fetching.fetcher"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            env=os.environ | unset | environment,
        )  # fmt: skip
        try:
            yield Fetcher(process)
        finally:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("cycles", [50, pytest.param(1_000, marks=pytest.mark.soak)])
def test_fetching_killed_at_any_instant_loses_and_doubles_nothing(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mailbox: MailboxServer, cycles: int
) -> None:
    units = _opened(sqlite_url, tmp_path, clock, mailbox)
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    environment = with_mailbox(mailbox.url) | {
        "ENGAGE_DATABASE_URL": sqlite_url,
        "ENGAGE_VAR_DIR": str(tmp_path),
        "ENGAGE_BASE_URL": "http://localhost",
    }
    log = tmp_path / "fetcher.log"
    endings: Counter[int] = Counter()
    letters = [raw_letter(n, f"This is letter {n}.") for n in range((cycles + 2) * AT_ONCE)]
    coming = iter(letters)
    mailbox.deliver(*islice(coming, AT_ONCE), at=ARRIVED)
    with fetcher(environment, log) as mother:
        mailbox.deliver(*islice(coming, AT_ONCE), at=ARRIVED)
        began = time.monotonic()
        assert mother.fetch() == 0, log.read_text()[-3000:]
        usual = time.monotonic() - began
        for _ in range(cycles):
            mailbox.deliver(*islice(coming, AT_ONCE), at=ARRIVED)
            endings[mother.fetch(chance.uniform(0.0, 1.5 * usual))] += 1
        assert mother.fetch() == 0, log.read_text()[-3000:]
    assert endings[-signal.SIGKILL] > cycles / 4
    assert set(endings) <= {0, -signal.SIGKILL}, log.read_text()[-3000:]
    expected = [f"This is letter {n}." for n in range(len(letters))]
    assert sorted(texts(units)) == sorted(expected), f"seed {seed}"
    kept = rows(units)
    assert {one.outcome for one in kept} == {Outcome.COMMENT}
    assert all(one.is_moved for one in kept)
    answers = Counter((kind, to) for kind, to, _ in owed(units))
    assert answers == Counter(("acknowledgement", one.id) for one in kept), f"seed {seed}"
    in_mailbox = {"INBOX": 0, "Processed": len(expected), "Refused": 0, "Quarantine": 0}
    assert mailbox.counts() == in_mailbox
    units.database.dispose()


def _opened(url: str, folder: Path, clock: FixedClock, mailbox: MailboxServer) -> Units:
    units = make_units(settings_for(url, folder, **with_mailbox(mailbox.url)), clock)
    build_engagement(units)
    return units
