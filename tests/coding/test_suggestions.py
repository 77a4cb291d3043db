"""Suggestions: what comes of texts, the same each time; and the job that works them out."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.coding.learning.codes import FEWEST as FEWEST_CODES
from engage.coding.learning.codes import learned
from engage.coding.learning.themes import FEWEST, Suggested, suggested_themes
from engage.coding.learning.words import words_in
from engage.coding.models import CodeSuggestion, CodingRun, ThemeProposal
from engage.coding.queries import coded_share, themes_of_comments
from engage.coding.queries.codebook import theme_by_key
from engage.coding.queries.corpus import sampled
from engage.coding.queries.suggestions import is_outdated, last_run, proposals_of, suggested_list
from engage.coding.rules.codebook import ThemeContent
from engage.coding.rules.suggesting import RunKind, RunState
from engage.coding.service.codebook import add_theme
from engage.coding.service.suggesting import SUGGEST, Cancelled, ask, cancel
from engage.coding.tasks import HANDLERS
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.jobs.worker import run_due
from tests.app_fixtures import build_engagement
from tests.coding.coded import coded, coder, here, lead, public, with_themes
from tests.moderation.decisions import acts

SUBJECTS = (
    "bus night route driver stop schedule",
    "fares ticket price pass cost seniors",
    "neige trottoir hiver glace déneigement rue",
)


def comments(count: int, seed: int = 1) -> list[str]:
    """Invented comments, each mostly about one of three subjects."""
    lot = random.Random(seed)
    return [
        f"{n} " + " ".join(lot.choices(SUBJECTS[n % 3].split(), k=12)) + " and the house there"
        for n in range(count)
    ]


def run_suggesting(units: Units) -> int:
    return run_due(units, {SUGGEST: HANDLERS[SUGGEST]})


def test_words_without_a_theme_and_marks_are_left_out() -> None:
    text = "The [name removed] l'école n'est pas sûre, I think that ÉCOLES are 24/7."
    assert words_in(text) == ["école", "sûre", "écoles"]


def test_each_subject_is_found_in_its_own_language() -> None:
    found = suggested_themes(comments(90), 3)
    assert len(found) == 3
    leading = [set(" ".join(one.words).split()) for one in found]
    for subject in SUBJECTS:
        words = set(subject.split())
        assert any(len(words & one) >= 4 for one in leading)
    assert sum(one.texts for one in found) == 90


def test_the_same_texts_give_the_same_suggestions() -> None:
    assert suggested_themes(comments(60), 3) == suggested_themes(comments(60), 3)


def test_a_campaign_is_one_voice_and_a_rare_word_nobodys_theme() -> None:
    texts = [*comments(60), *["Save the Pellwick meadow, Pellwick for all."] * 500]
    words = " ".join(word for one in suggested_themes(texts, 5) for word in one.words)
    assert "pellwick" not in words and words


def test_too_few_different_comments_suggest_nothing() -> None:
    assert suggested_themes(comments(FEWEST - 1), 5) == ()
    assert suggested_themes(["The same."] * 1_000, 5) == ()
    assert suggested_themes([], 5) == ()


@given(st.lists(st.text(max_size=60), max_size=30), st.integers(3, 30))
def test_whatever_people_write_nothing_breaks(texts: list[str], wanted: int) -> None:
    found = suggested_themes(texts, wanted)
    assert all(isinstance(one, Suggested) and len(one.words) > 1 for one in found)


def test_working_out_can_be_stopped() -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        suggested_themes(comments(60), 3, stop)


@given(st.sets(st.integers(1, 10_000), max_size=60), st.integers(1, 20))
def test_a_sample_is_the_same_whatever_the_order(numbers: set[int], most: int) -> None:
    drawn = sampled(iter(sorted(numbers)), most)
    assert drawn == sampled(iter(sorted(numbers, reverse=True)), most) == sorted(drawn)
    assert len(drawn) == min(most, len(numbers))


def test_codes_are_learned_and_judged_on_texts_not_seen() -> None:
    texts = comments(120)
    codes = [frozenset({n % 3}) for n in range(120)]
    model = learned(texts, codes)
    assert model.theme_ids == (0, 1, 2)
    assert all(one.precision > 0.9 and one.recall > 0.9 for one in model.quality.values())
    assert [theme for theme, _ in model.suggested(["bus driver at night, a stop"])[0]] == [0]


def test_codes_given_at_random_are_not_praised() -> None:
    """A theme on a fifth of the texts, without a reason, twice each: copies are no help."""
    texts = comments(100)
    lot = random.Random(3)
    codes = [frozenset({9}) if lot.random() < 0.2 else frozenset() for _ in texts]
    model = learned(texts * 2, codes * 2)
    assert model.quality[9].precision < 0.5
    assert model.theme_ids == ()
    assert model.suggested(["bus"]) == [[]]


def test_of_a_rare_theme_nothing_is_learned() -> None:
    texts = comments(60)
    codes = [frozenset({1}) if n < FEWEST_CODES - 1 else frozenset() for n in range(60)]
    assert learned(texts, codes).quality == {}


@pytest.fixture
def engagement(both_units: Units) -> tuple[Units, Actor, Actor]:
    """Units, a lead, and a moderator who published twenty-four comments."""
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    for text in comments(24):
        public(both_units, person, text)
    return both_units, keeper, person


def test_the_job_suggests_themes_that_count_for_nothing_until_taken(
    engagement: tuple[Units, Actor, Actor],
) -> None:
    units, keeper, person = engagement
    with units.writing(person) as unit, pytest.raises(NotAllowed):
        ask(unit, here(unit), RunKind.THEMES, 3)
    with units.writing(keeper) as unit:
        with pytest.raises(Refused):
            ask(unit, here(unit), RunKind.CODES)
        ask(unit, here(unit), RunKind.THEMES, 3)
        with pytest.raises(Conflict):
            ask(unit, here(unit), RunKind.THEMES, 3)
    run_suggesting(units)
    with units.reading(SYSTEM) as unit:
        run = last_run(unit.session, here(unit).id, RunKind.THEMES)
        assert run is not None and run.state == RunState.DONE
        assert json.loads(run.figures) == {"found": 3, "looked_at": 24, "published": 24}
        assert not is_outdated(unit.session, run)
        proposals = proposals_of(unit.session, run, ())
        assert len(proposals) == 3 and all(one.examples for one in proposals)
        assert coded_share(unit.session, here(unit).id) == (0, 24)
        details = unit.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action.like("coding.%"))
        )
        assert not any(word in text for text in details for word in proposals[0].words)
    with units.writing(keeper) as unit:
        content = ThemeContent("A name of our own")
        add_theme(unit, here(unit), content, proposal_id=proposals[0].id)
        assert len(proposals_of(unit.session, run, ())) == 2


def test_words_of_a_comment_that_left_the_page_are_shown_no_more(
    engagement: tuple[Units, Actor, Actor],
) -> None:
    units, keeper, person = engagement
    with units.writing(keeper) as unit:
        ask(unit, here(unit), RunKind.THEMES, 3)
    run_suggesting(units)
    acts.taken_from_view(units, person, 1, "off_topic")
    with units.reading(SYSTEM) as unit:
        run = last_run(unit.session, here(unit).id, RunKind.THEMES)
        assert run is not None and is_outdated(unit.session, run)
        shown = [
            text.comment_id for one in proposals_of(unit.session, run, ()) for text in one.examples
        ]
        assert 1 not in shown


def test_cancelled_work_leaves_nothing(engagement: tuple[Units, Actor, Actor]) -> None:
    units, keeper, _ = engagement
    with units.writing(keeper) as unit:
        run = ask(unit, here(unit), RunKind.THEMES, 3)
        run.state = RunState.RUNNING
        cancel(unit, here(unit), run.id)
    run_suggesting(units)
    with units.writing(keeper) as unit:
        assert unit.session.get_one(CodingRun, run.id).state == RunState.CANCELLED
        assert unit.session.scalar(select(func.count()).select_from(ThemeProposal)) == 0
        with pytest.raises(Conflict):
            cancel(unit, here(unit), run.id)
        ask(unit, here(unit), RunKind.THEMES, 3)


def test_the_job_suggests_codes_for_what_nobody_has_coded(units: Units) -> None:
    build_engagement(units)
    keeper, person = lead(units), coder(units)
    with_themes(units, keeper)
    numbers = [public(units, person, text) for text in comments(60)]
    for n, number in enumerate(numbers[:45]):
        coded(units, person, number, ("night-routes", "fares", "safety")[n % 3])
    with units.writing(keeper) as unit:
        ask(unit, here(unit), RunKind.CODES)
    run_suggesting(units)
    with units.reading(SYSTEM) as unit:
        run = last_run(unit.session, here(unit).id, RunKind.CODES)
        assert run is not None
        figures = json.loads(run.figures)
        assert figures["learned_from"] == 45 and figures["suggested"] > 10
        theme = theme_by_key(unit.session, here(unit).id, "night-routes")
        listed = suggested_list(unit.session, theme, (), 50)
        told = [one.text.comment_id for one in listed]
        assert set(told) <= {number for n, number in enumerate(numbers) if n >= 45 and n % 3 == 0}
        assert len(told) >= 3
        assert len(list(themes_of_comments(unit.session, here(unit).id))) == 45
    acts.withdrawn(units, told[0])
    with units.reading(SYSTEM) as unit:
        theme = theme_by_key(unit.session, here(unit).id, "night-routes")
        assert told[0] not in [
            one.text.comment_id for one in suggested_list(unit.session, theme, (), 50)
        ]
        assert unit.session.scalar(select(func.count()).select_from(CodeSuggestion))
