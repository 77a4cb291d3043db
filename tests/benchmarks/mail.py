"""Mail: letters from a real mailbox to waiting comments, and their answers to a mail server.

The mailbox is a private Dovecot and the mail server a process of its own, both on this machine, so
they take their part of its processors. Every message is counted at both ends.
"""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.core.clock import FixedClock, SystemClock
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.mail.delivering import deliver_due
from engage.mail.incoming.fetching import fetch_mail
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.benchmarks.results import Benchmark, Figure, at_least, number
from tests.benchmarks.words import made_up_comments
from tests.mail.incoming.fetching.conftest import with_mailbox
from tests.mail.incoming.fetching.letters import raw_letter
from tests.services.dovecot import MailboxServer, run_dovecot
from tests.services.process import ServiceFailed, free_port, running, scratch, start

MESSAGES = 10_000
IN_GOAL, OUT_GOAL = 50, 100
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    with run_dovecot() as mailbox, _sink() as (smtp, got), _opened(mailbox, smtp) as units:
        letters = (raw_letter(n, one.text) for n, one in zip(count(), made_up_comments(MESSAGES)))
        mailbox.deliver_many(letters, at=units.clock.now() - timedelta(hours=1))
        tell(f"  {MESSAGES:,} messages lie in the mailbox")
        came = _timed(tell, "taken in", lambda: _take_in(units))
        _reconcile_in(units, mailbox)
        went = _timed(tell, "handed over", lambda: _hand_over(units))
        _reconcile_out(units, got)
    return [
        at_least(f"{MESSAGES:,} messages from a mailbox taken in", came, IN_GOAL, " a second"),
        at_least(f"{MESSAGES:,} answers handed over", went, OUT_GOAL, " a second"),
        Figure("Messages, comments, answers, and what the mail server got", f"{MESSAGES:,} each"),
    ]


def _timed(tell: Tell, words: str, do: Callable[[], None]) -> float:
    began = time.perf_counter()
    do()
    rate = MESSAGES / (time.perf_counter() - began)
    tell(f"  {words}: {number(rate)} a second")
    return rate


def _take_in(units: Units) -> None:
    """Run after run, as the jobs do it."""
    assert units.settings.mailbox is not None
    while (done := fetch_mail(units, units.settings.mailbox)) is not None and done.is_unfinished:
        continue
    if done is None or done.trouble:
        raise ServiceFailed(f"the mailbox could not be worked: {done and done.trouble}")


def _hand_over(units: Units) -> None:
    assert units.settings.mail is not None
    while deliver_due(units, units.settings.mail):
        continue


def _reconcile_in(units: Units, mailbox: MailboxServer) -> None:
    with units.reading(SYSTEM) as unit:
        of_comments = select(func.count()).where(
            IncomingMail.outcome == Outcome.COMMENT, IncomingMail.is_moved, IncomingMail.answered
        )
        counted = {
            "comments": unit.session.scalar(select(func.count()).select_from(Comment)),
            "messages that became one": unit.session.scalar(of_comments),
            "moved messages": mailbox.counts()["Processed"],
        }
    _must_be(counted)


def _reconcile_out(units: Units, got: Path) -> None:
    with units.reading(SYSTEM) as unit:
        sent = select(func.count()).where(OutgoingMail.state == MailState.SENT)
        lines = got.read_text().splitlines()
        counted = {
            "answers sent": unit.session.scalar(sent),
            "mails got": len(lines),
            "recipients": len({line.split()[0] for line in lines}),
            "Message-IDs": len({line.split()[1] for line in lines}),
        }
    _must_be(counted)


def _must_be(counted: dict[str, int | None]) -> None:
    wrong = [f"{found} {words}" for words, found in counted.items() if found != MESSAGES]
    if wrong:
        raise ServiceFailed(f"of {MESSAGES:,} messages came {', '.join(wrong)}")


@contextmanager
def _opened(mailbox: MailboxServer, smtp: str) -> Iterator[Units]:
    """Engage on SQLite with an open engagement."""
    with scratch("bench") as folder:
        opened_at = SystemClock().now() - timedelta(days=2)
        url = f"sqlite:///{folder / 'engage.db'}"
        settings = settings_for(url, folder, **with_mailbox(mailbox.url, smtp))
        past = make_units(settings, FixedClock(opened_at))
        upgrade(past.database)
        closes_at = opened_at + timedelta(days=30)
        build_engagement(past, opens_at=opened_at, closes_at=closes_at)
        past.database.dispose()
        units = make_units(settings)
        try:
            yield units
        finally:
            units.database.dispose()


@contextmanager
def _sink() -> Iterator[tuple[str, Path]]:
    """A mail server's URL, and the file in which it notes what it gets."""
    with scratch("sink") as folder:
        port, got = free_port(), folder / "got"
        got.touch()
        command = [sys.executable, "-m", "tests.benchmarks.sink", str(port), got]
        with running(start(command, folder / "log")) as server:
            server.wait_until(lambda: _listens(port))
            yield f"smtp://127.0.0.1:{port}", got


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


BENCHMARK = Benchmark("mail", "Mail", measure)
