"""Elections and WordPress, as pushes are planned and recorded; no WordPress takes part."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engage.comments.models import Comment, CommentText
from engage.comments.service import correct, find_by_receipt
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.rules import Kind
from engage.governance.elections.service import approve_again, show_comments_in_elections
from engage.governance.outbound import Outbound
from engage.governance.service import place_hold
from engage.jobs.handlers import Later
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.moderation.rules import Outcome as Decided
from engage.moderation.service import decide
from engage.wiring import make_units
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import CommentPlan, LinkState, Outcome, PostPlan
from engage.wordpress.service import (
    PUSH_COMMENT,
    PUSH_ENGAGEMENT,
    RELEASE,
    plan_post,
    reconcile,
    record_post,
    release,
)
from engage.wordpress.service.following import SPACE
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.governance.elections.calendar import (
    AFTER,
    IN_INTERREGNUM,
    director,
    granted,
    held_items,
    kinds_held,
    set_election,
)
from tests.moderation.senders import send
from tests.wordpress.out.planning import plan_comment, record_comment

NOWHERE = {
    "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
    "ENGAGE_WORDPRESS_USER": "engage",
    "ENGAGE_WORDPRESS_PASSWORD": "none",
}
LONG = {"kind": Kind.ONGOING, "closes_at": None}


@pytest.fixture
def units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **NOWHERE), clock)
    yield made
    made.database.dispose()


def pushed(units: Units, plan: PostPlan | CommentPlan | None, remote_id: int = 7) -> None:
    """Records that WordPress did what was planned."""
    assert plan is not None
    state = LinkState.SHOWN if plan.fields else LinkState.HIDDEN
    with units.writing(SYSTEM) as unit:
        if isinstance(plan, PostPlan):
            record_post(unit, plan, Outcome(state, remote_id, "publish", unit.now))
        else:
            there = remote_id if plan.fields else None
            record_comment(unit, plan, Outcome(state, there, "approved", unit.now))


def post_plan(units: Units, engagement_id: int) -> PostPlan | None:
    with units.writing(SYSTEM) as unit:
        return plan_post(unit, engagement_id, 900)


def comment_plan(units: Units, comment_id: int) -> CommentPlan | None:
    with units.writing(SYSTEM) as unit:
        return plan_comment(unit, comment_id, 901)


def approved(units: Units, text: str = "More buses.") -> tuple[int, str]:
    number, code = send(units, text)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
    return number, code


def with_post(units: Units, **changes: object) -> int:
    engagement = build_engagement(units, **(LONG | changes))  # type: ignore[arg-type]
    pushed(units, post_plan(units, engagement.id))
    return engagement.id


def forget_jobs(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.execute(update(Job).values(state=JobState.DONE))


def waiting_pushes(units: Units, kind: str) -> list[Job]:
    with units.reading(SYSTEM) as unit:
        return list(
            unit.session.scalars(
                select(Job)
                .where(Job.kind == kind, Job.state == JobState.WAITING)
                .order_by(Job.run_at, Job.id)
            )
        )


def test_a_held_post_ends_its_job_and_comes_back_with_its_approval(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units, **LONG)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    assert post_plan(units, engagement.id) is None
    assert kinds_held(units) == ["push_post"]
    forget_jobs(units)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    clock.instant = AFTER
    assert post_plan(units, engagement.id) is None
    with units.writing(director(units)) as unit:
        approve_again(unit, held_items(units)[0].id)
    assert len(waiting_pushes(units, RELEASE)) == 1
    with units.writing(SYSTEM) as unit:
        assert release(unit, Outbound.PUSH_POST, engagement.id) == 1
    assert len(waiting_pushes(units, PUSH_ENGAGEMENT)) == 1
    assert post_plan(units, engagement.id) is not None


def test_an_exception_for_the_post_pushes_it(units: Units, clock: FixedClock) -> None:
    engagement = build_engagement(units, **LONG)
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    granted(units, period, engagement.id, Outbound.PUSH_POST)
    assert post_plan(units, engagement.id) is not None


def test_that_it_has_closed_is_said_there_in_any_phase(units: Units, clock: FixedClock) -> None:
    engagement = with_post(units, kind=Kind.TIME_LIMITED, closes_at=NOON + timedelta(days=9))
    late = build_engagement(units, "late", closes_at=NOON + timedelta(days=9)).id
    set_election(units)
    clock.instant = IN_INTERREGNUM
    plan = post_plan(units, engagement)
    assert plan is not None
    assert plan.fields is not None
    assert "Closed" in plan.fields.content
    assert post_plan(units, late) is None  # what was never there does not come to say so


def test_comments_wait_together_and_go_one_after_another(units: Units, clock: FixedClock) -> None:
    engagement = with_post(units)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    numbers = [approved(units, f"Comment {number}.")[0] for number in range(7)]
    assert [comment_plan(units, number) for number in numbers] == [None] * 7
    assert kinds_held(units) == ["show_comment"]
    forget_jobs(units)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    clock.instant = AFTER
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0
    with units.writing(director(units)) as unit:
        approve_again(unit, held_items(units)[0].id)
    with units.writing(SYSTEM) as unit:
        assert reconcile(unit) == 0  # its release is under way
        assert release(unit, Outbound.SHOW_COMMENT, engagement, batch=3) == 3
    times = [job.run_at for job in waiting_pushes(units, PUSH_COMMENT)]
    assert times == [AFTER, AFTER + SPACE, AFTER + 2 * SPACE]
    assert max(job.run_at for job in waiting_pushes(units, RELEASE)) == AFTER + 3 * SPACE
    assert comment_plan(units, numbers[0]) is not None


def test_where_they_are_shown_they_go_to_wordpress_too(units: Units, clock: FixedClock) -> None:
    engagement = with_post(units)
    set_election(units)
    with units.writing(director(units)) as unit:
        show_comments_in_elections(unit, engagement, shows=True)
    clock.instant = IN_INTERREGNUM
    number, _code = approved(units)
    assert comment_plan(units, number) is not None


def test_removals_and_redactions_are_never_held(units: Units, clock: FixedClock) -> None:
    with_post(units)
    gone, shortened = approved(units, "Gone soon.")[0], approved(units, "Call Kim Doe.")[0]
    for number in (gone, shortened):
        pushed(units, comment_plan(units, number), number)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, gone).published_version = None
        unit.session.get_one(CommentText, (shortened, 1)).body = "Call [name removed]."
        place_hold(unit, "A stop does not hold them either.")
    removal, update_there = comment_plan(units, gone), comment_plan(units, shortened)
    assert removal is not None
    assert removal.fields is None
    assert update_there is not None
    assert update_there.fields is not None
    assert "[name removed]" in update_there.fields.content


def test_an_outdated_text_leaves_while_its_correction_is_held(
    units: Units, clock: FixedClock
) -> None:
    with_post(units)
    number, code = approved(units, "My first words.")
    pushed(units, comment_plan(units, number))
    set_election(units)
    clock.instant = IN_INTERREGNUM
    with units.writing(CITIZEN) as unit:
        found = find_by_receipt(unit, code)
        engagement = unit.session.get_one(Engagement, found.engagement_id)
        correct(unit, engagement, found, "My better words.", seen_version=1)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 2, Decided.PUBLISH, (), "")
    plan = comment_plan(units, number)
    assert plan is not None
    assert plan.fields is None
    pushed(units, plan)
    assert comment_plan(units, number) is None
    with units.reading(SYSTEM) as unit:
        link = unit.session.scalars(
            select(WordPressLink).where(WordPressLink.thing == "comment")
        ).one()
        assert link.state == LinkState.HIDDEN
    clock.instant = AFTER
    with units.writing(director(units)) as unit:
        approve_again(unit, held_items(units)[0].id)
    back = comment_plan(units, number)
    assert back is not None
    assert back.fields is not None


def test_a_stop_puts_a_push_off_as_before(units: Units) -> None:
    engagement = build_engagement(units, **LONG)
    with units.writing(SYSTEM) as unit:
        place_hold(unit, "A flood")
    with pytest.raises(Later):
        post_plan(units, engagement.id)
