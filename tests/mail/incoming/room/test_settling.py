"""What a person makes of a message: set aside, seen, put back; of two the second is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.mail.incoming.queries.pages import Item, Shelf, waiting_mail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.service.settling import mark_seen, open_message, put_back, set_aside
from engage.mail.incoming.settlement import (
    may_be_placed,
    may_be_put_back,
    may_be_seen,
    may_be_set_aside,
)
from engage.mail.incoming.words import NOT_COMMENTS, REASON_WORDS, SETTLED_WORDS, Settled
from tests.app_fixtures import NOON, build_engagement, make_person
from tests.mail.incoming.room.messages import WRITER, arrive, audited, stands


def counted(units: Units) -> dict[str, int]:
    with units.reading(SYSTEM) as unit:
        return {
            shelf.value: one.count for shelf, one in waiting_mail(unit.session, within=None).items()
        }


def test_set_aside_on_record_and_put_back(both_units: Units) -> None:
    kim = make_person(both_units, Role.MODERATOR)
    number = arrive(both_units)
    assert counted(both_units) == {"unrouted": 1, "quarantined": 0}
    with both_units.writing(kim) as unit:
        set_aside(unit, number, 1, "spam")
    row = stands(both_units, number)
    assert (row.settled_as, row.settled_by, row.version) == ("spam", kim.person_id, 2)
    assert counted(both_units)["unrouted"] == 0
    with both_units.writing(kim) as unit:
        put_back(unit, number, 2)
    row = stands(both_units, number)
    assert (row.settled_as, row.settled_at, row.settled_by, row.version) == ("", None, None, 3)
    assert counted(both_units)["unrouted"] == 1
    settled, back = (
        audited(both_units, action)[0].detail
        for action in ("mail.incoming_settled", "mail.incoming_put_back")
    )
    assert "unrouted:no_address" in settled
    assert "spam" in settled
    assert "spam" in back


def test_of_two_who_settle_it_the_second_is_told_what_the_first_did(both_units: Units) -> None:
    kim, lee = (
        make_person(both_units, Role.MODERATOR, email=f"{name}@gov.bc.ca") for name in ("a", "b")
    )
    number = arrive(both_units)
    with both_units.writing(kim) as unit:
        set_aside(unit, number, 1, "auto_reply")
    with pytest.raises(Conflict) as told, both_units.writing(lee) as unit:
        set_aside(unit, number, 1, "spam")
    assert "Sam Staff settled this message already: Set aside as an automatic" in str(told.value)
    assert stands(both_units, number).settled_as == "auto_reply"
    with pytest.raises(Conflict, match="You settled"), both_units.writing(kim) as unit:
        set_aside(unit, number, 1, "spam")


def test_what_could_not_be_read_is_seen(units: Units) -> None:
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units, Outcome.QUARANTINED, Reason.UNREADABLE)
    assert counted(units)["quarantined"] == 1
    with pytest.raises(Conflict), units.writing(kim) as unit:
        set_aside(unit, number, 1, "spam")
    with units.writing(kim) as unit:
        mark_seen(unit, number, 1)
    assert counted(units)["quarantined"] == 0
    with units.writing(kim) as unit:
        put_back(unit, number, 2)
    assert counted(units)["quarantined"] == 1


def test_a_message_that_waits_cannot_be_seen_nor_put_back(units: Units) -> None:
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units)
    for act in (mark_seen, put_back):
        with pytest.raises(Refused), units.writing(kim) as unit:
            act(unit, number, 1)
    with pytest.raises(Refused) as refusal, units.writing(kim) as unit:
        set_aside(unit, number, 1, "comment")
    assert refusal.value.field == "why"
    assert stands(units, number).version == 1


def test_led_mail_is_of_its_ministry_and_other_mail_of_none(units: Units) -> None:
    build_engagement(units)
    led = arrive(units, reason=Reason.ONLY_ATTACHMENTS, slug="night-buses")
    stray = arrive(units)
    everywhere = make_person(units, Role.MODERATOR, email="all@gov.bc.ca")
    here = make_person(units, Role.MODERATOR, email="here@gov.bc.ca", ministry="TRAN")
    elsewhere = make_person(units, Role.MODERATOR, email="away@gov.bc.ca", ministry="HLTH")
    reached = []
    for who in (everywhere, here, elsewhere):
        for number in (led, stray):
            try:
                with units.writing(who) as unit:
                    open_message(unit, number)
                reached.append((who, number))
            except NotFound:
                with pytest.raises(NotFound), units.writing(who) as unit:
                    set_aside(unit, number, 1, "spam")
    assert reached == [(everywhere, led), (everywhere, stray), (here, led)]


def test_who_has_not_acknowledged_the_rules_or_keeps_off_the_engagement_changes_nothing(
    units: Units,
) -> None:
    build_engagement(units)
    number = arrive(units, reason=Reason.ONLY_ATTACHMENTS, slug="night-buses")
    new = make_person(units, Role.MODERATOR, email="new@gov.bc.ca", acknowledged=False)
    with pytest.raises(Refused, match="acknowledge"), units.writing(new) as unit:
        set_aside(unit, number, 1, "spam")
    kim = make_person(units, Role.MODERATOR, email="kim@gov.bc.ca")
    with units.writing(kim) as unit:
        engagement = unit.session.get_one(Engagement, stands(units, number).engagement_id)
        record_conflict(unit, Subject(engagement.ministry_id, engagement.id), "My brother drives.")
    with pytest.raises(Refused, match="conflict of interest"), units.writing(kim) as unit:
        set_aside(unit, number, 1, "spam")


def test_opening_a_message_is_on_record_without_its_words(units: Units) -> None:
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units, files=1)
    with units.writing(kim) as unit:
        found = open_message(unit, number)
    assert (found.sender, found.files[0].name) == (WRITER, "map 0.pdf")
    (entry,) = audited(units, "mail.incoming_read")
    assert (entry.subject, entry.actor) == (f"incoming_mail:{number}", f"person:{kim.person_id}")
    assert WRITER not in entry.detail
    assert WRITER not in repr(found)


def test_every_reason_and_every_settling_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
    assert set(SETTLED_WORDS) == set(Settled)


@given(
    st.sampled_from(Outcome),
    st.sampled_from([None, *Settled]),
)
def test_nothing_is_settled_twice_without_being_put_back(
    outcome: Outcome, settled: Settled | None
) -> None:
    one = _item(outcome, settled)
    is_open = settled is None
    assert may_be_set_aside(one) == (outcome is Outcome.UNROUTED and is_open)
    assert may_be_put_back(one) == (settled in {*NOT_COMMENTS, Settled.SEEN})
    if outcome in {Outcome.COMMENT, Outcome.WITHDRAWAL, Outcome.QUARANTINED}:
        assert not may_be_placed(one)
    if not is_open and outcome is not Outcome.CORRESPONDENCE:
        assert not may_be_placed(one)
    if settled is Settled.SEEN:
        assert not may_be_seen(one)


def _item(outcome: Outcome, settled: Settled | None) -> Item:
    return Item(
        id=1,
        version=1,
        arrived_at=NOON,
        outcome=outcome,
        reason="",
        language="en",
        size=1,
        folder="",
        is_moved=True,
        answered=False,
        engagement_id=None,
        engagement="",
        slug="",
        comment_id=None,
        settled_at=NOON if settled else None,
        settled_by="",
        settled_as=settled.value if settled else "",
        is_readable=True,
        sender="",
        subject="",
        text="",
        cut="",
        files=(),
    )


def test_shelves_that_wait_are_counted_in_the_ministries_of_their_reader(units: Units) -> None:
    build_engagement(units)
    arrive(units, reason=Reason.TOO_LONG, slug="night-buses")
    arrive(units)
    with units.reading(SYSTEM) as unit:
        here = unit.session.query(Engagement).one().ministry_id
        counts = [
            waiting_mail(unit.session, within=within)[Shelf.UNROUTED].count
            for within in (None, frozenset({here}), frozenset({here + 1}), frozenset())
        ]
    assert counts == [2, 1, 0, 0]
