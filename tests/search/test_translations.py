"""What staff translated is found in its language while the public reads it."""

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Revision
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TranslatedText, TranslationContent, content_hash, to_json
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.queries import translation_in
from engage.multilingual.service import withdraw_translation
from engage.search.rules import Kind
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen
from tests.search.test_public import finds, is_in_step

WORDS = TranslatedText("engagement", "حافلات الليل", "ما رأيكم؟", "نريد أن نعرف.")
RESULTS = TranslatedText("results", "", "قررنا كل شيء")


def publish(units: Units, *texts: TranslatedText) -> None:
    content = TranslationContent(texts)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        revision = Revision(
            subject="translation",
            subject_id=1,
            number=1,
            content=to_json(content),
            content_hash=content_hash(content),
            created_at=unit.now,
        )
        unit.session.add(revision)
        unit.session.flush()
        unit.session.add(
            EngagementTranslation(
                engagement_id=engagement.id,
                language="ar",
                draft_revision_id=revision.id,
                published_revision_id=revision.id,
                published_at=unit.now,
                created_at=unit.now,
            )
        )
        engagement.languages = "ar"
        unit.touch(engagement.scope)


def test_a_translation_is_found_until_it_is_withdrawn(both_units: Units) -> None:
    build_engagement(both_units)
    publish(both_units, WORDS)
    assert len(finds(both_units, "حافلات", Kind.TRANSLATION)) == 1
    assert is_in_step(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        made = translation_in(unit.session, engagement.id, "ar")
        withdraw_translation(unit, engagement, made)
    assert finds(both_units, "حافلات", Kind.TRANSLATION) == []
    assert is_in_step(both_units)


def test_what_is_found_leads_to_the_page_in_that_language(units: Units) -> None:
    build_engagement(units)
    publish(units, WORDS)
    page = Citizen.of(units).get("/search", query_string={"q": "حافلات"})
    assert 'href="/engagements/night-buses/in/ar" lang="ar" dir="rtl"' in page.html
    assert "In other languages" in page.words


def test_translated_results_are_not_found_before_they_are_shown(units: Units) -> None:
    build_engagement(units)
    publish(units, WORDS, RESULTS)
    assert finds(units, "قررنا", Kind.TRANSLATION) == []
