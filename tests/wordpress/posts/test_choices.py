"""The switch for comments on WordPress and the picture: what is chosen, what holds it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.accounts.models import Ministry
from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topics_of
from engage.governance.service import place_hold
from engage.jobs.models import Job
from engage.media.models import Media
from engage.notices.rules import NoticeTemplate
from engage.notices.service import take_snapshot
from engage.wiring import make_units
from engage.wordpress.marks import engage_mark, notice_shown
from engage.wordpress.plans import LinkState
from engage.wordpress.post_plans import PostOutcome, PostPush
from engage.wordpress.queries.choices import choice_of, posts_with_picture
from engage.wordpress.rules import PostDressing
from engage.wordpress.seen import PostSeen
from engage.wordpress.service import plan_post, record_post
from engage.wordpress.service.choices import (
    NO_NOTICE,
    NOT_THERE,
    OLD_NOTICE,
    choose_comments,
    choose_picture,
    notice_there,
    stamp,
)
from engage.wordpress.service.kinds import PUSH_ENGAGEMENT
from engage.wordpress.service.sightings import note_post
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.governance.elections.calendar import IN_INTERREGNUM, set_election

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


@pytest.fixture
def lead(units: Units) -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD)


def planned(units: Units, engagement_id: int) -> PostPush | None:
    with units.writing(SYSTEM) as unit:
        return plan_post(unit, engagement_id, 900)


def taken(units: Units, plan: PostPush | None) -> None:
    """WordPress took what was planned, and shows it whole."""
    assert plan is not None
    assert plan.fields is not None
    seen = PostSeen(notice_shown(plan.fields.content), plan.fields.comments_open)
    with units.writing(SYSTEM) as unit:
        record_post(
            unit,
            plan,
            PostOutcome(
                LinkState.SHOWN,
                7,
                "publish",
                unit.now,
                post=seen,
                dressed=PostDressing((3, 4)) if plan.dress else None,
            ),
        )


def switch(
    units: Units, actor: Actor, engagement: Engagement, *, takes: bool, seen: str | None = None
) -> None:
    with units.writing(actor) as unit:
        found = engagement_by_slug(unit.session, engagement.slug)
        topic = topics_of(unit.session, found.id)[0]
        mark = stamp(choice_of(unit.session, found.id)) if seen is None else seen
        choose_comments(unit, found, takes=takes, topic_id=topic.id, seen=mark)


def pushes(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return len(unit.session.scalars(select(Job.id).where(Job.kind == PUSH_ENGAGEMENT)).all())


def test_comments_are_refused_until_the_post_was_seen_with_its_notice(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    with pytest.raises(Refused) as refused:
        switch(units, lead, engagement, takes=True)
    assert (refused.value.field, refused.value.message) == ("takes_comments", NOT_THERE)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.fields is not None
    assert plan.fields.comments_open
    mark = engage_mark(plan.fields.content)
    assert mark is not None
    assert (mark.comments_open, mark.closes) == (True, NOON + timedelta(days=28))


def test_a_post_that_lost_its_notice_there_takes_no_comments_and_the_switch_says_why(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    taken(units, planned(units, engagement.id))
    assert planned(units, engagement.id) is None
    with units.writing(SYSTEM) as unit:
        note_post(unit, engagement.id, PostSeen("", comments_open=False))
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.fields is not None
    assert not plan.fields.comments_open
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, engagement.slug)
        assert notice_there(unit, found).fault == NO_NOTICE
    switch(units, lead, engagement, takes=False)
    with pytest.raises(Refused, match="does not show the whole collection notice"):
        switch(units, lead, engagement, takes=True)


def test_an_amended_notice_closes_comments_until_it_was_seen_there(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    taken(units, planned(units, engagement.id))
    amended = NoticeTemplate("again", "Your information", "Section 26(e)", "Advice", "Me", "Body")
    with units.writing(SYSTEM) as unit:
        take_snapshot(unit, engagement.id, amended)
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, engagement.slug)
        assert notice_there(unit, found).fault == OLD_NOTICE
    first = planned(units, engagement.id)
    assert first is not None
    assert first.fields is not None
    assert "Section 26(e)" in first.fields.content
    assert not first.fields.comments_open
    before = pushes(units)
    taken(units, first)
    assert pushes(units) == before + 1
    second = planned(units, engagement.id)
    assert second is not None
    assert second.fields is not None
    assert second.fields.comments_open


def test_comments_end_with_the_engagement_and_at_once_when_switched_off(
    units: Units, lead: Actor, clock: FixedClock
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=False)
    off = planned(units, engagement.id)
    assert off is not None
    assert off.fields is not None
    assert not off.fields.comments_open
    switch(units, lead, engagement, takes=True)
    assert planned(units, engagement.id) is None
    clock.advance(days=28)
    closed = planned(units, engagement.id)
    assert closed is not None
    assert closed.fields is not None
    assert not closed.fields.comments_open
    assert "<strong>Closed</strong>" in closed.fields.content


def test_a_stop_on_everything_outbound_keeps_no_post_open_for_comments(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=False)
    with units.writing(make_person(units, Role.ADMINISTRATOR)) as unit:
        place_hold(unit, "A storm")
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.closing_only
    seen = PostSeen("a" * 64, comments_open=False)
    with units.writing(SYSTEM) as unit:
        record_post(unit, plan, PostOutcome(LinkState.SHOWN, 7, "publish", unit.now, post=seen))
    with units.reading(SYSTEM) as unit:
        row = choice_of(unit.session, engagement.id)
        assert row is not None
        assert not row.comments_open


def test_an_election_holds_the_text_but_not_the_closing_for_comments(
    units: Units, lead: Actor, clock: FixedClock
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True)
    taken(units, planned(units, engagement.id))
    set_election(units)
    clock.instant = IN_INTERREGNUM
    switch(units, lead, engagement, takes=False)
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.closing_only
    seen = PostSeen("a" * 64, comments_open=False)
    with units.writing(SYSTEM) as unit:
        record_post(unit, plan, PostOutcome(LinkState.SHOWN, 7, "publish", unit.now, post=seen))
    assert planned(units, engagement.id) is None


def test_two_leads_who_choose_at_once_are_told(units: Units, lead: Actor) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    switch(units, lead, engagement, takes=True, seen="")
    other = make_person(units, Role.ENGAGEMENT_LEAD, email="other@gov.bc.ca")
    with pytest.raises(Conflict):
        switch(units, other, engagement, takes=False, seen="")
    switch(units, other, engagement, takes=False)


def test_a_choice_needs_its_role_there_and_a_public_topic_and_is_audited(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    for actor in (
        make_person(units, Role.MODERATOR),
        make_person(units, Role.ENGAGEMENT_LEAD, email="far@gov.bc.ca", ministry="HLTH"),
    ):
        with pytest.raises(NotAllowed):
            switch(units, actor, engagement, takes=True)
    with pytest.raises(Refused) as refused, units.writing(lead) as unit:
        found = engagement_by_slug(unit.session, engagement.slug)
        choose_comments(unit, found, takes=True, topic_id=4_000, seen="")
    assert refused.value.field == "topic"
    switch(units, lead, engagement, takes=True)
    with units.reading(SYSTEM) as unit:
        actions = unit.session.scalars(select(AuditEntry.action)).all()
        assert actions.count("wordpress.comments_chosen") == 1


def _picture(units: Units, engagement: Engagement, **rights: str) -> int:
    known = {"alt": "A bus", "owner": "The province", "licence": "staff"} | rights
    with units.writing(SYSTEM) as unit:
        row = Media(
            name=f"{len(known['alt']):032x}",
            media_type="image/png",
            size=3,
            content=b"abc",
            engagement_id=engagement.id,
            added_at=unit.now,
            **known,
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id


def _choose_picture(units: Units, actor: Actor, slug: str, number: int | None) -> None:
    with units.writing(actor) as unit:
        found = engagement_by_slug(unit.session, slug)
        mark = stamp(choice_of(unit.session, found.id))
        choose_picture(unit, found, number, mark)


def test_a_picture_goes_with_the_post_once_and_only_if_the_public_may_see_it(
    units: Units, lead: Actor
) -> None:
    engagement = build_engagement(units)
    taken(units, planned(units, engagement.id))
    unclear = _picture(units, engagement, alt="", owner="")
    with pytest.raises(Refused):
        _choose_picture(units, lead, engagement.slug, unclear)
    other = build_engagement(units, "quiet-lanes")
    with pytest.raises(Refused):
        _choose_picture(units, lead, engagement.slug, _picture(units, other, alt="A lane"))
    number = _picture(units, engagement)
    _choose_picture(units, lead, engagement.slug, number)
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.dress is not None
    assert plan.dress.picture is not None
    assert (plan.dress.picture.content, plan.dress.picture.remote_id) == (b"abc", None)
    taken(units, replace(plan))
    with units.reading(SYSTEM) as unit:
        assert posts_with_picture(unit.session, f"{5:032x}") == [
            "the WordPress post of “Should buses run at night?”"
        ]
    assert planned(units, engagement.id) is None


def test_a_category_of_ours_is_dropped_where_the_ministry_has_another_name(units: Units) -> None:
    engagement = build_engagement(units, topic_areas=("Transportation", "Rural  communities"))
    plan = planned(units, engagement.id)
    assert plan is not None
    assert plan.dress is not None
    assert plan.dress.categories == (
        "Ministry of Transportation and Transit",
        "Transportation",
        "Rural communities",
    )
    taken(units, plan)
    assert planned(units, engagement.id) is None
    _rename(units, engagement)
    renamed = planned(units, engagement.id)
    assert renamed is not None
    assert renamed.dress is not None
    assert renamed.dress.categories[0] == "Ministry of Getting About"
    assert renamed.dropped == (3, 4)


def _rename(units: Units, engagement: Engagement) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Ministry, engagement.ministry_id).name = "Ministry of Getting About"
