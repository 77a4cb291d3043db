"""The whole way between two real servers: a letter, its answer, the reply that takes it back."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import find_by_receipt
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.worker import run_due
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS, recurring
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.mail.incoming.fetching.conftest import with_mailbox
from tests.mail.incoming.fetching.letters import ADDRESS, ARRIVED, WORDS, raw_letter
from tests.services.dovecot import MailboxServer
from tests.services.smtp import MailServer, run_mail_server


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture
def between(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mailbox: MailboxServer, smtp: MailServer
) -> Iterator[Units]:
    made = make_units(
        settings_for(sqlite_url, tmp_path, **with_mailbox(mailbox.url, smtp.url)), clock
    )
    build_engagement(made)
    clock.instant = NOON + timedelta(hours=1)
    yield made
    made.database.dispose()


def work(units: Units) -> None:
    run_due(units, HANDLERS, recurring(units.settings))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_letter_is_answered_with_its_receipt_and_a_reply_takes_it_back(
    between: Units, mailbox: MailboxServer, smtp: MailServer, clock: FixedClock
) -> None:
    mailbox.deliver(raw_letter(7), at=ARRIVED)
    work(between)
    (answer,) = smtp.mails
    assert smtp.recipients == ["robin7@example.ca"]
    assert answer["In-Reply-To"] == "<7.letter@example.ca>"
    assert answer["Auto-Submitted"]
    with between.reading(SYSTEM) as unit:
        comment = unit.session.scalars(select(Comment)).one()
        code = next(
            word for word in text_of(answer).split() if len(word.strip(".")) == 19 and "-" in word
        )
        assert find_by_receipt(unit, code.strip(".")).id == comment.id
    clock.advance(minutes=2)
    reply = raw_letter(
        7,
        "Please withdraw my comment.",
        Message_ID="<8.letter@example.ca>",
        Subject=f"Re: {answer['Subject']}",
        In_Reply_To=answer["Message-ID"],
    )
    mailbox.deliver(reply, at=clock.now())
    work(between)
    with between.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, comment.id).state == State.WITHDRAWN
    assert len(smtp.mails) == 2
    assert smtp.mails[1]["In-Reply-To"] == "<8.letter@example.ca>"
    clock.advance(minutes=2)
    work(between)
    assert len(smtp.mails) == 2
    assert mailbox.counts()["Processed"] == 2


def test_two_machines_that_answer_each_other_come_to_rest(
    between: Units, mailbox: MailboxServer, smtp: MailServer, clock: FixedClock
) -> None:
    """A machine that does not say that it is one answers each of our answers within the minute."""
    mailbox.deliver(raw_letter(1), at=ARRIVED)
    for number in range(2, 40):
        before = len(smtp.mails)
        work(between)
        if len(smtp.mails) == before:
            break
        clock.advance(minutes=1)
        answered = smtp.mails[-1]["Message-ID"]
        ticket = raw_letter(
            1, f"Your ticket {number} was opened.", Message_ID=f"<{number}.t@example.ca>",
            In_Reply_To=answered, To=ADDRESS,
        )  # fmt: skip
        mailbox.deliver(ticket, at=clock.now())
    assert len(smtp.mails) <= 12


def test_words_stay_out_of_the_logs(
    between: Units, mailbox: MailboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "engage")
    mailbox.deliver(raw_letter(1), b"\xff\xff garbage of Robin Sample\r\n", at=ARRIVED)
    work(between)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "mailbox taken=2" in said
    assert not [word for word in ("robin", "Robin", WORDS, "Night buses") if word in said]
