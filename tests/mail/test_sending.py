"""From the invitation to the mail server and back: sent once, tried again, given up, dropped."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from engage.accounts.models import Person
from engage.accounts.people_queries import newest_invitation
from engage.accounts.service.inviting import invitation_link, invite, take_back
from engage.accounts.service.people import create_person, disable_person, person_of
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed
from engage.core.permissions import CITIZEN, SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.worker import run_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, Order, RecipientKind, Trouble
from engage.mail.service import order_mail, retry_all, retry_mail
from engage.wiring.jobs import HANDLERS
from tests.services.smtp import MailServer

EMAIL = "robin.sample@gov.bc.ca"


def invite_robin(units: Units, name: str = "Robin Sample") -> tuple[int, str]:
    """The person's id and the link that the mail should hold."""
    with units.writing(SYSTEM) as unit:
        person = create_person(unit, EMAIL, name, None, [Grant(Role.MODERATOR)])
        invitation = invite(unit, person)
        return person.id, invitation_link(unit, invitation, person)


def mail_row(units: Units) -> OutgoingMail:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(OutgoingMail)).one()


def work(units: Units, clock: FixedClock, minutes: int = 0) -> None:
    """Carries out what is due, and what comes due within so many minutes."""
    run_due(units, HANDLERS)
    for _ in range(minutes):
        clock.advance(minutes=1)
        run_due(units, HANDLERS)


def test_an_invitation_arrives_with_its_link(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    _, link = invite_robin(both_mail_units)
    work(both_mail_units, clock)
    [mail] = mail_server.mails
    assert mail_server.recipients == [EMAIL]
    assert mail_server.senders == ["engage@gov.bc.ca"]
    assert mail["To"] == f"Robin Sample <{EMAIL}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert link in mail_server.texts()[0]
    assert link in mail_server.htmls()[0]
    row = mail_row(both_mail_units)
    assert (row.state, row.attempts, row.trouble) == (MailState.SENT, 1, "")
    assert row.sent_at is not None


def test_neither_job_nor_row_nor_audit_holds_address_or_link(
    mail_units: Units, mail_server: MailServer, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="engage")
    mail_server.at_recipient = ["550 5.1.1 <robin.sample@gov.bc.ca>: no such user"]
    _, link = invite_robin(mail_units)
    work(mail_units, clock)
    token = link.rsplit("/", 1)[1]
    with mail_units.reading(SYSTEM) as unit:
        stored = "\n".join(
            str(row)
            for table in ("job", "outgoing_mail", "audit_entry", "invitation")
            for row in unit.session.execute(text(f"SELECT * FROM {table}"))
        )
    assert "mail.deliver" in stored
    for secret in (EMAIL, "Robin", token, "no such user"):
        assert secret not in stored
        assert secret not in "".join(
            record.getMessage() for record in caplog.records if record.name.startswith("engage")
        )


def test_two_invitations_of_one_row_are_one_mail(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    person_id, _ = invite_robin(mail_units)
    work(mail_units, clock)
    row = mail_row(mail_units)
    order = Order(
        MailKind.INVITATION, RecipientKind.PERSON, person_id, "invitation", row.subject_id, row.key
    )
    with mail_units.writing(SYSTEM) as unit:
        assert order_mail(unit, order) is None
    work(mail_units, clock)
    assert len(mail_server.messages) == 1


def test_after_an_outage_all_that_was_refused_is_tried_again(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    mail_server.at_recipient = ["550 no", "550 no"]
    with both_mail_units.writing(SYSTEM) as unit:
        for name in ("lee", "kit"):
            invite(unit, create_person(unit, f"{name}@gov.bc.ca", "A Sample", None))
    work(both_mail_units, clock)
    assert mail_server.messages == []
    with both_mail_units.writing(SYSTEM) as unit:
        assert retry_all(unit) == 2
    work(both_mail_units, clock)
    assert sorted(mail_server.recipients) == ["kit@gov.bc.ca", "lee@gov.bc.ca"]


@pytest.mark.parametrize("answers", [["451 later"], ["drop"], ["421 closing", "452 full"]])
def test_what_is_refused_for_now_is_sent_later(
    mail_units: Units, mail_server: MailServer, clock: FixedClock, answers: list[str]
) -> None:
    mail_server.at_data = list(answers)
    invite_robin(mail_units)
    work(mail_units, clock)
    row = mail_row(mail_units)
    assert row.state == MailState.WAITING
    assert row.trouble in {Trouble.BUSY, Trouble.UNREACHABLE}
    work(mail_units, clock, minutes=5)
    assert len(mail_server.messages) == 1
    row = mail_row(mail_units)
    assert (row.state, row.attempts) == (MailState.SENT, len(answers) + 1)


@pytest.mark.parametrize(
    ("at_recipient", "at_data", "trouble"),
    [
        (["550 no such user"], [], Trouble.RECIPIENT),
        ([], ["554 looks like spam"], Trouble.REFUSED),
        (["450 try later", "550 no such user"], [], Trouble.RECIPIENT),
    ],
)
def test_what_is_refused_for_good_is_told_to_administrators_and_not_tried_again(
    mail_units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    at_recipient: list[str],
    at_data: list[str],
    trouble: Trouble,
) -> None:
    mail_server.at_recipient, mail_server.at_data = at_recipient, at_data
    invite_robin(mail_units)
    work(mail_units, clock, minutes=10)
    row = mail_row(mail_units)
    assert (row.state, row.trouble) == (MailState.REFUSED, trouble)
    assert mail_server.messages == []
    with mail_units.reading(SYSTEM) as unit:
        failed = unit.session.scalars(select(Job).where(Job.state == JobState.FAILED)).all()
    assert failed == []


def test_a_server_that_stays_down_is_given_up_and_can_be_tried_again(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    mail_server.at_recipient = ["421 down"] * 40
    invite_robin(mail_units)
    work(mail_units, clock, minutes=200)
    row = mail_row(mail_units)
    assert row.state == MailState.REFUSED
    mail_server.at_recipient = []
    with mail_units.writing(SYSTEM) as unit:
        retry_mail(unit, row.id)
    work(mail_units, clock)
    assert mail_row(mail_units).state == MailState.SENT
    with mail_units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        retry_mail(unit, row.id)
    with mail_units.writing(CITIZEN) as unit, pytest.raises(NotAllowed):
        retry_mail(unit, row.id)


def test_a_repeat_is_the_same_message_to_the_byte(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """The server has the message, and the line breaks before it says so."""
    mail_server.at_data, mail_server.keeps_before_dropping = ["drop"], True
    invite_robin(mail_units, name="Zoë Sample")
    work(mail_units, clock, minutes=2)
    first, second = mail_server.messages
    assert first == second
    assert mail_server.mails[0]["Message-ID"].endswith("@gov.bc.ca>")
    assert mail_row(mail_units).attempts == 2


@pytest.mark.parametrize("why", ["taken back", "disabled", "run out"])
def test_a_link_that_ended_meanwhile_is_not_sent(
    mail_units: Units, mail_server: MailServer, clock: FixedClock, why: str
) -> None:
    mail_server.at_data = ["451 later"]
    person_id, _ = invite_robin(mail_units)
    work(mail_units, clock)
    with mail_units.writing(SYSTEM) as unit:
        person = person_of(unit, person_id)
        if why == "taken back":
            take_back(unit, person)
        elif why == "disabled":
            disable_person(unit, person)
    if why == "run out":
        clock.advance(seconds=timedelta(days=7).total_seconds())
    work(mail_units, clock, minutes=3)
    assert mail_server.messages == []
    assert mail_row(mail_units).state == MailState.DROPPED


def test_without_a_mail_server_nothing_is_owed(units: Units, clock: FixedClock) -> None:
    invite_robin(units)
    work(units, clock)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(OutgoingMail)).all() == []
        person = unit.session.scalars(select(Person)).one()
        assert newest_invitation(unit.session, person.id) is not None
