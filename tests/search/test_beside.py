"""Questions of a form and titles of documents are found while the public reads them, no longer."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import (
    engagement_by_slug,
    engagement_content,
    topic_by_slug,
    topic_content,
)
from engage.engagements.rules import TopicContent
from engage.engagements.service import save_engagement, save_topic
from engage.engagements.service.documenting import (
    Move,
    add_document,
    change_document,
    place_document,
    take_away,
)
from engage.media.documents.limits import CleanDocument
from engage.media.documents.queries import document_named
from engage.media.documents.rules import DocumentWords, mark_of_words
from engage.multilingual.queries import translation_in
from engage.multilingual.service import withdraw_translation
from engage.search.rules import Kind
from engage.search.service import follow_part
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved, publish_stamped
from tests.comments.answers.asking import HAPPY, OFTEN, STOP, ask
from tests.comments.citizen import Citizen
from tests.multilingual.translating import SLUG, in_language
from tests.search.test_public import finds, is_in_step

PLAN = DocumentWords("Zyxquorn plan", "en", "Which lines run.", "The Province", "staff")
FILE = CleanDocument(b"%PDF- of the plan", 3, ())
MARK = "ਪ੍ਰ"


def add(units: Units) -> str:
    """A document in the draft; its name."""
    with units.writing(SYSTEM) as unit:
        return add_document(unit, engagement_by_slug(unit.session, SLUG), FILE, PLAN).name


def publish(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        publish_stamped(unit, engagement_by_slug(unit.session, SLUG))


def remove(units: Units, name: str) -> None:
    with units.writing(SYSTEM) as unit:
        found = document_named(unit.session, name)
        assert found is not None
        take_away(unit, engagement_by_slug(unit.session, SLUG), found)


def by_plain_sql(units: Units, statement: str) -> None:
    with units.database.engine.execution_options(engage_writes=True).begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def listed(both_units: Units) -> str:
    """The name of a document that a public page lists, in English and in Punjabi."""
    build_engagement(both_units)
    name = add(both_units)
    publish(both_units)
    in_language(both_units, "pa", MARK)
    return name


def test_a_question_is_found_from_its_publication_on(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        number, seen = topic.id, topic.draft_revision_id
        written: TopicContent = topic_content(unit.session, seen)
        asks = replace(OFTEN, purpose=OFTEN.purpose, personal_reason="Nobody reads this reason.")
        drafted = replace(written, questions=(asks, HAPPY))
        save_topic(unit, engagement, topic, drafted, seen_revision_id=seen)
    assert finds(both_units, "ride", Kind.TOPIC) == []
    with both_units.writing(SYSTEM) as unit:
        publish_approved(unit, engagement_by_slug(unit.session, SLUG))
    label, choices, help_, scale = "do you ride the bus", "every week", "plan timetable", "not at"
    for said in (label, f'"{choices}"', help_, "count answers", f'"{scale} all"', "very well"):
        assert finds(both_units, said, Kind.TOPIC) == [number], said
    assert finds(both_units, "nobody reads reason", Kind.TOPIC) == []
    assert is_in_step(both_units)


def test_a_question_that_is_asked_no_more_is_not_found(both_units: Units) -> None:
    build_engagement(both_units)
    ask(both_units, OFTEN, STOP)
    in_language(both_units, "pa", MARK)
    for kind in (Kind.TOPIC, Kind.TRANSLATION):
        assert len(finds(both_units, "bench", kind)) == 1
    ask(both_units, OFTEN)
    for kind in (Kind.TOPIC, Kind.TRANSLATION):
        assert finds(both_units, "bench", kind) == []
        assert len(finds(both_units, "ride", kind)) == 1
    assert is_in_step(both_units)


def test_a_question_is_found_in_a_language_in_which_it_is_asked_whole(both_units: Units) -> None:
    build_engagement(both_units)
    ask(both_units, OFTEN)
    in_language(both_units, "pa", MARK)
    for said in (f"{MARK} ride", f'"{MARK} every week"', f"{MARK} timetable"):
        assert len(finds(both_units, said, Kind.TRANSLATION)) == 1
    ask(both_units, replace(OFTEN, options=(*OFTEN.options, "On Sundays")))
    assert finds(both_units, f"{MARK} ride", Kind.TRANSLATION) == []
    assert len(finds(both_units, "ride sundays", Kind.TOPIC)) == 1
    assert is_in_step(both_units)


def test_no_question_is_found_in_a_language_that_was_withdrawn(both_units: Units) -> None:
    build_engagement(both_units)
    ask(both_units, OFTEN)
    in_language(both_units, "pa", MARK)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        made = translation_in(unit.session, engagement.id, "pa")
        withdraw_translation(unit, engagement, made)
    assert finds(both_units, f"{MARK} ride", Kind.TRANSLATION) == []
    assert is_in_step(both_units)


def test_a_document_is_found_by_title_and_description_once_it_is_listed(both_units: Units) -> None:
    made = build_engagement(both_units)
    add(both_units)
    assert finds(both_units, "zyxquorn", Kind.ENGAGEMENT) == []
    publish(both_units)
    assert finds(both_units, "zyxquorn plan", Kind.ENGAGEMENT) == [made.id]
    assert finds(both_units, '"which lines run"', Kind.ENGAGEMENT) == [made.id]
    assert is_in_step(both_units)


def test_a_document_is_found_by_its_new_title_once_that_is_public(
    both_units: Units, listed: str
) -> None:
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        found = document_named(unit.session, listed)
        assert found is not None
        new = replace(PLAN, title="Vornskrit plan")
        change_document(unit, engagement, found, new, seen=mark_of_words(PLAN))
    assert finds(both_units, "vornskrit", Kind.ENGAGEMENT) == []
    publish(both_units)
    assert len(finds(both_units, "vornskrit", Kind.ENGAGEMENT)) == 1
    assert finds(both_units, "zyxquorn", Kind.ENGAGEMENT) == []
    assert finds(both_units, f"{MARK} zyxquorn", Kind.TRANSLATION) == []
    assert is_in_step(both_units)


def test_a_document_that_is_off_the_list_is_not_found(both_units: Units, listed: str) -> None:
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        found = document_named(unit.session, listed)
        assert found is not None
        seen = engagement.draft_revision_id
        place_document(unit, engagement, found, Move.HIDE, seen=seen)
    assert len(finds(both_units, "zyxquorn", Kind.ENGAGEMENT)) == 1
    publish(both_units)
    assert finds(both_units, "zyxquorn", Kind.ENGAGEMENT) == []
    assert finds(both_units, "zyxquorn", Kind.TRANSLATION) == []
    assert is_in_step(both_units)


def test_a_document_that_was_removed_is_found_no_more_and_its_engagement_is(
    both_units: Units, listed: str
) -> None:
    for kind in (Kind.ENGAGEMENT, Kind.TRANSLATION):
        assert len(finds(both_units, "zyxquorn plan", kind)) == 1
    remove(both_units, listed)
    for kind in (Kind.ENGAGEMENT, Kind.TRANSLATION):
        assert finds(both_units, "zyxquorn", kind) == []
        assert len(finds(both_units, "where do you need", kind)) == 1
    assert is_in_step(both_units)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE document SET removed_at = added_at", "DELETE FROM document"],
)
def test_the_statement_that_takes_a_document_takes_its_title(
    both_units: Units, listed: str, statement: str
) -> None:
    by_plain_sql(both_units, statement)
    for kind in (Kind.ENGAGEMENT, Kind.TRANSLATION):
        assert finds(both_units, "zyxquorn", kind) == []
    assert is_in_step(both_units)
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    assert finds(both_units, "zyxquorn", Kind.ENGAGEMENT) == []
    assert len(finds(both_units, "where do you need", Kind.ENGAGEMENT)) == 1
    assert is_in_step(both_units)


def test_a_document_that_comes_back_is_found_again(both_units: Units, listed: str) -> None:
    by_plain_sql(both_units, "UPDATE document SET removed_at = added_at")
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    by_plain_sql(both_units, "UPDATE document SET removed_at = NULL")
    assert len(finds(both_units, "where do you need", Kind.ENGAGEMENT)) == 1
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    for kind in (Kind.ENGAGEMENT, Kind.TRANSLATION):
        assert len(finds(both_units, "zyxquorn", kind)) == 1
    assert is_in_step(both_units)


def test_a_document_that_is_sent_again_is_back_at_once(units: Units) -> None:
    build_engagement(units)
    name = add(units)
    publish(units)
    remove(units, name)
    citizen = Citizen.of(units)
    assert "This document was removed" in citizen.get(f"/engagements/{SLUG}").words
    assert add(units) == name
    assert "This document was removed" not in citizen.get(f"/engagements/{SLUG}").words
    assert "Zyxquorn plan" in citizen.get("/search?q=zyxquorn").words


def test_results_show_where_the_words_stand(both_units: Units, listed: str) -> None:
    ask(both_units, STOP)
    citizen = Citizen.of(both_units)
    page = citizen.get("/search", query_string={"q": "zyxquorn"})
    assert "<mark>Zyxquorn</mark> plan · Which lines run." in page.html
    assert f"{MARK} <mark>Zyxquorn</mark> plan · {MARK} Which lines run." in page.html
    page = citizen.get("/search", query_string={"q": "bench"})
    assert "Which stop needs a <mark>bench</mark>? · We plan the timetable." in page.html
    remove(both_units, listed)
    page = citizen.get("/search", query_string={"q": "zyxquorn"})
    assert "<mark>" not in page.html


def test_words_in_a_title_alone_show_the_beginning_of_the_text(
    both_units: Units, listed: str
) -> None:
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        content = engagement_content(unit.session, engagement.draft_revision_id)
        titled = replace(content, title="Vornskrit?", summary="It begins so.")
        seen = engagement.draft_revision_id
        save_engagement(unit, engagement, titled, seen_revision_id=seen)
    publish(both_units)
    page = Citizen.of(both_units).get("/search", query_string={"q": "vornskrit"})
    assert "It begins so." in page.words
