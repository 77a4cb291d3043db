"""What is found is what is public now: in the statement that changes it, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engage.comments.models import Comment
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topics_of
from engage.engagements.rules import ResultsContent
from engage.engagements.service import save_results, unpublish
from engage.moderation.rules import Outcome, Reason
from engage.search import queries
from engage.search.queries import Reach, found_ids, rows_of
from engage.search.rules import Kind, sought
from engage.search.service import compared
from tests.app_fixtures import build_engagement, make_person
from tests.approving import publish_results_approved
from tests.moderation.decisions import acts
from tests.moderation.senders import send

TEXT = "Sandra Pellwick wants a bus to Kitsumkalum."


def finds(
    units: Units, query: str, kind: Kind = Kind.COMMENT, only: int | None = None
) -> list[int]:
    """The ids that a reader finds now."""
    with units.reading(SYSTEM) as unit:
        reach = Reach(unit.now, only)
        ids = found_ids(unit.session, sought(query), kind, reach)
        if kind is not Kind.ENGAGEMENT:
            assert [row.id for row in rows_of(unit.session, kind, ids)] == ids
        return ids


def is_in_step(units: Units) -> bool:
    with units.writing(SYSTEM) as unit:
        return compared(unit).is_right


@pytest.fixture
def moderator(both_units: Units) -> Actor:
    return make_person(both_units, Role.MODERATOR)


@pytest.fixture
def published(both_units: Units, moderator: Actor) -> int:
    build_engagement(both_units)
    number, _ = send(both_units, TEXT)
    assert finds(both_units, "kitsumkalum") == []
    acts.published(both_units, moderator, number)
    return number


def test_a_comment_is_found_from_its_publication_on(both_units: Units, published: int) -> None:
    for query in ("kitsumkalum", "KITSUM", '"a bus to"', "bus sandra"):
        assert finds(both_units, query) == [published]
    for query in ('"bus a"', "kitsumkalum ferry", '"kitsum"'):
        assert finds(both_units, query) == []
    assert is_in_step(both_units)


def withdraw_it(units: Units, _moderator: Actor, number: int) -> None:
    acts.withdrawn(units, number)


def unpublish_it(units: Units, moderator: Actor, number: int) -> None:
    acts.taken_from_view(units, moderator, number, Reason.THIRD_PARTY_INFORMATION)


def take_the_engagement_down(units: Units, _moderator: Actor, _number: int) -> None:
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))


def by_plain_sql(units: Units, _moderator: Actor, number: int) -> None:
    with units.database.engine.execution_options(engage_writes=True).begin() as connection:
        connection.execute(
            text("UPDATE comment SET published_version = NULL WHERE id = :id"), {"id": number}
        )


def erase_the_text_by_plain_sql(units: Units, _moderator: Actor, number: int) -> None:
    with units.database.engine.execution_options(engage_writes=True).begin() as connection:
        connection.execute(
            text("UPDATE comment_text SET body = '' WHERE comment_id = :id"), {"id": number}
        )


@pytest.mark.parametrize(
    "take_away",
    [
        withdraw_it,
        unpublish_it,
        take_the_engagement_down,
        by_plain_sql,
        erase_the_text_by_plain_sql,
    ],
)
def test_what_is_not_public_any_more_is_not_found(
    both_units: Units,
    moderator: Actor,
    published: int,
    take_away: Callable[[Units, Actor, int], None],
) -> None:
    assert finds(both_units, "kitsumkalum") == [published]
    take_away(both_units, moderator, published)
    assert finds(both_units, "kitsumkalum") == []
    assert is_in_step(both_units)


def test_a_correction_is_found_once_it_is_published(
    both_units: Units, moderator: Actor, published: int
) -> None:
    acts.corrected(both_units, published, "A tram to Gitlaxt'aamiks.")
    assert finds(both_units, "gitlaxt") == []
    acts.published(both_units, moderator, published, 2)
    assert finds(both_units, "gitlaxt") == [published]
    assert finds(both_units, "kitsumkalum") == []
    assert is_in_step(both_units)


def test_words_that_were_taken_out_find_nothing(
    both_units: Units, moderator: Actor, published: int
) -> None:
    acts.corrected(both_units, published, f"{TEXT} Soon.")
    acts.decided(
        both_units,
        moderator,
        published,
        Outcome.PUBLISH_REDACTED,
        version=2,
        redactions=acts.spans(f"{TEXT} Soon.", ("Sandra Pellwick", "name")),
    )
    assert finds(both_units, "pellwick") == []
    assert finds(both_units, "kitsumkalum") == [published]
    assert is_in_step(both_units)


def test_a_comment_that_was_moved_is_found_in_its_new_engagement(
    both_units: Units, published: int
) -> None:
    other = build_engagement(both_units, "libraries", title="Which books?")
    with both_units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, published)
        before = comment.engagement_id
        comment.engagement_id = other.id
        unit.touch("site")
    assert finds(both_units, "kitsumkalum", only=before) == []
    assert finds(both_units, "kitsumkalum", only=other.id) == [published]


def test_staff_texts_are_found_by_their_published_revision(both_units: Units) -> None:
    made = build_engagement(both_units, region="Peace River", topic_areas=("Roads", "Rural life"))
    build_engagement(both_units, "secret", published=False, title="Zyxquorn drafts")
    assert finds(both_units, "peace roads ministry", Kind.ENGAGEMENT) == [made.id]
    assert finds(both_units, "where do you need", Kind.ENGAGEMENT) == [made.id]
    assert len(finds(both_units, "some words fares", Kind.TOPIC)) == 1
    assert finds(both_units, "zyxquorn", Kind.ENGAGEMENT) == []
    with both_units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    assert finds(both_units, "peace", Kind.ENGAGEMENT) == finds(both_units, "fares", Kind.TOPIC)
    assert is_in_step(both_units)


def test_results_are_found_once_they_are_shown(both_units: Units, clock) -> None:  # type: ignore[no-untyped-def]
    made = build_engagement(both_units)
    clock.advance(days=30)
    with both_units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        save_results(
            unit,
            row,
            ResultsContent("We heard Quesnel.", "## What we heard\n\nMany things."),
            seen_revision_id=None,
        )
    assert finds(both_units, "quesnel", Kind.RESULTS) == []
    with both_units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, "night-buses"))
    assert finds(both_units, "quesnel", Kind.RESULTS) == [made.id]
    clock.advance(days=-1)
    assert finds(both_units, "quesnel", Kind.RESULTS) == []


def test_a_ministry_is_found_by_its_new_name(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        unit.session.execute(text("UPDATE ministry SET name = 'Ministry of Movement'"))
        unit.touch("site")
    assert finds(both_units, "movement", Kind.ENGAGEMENT) == [made.id]
    assert finds(both_units, "transit", Kind.ENGAGEMENT) == []


@pytest.mark.parametrize(
    "query", ["bus", "bu", "bus every", '"every hour"', '"hour every"', "café hou", '"bus" every']
)
def test_the_newest_comments_are_the_same_with_and_without_the_index(
    both_units: Units, moderator: Actor, query: str
) -> None:
    build_engagement(both_units)
    numbers = []
    for words in ("A bus every hour.", "Buses every hour!", "Un café, a bus. Every hour"):
        number, _ = send(both_units, words)
        acts.published(both_units, moderator, number)
        numbers.append(number)
    acts.withdrawn(both_units, numbers[0])
    every = finds(both_units, query)
    with both_units.reading(SYSTEM) as unit:
        reach = Reach(unit.now)
        for most in (1, 2, 3):
            some = found_ids(unit.session, sought(query), Kind.COMMENT, reach, most)
            assert some == every[:most]
    assert every == sorted(set(every) - {numbers[0]}, reverse=True)


def test_what_may_not_be_shown_is_made_up_for_by_what_comes_after(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("night-buses", "libraries", "ferries"):
        build_engagement(both_units, slug)
    with both_units.writing(SYSTEM) as unit:
        ferries = engagement_by_slug(unit.session, "ferries")
        unpublish(unit, ferries)
        gone = {one.id for one in topics_of(unit.session, ferries.id)}
    monkeypatch.setattr(queries, "PORTION", 2)
    every = finds(both_units, "about", Kind.TOPIC)
    assert len(every) == 4
    assert max(every) < min(gone)
    with both_units.reading(SYSTEM) as unit:
        for most in (1, 2, 3, 4, 5):
            some = found_ids(unit.session, sought("about"), Kind.TOPIC, Reach(unit.now), most)
            assert some == every[:most]
