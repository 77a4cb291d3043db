"""What was purged goes from the mailbox too; what was kept for a while goes on its date."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.comments.attachments.models import Attachment
from engage.core.clock import FixedClock
from engage.core.events import CommentPurged
from engage.core.mailbox import MailboxSettings
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.mail.incoming.fetching import fetch_mail
from engage.mail.incoming.gateway import Mailbox
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import MailboxError, MailboxTrouble
from engage.mail.incoming.rules import Attached, Outcome, Reason
from engage.mail.incoming.tasks import ERASE_ORIGINAL, FORGET_INCOMING, HANDLERS
from tests.app_fixtures import NOON
from tests.mail.incoming.fetching.letters import (
    ARRIVED,
    arrived,
    letter,
    raw_letter,
    row,
    rows,
    taken,
    texts,
)
from tests.services.dovecot import MailboxServer

CIPHERS = ("message_id", "sender", "subject", "body", "cut")
FILE = Attached("map.pdf", "application/pdf", 4, b"%PDF")


def said_by(kept: IncomingMail) -> set[str]:
    """Of which of its parts something is kept."""
    return {name for name in CIPHERS if getattr(kept, f"{name}_cipher") is not None}


def purged(units: Units, comment_id: int) -> None:
    with units.writing(SYSTEM) as unit:
        unit.emit(CommentPurged(comment_id))
    run_due(units, {ERASE_ORIGINAL: HANDLERS[ERASE_ORIGINAL]})


def forgotten(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        enqueue(unit, FORGET_INCOMING, {})
    run_due(units, {FORGET_INCOMING: HANDLERS[FORGET_INCOMING]})


def test_the_original_of_a_purged_comment_is_deleted_and_no_other(
    post: Units, mailbox: MailboxServer, settings: MailboxSettings
) -> None:
    mailbox.deliver(raw_letter(1), raw_letter(2), at=ARRIVED)
    fetch_mail(post, settings)
    first, second = rows(post)
    assert first.comment_id is not None
    purged(post, first.comment_id)
    assert mailbox.messages("Engage/Processed") == [raw_letter(2)]
    assert said_by(row(post, first.id)) == set()
    assert row(post, first.id).sender_index is None
    assert said_by(row(post, second.id)) == {"message_id", "sender"}
    purged(post, first.comment_id)
    assert mailbox.messages("Engage/Processed") == [raw_letter(2)]
    assert len(texts(post)) == 2


def test_deleting_waits_for_a_mailbox_that_is_away(
    post: Units,
    mailbox: MailboxServer,
    settings: MailboxSettings,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object) -> None:
        raise MailboxError(MailboxTrouble.UNREACHABLE)

    mailbox.deliver(raw_letter(1), at=ARRIVED)
    fetch_mail(post, settings)
    (kept,) = rows(post)
    assert kept.comment_id is not None
    with monkeypatch.context() as broken:
        broken.setattr(Mailbox, "erase", away)
        purged(post, kept.comment_id)
    with post.reading(SYSTEM) as unit:
        job = unit.session.scalars(select(Job).where(Job.kind == ERASE_ORIGINAL)).one()
        assert (job.state, job.attempts - job.forgiven) == ("waiting", 0)
    assert said_by(row(post, kept.id))
    clock.advance(minutes=11)
    run_due(post, {ERASE_ORIGINAL: HANDLERS[ERASE_ORIGINAL]})
    assert mailbox.counts()["Processed"] == 0
    assert said_by(row(post, kept.id)) == set()


def test_what_was_filed_or_became_a_comment_is_forgotten_on_its_date(
    both_desks: Units, clock: FixedClock
) -> None:
    units = both_desks
    began = clock.now()
    comment = taken(units, letter())
    filed = taken(units, letter(no_comment=Reason.LIST, attachments=(FILE,)))
    unrouted = taken(units, letter(addresses=(), attachments=(FILE,)))
    early = taken(units, arrived(at=NOON - timedelta(hours=1)))
    clock.instant = began + timedelta(days=30) - timedelta(seconds=1)
    forgotten(units)
    assert said_by(row(units, filed.id)) == {"message_id", "sender", "subject", "body"}
    clock.instant = began + timedelta(days=30)
    forgotten(units)
    assert said_by(row(units, filed.id)) == set()
    # The comment's original can still be found, should its words be purged.
    assert said_by(row(units, comment.id)) == {"message_id"}
    # What waits for a person stays, and correspondence is a record.
    assert "body" in said_by(row(units, unrouted.id))
    assert row(units, early.id).outcome == Outcome.CORRESPONDENCE
    assert "body" in said_by(row(units, early.id))
    with units.reading(SYSTEM) as unit:
        held = unit.session.scalars(select(Attachment).order_by(Attachment.id)).all()
        assert [one.why_empty for one in held] == ["erased", ""]


def test_what_a_person_settled_is_forgotten_that_long_after(desk: Units, clock: FixedClock) -> None:
    done = taken(desk, letter(addresses=()))
    clock.advance(days=40)
    with desk.writing(SYSTEM) as unit:
        unit.session.get_one(IncomingMail, done.id).settled_at = unit.now
    clock.advance(days=29)
    forgotten(desk)
    assert said_by(row(desk, done.id))
    clock.advance(days=1)
    forgotten(desk)
    assert said_by(row(desk, done.id)) == set()
