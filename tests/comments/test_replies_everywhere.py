"""A reply of a citizen is a comment in everything that works with comments, and never brings to
light again what it answers."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.threads.models import CommentThread
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.engagements.rules import Kind
from engage.engagements.service import unpublish
from engage.moderation.models import Campaign, CampaignMember
from engage.moderation.service import decide_campaign
from engage.moderation.service.moving import move_to_topic
from engage.moderation.service.purging import purge_due
from engage.records import service as records
from engage.reports.streams import Reach, replies_told
from tests.app_fixtures import build_engagement, make_person
from tests.comments.citizen import FORM, TOPIC, Citizen, comment_of
from tests.governance.elections.calendar import AFTER, IN_INTERREGNUM, set_election
from tests.moderation.decisions.acts import (
    TEXT,
    published,
    published_without_the_name,
    taken_from_view,
    undone,
    withdrawn,
)
from tests.moderation.reported.test_service import tell
from tests.moderation.senders import put_in_queue, send_looked_at
from tests.records.filing import classified
from tests.replies.staff import reply_to, speaker

ABOVE, BELOW = "Let the buses run all night.", "That would be loud."
GONE = "The comment that this answers is no longer public."


def written(units: Units, text: str, to: int | None = None, name: str = "") -> int:
    """Sent through the form, as an answer to another or by itself; it waits in the queue."""
    citizen, form = Citizen.of(units), FORM
    if to is not None:
        with units.reading(SYSTEM) as unit:
            form = f"{FORM}?to={unit.session.get_one(Comment, to).public_id}"
    number = comment_of(units, citizen.post(form, citizen.filled(text, display_name=name)).code).id
    put_in_queue(units, number)
    return number


@pytest.fixture
def kim(both_units: Units) -> Actor:
    build_engagement(both_units)
    return make_person(both_units, Role.MODERATOR)


def conversation(units: Units, kim: Actor) -> tuple[int, int]:
    above = written(units, ABOVE, name="Robin Quist")
    published(units, kim, above)
    below = written(units, BELOW, to=above)
    published(units, kim, below)
    return above, below


def told(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return sum(unit.session.scalars(select(CommentThread.replies)))


def page(units: Units, path: str = TOPIC) -> str:
    return Citizen.of(units).get(path).words


def test_a_reply_that_goes_and_comes_back_is_counted_each_time(
    both_units: Units, kim: Actor
) -> None:
    _, below = conversation(both_units, kim)
    assert told(both_units) == 1
    decision = taken_from_view(both_units, kim, below, "off_topic")
    assert (told(both_units), BELOW in page(both_units)) == (0, False)
    undone(both_units, kim, decision)
    assert (told(both_units), BELOW in page(both_units)) == (1, True)


def test_a_report_that_hides_a_reply_hides_it_from_its_thread(
    both_units: Units, kim: Actor
) -> None:
    above = written(both_units, ABOVE)
    published(both_units, kim, above)
    below = written(both_units, BELOW, to=above)
    with both_units.writing(SYSTEM) as unit:  # as comments from elsewhere become public
        from_elsewhere = unit.session.get_one(Comment, below)
        from_elsewhere.decided_version = None
    published(both_units, kim, below)
    tell(both_units, below)
    shown = BELOW in page(both_units)
    assert told(both_units) == int(shown)


@pytest.mark.parametrize("way", ["withdrawn", "taken from view"])
def test_what_is_answered_leaves_neither_words_nor_name_when_it_goes(
    both_units: Units, kim: Actor, way: str
) -> None:
    above, below = conversation(both_units, kim)
    if way == "withdrawn":
        withdrawn(both_units, above)
    else:
        taken_from_view(both_units, kim, above, "off_topic")
    with both_units.reading(SYSTEM) as unit:
        public_id = unit.session.get_one(Comment, above).public_id
        reply_id = unit.session.get_one(Comment, below).public_id
    for path in (TOPIC, f"{TOPIC}?sort=replied", f"{TOPIC}/replies/{public_id}"):
        words = page(both_units, path)
        assert (GONE in words, BELOW in words) == (True, True)
        assert ABOVE not in words
        assert "Robin Quist" not in words
    form = page(both_units, f"{FORM}?to={reply_id}")
    assert BELOW in form
    assert ABOVE not in form


def test_redacting_and_purging_what_is_answered_leaves_the_thread(
    both_units: Units, kim: Actor, clock: FixedClock
) -> None:
    above, _ = send_looked_at(both_units, TEXT)
    published_without_the_name(both_units, kim, above)
    below = written(both_units, BELOW, to=above)
    published(both_units, kim, below)
    clock.advance(days=1)
    with both_units.writing(SYSTEM) as unit:
        purge_due(unit)
    assert told(both_units) == 1
    assert BELOW in page(both_units, f"{TOPIC}?later")


def test_a_waiting_reply_that_moves_to_another_topic_stands_by_itself(
    both_units: Units, kim: Actor
) -> None:
    above = written(both_units, ABOVE)
    published(both_units, kim, above)
    below = written(both_units, BELOW, to=above)
    with both_units.writing(kim) as unit:
        row = unit.session.get_one(Comment, below)
        fares = topic_by_slug(unit.session, row.engagement_id, "fares")
        move_to_topic(unit, below, fares.id, seen_version=1, seen_topic_id=row.topic_id)
    published(both_units, kim, below)
    assert told(both_units) == 0
    assert BELOW not in page(both_units)
    assert BELOW in page(both_units, "/engagements/night-buses/fares")


def test_replies_that_follow_a_letter_are_decided_together(both_units: Units, kim: Actor) -> None:
    above = written(both_units, ABOVE)
    published(both_units, kim, above)
    members = [written(both_units, f"{BELOW} {n}", to=above) for n in range(3)]
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        campaign = Campaign(
            engagement_id=engagement.id, first_comment_id=members[0], found_at=unit.now
        )
        unit.session.add(campaign)
        unit.session.flush()
        number = campaign.id
        for one in members:
            unit.session.add(
                CampaignMember(comment_id=one, campaign_id=number, adds_something=False)
            )
    with both_units.writing(kim) as unit:
        decide_campaign(unit, number, dict.fromkeys(members, 1), "publish", (), "")
    assert told(both_units) == 3


def test_a_reply_approved_in_an_election_is_neither_shown_nor_counted(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units, topics=("routes",), kind=Kind.ONGOING, closes_at=None)
    kim = make_person(both_units, Role.MODERATOR)
    above, _ = conversation(both_units, kim)
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    for n in range(4):
        published(both_units, kim, written(both_units, f"Held {n}.", to=above))
    with both_units.reading(SYSTEM) as unit:
        public_id = unit.session.get_one(Comment, above).public_id
    for instant in (IN_INTERREGNUM, AFTER):  # after it, too, until somebody approves them again
        clock.instant = instant
        for path in (TOPIC, f"{TOPIC}?sort=replied", f"{TOPIC}/replies/{public_id}"):
            words = page(both_units, path)
            assert BELOW in words
            assert "Held" not in words
            assert "5 replies" not in words


def test_the_report_counts_replies_to_what_the_team_answered(
    both_units: Units, kim: Actor, clock: FixedClock
) -> None:
    above, _ = conversation(both_units, kim)
    anna = speaker(both_units, email="anna@gov.bc.ca")
    clock.advance(minutes=1)
    reply_to(both_units, anna, above)
    clock.advance(minutes=1)
    published(both_units, kim, written(both_units, "Thank you, that helps.", to=above))
    published(both_units, kim, written(both_units, "Something else."))
    with both_units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        routes = topic_by_slug(unit.session, engagement.id, "routes")
        reach = Reach(engagement.id, {routes.id: "routes"}, None, "America/Vancouver")
        facts = replies_told(unit.session, reach)
    assert (facts.replies, facts.written_back) == (1, 1)


def test_the_records_say_which_comment_a_reply_answers(
    both_units: Units, clock: FixedClock, tmp_path: Path
) -> None:
    classified(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    above, below = conversation(both_units, kim)
    clock.advance(days=40)
    with both_units.writing(SYSTEM) as unit:
        day = unit.now.date()
        filing = records.file_records(unit, "night-buses", "340-20", day, {TOPIC: b"<h1>x</h1>"})
        number = filing.id
    path = tmp_path / "package.zip"
    records.make_archive(both_units, SYSTEM, number, path, with_restricted=True)
    with zipfile.ZipFile(path) as archive:
        whole, public = (
            [json.loads(line) for line in archive.read(name).splitlines()]
            for name in ("restricted/submissions.jsonl", "submissions/published.jsonl")
        )
    parents = {line["id"]: line["parent_id"] for line in whole}
    assert parents == {above: None, below: above}
    assert [line["in_reply_to"] for line in public] == [None, public[0]["public_id"]]


def test_an_engagement_taken_from_view_takes_its_replies_along(
    both_units: Units, kim: Actor
) -> None:
    above, below = conversation(both_units, kim)
    with both_units.writing(SYSTEM) as unit:
        ids = [unit.session.get_one(Comment, one).public_id for one in (above, below)]
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    citizen = Citizen.of(both_units)
    for path in (TOPIC, f"{TOPIC}/replies/{ids[0]}", *(f"/c/{one}" for one in ids)):
        assert citizen.get(path).status == 404, path
