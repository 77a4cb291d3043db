"""What is found that may give somebody away: recall first, measured on labelled sentences."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.reuse.finding import find
from engage.reuse.finding.shapes import patterns
from engage.reuse.kinds import Kind, offered
from tests.reuse.measuring import measured

HERE = Path(__file__).parent
KNOWN = HERE / "quotations.jsonl"


def found(text: str, language: str = "en", **more: object) -> list[tuple[str, str]]:
    hits = find(text, (0, len(text)), language, **more)  # type: ignore[arg-type]
    return [(text[one.start : one.end], one.suggestion) for one in hits]


def test_the_sentences_that_were_learned_from_are_found() -> None:
    figures = measured(KNOWN)
    assert len(KNOWN.read_text("utf-8").splitlines()) >= 150
    assert figures.plain >= 50
    for kind in figures.labels:
        assert figures.recall(kind) >= 0.97, (kind, figures.missed)
    assert figures.precision() >= 0.82, figures.wrong
    assert figures.troubled <= 3, figures.wrong


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("name", "recall", "precision", "troubled"),
    [
        ("unseen", 0.95, 0.85, 1),
        ("unseen_second", 0.92, 0.85, 1),
        ("unseen_third", 0.95, 0.85, 1),
        ("unseen_last", 0.88, 0.85, 1),
        ("unseen_fourth", 0.88, 0.72, 7),
        ("unseen_fifth", 0.82, 0.78, 2),
        ("unseen_sixth", 0.6, 0.78, 3),
    ],
)
def test_sentences_that_were_scored_before_they_were_read_stay_found(
    name: str, recall: float, precision: float, troubled: int, language: str
) -> None:
    """Floors below what is measured now; `docs/reuse.md` says what their first scan gave."""
    figures = measured(HERE / f"{name}.jsonl", language)
    assert figures.recall() >= recall, figures.missed
    assert figures.precision() >= precision, figures.wrong
    assert figures.troubled <= troubled, figures.wrong


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I live in Kitimat.", "en", ("Kitimat", "[town]")),
        ("I teach at Glenmerry Elementary.", "en", ("Glenmerry Elementary", "[school]")),
        ("I am a mother of three.", "en", ("a mother of three", "[parent]")),
        ("My mother has dementia.", "en", ("dementia", "[a health condition]")),
        ("We built it in 1974.", "en", ("1974", "[year]")),
        ("Ask Doreen Whitlock.", "en", ("Doreen Whitlock", "[name]")),
        ("Je suis infirmière.", "fr", ("infirmière", "[une personne soignante]")),
        ("J'habite à Kelowna.", "fr", ("Kelowna", "[ville]")),
        ("I live across from the arena.", "en", ("across from the arena", "[nearby]")),
        ("We left when the mill burned.", "en", ("the mill burned", "[something happened]")),
        ("I was evacuated.", "en", ("was evacuated", "[went through something]")),
        ("I am the last baker here.", "en", ("the last baker here", "[one of few]")),
        ("I can't climb stairs.", "en", ("can't climb stairs", "[had health trouble]")),
        (
            "My son is in a wheelchair.",
            "en",
            ("in a wheelchair", "[living with a health condition]"),
        ),
        (
            "Nous sommes les derniers éleveurs.",
            "fr",
            ("les derniers éleveurs", "[parmi peu de gens]"),
        ),
        ("J\u2019habite \u00e0 Kelowna.", "fr", ("Kelowna", "[ville]")),
    ],
)
def test_what_could_stand_in_its_place_is_proposed_in_context(
    text: str, language: str, expected: tuple[str, str]
) -> None:
    assert expected in found(text, language)


def test_the_authors_own_name_and_words_taken_out_elsewhere_are_found() -> None:
    text = "ask maple at the old mill road stop"
    hits = found(text, known=["Maple", "Old Mill Road"])
    assert ("maple", "[details]") in hits
    assert any("old mill road" in words for words, _ in hits)


def test_only_the_stretch_is_read_though_a_name_may_be_introduced_before_it() -> None:
    text = "My neighbour Sandra Pellwick told me. We need a bus in Trail."
    start = text.index("We need")
    hits = find(text, (start, len(text)), "en")
    assert [text[one.start : one.end] for one in hits] == ["Trail"]


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("aA .,'\u2019é1@\n[]我مे🚌-$"), max_size=120),
    st.sampled_from(["en", "fr"]),
)
def test_findings_are_whole_words_in_order_without_overlap(text: str, language: str) -> None:
    hits = find(text, (0, len(text)), language)
    assert all(0 <= one.start < one.end <= len(text) for one in hits)
    assert all(before.end <= after.start for before, after in pairwise(hits))
    assert all(one.suggestion in offered(one.kind, language) for one in hits)


def test_every_pattern_proposes_what_its_kind_offers() -> None:
    for name, language in (("english", "en"), ("french", "fr")):
        assert len(patterns(name)) > 30
        for one in patterns(name):
            assert "it" in one.search.groupindex
            assert not one.words or one.words in offered(one.kind, language), one


@pytest.mark.parametrize(
    "text",
    [
        "The bus should come more often in winter.",
        "The only fair way is to count every vote.",
        "I think we need more doctors.",
        "Our communities deserve better schools.",
        "There is no other way to pay for it.",
        "Il faut plus de logements abordables.",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_only_meant_tells_of_nobody(text: str, language: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize("unit", ["'", "Aa-", "I was the one "])
@pytest.mark.parametrize("language", ["english", "french"])
def test_no_pattern_is_slower_than_its_text_is_long(unit: str, language: str) -> None:
    """Of 100,000 characters: one that goes back over them again and again would take hours."""
    text = (unit * 100_000)[:100_000]
    for one in patterns(language):
        assert all(match["it"] is not None for match in one.search.finditer(text))


@pytest.mark.parametrize("unit", ["my ", "Aa ", "in Aa ", "1 ", "the only ", "Aa-", "a.", "(", "'"])
def test_no_text_is_refused_however_it_repeats(unit: str) -> None:
    text = (unit * 1_500)[:1_500]
    assert all(one.kind in Kind for one in find(text, (0, len(text)), "en"))
