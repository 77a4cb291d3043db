"""A French page of results: what staff wrote of each as they translated it, among its kind."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent, TranslatedText
from engage.engagements.service import save_results
from engage.multilingual.queries import translation_in
from engage.multilingual.service import (
    publish_translation,
    save_translation,
    withdraw_translation,
)
from engage.search.queries import FoundIds, Reach, found_ids, found_of_each
from engage.search.rules import Kind, sought
from engage.updates.service import add_update
from tests.app_fixtures import NOON, build_engagement
from tests.approving import publish_results_approved
from tests.comments.citizen import Citizen, Page, settle
from tests.multilingual.test_web import approve, public
from tests.multilingual.translating import SLUG, in_language
from tests.search.test_translations import change_routes, sample
from tests.updates.writing import WORDS as UPDATE
from tests.updates.writing import publish_update_stamped

TITLE = "Des autobus la nuit ?"
FRENCH = TranslatedText("engagement", TITLE, "Dites-nous ce qu'il faut.", "Un **trajet** sûr.")
ENGLISH = "Should buses run at night?"
OTHERS = "Dans d\u2019autres langues"


def search(units: Units, q: str, prefix: str = "/fr", **more: str) -> Page:
    page = Citizen.of(units).get(f"{prefix}/search", query_string={"q": q, **more})
    assert page.status == 200
    return page


def hits(page: Page) -> list[tuple[str, str | None, str]]:
    """Address, language and words of the heading of each result."""
    links = page.tree.findall(".//ul[@class='hits']/li/h3/a")
    return [(one.get("href", ""), one.get("lang"), "".join(one.itertext())) for one in links]


def test_a_french_text_is_listed_among_the_engagements_of_a_french_page(both_units: Units) -> None:
    build_engagement(both_units)
    public(both_units, "fr", FRENCH)
    page = search(both_units, "trajet")
    assert hits(page) == [(f"/fr/engagements/{SLUG}", None, TITLE)]
    assert "Un trajet sûr." in page.words
    assert OTHERS not in page.words
    page = search(both_units, "trajet", "")
    assert hits(page) == [(f"/engagements/{SLUG}/in/fr", "fr-CA", TITLE)]
    assert "In other languages" in page.words


def test_what_is_found_in_both_languages_is_one_result(both_units: Units) -> None:
    build_engagement(both_units)
    in_language(both_units, "fr", "Bonjour")
    page = search(both_units, "buses run")
    assert hits(page) == [(f"/fr/engagements/{SLUG}", None, f"Bonjour {ENGLISH}")]
    assert "Un résultat pour « buses run »" in page.words


def test_what_only_the_english_text_says_is_found_under_its_french_title(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    public(both_units, "fr", FRENCH)
    page = search(both_units, "buses")
    assert (f"/fr/engagements/{SLUG}", None, TITLE) in hits(page)
    assert ENGLISH not in [words for _href, _lang, words in hits(page)]


def test_what_staff_did_not_translate_is_marked_as_english(units: Units) -> None:
    build_engagement(units)
    assert hits(search(units, "buses"))[0] == (f"/fr/engagements/{SLUG}", "en-CA", ENGLISH)


def test_other_languages_stay_apart_on_a_french_page(units: Units) -> None:
    build_engagement(units)
    public(units, "fr", FRENCH)
    public(units, "pa", replace(FRENCH, title="ਬੱਸਾਂ", body="Un trajet."))
    page = search(units, "trajet")
    assert hits(page) == [
        (f"/fr/engagements/{SLUG}", None, TITLE),
        (f"/fr/engagements/{SLUG}/in/pa", "pa", "ਬੱਸਾਂ"),
    ]
    assert page.position(TITLE) < page.position(f">{OTHERS}</h2>") < page.position("ਬੱਸਾਂ")


def test_topics_updates_and_results_are_found_and_named_in_french(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        update = add_update(unit, engagement, UPDATE)
        publish_update_stamped(unit, engagement, update)
        save_results(unit, engagement, ResultsContent("We did.", "All."), seen_revision_id=None)
        slug = update.slug
    in_language(both_units, "fr", "Bonjour")
    clock.advance(days=30)
    with both_units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, SLUG))
    page = search(both_units, "bonjour")
    assert [(href, lang) for href, lang, _words in hits(page)] == [
        (f"/fr/engagements/{SLUG}", None),
        (f"/fr/engagements/{SLUG}/fares", None),
        (f"/fr/engagements/{SLUG}/routes", None),
        (f"/fr/engagements/{SLUG}/updates/{slug}", None),
        (f"/fr/engagements/{SLUG}/results", None),
    ]
    assert all(words.startswith("Bonjour ") for _href, _lang, words in hits(page))
    assert all("Bonjour" in "".join(one.itertext()) for one in page.tree.iter("mark"))
    assert OTHERS not in page.words


def test_a_comment_stands_below_the_french_titles_of_its_place(units: Units) -> None:
    build_engagement(units)
    in_language(units, "fr", "Bonjour")
    comment = settle(units, Citizen.of(units).send("A stop in Quesnel.").code, "published")
    page = search(units, "quesnel")
    assert hits(page) == [(f"/fr/c/{comment.public_id}", None, "Bonjour About routes")]
    assert f'<p class="quiet">Bonjour {ENGLISH}</p>' in page.html


def test_a_topic_that_says_more_than_its_translation_keeps_its_english_title(units: Units) -> None:
    build_engagement(units)
    bare = replace(sample(units), body="")
    change_routes(units, bare)
    in_language(units, "fr", "Bonjour")
    change_routes(units, replace(bare, body="We plan with it."))
    page = search(units, "plan")
    assert hits(page) == [(f"/fr/engagements/{SLUG}/routes", "en-CA", "About routes")]
    assert f"Bonjour {ENGLISH}" in page.words


def test_a_french_title_that_says_it_comes_first(units: Units) -> None:
    build_engagement(units, "libraries", title="Which books?", summary="In the Trajet.")
    build_engagement(units)
    public(units, "fr", replace(FRENCH, title="Quel trajet la nuit ?"))
    found = [href for href, _lang, _words in hits(search(units, "trajet"))]
    assert found == [f"/fr/engagements/{SLUG}", "/fr/engagements/libraries"]


def test_a_french_list_that_is_searched_holds_what_is_said_in_french(both_units: Units) -> None:
    build_engagement(both_units)
    build_engagement(both_units, "libraries", title="Which books?")
    public(both_units, "fr", FRENCH)
    page = Citizen.of(both_units).get("/fr/engagements", query_string={"q": "trajet"})
    assert TITLE in page.words
    assert "Which books?" not in page.words
    page = Citizen.of(both_units).get("/engagements", query_string={"q": "trajet"})
    assert ENGLISH not in page.words


def test_one_engagement_that_is_searched_is_named_in_french(units: Units) -> None:
    build_engagement(units)
    public(units, "fr", FRENCH)
    page = search(units, "trajet", engagement=SLUG)
    assert f"Chercher dans « {TITLE} »" in page.words
    assert ENGLISH not in page.words


def test_a_withdrawn_french_text_is_found_no_more_among_engagements(both_units: Units) -> None:
    build_engagement(both_units)
    public(both_units, "fr", FRENCH)
    assert len(_engagements(both_units, "trajet")) == 1
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        withdraw_translation(unit, engagement, translation_in(unit.session, engagement.id, "fr"))
    assert _engagements(both_units, "trajet") == []
    assert hits(search(both_units, "buses"))[0][1:] == ("en-CA", ENGLISH)


def _engagements(units: Units, query: str) -> list[int]:
    with units.reading(SYSTEM) as unit:
        reach = Reach(unit.now, language="fr")
        return found_ids(unit.session, sought(query), Kind.ENGAGEMENT, reach)


def test_translations_are_told_apart_and_what_changes_is_read_anew(both_units: Units) -> None:
    made = build_engagement(both_units)
    in_language(both_units, "fr", "Bonjour")
    in_language(both_units, "pa", "Bonjour")
    asked: list[str] = []
    event.listen(
        both_units.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )
    found = _found(both_units, "bonjour")
    assert list(found.told[Kind.ENGAGEMENT]) == found.of[Kind.ENGAGEMENT] == [made.id]
    assert sorted(found.told[Kind.TOPIC], reverse=True) == found.of[Kind.TOPIC]
    in_french = {number for of_kind in found.told.values() for number in of_kind.values()}
    assert len(found.of[Kind.TRANSLATION]) == len(in_french) == 3
    assert in_french.isdisjoint(found.of[Kind.TRANSLATION])
    assert _readings(asked) == 1
    assert _found(both_units, '"bonjour about"').told[Kind.TOPIC] == found.told[Kind.TOPIC]
    assert _readings(asked) == 0
    build_engagement(both_units, "libraries")
    public(both_units, "fr", replace(FRENCH, title="Bonjour"), slug="libraries")
    assert len(_found(both_units, "bonjour").told[Kind.ENGAGEMENT]) == 2
    assert _readings(asked) == 1
    for slug in (SLUG, "libraries"):
        with both_units.writing(SYSTEM) as unit:
            one = engagement_by_slug(unit.session, slug)
            withdraw_translation(unit, one, translation_in(unit.session, one.id, "fr"))
    assert _found(both_units, "bonjour").told == {}


def _readings(asked: list[str]) -> int:
    """How often all of a language was read, since this was asked before."""
    read = [words for words in asked if "GROUP BY text_in_language.kind" in " ".join(words.split())]
    asked.clear()
    return len(read)


def test_titles_as_they_were_translated_last_rank_what_is_found(both_units: Units) -> None:
    slugs = (SLUG, "libraries")
    for days, slug in enumerate(slugs, 20):
        build_engagement(both_units, slug, closes_at=NOON + timedelta(days=days))
        public(both_units, "fr", replace(FRENCH, title="Sans"), slug=slug)
    first, second = (f"/fr/engagements/{slug}" for slug in slugs)
    assert [hit[0] for hit in hits(search(both_units, "trajet"))][:2] == [first, second]
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "libraries")
        made = translation_in(unit.session, engagement.id, "fr")
        text = replace(FRENCH, title="Le trajet")
        seen = made.draft_revision_id
        save_translation(unit, engagement, made, [text], seen_revision_id=seen)
        approve(unit, "fr", "libraries")
        publish_translation(unit, engagement, made, seen_revision_id=made.draft_revision_id)
    assert [hit[0] for hit in hits(search(both_units, "trajet"))][:2] == [second, first]


def _found(units: Units, query: str) -> FoundIds:
    with units.reading(SYSTEM) as unit:
        most = dict.fromkeys(Kind)
        return found_of_each(unit.session, sought(query), Reach(unit.now, language="fr"), most)
