"""No reply is public without an approval that stands, or both signatures under its very words."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.service import (
    InConflict,
    end_approval,
    record_conflict,
)
from engage.governance.conduct.service.conflicts import Subject
from engage.replies.models import Reply, ReplyVersion
from engage.replies.service import approve_reply, ask_privacy_officer, give_verdict, mark_question
from engage.replies.service.approving import body_hash
from tests.app_fixtures import build_engagement, make_person
from tests.replies.staff import (
    acknowledged,
    publish,
    published_comment,
    save,
    signers,
    speaker,
    with_standing_approval,
)

NEW_WORDS = "Night buses start on 8 May."
WHY = "My brother drives one of the buses."


@pytest.fixture
def units(both_units: Units) -> Units:
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def anna(units: Units, engagement: Engagement) -> Actor:
    """A speaker whose engagement has no standing approval any more."""
    actor = speaker(units)
    take_approval_away(units)
    return actor


@pytest.fixture
def comment(units: Units, engagement: Engagement) -> int:
    return published_comment(units)


def take_approval_away(units: Units) -> None:
    _, executive = signers(units)
    with units.writing(executive) as unit:
        standing = select(StandingApproval.id).where(StandingApproval.ended_at.is_(None))
        for number in unit.session.scalars(standing).all():
            end_approval(unit, number, "Two replies went wrong last week.")


def approve(units: Units, actor: Actor, reply: Reply, *, told: str = "") -> None:
    with units.writing(actor) as unit:
        written = unit.session.get_one(ReplyVersion, (reply.id, reply.version))
        approve_reply(
            unit, reply.id, seen_version=reply.version, seen_hash=told or body_hash(written)
        )


def test_without_an_approval_a_reply_stays_a_draft_and_says_whom_to_ask(
    units: Units, anna: Actor, comment: int
) -> None:
    reply = save(units, anna, comment)
    with pytest.raises(Refused) as refusal:
        publish(units, anna, reply)
    assert "communications director" in refusal.value.message
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Reply, reply.id).published_version is None


def test_under_a_standing_approval_it_is_public_until_the_approval_is_over(
    units: Units, engagement: Engagement, anna: Actor, comment: int, clock: FixedClock
) -> None:
    with_standing_approval(units, engagement)
    reply = publish(units, anna, save(units, anna, comment))
    assert reply.published_version == 1
    clock.advance(days=300)
    corrected = save(units, anna, comment, NEW_WORDS, seen_version=1)
    with pytest.raises(Refused):
        publish(units, anna, corrected)


def test_two_signatures_under_its_very_words_are_as_good(
    units: Units, anna: Actor, comment: int
) -> None:
    director, executive = signers(units)
    reply = save(units, anna, comment)
    approve(units, director, reply)
    with pytest.raises(Refused):
        publish(units, anna, reply)
    with pytest.raises(Conflict):
        approve(units, director, reply)
    approve(units, executive, reply)
    assert publish(units, anna, reply).published_version == 1
    with units.reading(SYSTEM) as unit:
        signed = unit.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "reply.approved")
        ).all()
        assert len(signed) == 2
        assert all("Night buses" not in one for one in signed)


def test_other_words_ask_for_both_signatures_anew(units: Units, anna: Actor, comment: int) -> None:
    director, executive = signers(units)
    reply = save(units, anna, comment)
    for signer in (director, executive):
        approve(units, signer, reply)
    changed = save(units, anna, comment, NEW_WORDS, seen_version=1)
    with pytest.raises(Refused):
        publish(units, anna, changed)
    with pytest.raises(Conflict):
        approve(units, director, reply)
    with pytest.raises(Conflict):
        approve(units, director, changed, told="0" * 64)


def test_nobody_signs_what_they_wrote_and_nobody_signs_twice(
    units: Units, anna: Actor, comment: int
) -> None:
    writing_director = speaker(units, email="communications_director@gov.bc.ca")
    take_approval_away(units)
    director = make_person(units, Role.COMMUNICATIONS_DIRECTOR)
    assert writing_director.person_id == director.person_id
    reply = save(units, writing_director, comment)
    changed = save(units, anna, comment, NEW_WORDS, seen_version=1)
    with pytest.raises(NotAllowed):
        approve(units, director, changed)
    double = make_person(units, Role.COMMUNICATIONS_DIRECTOR, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    approve(units, double, changed)
    with pytest.raises(Conflict):
        approve(units, double, changed)
    assert reply.id == changed.id


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.PRIVACY_OFFICER])
def test_other_roles_approve_no_reply(units: Units, anna: Actor, comment: int, role: Role) -> None:
    reply = save(units, anna, comment)
    with pytest.raises(NotAllowed):
        approve(units, make_person(units, role), reply)


def test_who_keeps_off_a_topic_writes_publishes_marks_and_releases_nothing_there(
    units: Units, engagement: Engagement, anna: Actor, comment: int
) -> None:
    with_standing_approval(units, engagement)
    reply = save(units, anna, comment)
    officer = acknowledged(units, make_person(units, Role.PRIVACY_OFFICER))
    director, _ = signers(units)
    with units.writing(anna) as unit:
        ask_privacy_officer(unit, reply.id, "May this stay?", seen_version=1)
    for actor in (anna, officer, director):
        with units.writing(actor) as unit:
            subject = Subject(engagement.ministry_id, engagement.id, reply.topic_id)
            record_conflict(unit, subject, WHY)
    with pytest.raises(InConflict), units.writing(officer) as unit:
        give_verdict(unit, reply.id, "", releases=True, seen_version=1)
    with pytest.raises(InConflict):
        save(units, anna, comment, NEW_WORDS, seen_version=1)
    with pytest.raises(InConflict):
        publish(units, anna, reply)
    with pytest.raises(InConflict), units.writing(anna) as unit:
        mark_question(unit, comment, anna.person_id or 0, 3)
    with pytest.raises(InConflict):
        approve(units, director, reply)


def test_an_approval_that_is_to_come_covers_nothing_yet(
    units: Units, engagement: Engagement, anna: Actor, comment: int, clock: FixedClock
) -> None:
    clock.advance(days=2)
    with_standing_approval(units, engagement)
    clock.advance(days=-1)
    with pytest.raises(Refused):
        publish(units, anna, save(units, anna, comment))
    clock.instant += timedelta(days=1)
