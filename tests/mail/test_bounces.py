"""Mail that comes back: noted at its row, and no more goes to an address that is gone."""

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.rules import Purpose
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.following.rules import Ending, State
from engage.mail.models import MailSuppression, OutgoingMail
from engage.mail.rules import MailKind, MailState, Trouble
from engage.mail.service import record_bounce
from engage.moderation.rules import Reason
from tests.app_fixtures import make_person
from tests.following.people import following
from tests.following.people import rows as followers
from tests.mail.citizens import (
    SENDER,
    after_undoing,
    answer,
    came,
    citizens,
    rows,
    tick,
    work,
)
from tests.mail.test_sending import invite_robin
from tests.moderation.decisions import acts
from tests.services.smtp import MailServer


def bounced(units: Units, mail: OutgoingMail, *, permanent: bool = True) -> bool:
    with units.writing(SYSTEM) as unit:
        return record_bounce(unit, mail.message_key or "", permanent)


def suppressed(units: Units) -> list[MailSuppression]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(MailSuppression)))


def answered(units: Units, clock: FixedClock, message_id: str = "<1@example.ca>") -> OutgoingMail:
    answer(units, came(units, message_id=message_id))
    work(units, clock)
    return rows(units)[-1]


def test_what_comes_back_for_good_ends_mail_to_that_address(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    moderator = make_person(post_units, Role.MODERATOR)
    mail = answered(post_units, clock)
    assert bounced(post_units, mail)
    [row] = rows(post_units)
    assert (row.state, row.bounced_at) == (MailState.BOUNCED, clock.now())
    tick(post_units, 1, Purpose.DECISION)
    acts.refused(post_units, moderator, 1, Reason.OFF_TOPIC)
    after_undoing(clock)
    work(post_units, clock)
    assert citizens(mail_server) == [SENDER]
    [decision] = rows(post_units, MailKind.DECISION)
    assert (decision.state, decision.trouble) == (MailState.DROPPED, Trouble.SUPPRESSED)


def test_a_mail_from_that_address_shows_that_it_lives(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    bounced(post_units, answered(post_units, clock))
    answer(post_units, came(post_units, message_id="<same.moment@example.ca>"))
    work(post_units, clock)
    assert len(mail_server.messages) == 1
    clock.advance(hours=1)
    answered(post_units, clock, "<later@example.ca>")
    assert len(mail_server.messages) == 2
    assert suppressed(post_units) == []
    with post_units.reading(SYSTEM) as unit:
        actions = set(unit.session.scalars(select(AuditEntry.action)))
    assert {"mail.bounced", "mail.suppressed", "mail.suppression_lifted"} <= actions


def test_an_old_report_that_comes_again_does_not_end_what_began_since(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    mail = answered(light_units, clock)
    bounced(light_units, mail)
    clock.advance(hours=1)
    answered(light_units, clock, "<later@example.ca>")
    assert suppressed(light_units) == []
    bounced(light_units, mail)
    assert suppressed(light_units) == []


def test_what_could_not_be_delivered_for_now_ends_nothing(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    assert bounced(light_units, answered(light_units, clock), permanent=False)
    [row] = rows(light_units)
    assert (row.state, row.bounced_at) == (MailState.SENT, None)
    answered(light_units, clock, "<2@example.ca>")
    assert len(mail_server.messages) == 2


def test_staff_are_shown_and_not_given_up(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    invite_robin(light_units)
    work(light_units, clock)
    bounced(light_units, rows(light_units)[0])
    assert rows(light_units)[0].state == MailState.BOUNCED
    assert suppressed(light_units) == []


def test_who_follows_leaves_when_mail_comes_back(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    following(light_units, mail_server)
    assert bounced(light_units, rows(light_units)[0])
    [row] = followers(light_units)
    assert (row.state, row.ended_why, row.email_cipher) == (State.ENDED, Ending.BOUNCED, None)


def test_a_report_that_comes_twice_changes_nothing(
    light_units: Units, clock: FixedClock, mail_server: MailServer
) -> None:
    mail = answered(light_units, clock)
    assert bounced(light_units, mail)
    first = rows(light_units)[0].bounced_at
    clock.advance(hours=1)
    assert bounced(light_units, mail)
    assert rows(light_units)[0].bounced_at == first
    assert len(suppressed(light_units)) == 1


@pytest.mark.parametrize("key", ["", "unknown", "x" * 5_000, "'; DROP TABLE job"])
def test_a_report_about_mail_that_is_not_ours_is_nothing(
    light_units: Units, clock: FixedClock, mail_server: MailServer, key: str
) -> None:
    answered(light_units, clock)
    with light_units.writing(SYSTEM) as unit:
        assert not record_bounce(unit, key, permanent=True)
    assert rows(light_units)[0].state == MailState.SENT


def test_a_refusal_while_sending_gives_no_address_up(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    mail_server.at_recipient = ["550 no such user"]
    answered(light_units, clock)
    assert rows(light_units)[0].state == MailState.REFUSED
    assert suppressed(light_units) == []
