"""What a push plans and records, on both databases; no WordPress takes part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.crypto import Keyring
from engage.core.events import EngagementPublished
from engage.core.permissions import SYSTEM, Role
from engage.core.settings import DataKey
from engage.core.unit import Units
from engage.jobs.handlers import Later
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import claim, enqueue
from engage.jobs.worker import run_due
from engage.moderation.rules import Outcome as Decided
from engage.moderation.service import decide
from engage.notices.models import NoticeVersion
from engage.notices.rules import NoticeTemplate
from engage.notices.service import take_snapshot
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS, recurring, subscriptions
from engage.wordpress.errors import AuthFailed, Flood, Transient
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import CommentPlan, LinkState, Outcome, PostPlan, pause
from engage.wordpress.service import (
    KINDS,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    note_contact,
    note_trouble,
    plan_post,
    reconcile,
    record_post,
    refuse_if_paused,
)
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.moderation.senders import send
from tests.wordpress.out.planning import plan_comment, record_comment

NOWHERE = {
    "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
    "ENGAGE_WORDPRESS_USER": "engage",
    "ENGAGE_WORDPRESS_PASSWORD": "none",
}


@pytest.fixture
def units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **NOWHERE), clock)
    yield made
    made.database.dispose()


def shown(units: Units, plan: PostPlan | CommentPlan | None, remote_id: int = 7) -> None:
    """Records that WordPress took what was planned."""
    with units.writing(SYSTEM) as unit:
        outcome = Outcome(LinkState.SHOWN, remote_id, "publish", unit.now)
        if isinstance(plan, PostPlan):
            record_post(unit, plan, outcome)
        elif isinstance(plan, CommentPlan):
            record_comment(unit, plan, replace(outcome, remote_status="approved"))


def planned_post(units: Units, engagement_id: int, job_id: int = 900) -> PostPlan | None:
    with units.writing(SYSTEM) as unit:
        return plan_post(unit, engagement_id, job_id)


def planned_comment(units: Units, comment_id: int, job_id: int = 901) -> CommentPlan | None:
    with units.writing(SYSTEM) as unit:
        return plan_comment(unit, comment_id, job_id)


def published_comment(units: Units, text: str = "More buses") -> int:
    number, _ = send(units, text)
    with units.writing(make_person(units, Role.MODERATOR)) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
    return number


def pushes(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Job.kind).where(Job.kind.in_(KINDS))))


def forget_jobs(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.execute(update(Job).values(state=JobState.DONE))


def test_events_become_pushes_only_where_a_wordpress_is_set(
    units: Units, database_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    without = make_units(settings_for(database_url, tmp_path), clock)
    build_engagement(without)
    assert pushes(units) == []
    assert EngagementPublished not in subscriptions(without.settings)
    build_engagement(units, "day-buses")
    assert pushes(units) == [PUSH_ENGAGEMENT]
    run_due(without, HANDLERS, recurring(without.settings))
    without.database.dispose()


def test_what_is_recorded_is_not_planned_again(units: Units) -> None:
    engagement = build_engagement(units)
    comment = published_comment(units)
    assert planned_comment(units, comment) is None
    shown(units, planned_post(units, engagement.id))
    assert planned_post(units, engagement.id) is None
    plan = planned_comment(units, comment)
    assert plan is not None
    assert plan.post_id == 7
    shown(units, plan)
    assert planned_comment(units, comment) is None
    assert pushes(units).count(PUSH_COMMENTS) == 1


def test_a_job_waits_while_another_has_the_same_thing_in_hand(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        (running,) = claim(unit, [PUSH_ENGAGEMENT])
    assert planned_post(units, engagement.id, running.job_id) is not None
    with pytest.raises(Later):
        planned_post(units, engagement.id, running.job_id + 1)
    clock.advance(minutes=2)  # its worker fell silent
    assert planned_post(units, engagement.id, running.job_id + 1) is not None


def test_a_change_made_while_a_push_is_under_way_is_pushed_after_it(units: Units) -> None:
    engagement = build_engagement(units)
    plan = planned_post(units, engagement.id)
    assert plan is not None
    forget_jobs(units)
    with units.writing(SYSTEM) as unit:
        amended = NoticeTemplate("other", "Other", "Section 26(c)", "Purpose", "Contact", "Body")
        assert isinstance(take_snapshot(unit, engagement.id, amended), NoticeVersion)
        unit.events.clear()
    shown(units, plan)
    assert pushes(units).count(PUSH_ENGAGEMENT) == 2


def test_reconciling_twice_enqueues_once_and_leaves_failed_pushes_to_people(units: Units) -> None:
    engagement = build_engagement(units)
    published_comment(units)
    shown(units, planned_post(units, engagement.id))
    forget_jobs(units)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 1
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    with units.writing(SYSTEM) as unit:
        wanted = unit.session.scalar(
            select(Job).where(Job.kind == PUSH_COMMENTS, Job.state != "done")
        )
        assert wanted is not None
        assert wanted.payload == f'{{"engagement_id": {engagement.id}}}'
        wanted.state = JobState.FAILED
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    forget_jobs(units)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 1


def test_trouble_pauses_every_push_and_contact_ends_the_pause(
    units: Units, clock: FixedClock
) -> None:
    for error, seconds in (
        (Transient("down"), 5),
        (Transient("down"), 10),
        (Flood("quick", 60.0), 60),
        (AuthFailed("who"), 900),
    ):
        with units.writing(SYSTEM) as unit:
            assert note_trouble(unit, error) == seconds
    with units.reading(SYSTEM) as unit, pytest.raises(Later) as later:
        refuse_if_paused(unit)
    assert later.value.seconds == 900
    clock.advance(minutes=15)
    with units.reading(SYSTEM) as unit:
        refuse_if_paused(unit)
    with units.writing(SYSTEM) as unit:
        note_contact(unit)
    with units.writing(SYSTEM) as unit:
        assert note_trouble(unit, Transient("down")) == 5


@pytest.mark.parametrize(
    ("troubles", "asked", "seconds"),
    [(1, None, 5), (3, None, 20), (99, None, 300), (1, 3600, 3600)],
)
def test_pauses_grow_to_five_minutes_and_follow_what_wordpress_asks(
    troubles: int, asked: float | None, seconds: float
) -> None:
    assert pause(troubles, asked) == seconds


def test_audit_and_jobs_hold_ids_and_outcomes_and_no_word_of_anybody(units: Units) -> None:
    engagement = build_engagement(units)
    comment = published_comment(units, "planted-words")
    shown(units, planned_post(units, engagement.id))
    shown(units, planned_comment(units, comment))
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("wordpress.%"))
        ).all()
        assert [(entry.action, entry.subject) for entry in entries] == [
            ("wordpress.post_pushed", f"engagement:{engagement.id}"),
            ("wordpress.comment_pushed", f"comment:{comment}"),
        ]
        kept = [entry.detail for entry in entries]
        kept += [f"{job.payload}{job.key}" for job in unit.session.scalars(select(Job))]
        kept += [str(vars(link)) for link in unit.session.scalars(select(WordPressLink))]
    assert "planted" not in "".join(kept)


def test_an_alias_outlives_the_rotation_of_keys() -> None:
    first, second = DataKey("a", bytes(range(32))), DataKey("b", bytes(range(1, 33)))
    before = Keyring((first,)).purpose_key("wordpress-alias")
    assert Keyring((second, first)).purpose_key("wordpress-alias") == before
    assert Keyring((second,)).purpose_key("wordpress-alias") != before
    assert before != Keyring((first,)).purpose_key("another")


def test_a_comment_keeps_the_alias_it_was_first_sent_with(units: Units) -> None:
    engagement = build_engagement(units)
    comment = published_comment(units)
    shown(units, planned_post(units, engagement.id))
    plan = planned_comment(units, comment)
    assert plan is not None
    units.keyring = Keyring((DataKey("z", bytes(range(32))),))
    again = planned_comment(units, comment)
    assert again is not None
    assert again.fields is not None
    assert again.fields.alias == plan.key == again.key


def test_a_date_that_passes_is_a_difference_without_any_event(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units, closes_at=NOON + timedelta(days=1))
    shown(units, planned_post(units, engagement.id))
    forget_jobs(units)
    clock.advance(hours=23)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    clock.advance(hours=1)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 1
        assert enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement.id}) is not None
