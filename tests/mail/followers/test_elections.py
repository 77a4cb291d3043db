"""R54: news for followers is held in an election and goes out when it is approved again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.following.rules import Pace
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import approve_again, drop_item
from engage.governance.outbound import Outbound
from engage.governance.service import lift_hold, place_hold
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from tests.app_fixtures import build_engagement, make_person
from tests.following.happening import add_a_topic, gathered, run_clock, told
from tests.following.people import EMAIL, following, later, work
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    director,
    granted,
    held_items,
    set_election,
)
from tests.services.smtp import MailServer

CLOSES = IN_INTERREGNUM
DAILY = "daily@example.ca"


@pytest.fixture
def held(both_mail_units: Units, mail_server: MailServer, clock: FixedClock) -> Iterator[Units]:
    """An engagement that two follow closed in the interregnum."""
    units = both_mail_units
    build_engagement(units, closes_at=CLOSES)
    following(units, mail_server)
    following(units, mail_server, DAILY, pace=Pace.DAILY)
    set_election(units)
    clock.instant = CLOSES
    gathered(units, clock)
    yield units


def send_mail_items(units: Units) -> list[int]:
    return [one.id for one in held_items(units) if one.kind == Outbound.SEND_MAIL]


def approve(units: Units, number: int) -> None:
    with units.writing(director(units)) as unit:
        approve_again(unit, number)
    work(units)


def test_news_is_held_once_and_told_when_it_is_approved(
    held: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    assert told(mail_server) == []
    later(held, clock, hours=3)
    [number] = send_mail_items(held)
    clock.instant = AFTER
    work(held)
    assert told(mail_server) == [], "the end of the period lets nothing out"
    approve(held, number)
    assert [to for to, _ in told(mail_server)] == [EMAIL]


def test_the_days_digest_is_a_held_item_of_its_own(
    held: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    for days in (1, 2):
        run_clock(held, clock, CLOSES + timedelta(days=days))
    first, second = send_mail_items(held)
    clock.instant = AFTER
    approve(held, second)
    assert [to for to, _ in told(mail_server)] == [DAILY]
    approve(held, first)
    assert [to for to, _ in told(mail_server)] == [DAILY, EMAIL]


def test_what_is_held_is_in_no_later_mail_and_is_told_when_it_is_let_go(
    held: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    [number] = send_mail_items(held)
    clock.instant = AFTER
    add_a_topic(held)
    gathered(held, clock)
    [(_, text)] = told(mail_server)
    assert "new topic" in text and "has closed" not in text
    approve(held, number)
    texts = [text for _, text in told(mail_server)]
    assert sum("has closed" in text for text in texts) == 1
    assert sum("new topic" in text for text in texts) == 1


def test_mail_that_waits_when_an_election_is_called_is_held_before_it_is_sent(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server)
    set_election(units)
    clock.instant = CALL - timedelta(minutes=11)
    add_a_topic(units)
    mail_server.at_data = ["451 later"]
    gathered(units, clock)
    later(units, clock, hours=1)
    with units.reading(SYSTEM) as unit:
        states = unit.session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)).all()
    assert states[-1] == MailState.HELD
    assert told(mail_server) == []
    [number] = send_mail_items(units)
    clock.instant = AFTER
    approve(units, number)
    assert [to for to, _ in told(mail_server)] == [EMAIL]


def test_an_exception_lets_news_out(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    engagement = build_engagement(both_mail_units, closes_at=CLOSES)
    following(both_mail_units, mail_server)
    period = set_election(both_mail_units)
    granted(both_mail_units, period, engagement.id, Outbound.SEND_MAIL)
    clock.instant = CLOSES
    gathered(both_mail_units, clock)
    assert [to for to, _ in told(mail_server)] == [EMAIL]


def held_in_hand(units: Units, mail_server: MailServer, clock: FixedClock) -> int:
    """A mail that waited when the election was called, and is held; the engagement's number."""
    engagement = build_engagement(units)
    following(units, mail_server)
    set_election(units)
    clock.instant = CALL - timedelta(minutes=11)
    add_a_topic(units)
    mail_server.at_data = ["451 later"]
    gathered(units, clock)
    later(units, clock, hours=1)
    assert mail_states(units)[-1] == MailState.HELD
    return engagement.id


def mail_states(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(
            unit.session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)).all()
        )


def test_an_exception_lets_go_what_was_held_before_it(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    engagement_id = held_in_hand(units, mail_server, clock)
    [item] = held_items(units)
    granted(units, item.period_id, engagement_id, Outbound.SEND_MAIL)
    work(units)
    assert [to for to, _ in told(mail_server)] == [EMAIL]
    assert [one.outcome for one in held_items(units)] == [Outcome.EXCEPTED]


def test_what_is_dropped_is_held_no_longer_and_goes_when_it_is_approved_after_all(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    held_in_hand(units, mail_server, clock)
    [number] = send_mail_items(units)
    clock.instant = AFTER
    with units.writing(director(units)) as unit:
        drop_item(unit, number)
    work(units)
    assert mail_states(units)[-1] == MailState.DROPPED
    assert told(mail_server) == []
    with units.writing(director(units)) as unit:
        approve_again(unit, number, seen=Outcome.DROPPED)
    work(units)
    assert [to for to, _ in told(mail_server)] == [EMAIL]


def test_asking_and_leaving_work_in_an_election(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """A link is an answer to who asked for it, and promotes nothing."""
    build_engagement(both_mail_units)
    set_election(both_mail_units)
    clock.instant = IN_INTERREGNUM
    following(both_mail_units, mail_server)
    assert send_mail_items(both_mail_units) == []


def test_an_administrators_stop_puts_news_off_until_it_is_lifted(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units, closes_at=clock.now() + timedelta(days=1))
    following(units, mail_server)
    admin = make_person(units, Role.ADMINISTRATOR)
    with units.writing(admin) as unit:
        place_hold(unit, "We look into something.")
    clock.advance(days=1)
    gathered(units, clock)
    later(units, clock, minutes=6)
    assert told(mail_server) == []
    with units.writing(admin) as unit:
        lift_hold(unit)
    later(units, clock, minutes=6)
    assert [to for to, _ in told(mail_server)] == [EMAIL]
