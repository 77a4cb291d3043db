"""The way of a message from the mailbox to its row and its folder, and what may go wrong on it."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from engage.core.clock import FixedClock
from engage.core.mailbox import MailboxSettings
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.mail.incoming import arriving, fetching
from engage.mail.incoming.fetching import Done, fetch_mail
from engage.mail.incoming.models import MailboxWatch
from engage.mail.incoming.places import MailboxError, MailboxTrouble
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.service.watching import take_watch
from engage.mail.incoming.tasks import FETCH, HANDLERS, RECURRING
from tests.mail.incoming.fetching.letters import ARRIVED, WORDS, owed, raw_letter, rows, texts
from tests.mail.incoming.fetching.peer import DROP, misbehaving
from tests.services.dovecot import MailboxServer


def fetched(units: Units, settings: MailboxSettings, **how: float) -> Done:
    done = fetch_mail(units, settings, **how)
    assert done is not None
    return done


def watch(units: Units) -> MailboxWatch:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(MailboxWatch)).one()


def test_a_letter_becomes_a_waiting_comment_and_goes_to_its_folder(
    post: Units, mailbox: MailboxServer
) -> None:
    mailbox.deliver(raw_letter(1), at=ARRIVED)
    run_due(post, HANDLERS, RECURRING)
    assert texts(post) == [WORDS]
    (kept,) = rows(post)
    assert (kept.outcome, kept.arrived_at, kept.is_moved) == (Outcome.COMMENT, ARRIVED, True)
    assert owed(post) == [("acknowledgement", kept.id, "en")]
    assert mailbox.counts() == {"INBOX": 0, "Processed": 1, "Refused": 0, "Quarantine": 0}
    assert mailbox.messages("Engage/Processed") == [raw_letter(1)]


def test_each_message_goes_to_the_folder_of_what_became_of_it(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings
) -> None:
    mailbox.deliver(
        raw_letter(1),
        raw_letter(1),
        raw_letter(2, Auto_Submitted="auto-replied"),
        raw_letter(3, To="engage+nowhere@gov.bc.ca"),
        b"\r\n",
        b"\xff\xfe no header at all\r\n",
        at=ARRIVED,
    )
    done = fetched(post, settings)
    assert done.taken[Outcome.COMMENT] == 1
    assert done.taken.total() == done.moved == 6
    counts = mailbox.counts()
    assert (counts["INBOX"], sum(counts.values())) == (0, 6)
    assert counts["Processed"] >= 2
    assert fetched(post, settings).taken.total() == 0


def test_a_date_in_the_future_is_no_later_than_now(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings, clock: FixedClock
) -> None:
    mailbox.deliver(raw_letter(1), at=clock.now() + timedelta(days=900))
    fetched(post, settings)
    assert [one.arrived_at for one in rows(post)] == [clock.now()]


def test_a_recorded_message_that_still_lies_there_is_only_moved(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash between recording and moving."""
    mailbox.deliver(raw_letter(1), raw_letter(2), at=ARRIVED)
    with monkeypatch.context() as broken:
        broken.setattr(fetching.Mailbox, "move", lambda *_: (_ for _ in ()).throw(KeyError))
        with pytest.raises(KeyError):
            fetch_mail(post, settings)
    assert len(texts(post)) == 2
    clock = post.clock
    assert isinstance(clock, FixedClock)
    clock.advance(minutes=2)
    done = fetched(post, settings)
    assert (done.taken.total(), done.moved) == (0, 2)
    assert len(texts(post)) == 2
    assert mailbox.counts()["Processed"] == 2


def test_taking_in_goes_on_where_nothing_can_be_moved(
    post: Units,
    mailbox: MailboxServer,
    settings: MailboxSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise MailboxError(MailboxTrouble.FOLDER)

    mailbox.deliver(*(raw_letter(n) for n in range(5)), at=ARRIVED)
    with monkeypatch.context() as full:
        full.setattr(fetching.Mailbox, "make_folders", refuse)
        full.setattr(fetching.Mailbox, "move", refuse)
        assert fetched(post, settings).trouble == "folder"
    assert len(texts(post)) == 5
    assert not any(one.is_moved for one in rows(post))
    assert watch(post).trouble == "folder"
    assert fetched(post, settings).moved == 5
    assert watch(post).trouble == ""


@pytest.mark.parametrize("step", ["read_message", "take_in"])
def test_what_nobody_thought_of_is_quarantined_and_stops_no_other(
    post: Units,
    mailbox: MailboxServer,
    settings: MailboxSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: str,
) -> None:
    whole = getattr(arriving, step)
    poison = raw_letter(2, "poison of Robin Sample")

    def fails_once(*given: object) -> object:
        message = getattr(given[-1], "message", None)
        if given[0] == poison or (message is not None and "poison" in message.text):
            raise RecursionError("Robin Sample")
        return whole(*given)

    monkeypatch.setattr(arriving, step, fails_once)
    mailbox.deliver(raw_letter(1), poison, raw_letter(3), at=ARRIVED)
    with caplog.at_level(logging.DEBUG):
        fetched(post, settings)
    outcomes = [one.outcome for one in rows(post)]
    assert outcomes == [Outcome.COMMENT, Outcome.QUARANTINED, Outcome.COMMENT]
    assert rows(post)[1].reason == Reason.UNREADABLE
    assert mailbox.messages("Engage/Quarantine") == [poison]
    assert "Robin" not in caplog.text


def test_a_database_that_is_away_is_no_messages_fault(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    mailbox.deliver(raw_letter(1), at=ARRIVED)
    with monkeypatch.context() as broken:
        broken.setattr(arriving, "take_in", away)
        with pytest.raises(OperationalError):
            fetch_mail(post, settings)
    assert rows(post) == []
    assert mailbox.counts()["INBOX"] == 1


def test_only_one_worker_at_a_time_works_the_mailbox(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings, clock: FixedClock
) -> None:
    mailbox.deliver(raw_letter(1), at=ARRIVED)
    with post.writing(SYSTEM) as unit:
        assert take_watch(unit, "another")
    assert fetch_mail(post, settings) is None
    clock.advance(seconds=61)
    assert fetched(post, settings).taken.total() == 1


def test_two_workers_at_the_same_messages_make_each_one_comment(
    both_desks: Units, mailbox: MailboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the lease had failed: the rows alone keep them apart."""
    assert both_desks.settings.mailbox is not None
    user = replace(
        both_desks.settings.mailbox,
        port=mailbox.port,
        user=mailbox.user,
        password="a p@ss:word/with signs",
    )
    letters = [raw_letter(n % 20) for n in range(30)]
    mailbox.deliver(*letters, at=ARRIVED)
    monkeypatch.setattr(fetching, "take_watch", lambda *_: True)
    monkeypatch.setattr(fetching, "end_watch", lambda *_: None)
    workers = [threading.Thread(target=fetch_mail, args=(both_desks, user)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    fetch_mail(both_desks, user)
    outcomes = [one.outcome for one in rows(both_desks)]
    assert (outcomes.count(Outcome.COMMENT), outcomes.count(Outcome.FILED)) == (20, 10)
    assert len(texts(both_desks)) == len(owed(both_desks)) == 20
    counts = mailbox.counts()
    assert (counts["INBOX"], counts["Processed"], counts["Refused"]) == (0, 20, 10)


def test_a_run_that_has_no_more_time_is_followed_by_another(
    post: Units, mailbox: MailboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(*(raw_letter(n) for n in range(3)), at=ARRIVED)
    whole = fetching.fetch_mail
    budgets = iter([-1.0, 45.0])
    monkeypatch.setattr(
        "engage.mail.incoming.tasks.fetch_mail", lambda *given: whole(*given, next(budgets))
    )
    assert run_due(post, HANDLERS, RECURRING) >= 2
    assert len(texts(post)) == 3


def test_a_mailbox_that_is_away_fails_no_job_and_is_noted_until_it_is_back(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings, clock: FixedClock
) -> None:
    away = replace(settings, port=9)
    assert fetched(post, away).trouble == MailboxTrouble.UNREACHABLE
    since = clock.now()
    clock.advance(minutes=5)
    fetched(post, away)
    noted = watch(post)
    assert (noted.trouble, noted.trouble_since, noted.holder) == ("unreachable", since, "")
    fetched(post, settings)
    noted = watch(post)
    assert (noted.trouble, noted.trouble_since, noted.fetched_at) == ("", None, clock.now())


def test_a_job_without_a_mailbox_does_nothing(desk: Units) -> None:
    run_due(desk, HANDLERS, RECURRING)
    with desk.reading(SYSTEM) as unit:
        job = unit.session.scalars(select(Job).where(Job.kind == FETCH)).one()
        assert job.state == "done"


# --- A server that breaks off --------------------------------------------------------------------


def test_a_message_that_breaks_the_line_keeps_no_other_waiting(desk: Units) -> None:
    letters = [raw_letter(n) for n in range(1, 8)]
    with misbehaving(*letters) as peer:
        peer.faults["FETCH 3"] = b"* 1 FETCH (BODY[] {900}\r\nhalf of it" + DROP
        done = fetched(desk, peer.settings())
        assert (done.taken[Outcome.COMMENT], done.left) == (6, 1)
        assert list(peer.messages) == [3]
        assert fetched(desk, peer.settings()).taken.total() == 0
        peer.faults.clear()
        assert fetched(desk, peer.settings()).taken[Outcome.COMMENT] == 1
    assert len(texts(desk)) == 7


def test_a_message_that_the_server_does_not_give_stays_there(desk: Units) -> None:
    with misbehaving(*(raw_letter(n) for n in range(1, 4))) as peer:
        peer.faults["FETCH 2"] = b"* 1 FETCH (UID 2)\r\n"
        done = fetched(desk, peer.settings())
        assert (done.taken[Outcome.COMMENT], done.left, done.trouble) == (2, 1, "")
        assert list(peer.messages) == [2]


@pytest.mark.parametrize("command", ["UID MOVE", "UID SEARCH", "LOGIN", "SELECT", "LIST"])
def test_a_line_that_breaks_anywhere_loses_and_doubles_nothing(desk: Units, command: str) -> None:
    with misbehaving(*(raw_letter(n) for n in range(1, 4))) as peer:
        peer.faults[command] = DROP
        assert fetched(desk, peer.settings()).trouble
        peer.faults.clear()
        fetched(desk, peer.settings())
        assert (peer.messages, sorted(peer.moved)) == ({}, [1, 2, 3])
    assert len(texts(desk)) == len(owed(desk)) == 3


def test_a_new_numbering_takes_nothing_in_twice(desk: Units) -> None:
    """UIDVALIDITY changes when a server loses its index: all messages then have new numbers."""
    with misbehaving(raw_letter(1), capabilities=b"IMAP4rev1") as peer:
        peer.faults["UID COPY"] = b"{tag} NO later\r\n"
        fetched(desk, peer.settings())
        peer.faults = {"SELECT": b"* OK [UIDVALIDITY 8] ids\r\n{tag} OK done\r\n"}
        fetched(desk, peer.settings())
    assert [one.reason for one in rows(desk)] == ["", Reason.DUPLICATE]
    assert len(texts(desk)) == 1
