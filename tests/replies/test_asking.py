"""Doubt, release and return; questions with an owner; speakers; and what waits on the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.comments.rules import State
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, Grant, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement, Topic
from engage.replies.models import Question, Reply, SpeakerTopic
from engage.replies.queries.desk import waiting_for_person
from engage.replies.queries.questions import answered_questions, open_questions
from engage.replies.queries.speakers import candidates, speakers_by_topic
from engage.replies.queries.staff import Shelf, counts_by_shelf, replies_within
from engage.replies.rules import Standing
from engage.replies.service import (
    ask_privacy_officer,
    assign_speakers,
    drop_question,
    give_verdict,
    mark_question,
    name_team,
    take_back,
    withdraw_reply,
)
from tests.app_fixtures import build_engagement, make_person
from tests.replies.staff import (
    acknowledged,
    move,
    of_ministry,
    publish,
    published_comment,
    reply_to,
    save,
    speaker,
)

COURTS = "The courts decided this in March."


@pytest.fixture(autouse=True)
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


@pytest.fixture
def anna(both_units: Units) -> Actor:
    return speaker(both_units)


@pytest.fixture
def officer(both_units: Units) -> Actor:
    return make_person(both_units, Role.PRIVACY_OFFICER)


@pytest.fixture
def comment(both_units: Units) -> int:
    return published_comment(both_units)


def ask(units: Units, actor: Actor, reply: Reply, note: str = "May we say this?") -> Reply:
    with units.writing(actor) as unit:
        return ask_privacy_officer(unit, reply.id, note, seen_version=reply.version)


def verdict(
    units: Units, actor: Actor, reply: Reply, *, releases: bool, note: str = "Drop the month."
) -> Reply:
    with units.writing(actor) as unit:
        return give_verdict(unit, reply.id, note, releases=releases, seen_version=reply.version)


def desk(units: Units, actor: Actor) -> list[str]:
    with units.reading(actor) as unit:
        return [one.title for one in waiting_for_person(unit)]


def mark(units: Units, actor: Actor, comment_id: int, owner: Actor, days: int = 1) -> Question:
    with units.writing(actor) as unit:
        return mark_question(unit, comment_id, owner.person_id or 0, days)


def test_a_held_reply_moves_for_nobody_until_it_is_released(
    both_units: Units, anna: Actor, officer: Actor, comment: int
) -> None:
    reply = ask(both_units, anna, save(both_units, anna, comment, COURTS))
    assert reply.standing is Standing.HELD
    with pytest.raises(Conflict):
        publish(both_units, anna, reply)
    with pytest.raises(Conflict):
        save(both_units, anna, comment, "Other words.", seen_version=1)
    assert desk(both_units, officer) == ["1 reply waits for the privacy officer"]
    released = verdict(both_units, officer, reply, releases=True, note="")
    assert released.standing is Standing.DRAFT
    assert desk(both_units, officer) == []
    assert publish(both_units, anna, released).standing is Standing.PUBLISHED


def test_a_release_is_for_the_words_that_were_read(
    both_units: Units, anna: Actor, officer: Actor, comment: int
) -> None:
    reply = ask(both_units, anna, save(both_units, anna, comment, COURTS))
    verdict(both_units, officer, reply, releases=True)
    changed = save(both_units, anna, comment, COURTS + " A lawsuit is open.", seen_version=1)
    with pytest.raises(Refused):
        publish(both_units, anna, changed)


def test_a_release_lets_no_contact_details_pass(
    both_units: Units, anna: Actor, officer: Actor, comment: int
) -> None:
    reply = ask(both_units, anna, save(both_units, anna, comment, "Call 250 387-1234."))
    verdict(both_units, officer, reply, releases=True)
    with pytest.raises(Refused):
        publish(both_units, anna, reply)


@pytest.mark.parametrize("is_returned", [True, False])
def test_what_was_not_released_must_be_changed(
    both_units: Units, anna: Actor, officer: Actor, comment: int, is_returned: bool
) -> None:
    reply = ask(both_units, anna, save(both_units, anna, comment))
    if is_returned:
        verdict(both_units, officer, reply, releases=False)
    else:
        with both_units.writing(anna) as unit:
            take_back(unit, reply.id)
    with pytest.raises(Refused, match="did not release"):
        publish(both_units, anna, reply)
    changed = save(both_units, anna, comment, "Buses start in spring.", seen_version=1)
    assert publish(both_units, anna, changed).standing is Standing.PUBLISHED


def test_returning_says_what_to_change(
    both_units: Units, anna: Actor, officer: Actor, comment: int
) -> None:
    reply = ask(both_units, anna, save(both_units, anna, comment))
    with pytest.raises(Refused):
        verdict(both_units, officer, reply, releases=False, note=" ")


def test_nobody_releases_what_they_wrote_nor_what_is_not_theirs(
    both_units: Units, anna: Actor, engagement: Engagement, comment: int
) -> None:
    both = Actor(anna.kind, anna.person_id, anna.grants | {Grant(Role.PRIVACY_OFFICER)})
    reply = ask(both_units, both, save(both_units, both, comment))
    with pytest.raises(NotAllowed, match="another"):
        verdict(both_units, both, reply, releases=True)
    with pytest.raises(NotAllowed):
        verdict(both_units, anna, reply, releases=True)
    far = of_ministry(both_units, Role.PRIVACY_OFFICER, engagement.ministry_id + 1, "far@gov.bc.ca")
    with pytest.raises(Exception, match="no such comment"):
        verdict(both_units, far, reply, releases=True)


def test_a_question_is_due_in_working_days(
    both_units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    question = mark(both_units, anna, comment, anna, days=2)
    assert question.due_at - clock.now() == timedelta(days=2)
    assert desk(both_units, anna) == ["1 question waits for your answer"]
    clock.advance(days=8)
    assert desk(both_units, anna) == ["1 question waits for your answer, 1 is overdue"]


def test_open_questions_stand_in_the_order_of_their_due_time(
    both_units: Units, anna: Actor, comment: int
) -> None:
    ben = speaker(both_units, email="ben@gov.bc.ca")
    other = published_comment(both_units, "And on Sundays?")
    mark(both_units, anna, comment, anna, days=5)
    mark(both_units, anna, other, ben, days=1)
    with both_units.reading(SYSTEM) as unit:
        rows = open_questions(unit.session, within=None, limit=9)
        mine = open_questions(unit.session, within=None, limit=9, owner_id=anna.person_id)
        none = open_questions(unit.session, within=frozenset(), limit=9)
    assert [row.comment_id for row in rows] == [other, comment]
    assert [row.comment_id for row in mine] == [comment]
    assert list(none) == []


def test_publishing_answers_the_question_and_withdrawing_opens_it_again(
    both_units: Units, anna: Actor, comment: int
) -> None:
    mark(both_units, anna, comment, anna)
    reply = reply_to(both_units, anna, comment)
    assert desk(both_units, anna) == []
    with both_units.reading(SYSTEM) as unit:
        answered = answered_questions(unit.session, within=None, limit=9)
    assert [(row.comment_id, row.reply_id) for row in answered] == [(comment, reply.id)]
    with pytest.raises(Conflict):
        mark(both_units, anna, comment, anna)
    with both_units.writing(anna) as unit:
        withdraw_reply(unit, reply.id, "A wrong date.")
    assert desk(both_units, anna) == ["1 question waits for your answer"]


def test_a_question_whose_comment_left_public_view_waits_for_nobody(
    both_units: Units, anna: Actor, comment: int
) -> None:
    mark(both_units, anna, comment, anna)
    move(both_units, comment, State.NOT_PUBLISHED)
    assert desk(both_units, anna) == []
    with both_units.reading(SYSTEM) as unit:
        assert open_questions(unit.session, within=None, limit=9) == []


def test_the_owner_of_a_question_speaks_on_its_topic(
    both_units: Units, anna: Actor, comment: int
) -> None:
    fares = speaker(both_units, topic="fares", email="fares@gov.bc.ca")
    with pytest.raises(Refused, match="speaker"):
        mark(both_units, anna, comment, fares)
    with pytest.raises(Refused, match="due"):
        mark(both_units, anna, comment, anna, days=400)


def test_moderators_mark_questions_and_drop_them_viewers_do_not(
    both_units: Units, anna: Actor, comment: int
) -> None:
    moderator = acknowledged(
        both_units, make_person(both_units, Role.MODERATOR, email="m@gov.bc.ca")
    )
    viewer = acknowledged(both_units, make_person(both_units, Role.MINISTRY_VIEWER))
    with pytest.raises(NotAllowed):
        mark(both_units, viewer, comment, anna)
    mark(both_units, moderator, comment, anna)
    with both_units.writing(moderator) as unit:
        drop_question(unit, comment)
    assert desk(both_units, anna) == []


def topic_of(units: Units, slug: str) -> Topic:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Topic).where(Topic.slug == slug)).one()


def test_the_lead_says_exactly_who_speaks(both_units: Units, engagement: Engagement) -> None:
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    people = [make_person(both_units, Role.MODERATOR, email=f"{n}@gov.bc.ca") for n in "abc"]
    ids = [one.person_id or 0 for one in people]
    routes = topic_of(both_units, "routes")
    for wanted in (ids[:2], ids[1:], []):
        with both_units.writing(lead) as unit:
            assign_speakers(unit, engagement, routes, wanted)
        with both_units.reading(SYSTEM) as unit:
            found = speakers_by_topic(unit.session, [routes.id]).get(routes.id, ())
            assert [one.id for one in found] == wanted


def test_only_people_of_the_ministry_can_speak_and_only_leads_say_so(
    both_units: Units, engagement: Engagement, anna: Actor
) -> None:
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    far = make_person(both_units, Role.MODERATOR, email="far@gov.bc.ca", ministry="HLTH")
    routes = topic_of(both_units, "routes")
    with both_units.reading(SYSTEM) as unit:
        assert far.person_id not in {
            one.id for one in candidates(unit.session, engagement.ministry_id)
        }
    with pytest.raises(Refused), both_units.writing(lead) as unit:
        assign_speakers(unit, engagement, routes, [far.person_id or 0])
    with pytest.raises(NotAllowed), both_units.writing(anna) as unit:
        assign_speakers(unit, engagement, routes, [])
    with pytest.raises(NotAllowed), both_units.writing(anna) as unit:
        name_team(unit, engagement, "The team")
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get(SpeakerTopic, (anna.person_id, routes.id)) is not None


def test_a_reply_keeps_the_name_under_which_it_was_written(
    both_units: Units, engagement: Engagement, anna: Actor, comment: int
) -> None:
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    with both_units.writing(lead) as unit:
        name_team(unit, engagement, "Citizen Engagement")
    reply = reply_to(both_units, anna, comment)
    with both_units.writing(lead) as unit:
        name_team(unit, engagement, "")
    with both_units.reading(SYSTEM) as unit:
        rows = replies_within(unit.session, Shelf.PUBLISHED, within=None, limit=9)
        counted = counts_by_shelf(unit.session, within=None)
    assert [(row.id, row.signed) for row in rows] == [(reply.id, "Citizen Engagement")]
    assert counted == {Shelf.DRAFTS: 0, Shelf.HELD: 0, Shelf.PUBLISHED: 1, Shelf.WITHDRAWN: 0}


def test_replies_are_listed_for_their_own_ministries_only(
    both_units: Units, anna: Actor, comment: int
) -> None:
    save(both_units, anna, comment)
    with both_units.reading(SYSTEM) as unit:
        assert len(replies_within(unit.session, Shelf.DRAFTS, within=None, limit=9)) == 1
        assert replies_within(unit.session, Shelf.DRAFTS, within=frozenset({99}), limit=9) == []
        assert counts_by_shelf(unit.session, within=frozenset({99}))[Shelf.DRAFTS] == 0
