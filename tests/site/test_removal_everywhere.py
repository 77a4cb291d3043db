"""What is taken from view is gone with the next request: from each page, feed, search and answer to
a program, in each language, from kept pages of two processes, and also for who asks with the tag of
the page that showed it.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.engagements.service import unpublish
from engage.moderation.rules import Reason
from engage.moderation.service.moving import move_to_topic
from engage.moderation.service.purging import purge_due
from engage.moderation.service.reopening import Why, reopen
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.comments.citizen import FORM, TOPIC, Citizen, comment_of
from tests.moderation.decisions import acts
from tests.moderation.senders import put_in_queue
from tests.multilingual.test_web import public as translated
from tests.replies.staff import WORDS, reply_to, speaker
from tests.services.postgresql import PostgresqlServer

PAGE: Final = "/engagements/night-buses"
API: Final = "/api/v1"
GONE: Final = "The comment that this answers is no longer public."
SHARED: Final = (
    TOPIC,
    *(f"{TOPIC}?sort={order}" for order in ("newest", "oldest", "replied")),
    f"/fr{TOPIC}",
    f"/fr{TOPIC}?sort=replied",
    PAGE,
    f"/fr{PAGE}",
    f"{PAGE}/in/ar",
    f"{PAGE}/in/ar/routes",
    f"/fr{PAGE}/in/ar/routes",
    f"{API}{PAGE}/topics/routes/comments",
)
"""Where every comment of the engagement stands."""
ELSEWHERE: Final = (
    "/",
    "/fr/",
    "/feed.atom",
    "/feed.json",
    f"{PAGE}/feed.atom",
    f"{PAGE}/feed.json",
    f"{API}/engagements",
    f"{API}{PAGE}",
)
"""Where none does today; whatever comes to show one there is held to the same."""


@dataclass(frozen=True)
class Marked:
    """A published comment with a word that no other has, and what stands under it."""

    number: int
    public_id: str
    word: str
    name: str
    official: str
    below: str
    below_id: str
    decision: int

    @property
    def own(self) -> tuple[str, ...]:
        """The places of this comment alone."""
        return (
            f"{TOPIC}/replies/{self.public_id}",
            f"/fr{TOPIC}/replies/{self.public_id}",
            f"{API}/comments/{self.public_id}",
            f"/embed/c/{self.public_id}",
            f"/fr/embed/fitted/c/{self.public_id}",
            f"/search?q={self.word}",
            f"/fr/search?q={self.word}",
            f"/search?q={self.word}&kind=comment&engagement=night-buses",
            f"{FORM}?to={self.public_id}",
        )

    @property
    def around(self) -> tuple[str, ...]:
        """Where only its reply is shown, or its link alone."""
        return (f"{API}/comments/{self.below_id}", f"{FORM}?to={self.below_id}")

    @property
    def traces(self) -> tuple[str, ...]:
        return self.word, self.name, self.official


@dataclass(frozen=True)
class World:
    """One engagement of one topic, also in Arabic, and two processes that keep its pages."""

    units: Units
    clock: FixedClock
    kim: Actor
    anna: Actor
    readers: tuple[Citizen, Citizen]

    def written(self, text: str, to: str = "", **more: str) -> int:
        form = f"{FORM}?to={to}" if to else FORM
        citizen = self.readers[0]
        sent = citizen.post(form, citizen.filled(text, form, **more))
        number = comment_of(self.units, sent.code).id
        put_in_queue(self.units, number)
        return number

    def public_id(self, number: int) -> str:
        with self.units.reading(SYSTEM) as unit:
            return unit.session.get_one(Comment, number).public_id

    def marked(self, word: str) -> Marked:
        """A comment with a reply of a citizen and one of the team, all public."""
        name, official = f"Robin {word.title()}son", f"{word[::-1]}-timetable"
        number = self.written(f"The {word} needs a bus.", display_name=name)
        decision = acts.published(self.units, self.kim, number)
        reply_to(self.units, self.anna, number, f"{WORDS} See {official}.")
        public_id = self.public_id(number)
        below = f"So do those beside {word[::-1]}."
        answer = self.written(below, to=public_id)
        acts.published(self.units, self.kim, answer)
        below_id = self.public_id(answer)
        return Marked(number, public_id, word, name, official, below, below_id, decision)

    def tags_where(self, one: Marked) -> dict[tuple[int, str], str]:
        """The tags of all pages that show the word, asked for twice so that they are kept."""
        found = {}
        for at, reader in enumerate(self.readers):
            for path in (*SHARED, *one.own):
                assert one.word in reader.get(path).html, path
                answer = reader.get(path).response
                assert one.word in answer.get_data(as_text=True), path
                found[at, path] = answer.headers.get("ETag", "")
            assert reader.get(f"/c/{one.public_id}").status == 302
            for path in (*ELSEWHERE, *one.around):
                reader.get(path)
        return found

    def assert_gone(
        self, one: Marked, tags: dict[tuple[int, str], str], traces: tuple[str, ...]
    ) -> None:
        for at, reader in enumerate(self.readers):
            for path in (*SHARED, *one.own, *ELSEWHERE, *one.around):
                tag = tags.get((at, path), "")
                page = reader.get(path, headers={"If-None-Match": tag} if tag else {})
                assert page.status != 304, path
                assert page.status < 500, path
                shown = page.html.replace(f"/search?q={one.word}", "")
                for trace in traces:
                    if trace == one.word and "/search" in path:
                        # What was asked for stands in the field, and in the words about it.
                        assert f"The {one.word} needs" not in page.words, path
                    else:
                        assert trace not in shown, (path, trace)


def url_of(
    kind: str, request: pytest.FixtureRequest, folder: Path
) -> tuple[str, Callable[[], None]]:
    """A database of this module's own, and what ends it."""
    if kind == "sqlite":
        path = folder / "engage.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        return f"sqlite:///{path}", lambda: None
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = f"removal_{uuid.uuid4().hex}"
    url = server.create(name, request.getfixturevalue("migrated_postgresql"))
    return url, lambda: server.drop(name)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder, clock = tmp_path_factory.mktemp("removal"), FixedClock(NOON)
    url, end = url_of(request.param, request, folder)
    units = make_units(settings_for(url, folder), clock)
    build_engagement(units, topics=("routes",))
    translated(units)
    kim = make_person(units, Role.MODERATOR)
    anna = speaker(units, email="anna@gov.bc.ca")
    yield World(units, clock, kim, anna, (Citizen.of(units), Citizen.of(units)))
    units.database.dispose()
    end()


def author_takes_it_back(world: World, one: Marked) -> None:
    acts.withdrawn(world.units, one.number)


def moderator_takes_it_from_view(world: World, one: Marked) -> None:
    acts.taken_from_view(world.units, world.kim, one.number, Reason.OFF_TOPIC)


def moderator_undoes_publishing_it(world: World, one: Marked) -> None:
    acts.undone(world.units, world.kim, one.decision)


def it_is_deleted_elsewhere(world: World, one: Marked) -> None:
    with world.units.writing(SYSTEM) as unit:
        assert reopen(unit, one.number, Why.DELETED_THERE)


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("zebrafish", author_takes_it_back),
        ("wolverine", moderator_takes_it_from_view),
        ("porcupine", moderator_undoes_publishing_it),
        ("kingfisher", it_is_deleted_elsewhere),
    ],
)
def test_a_comment_that_goes_leaves_its_replies_and_nothing_of_itself(
    world: World, word: str, way: Callable[[World, Marked], None]
) -> None:
    one = world.marked(word)
    tags = world.tags_where(one)
    way(world, one)
    world.assert_gone(one, tags, one.traces)
    for reader in world.readers:
        for path in (TOPIC, f"{TOPIC}?sort=replied", PAGE, f"{TOPIC}/replies/{one.public_id}"):
            words = reader.get(path).words
            assert (GONE in words, one.below in words) == (True, True), path
        for path in (f"/c/{one.public_id}", f"/fr/c/{one.public_id}"):
            assert reader.get(path).status == 404
        assert reader.get(f"{API}/comments/{one.public_id}").status == 404
        assert reader.get(f"/c/{one.below_id}").status == 302


def test_a_word_taken_out_of_a_public_text_goes_at_once_and_stays_gone_when_it_is_purged(
    world: World,
) -> None:
    one = world.marked("salamander")
    tags = world.tags_where(one)
    corrected = f"The {one.word} needs two buses."
    acts.corrected(world.units, one.number, corrected)
    acts.refused(
        world.units,
        world.kim,
        one.number,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.spans(corrected, (one.word, "name")),
    )
    world.assert_gone(one, tags, (one.word,))
    assert "needs a bus." in world.readers[0].get(TOPIC).words
    world.clock.advance(days=1)
    with world.units.writing(SYSTEM) as unit:
        purge_due(unit)
    world.assert_gone(one, tags, (one.word,))


def test_a_correction_shows_nothing_while_it_waits_and_replaces_the_text_at_once(
    world: World,
) -> None:
    one = world.marked("nuthatch")
    tags = world.tags_where(one)
    acts.corrected(world.units, one.number, "The flycatcher needs a bus.")
    world.tags_where(one)
    assert "flycatcher" not in world.readers[0].get(TOPIC).html
    acts.published(world.units, world.kim, one.number, version=2)
    world.assert_gone(one, tags, (one.word,))
    for reader in world.readers:
        assert "The flycatcher needs a bus." in reader.get(TOPIC).words


def test_an_engagement_taken_from_view_takes_everything_along(world: World) -> None:
    """The last one here: there is no way back."""
    one = world.marked("ptarmigan")
    tags = world.tags_where(one)
    with world.units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    world.assert_gone(one, tags, (*one.traces, one.below))
    for reader in world.readers:
        for path in (*SHARED, f"/c/{one.public_id}", f"/c/{one.below_id}"):
            assert reader.get(path).status == 404, path


def test_a_comment_moved_while_it_waits_is_shown_at_its_new_place_alone(both_units: Units) -> None:
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    citizen = Citizen.of(both_units)
    fares = f"{PAGE}/fares"
    number = comment_of(both_units, citizen.send("The marmot needs a bus.").code).id
    put_in_queue(both_units, number)
    with both_units.writing(kim) as unit:
        row = unit.session.get_one(Comment, number)
        to = topic_by_slug(unit.session, row.engagement_id, "fares")
        move_to_topic(unit, number, to.id, seen_version=1, seen_topic_id=row.topic_id)
    for path in (TOPIC, fares, "/search?q=marmot+needs"):
        assert "The marmot" not in citizen.get(path).words
    acts.published(both_units, kim, number)
    assert "The marmot" not in citizen.get(TOPIC).words
    assert "The marmot" in citizen.get(fares).words
    assert "The marmot" not in citizen.get(f"{API}{PAGE}/topics/routes/comments").html
    assert "The marmot" in citizen.get(f"{API}{PAGE}/topics/fares/comments").html
    acts.withdrawn(both_units, number)
    for path in (TOPIC, fares, "/search?q=marmot+needs", f"{API}{PAGE}/topics/fares/comments"):
        assert "The marmot" not in citizen.get(path).html
