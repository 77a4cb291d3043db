"""New mail is heard of at once where the server offers that, and otherwise within a minute."""

import threading
import time

import pytest
from sqlalchemy import select

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.mail.incoming import listening
from engage.mail.incoming.listening import listen, pause
from engage.mail.incoming.tasks import FETCH
from tests.mail.incoming.fetching.letters import raw_letter
from tests.mail.incoming.fetching.peer import DROP, misbehaving
from tests.services.dovecot import MailboxServer
from tests.services.process import PATIENCE


def told(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return len(unit.session.scalars(select(Job.id).where(Job.kind == FETCH)).all())


def wait_until_told(units: Units, times: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while told(units) < times:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_message_makes_a_job_as_soon_as_it_arrives(
    post: Units, mailbox: MailboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening.listening(post):
        wait_until_told(post, 1)  # What came before anybody listened.
        post.clock.advance(seconds=10)  # type: ignore[attr-defined]
        mailbox.deliver(raw_letter(1))
        wait_until_told(post, 2)


def test_without_a_mailbox_nobody_listens(units: Units) -> None:
    before = threading.active_count()
    with listening.listening(units):
        assert threading.active_count() == before


def test_a_server_without_idle_is_left_to_the_poll(desk: Units) -> None:
    with misbehaving(capabilities=b"IMAP4rev1") as peer:
        listen(desk, peer.settings(), threading.Event())
    assert told(desk) == 0


def test_a_line_that_breaks_is_made_again(desk: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "pause", lambda _: 0.05)
    stop = threading.Event()
    with misbehaving() as peer:
        peer.faults["IDLE"] = b"+ idling\r\n" + DROP
        listener = threading.Thread(target=listen, args=(desk, peer.settings(), stop))
        listener.start()
        deadline = time.monotonic() + PATIENCE
        while sum(b"IDLE" in line for line in peer.heard) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        stop.set()
        listener.join(PATIENCE)
    assert not listener.is_alive()
    assert told(desk) == 1, "one job for news within the same seconds"


def test_the_pause_after_trouble_grows_and_has_an_end() -> None:
    assert [pause(n) for n in (1, 2, 3, 100)] == [5.0, 10.0, 20.0, 300.0]
