"""Words taken out of a public comment go from WordPress too; no WordPress takes part here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.moderation.rules import Reason
from engage.wiring import make_units
from engage.wordpress.plans import LinkState, Outcome
from engage.wordpress.service import (
    PUSH_COMMENT,
    plan_post,
    reconcile,
    record_post,
)
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.moderation.decisions import acts
from tests.moderation.senders import send
from tests.wordpress.out.planning import plan_comment, record_comment

NOWHERE = {
    "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
    "ENGAGE_WORDPRESS_USER": "engage",
    "ENGAGE_WORDPRESS_PASSWORD": "none",
}
AGAIN = f"I repeat: {acts.NAME} parks there."


@pytest.fixture
def units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **NOWHERE), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def pushed(units: Units) -> int:
    """A comment that names somebody and is shown in WordPress."""
    engagement = build_engagement(units)
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator(units), comment_id)
    with units.writing(SYSTEM) as unit:
        post = plan_post(unit, engagement.id, 900)
        assert post is not None
        record_post(unit, post, Outcome(LinkState.SHOWN, 7, "publish", unit.now))
    assert acts.NAME in text_sent(units, comment_id)
    return comment_id


def moderator(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR)


def text_sent(units: Units, comment_id: int, job_id: int = 901) -> str:
    """The text that a push sends now, which WordPress takes; '' when there is nothing to send."""
    with units.writing(SYSTEM) as unit:
        plan = plan_comment(unit, comment_id, job_id)
        if plan is None or plan.fields is None:
            return ""
        record_comment(unit, plan, Outcome(LinkState.SHOWN, 8, "approved", unit.now))
        return repr(plan.fields)


def pushes(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == PUSH_COMMENT))
        return len(jobs.all())


def test_the_text_that_stays_public_is_sent_again_with_its_mark(units: Units, pushed: int) -> None:
    assert text_sent(units, pushed) == ""
    acts.corrected(units, pushed, AGAIN)
    before = pushes(units)
    acts.refused(
        units,
        moderator(units),
        pushed,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.name_in(AGAIN),
    )
    assert pushes(units) > before
    sent = text_sent(units, pushed)
    assert "[name removed]" in sent
    assert "Pellwick" not in sent


def test_undoing_sends_the_text_as_it_was(units: Units, pushed: int) -> None:
    acts.corrected(units, pushed, AGAIN)
    actor = moderator(units)
    decision_id = acts.refused(
        units,
        actor,
        pushed,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.name_in(AGAIN),
    )
    text_sent(units, pushed)
    acts.undone(units, actor, decision_id)
    assert acts.NAME in text_sent(units, pushed)


def test_words_taken_out_go_when_the_push_that_should_carry_it_was_lost(
    units: Units, pushed: int, clock: FixedClock
) -> None:
    """With a restored backup, or decided while no WordPress was set."""
    acts.corrected(units, pushed, AGAIN)
    clock.advance(minutes=5)
    acts.refused(
        units,
        moderator(units),
        pushed,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.name_in(AGAIN),
    )
    assert looked_for(units) == 1
    assert "[name removed]" in text_sent(units, pushed)
    assert looked_for(units) == 0


def test_a_decision_that_changes_nothing_there_is_looked_at_once(
    units: Units, pushed: int, clock: FixedClock
) -> None:
    acts.corrected(units, pushed, "More buses, and trees.")
    clock.advance(minutes=5)
    acts.refused(units, moderator(units), pushed, Reason.OFF_TOPIC, version=2)
    assert looked_for(units) == 1
    assert text_sent(units, pushed) == ""
    assert looked_for(units) == 0


def looked_for(units: Units) -> int:
    """Pushes that a look for what was missed asks for, when no job of before is left."""
    with units.writing(SYSTEM) as unit:
        unit.session.execute(delete(Job))
    with units.writing(SYSTEM) as unit:
        return reconcile(unit)
