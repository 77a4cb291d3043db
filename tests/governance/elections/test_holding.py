"""What a period holds, through the real use cases, and what never waits for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.rules import NotOpen
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, engagement_content
from engage.engagements.rules import Kind, Phase, ResultsContent
from engage.engagements.service import (
    newest_draft,
    publish,
    save_engagement,
    save_results,
    unpublish,
)
from engage.engagements.tasks import announce, announce_released
from engage.governance.elections.listing import held_rows
from engage.governance.elections.models import HeldItem
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import (
    Dates,
    approve_again,
    change_period,
    drop_item,
    revoke_exception,
)
from engage.governance.outbound import Outbound
from engage.governance.service import Held
from engage.jobs.models import Job
from engage.replies.service import publish_reply
from tests.app_fixtures import NOON, build_engagement, make_person, sample_content
from tests.approving import approve_everything, publish_approved, publish_results_approved
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    DATES,
    IN_INTERREGNUM,
    IN_TRANSITION,
    SWORN,
    VOTED,
    director,
    granted,
    held_items,
    kinds_held,
    set_election,
)
from tests.moderation.senders import send
from tests.replies.staff import WORDS, acknowledged, published_comment, save, speaker

SLUG = "night-buses"
LONG = {"kind": Kind.ONGOING, "closes_at": None}


def try_to_publish(units: Units, slug: str = SLUG) -> None:
    """Everything approved already: only the guard can stand in the way."""
    with units.writing(SYSTEM) as unit:
        publish_approved(unit, engagement_by_slug(unit.session, slug))


def changed(units: Units, **changes: object) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        content = sample_content(**LONG, **changes)
        save_engagement(unit, engagement, content, seen_revision_id=engagement.draft_revision_id)
        approve_everything(unit, engagement)


def phase_of(units: Units, slug: str = SLUG) -> Phase:
    with units.reading(SYSTEM) as unit:
        return engagement_by_slug(unit.session, slug).timing.phase(unit.now)


def approve(units: Units, item: HeldItem) -> None:
    with units.writing(director(units)) as unit:
        approve_again(unit, item.id)


def test_a_launch_is_held_written_down_once_and_goes_out_by_approval_alone(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units, published=False, **LONG)
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    for _ in range(2):
        with pytest.raises(Held, match="held during the election period"):
            try_to_publish(both_units)
    (item,) = held_items(both_units)
    assert (item.kind, item.outcome, item.held_at) == ("publish_engagement", "", IN_INTERREGNUM)
    with pytest.raises(Refused, match="not over"):
        approve(both_units, item)
    clock.instant = AFTER
    with pytest.raises(Held, match="was held"):
        try_to_publish(both_units)
    assert phase_of(both_units) is Phase.PLANNED
    approve(both_units, item)
    try_to_publish(both_units)
    assert phase_of(both_units) is Phase.OPEN


def test_who_tried_is_written_down_although_the_attempt_is_undone(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, published=False, **LONG)
    set_election(units)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    clock.instant = IN_INTERREGNUM
    with pytest.raises(Held), units.writing(lead) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        publish(unit, engagement, seen_revision_id=newest_draft(unit, engagement))
    (item,) = held_items(units)
    assert item.held_by == lead.person_id
    with units.reading(SYSTEM) as unit:
        noted = unit.session.scalars(
            select(AuditEntry.actor).where(AuditEntry.action == "election.held")
        ).all()
    assert noted == [f"person:{lead.person_id}"]


def test_changes_of_what_is_open_are_held_and_an_exception_lets_them_out(
    both_units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(both_units, **LONG)
    period = set_election(both_units)
    clock.instant = IN_INTERREGNUM
    changed(both_units, summary="The law needs this corrected.")
    with pytest.raises(Held):
        try_to_publish(both_units)
    granted(both_units, period, engagement.id, Outbound.PUBLISH_CHANGES)
    try_to_publish(both_units)
    with both_units.reading(SYSTEM) as unit:
        public = engagement_by_slug(unit.session, SLUG).published_revision_id
        assert engagement_content(unit.session, public).summary == "The law needs this corrected."
    # It went out in the period, so nobody approves it again; and the exception ends with it.
    (item,) = held_items(both_units)
    assert item.outcome == Outcome.EXCEPTED
    clock.instant = AFTER
    changed(both_units, summary="Another word.")
    try_to_publish(both_units)


def test_an_exception_that_was_not_used_ends_with_the_period(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units, **LONG)
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    changed(units, summary="One word.")
    with pytest.raises(Held):
        try_to_publish(units)
    granted(units, period, engagement.id, Outbound.PUBLISH_CHANGES)
    clock.instant = AFTER
    with pytest.raises(Held):
        try_to_publish(units)


def test_results_are_held_and_taking_down_is_not(both_units: Units, clock: FixedClock) -> None:
    build_engagement(both_units, closes_at=NOON + timedelta(days=5))
    set_election(both_units)
    clock.instant = IN_TRANSITION
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        save_results(
            unit, engagement, ResultsContent("We heard.", "# What we heard"), seen_revision_id=None
        )
    with pytest.raises(Held), both_units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, SLUG))
    assert kinds_held(both_units) == ["publish_results"]
    with both_units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, SLUG))
    assert phase_of(both_units) is Phase.PLANNED
    with pytest.raises(Held):  # what was taken down comes back as a launch
        try_to_publish(both_units)


def test_a_reply_is_held_unless_it_answers_about_a_service(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units, **LONG)
    anna = speaker(both_units)
    comment = published_comment(both_units)
    reply = save(both_units, anna, comment, WORDS)
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    acknowledged(both_units, anna)
    with pytest.raises(Held), both_units.writing(anna) as unit:
        publish_reply(unit, reply.id, seen_version=1)
    (item,) = held_items(both_units)
    assert (item.kind, item.subject_id) == ("publish_reply", reply.id)
    with pytest.raises(Refused, match="which service"), both_units.writing(anna) as unit:
        publish_reply(unit, reply.id, seen_version=1, service_reason="yes")
    why = "Which stops the night bus serves."
    with both_units.writing(anna) as unit:
        shown = publish_reply(unit, reply.id, seen_version=1, service_reason=why)
    assert shown.published_version == 1
    assert kinds_held(both_units) == []


def test_marking_a_reply_as_about_a_service_does_not_release_it_afterwards(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, **LONG)
    anna = speaker(units)
    reply = save(units, anna, published_comment(units), WORDS)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    with pytest.raises(Held), units.writing(anna) as unit:
        publish_reply(unit, reply.id, seen_version=1)
    clock.instant = AFTER
    with pytest.raises(Held), units.writing(anna) as unit:
        publish_reply(unit, reply.id, seen_version=1, service_reason="About night bus stops.")
    approve(units, held_items(units)[0])
    with units.writing(anna) as unit:
        assert publish_reply(unit, reply.id, seen_version=1).published_version == 1


@pytest.mark.parametrize("now", [NOON, IN_INTERREGNUM, IN_TRANSITION, AFTER])
def test_an_open_engagement_takes_comments_in_every_phase(
    both_units: Units, clock: FixedClock, now: object
) -> None:
    build_engagement(both_units, **LONG)
    set_election(both_units)
    clock.instant = now  # type: ignore[assignment]
    number, _code = send(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, number).received_at == now


def test_called_in_the_very_instant_of_closing(units: Units, clock: FixedClock) -> None:
    """Closing is no promotion: it happens, and the last comment is the one before."""
    build_engagement(units, closes_at=CALL)
    set_election(units)
    clock.instant = CALL - timedelta(microseconds=1)
    send(units)
    clock.instant = CALL
    with pytest.raises(NotOpen):
        send(units)
    assert phase_of(units) is Phase.CLOSED


# --- openings by the clock -----------------------------------------------------------------------


def test_an_opening_within_the_period_waits_for_its_approval(
    both_units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(both_units, **(LONG | {"opens_at": IN_INTERREGNUM}))
    set_election(both_units)
    clock.instant = IN_INTERREGNUM + timedelta(hours=1)
    assert phase_of(both_units) is Phase.UPCOMING
    with pytest.raises(NotOpen):
        send(both_units)
    with both_units.writing(SYSTEM) as unit:
        announce(unit, {"engagement_id": engagement.id, "phase": "open"})
    assert kinds_held(both_units) == ["publish_engagement"]
    clock.instant = AFTER
    assert phase_of(both_units) is Phase.UPCOMING
    approve(both_units, held_items(both_units)[0])
    assert phase_of(both_units) is Phase.OPEN
    send(both_units)
    with both_units.reading(SYSTEM) as unit:
        kinds = set(unit.session.scalars(select(Job.kind)))
    assert "engagements.opening_released" in kinds
    with both_units.writing(SYSTEM) as unit:
        announce_released(unit, {"engagement_id": engagement.id, "kind": "publish_engagement"})
        assert len(unit.events) == 1


def test_what_opened_before_an_early_call_was_known_stays_open(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, **(LONG | {"opens_at": CALL + timedelta(minutes=10)}))
    build_engagement(units, "later", **(LONG | {"opens_at": CALL + timedelta(hours=9)}))
    clock.instant = CALL + timedelta(hours=1)
    assert phase_of(units) is Phase.OPEN
    set_election(units)
    assert phase_of(units) is Phase.OPEN
    clock.instant = CALL + timedelta(hours=10)
    assert phase_of(units, "later") is Phase.UPCOMING


def test_an_exception_opens_and_revoking_it_closes_nothing(units: Units, clock: FixedClock) -> None:
    engagement = build_engagement(units, **(LONG | {"opens_at": IN_INTERREGNUM}))
    period = set_election(units)
    clock.instant = IN_INTERREGNUM + timedelta(hours=1)
    row = granted(units, period, engagement.id, Outbound.PUBLISH_ENGAGEMENT)
    assert phase_of(units) is Phase.OPEN
    clock.instant += timedelta(hours=1)
    with units.writing(director(units)) as unit:
        revoke_exception(unit, row.id)
    assert phase_of(units) is Phase.OPEN


def test_an_opening_after_the_period_needs_nothing(units: Units, clock: FixedClock) -> None:
    build_engagement(units, **(LONG | {"opens_at": SWORN}))
    set_election(units)
    clock.instant = SWORN - timedelta(microseconds=1)
    assert phase_of(units) is Phase.UPCOMING
    clock.instant = SWORN
    assert phase_of(units) is Phase.OPEN


# --- afterwards ----------------------------------------------------------------------------------


def held_launch(units: Units, clock: FixedClock) -> HeldItem:
    build_engagement(units, published=False, **LONG)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    with pytest.raises(Held):
        try_to_publish(units)
    clock.instant = AFTER
    return held_items(units)[0]


def test_of_two_who_decide_at_once_the_second_reads_what_the_first_did(
    both_units: Units, clock: FixedClock
) -> None:
    item = held_launch(both_units, clock)
    with both_units.writing(director(both_units)) as unit:
        drop_item(unit, item.id)
    with pytest.raises(Conflict, match="dropped this meanwhile"):
        approve(both_units, item)
    with pytest.raises(Held):
        try_to_publish(both_units)
    with both_units.writing(director(both_units)) as unit:
        approve_again(unit, item.id, seen=Outcome.DROPPED)
    try_to_publish(both_units)


def test_items_of_another_ministry_are_unknown_and_leads_do_not_release(
    units: Units, clock: FixedClock
) -> None:
    item = held_launch(units, clock)
    other = build_engagement(units, "other", ministry="HLTH", published=False).ministry_id
    with units.reading(SYSTEM) as unit:
        own = unit.session.get_one(Engagement, item.engagement_id).ministry_id
    with pytest.raises(NotFound), units.writing(director(units, other)) as unit:
        approve_again(unit, item.id)
    for role in (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR):
        lead = make_person(units, role)
        with pytest.raises(NotAllowed), units.writing(lead) as unit:
            approve_again(unit, item.id)
    with units.writing(director(units, own)) as unit:
        assert approve_again(unit, item.id).outcome == Outcome.APPROVED


def test_a_second_election_holds_anew_what_was_approved_after_the_first(
    units: Units, clock: FixedClock
) -> None:
    item = held_launch(units, clock)
    approve(units, item)
    later = timedelta(days=800)
    set_election(units, Dates(CALL + later, VOTED + later, SWORN + later))
    clock.instant = CALL + later
    with pytest.raises(Held):
        try_to_publish(units)
    clock.instant = AFTER + later
    with pytest.raises(Held):
        try_to_publish(units)
    assert [one.outcome for one in held_items(units)] == ["approved", ""]


def test_while_the_swearing_in_is_unknown_everything_waits(units: Units, clock: FixedClock) -> None:
    build_engagement(units, published=False, **LONG)
    period = set_election(units, Dates(CALL, VOTED))
    clock.instant = SWORN + timedelta(days=30)
    with pytest.raises(Held, match="during"):
        try_to_publish(units)
    with units.writing(SYSTEM) as unit:
        change_period(unit, period, DATES, seen_version=1)
    with pytest.raises(Held, match="was held"):
        try_to_publish(units)


def test_what_was_dropped_last_is_listed_first_so_that_it_can_be_approved_after_all(
    both_units: Units,
) -> None:
    period_id = set_election(both_units)
    with both_units.writing(SYSTEM) as unit:
        for number in range(25):
            at = CALL + timedelta(days=number)
            unit.session.add(
                HeldItem(
                    period_id=period_id,
                    key=f"send_mail:1:{number}",
                    kind=Outbound.SEND_MAIL,
                    subject_id=number,
                    held_at=CALL,
                    outcome=Outcome.DROPPED,
                    settled_at=at,
                )
            )
    with both_units.reading(SYSTEM) as unit:
        shown = held_rows(unit.session, None, [Outcome.DROPPED, Outcome.APPROVED], 20)
    assert [row.item.subject_id for row in shown] == list(range(24, 4, -1))
