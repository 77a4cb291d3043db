"""What staff translated is found in its language while the public reads it, on its own page."""

from dataclasses import replace

from engage.accounts.service.ministries import name_in_french
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.rules import ResultsContent, TopicContent, TranslatedText
from engage.engagements.service import save_results, save_topic, unpublish
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.queries import translation_in
from engage.multilingual.service import save_translation, withdraw_translation
from engage.search.rules import Kind
from engage.search.service import follow_part
from engage.updates.models import EngagementUpdate
from engage.updates.service import add_update, withdraw_update
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved, publish_results_approved
from tests.comments.citizen import Citizen
from tests.multilingual.test_web import public, publish_again
from tests.multilingual.translating import in_language
from tests.search.test_public import finds, is_in_step
from tests.updates.writing import WORDS as UPDATE
from tests.updates.writing import publish_update_stamped

WORDS = TranslatedText("engagement", "حافلات الليل", "ما رأيكم؟", "نريد أن نعرف.")
SLUG = "night-buses"


def here(unit: Unit) -> tuple[Engagement, EngagementTranslation]:
    engagement = engagement_by_slug(unit.session, SLUG)
    return engagement, translation_in(unit.session, engagement.id, "ar")


def routes(unit: Unit) -> Topic:
    return topic_by_slug(unit.session, engagement_by_slug(unit.session, SLUG).id, "routes")


def found(units: Units, query: str) -> int:
    return len(finds(units, query, Kind.TRANSLATION))


def test_a_translation_is_found_until_it_is_withdrawn(both_units: Units) -> None:
    build_engagement(both_units)
    public(both_units, "ar", WORDS)
    assert found(both_units, "حافلات") == 1
    assert is_in_step(both_units)
    with both_units.writing(SYSTEM) as unit:
        withdraw_translation(unit, *here(unit))
    assert found(both_units, "حافلات") == 0
    assert is_in_step(both_units)


def test_what_is_found_leads_to_the_page_in_that_language(units: Units) -> None:
    build_engagement(units)
    in_language(units, "ar", "ليل")
    page = Citizen.of(units).get("/search", query_string={"q": "ليل fares"})
    assert f'href="/engagements/{SLUG}/in/ar/fares" lang="ar" dir="rtl"' in page.html
    assert f'href="/engagements/{SLUG}/in/ar/routes"' not in page.html
    assert "ليل About fares" in page.words
    assert "In other languages" in page.words
    page = Citizen.of(units).get("/search", query_string={"q": "ليل"})
    assert f'href="/engagements/{SLUG}/in/ar" lang="ar" dir="rtl"' in page.html


def test_a_translated_topic_goes_and_comes_with_the_topic(both_units: Units) -> None:
    build_engagement(both_units)
    in_language(both_units, "ar", "layl")
    assert found(both_units, "layl routes") == 1
    with both_units.writing(SYSTEM) as unit:
        topic = routes(unit)
        topic.published_revision_id, shown = None, topic.published_revision_id
    assert found(both_units, "layl routes") == 0
    assert found(both_units, "layl fares") == 1
    assert is_in_step(both_units)
    with both_units.writing(SYSTEM) as unit:
        routes(unit).published_revision_id = shown
        unit.touch(engagement_by_slug(unit.session, SLUG).scope)
    assert found(both_units, "layl routes") == 1


def test_a_topic_that_says_more_than_its_translation_is_found_in_english_alone(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    bare = replace(sample(both_units), body="")
    change_routes(both_units, bare)
    in_language(both_units, "ar", "layl")
    assert found(both_units, "layl routes") == 1
    change_routes(both_units, replace(bare, body="We plan with it."))
    assert found(both_units, "layl routes") == 0
    assert is_in_step(both_units)


def sample(units: Units) -> TopicContent:
    with units.reading(SYSTEM) as unit:
        return topic_content(unit.session, routes(unit).draft_revision_id)


def change_routes(units: Units, content: TopicContent) -> None:
    with units.writing(SYSTEM) as unit:
        engagement, topic = engagement_by_slug(unit.session, SLUG), routes(unit)
        save_topic(unit, engagement, topic, content, seen_revision_id=topic.draft_revision_id)
        publish_approved(unit, engagement)


def test_a_translated_update_goes_with_the_update(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        update = add_update(unit, engagement, UPDATE)
        publish_update_stamped(unit, engagement, update)
        number, slug = update.id, update.slug
    in_language(both_units, "ar", "layl", of=lambda key: not key.startswith("topic:"))
    assert found(both_units, f"layl {UPDATE.title}") == 1
    page = Citizen.of(both_units).get("/search", query_string={"q": f"layl {UPDATE.title}"})
    assert f'href="/engagements/{SLUG}/in/ar/updates/{slug}"' in page.html
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        withdraw_update(unit, engagement, unit.session.get_one(EngagementUpdate, number))
    assert found(both_units, f"layl {UPDATE.title}") == 0
    assert is_in_step(both_units)


def test_translated_results_are_not_found_before_they_are_shown(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        save_results(unit, engagement, ResultsContent("We decided.", "All."), seen_revision_id=None)
    in_language(both_units, "ar", "layl")
    assert found(both_units, "layl decided") == 0
    clock.advance(days=30)
    with both_units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, SLUG))
    assert found(both_units, "layl decided") == 1
    assert is_in_step(both_units)
    page = Citizen.of(both_units).get("/search", query_string={"q": "layl decided"})
    assert f'href="/engagements/{SLUG}/in/ar/results" lang="ar"' in page.html
    with both_units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, SLUG))
    assert found(both_units, "layl") == 0
    assert is_in_step(both_units)


def test_words_that_were_taken_out_of_a_translation_are_found_no_more(both_units: Units) -> None:
    build_engagement(both_units)
    in_language(both_units, "ar", "layl")
    with both_units.writing(SYSTEM) as unit:
        engagement, made = here(unit)
        empty = TranslatedText(f"topic:{routes(unit).id}")
        seen = made.draft_revision_id
        save_translation(unit, engagement, made, [empty], seen_revision_id=seen)
    publish_again(both_units, "ar")
    assert found(both_units, "layl routes") == 0
    assert found(both_units, "layl fares") == 1
    assert is_in_step(both_units)


def test_a_french_name_of_a_ministry_is_found(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        number = engagement_by_slug(unit.session, SLUG).ministry_id
        name_in_french(unit, number, "Ministère des Transports", seen="")
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    assert len(finds(both_units, "ministere transports", Kind.ENGAGEMENT)) == 1
    assert is_in_step(both_units)
