"""Declaring, recording for somebody, seeing and ending; who reads the reason, and what is kept."""

import json

import pytest
from sqlalchemy import select, text

from engage.audit.models import AuditEntry
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.models import ConflictOfInterest
from engage.governance.conduct.queries import has_conflict, unseen_since
from engage.governance.conduct.service import (
    InConflict,
    end_conflict,
    may_read_reason,
    record_conflict,
    refuse_in_conflict,
    see_conflict,
    words_of,
)
from engage.governance.conduct.service.conflicts import Subject
from tests.app_fixtures import build_engagement, make_person

WHY = "My sister works for a bidder on the new lines."
OVER = "She has left that company."


def topic_of(units: Units, engagement: Engagement, slug: str) -> int:
    with units.reading(SYSTEM) as unit:
        question = select(Topic.id).where(Topic.engagement_id == engagement.id, Topic.slug == slug)
        return unit.session.scalars(question).one()


def record(
    units: Units, actor: Actor, engagement: Engagement, topic_id: int | None = None, **more: object
) -> int:
    subject = Subject(engagement.ministry_id, engagement.id, topic_id)
    with units.writing(actor) as unit:
        return record_conflict(unit, subject, WHY, **more).id  # type: ignore[arg-type]


def test_a_conflict_with_a_topic_leaves_the_other_topics(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    routes, fares = (topic_of(both_units, engagement, one) for one in ("routes", "fares"))
    person = make_person(both_units, Role.MODERATOR)
    record(both_units, person, engagement, routes)
    with both_units.reading(person) as unit:
        assert has_conflict(unit.session, person.person_id, engagement.id, routes)
        assert not has_conflict(unit.session, person.person_id, engagement.id, fares)
        assert has_conflict(unit.session, person.person_id, engagement.id)
        assert not has_conflict(unit.session, person.person_id, engagement.id + 1)
        assert not has_conflict(unit.session, None, engagement.id)
        with pytest.raises(InConflict):
            refuse_in_conflict(unit, engagement.id, routes)
        refuse_in_conflict(unit, engagement.id, fares)


def test_the_same_conflict_stands_once_and_again_after_it_ended(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    person = make_person(both_units, Role.MODERATOR)
    first = record(both_units, person, engagement)
    with pytest.raises(Conflict):
        record(both_units, person, engagement)
    record(both_units, person, engagement, topic_of(both_units, engagement, "routes"))
    with both_units.writing(person) as unit:
        end_conflict(unit, first, engagement.ministry_id, OVER)
    with pytest.raises(Conflict), both_units.writing(person) as unit:
        end_conflict(unit, first, engagement.ministry_id, OVER)
    second = record(both_units, person, engagement)
    with both_units.reading(person) as unit:
        ended = unit.session.get_one(ConflictOfInterest, first)
        assert ended.ended_by == person.person_id
        assert words_of(unit, ended) == (WHY, OVER)
        assert second != first


def test_the_reason_is_in_no_row_and_no_audit_in_words(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    person = make_person(both_units, Role.MODERATOR)
    number = record(both_units, person, engagement)
    with both_units.writing(person) as unit:
        end_conflict(unit, number, engagement.ministry_id, OVER)
    with both_units.reading(SYSTEM) as unit:
        stored = unit.session.execute(text("SELECT * FROM conflict_of_interest")).one()
        assert "sister" not in str(tuple(stored)) and "left" not in str(tuple(stored))
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"conflict:{number}")
        ).all()
        assert [one.action for one in entries] == ["conflict.declared", "conflict.ended"]
        assert "sister" not in str([one.detail for one in entries])
        assert json.loads(entries[0].detail)["person"] == person.person_id


def test_who_reads_the_reason(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    person = make_person(both_units, Role.MODERATOR)
    number = record(both_units, person, engagement)
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD, ministry="TRAN")
    elsewhere = make_person(both_units, Role.ENGAGEMENT_LEAD, ministry="HLTH", email="hl@gov.bc.ca")
    colleague = make_person(both_units, Role.MODERATOR, email="max@gov.bc.ca")
    allowed = {
        who: _may_read(both_units, who, number, engagement)
        for who in (person, lead, elsewhere, colleague)
    }
    assert list(allowed.values()) == [True, True, False, False]
    for stranger in (elsewhere, colleague):
        with pytest.raises(NotFound), both_units.writing(stranger) as unit:
            end_conflict(unit, number, engagement.ministry_id, OVER)


def test_a_lead_records_it_for_somebody_who_is_told_and_cannot_end_it(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    person = make_person(both_units, Role.MODERATOR)
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD, ministry="TRAN")
    number = record(both_units, lead, engagement, person_id=person.person_id)
    with both_units.reading(person) as unit:
        assert [one.id for one in unseen_since(unit.session, person.person_id or 0)] == [number]
    with pytest.raises(NotAllowed), both_units.writing(person) as unit:
        end_conflict(unit, number, engagement.ministry_id, OVER)
    with pytest.raises(NotFound), both_units.writing(lead) as unit:
        see_conflict(unit, number)
    with both_units.writing(person) as unit:
        see_conflict(unit, number)
    with both_units.writing(lead) as unit:
        assert not unseen_since(unit.session, person.person_id or 0)
        end_conflict(unit, number, engagement.ministry_id, OVER)
        assert not has_conflict(unit.session, person.person_id, engagement.id)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.COMMUNICATIONS_DIRECTOR])
def test_nobody_else_records_it_for_somebody(units: Units, role: Role) -> None:
    engagement = build_engagement(units)
    person = make_person(units, Role.MINISTRY_VIEWER)
    with pytest.raises(NotAllowed):
        record(units, make_person(units, role), engagement, person_id=person.person_id)


def test_a_declaration_says_why(units: Units) -> None:
    engagement = build_engagement(units)
    person = make_person(units, Role.MODERATOR)
    subject = Subject(engagement.ministry_id, engagement.id)
    with pytest.raises(Refused) as refusal, units.writing(person) as unit:
        record_conflict(unit, subject, "  ")
    assert refusal.value.field == "reason"


def _may_read(units: Units, who: Actor, number: int, engagement: Engagement) -> bool:
    with units.reading(who) as unit:
        row = unit.session.get_one(ConflictOfInterest, number)
        return may_read_reason(unit, row, engagement.ministry_id)
