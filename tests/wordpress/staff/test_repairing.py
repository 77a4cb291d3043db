"""Steps of a repair on our records alone: each on a link as it is now, never as it was."""

import pytest
from sqlalchemy import select, update

from engage.core.errors import Conflict
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from engage.moderation.service import unpublish as take_down
from engage.wordpress.drift import Should
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, RunKind, Thing
from engage.wordpress.queries import link_of
from engage.wordpress.queries.standing import pace
from engage.wordpress.repair import Action, Step
from engage.wordpress.service.asking import ask_check, ask_repair
from engage.wordpress.service.drifting import our_side
from engage.wordpress.service.kinds import PUSH_COMMENT
from engage.wordpress.service.repairing import Repaired, apply_steps
from engage.wordpress.service.runs import finish_run, start_run
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send

POST_ID, REMOTE_ID = 7, 101


def published(units: Units, text: str = "More buses") -> tuple[Engagement, int]:
    engagement = build_engagement(units)
    number, _ = send(units, text, slug="night-buses")
    moderator = make_person(units, Role.MODERATOR)
    with units.writing(moderator) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
    return engagement, number


def linked(units: Units, thing: Thing, local_id: int, **values: object) -> int:
    """A link as it stands after a push."""
    with units.writing(SYSTEM) as unit:
        row = WordPressLink(
            thing=thing,
            local_id=local_id,
            key=f"{thing}-{local_id}",
            state=LinkState.SHOWN,
            remote_id=POST_ID if thing is Thing.ENGAGEMENT else REMOTE_ID,
            remote_status="publish" if thing is Thing.ENGAGEMENT else "approved",
            fields_hash="sent",
            post_id=POST_ID,
            pushed_at=unit.now,
        )
        for name, value in values.items():
            setattr(row, name, value)
        unit.session.add(row)
        unit.session.flush()
        return row.id


def step(action: Action, engagement: Engagement, number: int, link_id: int, remote: int) -> Step:
    return Step(action, engagement.id, Thing.COMMENT, number, link_id, remote)


def apply(units: Units, one: Step) -> Repaired:
    with units.writing(SYSTEM) as unit:
        return apply_steps(unit, [one], {one.engagement_id: POST_ID})


def link(units: Units, number: int) -> WordPressLink:
    with units.reading(SYSTEM) as unit:
        found = link_of(unit.session, Thing.COMMENT, number)
    assert found is not None
    return found


def finish_jobs(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.execute(update(Job).values(state=JobState.DONE, finished_at=unit.now))


def test_what_is_gone_is_made_ready_to_be_looked_for_and_made_anew(both_units: Units) -> None:
    engagement, number = published(both_units)
    link_id = linked(both_units, Thing.COMMENT, number)
    done = apply(both_units, step(Action.SEND_AGAIN, engagement, number, link_id, 0))
    assert done.done == {Action.SEND_AGAIN: 1}
    row = link(both_units, number)
    assert (row.state, row.remote_id, row.fields_hash) == (LinkState.NEW, None, "")
    assert row.attempts == {"sent"}  # so the push looks before it creates


def test_done_twice_the_second_finds_nothing_to_do(both_units: Units) -> None:
    engagement, number = published(both_units)
    link_id = linked(both_units, Thing.COMMENT, number)
    one = step(Action.SEND_AGAIN, engagement, number, link_id, 0)
    apply(both_units, one)
    again = apply(both_units, one)
    assert (again.done, again.passed_over) == ({}, 1)


def test_what_a_push_has_in_hand_is_passed_over(both_units: Units) -> None:
    engagement, number = published(both_units)
    with both_units.writing(SYSTEM) as unit:
        job_id = enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    link_id = linked(both_units, Thing.COMMENT, number, job_id=job_id)
    done = apply(both_units, step(Action.SEND_OVER, engagement, number, link_id, REMOTE_ID))
    assert done.passed_over == 1
    assert link(both_units, number).fields_hash == "sent"


@pytest.mark.parametrize(
    ("action", "remote", "state"),
    [
        (Action.SEND_OVER, 999, LinkState.SHOWN),  # it has another number by now
        (Action.SEND_AGAIN, 0, LinkState.CONFLICT),  # staff were told meanwhile
        (Action.LET_GO, 0, LinkState.SHOWN),  # it was published meanwhile
        (Action.ADOPT, REMOTE_ID, LinkState.SHOWN),  # somebody adopted it meanwhile
    ],
)
def test_a_link_that_is_not_as_it_was_judged_is_passed_over(
    both_units: Units, action: Action, remote: int, state: LinkState
) -> None:
    engagement, number = published(both_units)
    link_id = linked(both_units, Thing.COMMENT, number, state=state)
    done = apply(both_units, step(action, engagement, number, link_id, remote))
    assert (done.done, done.passed_over) == ({}, 1)


def test_a_link_of_another_thing_is_passed_over(both_units: Units) -> None:
    engagement, number = published(both_units)
    link_id = linked(both_units, Thing.COMMENT, number)
    done = apply(both_units, step(Action.SEND_AGAIN, engagement, number, link_id + 1, 0))
    assert done.passed_over == 1


def test_what_has_no_link_gets_one_with_its_own_key(both_units: Units) -> None:
    engagement, number = published(both_units)
    apply(both_units, step(Action.ADOPT, engagement, number, 0, REMOTE_ID))
    row = link(both_units, number)
    assert (row.remote_id, row.state, row.post_id) == (REMOTE_ID, LinkState.SHOWN, POST_ID)
    assert row.key.endswith("@sync.invalid")


def test_what_waits_here_and_is_gone_there_goes_anew_once_it_is_published(
    both_units: Units,
) -> None:
    engagement, number = published(both_units)
    link_id = linked(
        both_units, Thing.COMMENT, number, state=LinkState.HELD, origin=Origin.WORDPRESS
    )
    apply(both_units, step(Action.LET_GO, engagement, number, link_id, 0))
    row = link(both_units, number)
    assert (row.state, row.remote_id) == (LinkState.HIDDEN, None)
    assert row.gone_at is not None


def test_our_side_says_what_should_be_there(both_units: Units) -> None:
    engagement, number = published(both_units)
    gone, _ = send(both_units, "Refused", slug="night-buses")
    finish_jobs(both_units)
    linked(both_units, Thing.ENGAGEMENT, engagement.id)
    linked(both_units, Thing.COMMENT, number)
    linked(both_units, Thing.COMMENT, gone, remote_id=5, origin=Origin.WORDPRESS)
    with both_units.reading(SYSTEM) as unit:
        side = our_side(unit, engagement.id, unit.now)
    assert side.public == 1
    assert {twin.local_id: twin.should for twin in side.twins} == {
        number: Should.BE_SHOWN,
        gone: Should.BE_HELD,
    }
    assert not any(twin.in_charge for twin in side.twins)


def test_what_was_pushed_while_wordpress_was_read_is_on_its_way(both_units: Units) -> None:
    engagement, number = published(both_units)
    finish_jobs(both_units)
    linked(both_units, Thing.ENGAGEMENT, engagement.id)
    linked(both_units, Thing.COMMENT, number)
    with both_units.reading(SYSTEM) as unit:
        before = unit.now.replace(year=unit.now.year - 1)
        side = our_side(unit, engagement.id, before)
    assert all(twin.in_charge for twin in side.twins)


def test_a_comment_taken_down_here_should_not_be_there(both_units: Units) -> None:
    engagement, number = published(both_units)
    moderator = make_person(both_units, Role.MODERATOR)
    with both_units.writing(moderator) as unit:
        take_down(unit, number, (Reason.THREAT,), "")
    linked(both_units, Thing.ENGAGEMENT, engagement.id)
    linked(both_units, Thing.COMMENT, number)
    with both_units.reading(SYSTEM) as unit:
        (twin,) = our_side(unit, engagement.id, unit.now).twins
    assert twin.should is Should.NOT_BE


def test_the_pace_counts_what_is_there_and_what_is_missing(both_units: Units) -> None:
    engagement, number = published(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert pace(unit.session, unit.now).missing == 0  # no post, so nothing is missing yet
    linked(both_units, Thing.ENGAGEMENT, engagement.id)
    with both_units.reading(SYSTEM) as unit:
        lacking = pace(unit.session, unit.now)
    assert (lacking.there, lacking.missing) == (0, 1)
    assert lacking.oldest_missing is not None
    linked(both_units, Thing.COMMENT, number)
    with both_units.reading(SYSTEM) as unit:
        now = pace(unit.session, unit.now)
    assert (now.there, now.missing, now.in_last_minute) == (1, 0, 1)


def administrator(units: Units) -> Actor:
    return make_person(units, Role.ADMINISTRATOR)


def test_asked_for_twice_it_is_one_run(both_units: Units) -> None:
    actor = administrator(both_units)
    with both_units.writing(actor) as unit:
        first = ask_check(unit)
    with both_units.writing(actor) as unit:
        assert ask_check(unit) == first


def test_a_repair_is_taken_only_by_the_name_of_the_newest_plan(both_units: Units) -> None:
    actor = administrator(both_units)

    def report(digest: str) -> None:
        with both_units.writing(SYSTEM) as unit:
            run_id = start_run(unit, RunKind.DRIFT, None)
            finish_run(unit, run_id, found={"plan": {"digest": digest}})

    def ask(digest: str) -> int:
        with both_units.writing(actor) as unit:
            return ask_repair(unit, digest)

    with pytest.raises(Conflict, match="Compare both sides first"):
        ask("one")
    report("one")
    report("two")
    with pytest.raises(Conflict, match="newer report"):
        ask("one")
    assert ask("two")
    with pytest.raises(Conflict, match="under way"):
        ask("two")
    with both_units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == "wordpress.repair")).all()
        assert len(jobs) == 1
