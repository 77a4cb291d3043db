"""A quotation is made of the published words and of nothing else, whatever is tried."""

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engage.core.errors import Refused
from engage.privacy.redaction import Mark
from engage.reuse.kinds import (
    ALLOWED,
    CUT,
    GENERALISATIONS,
    KIND_WORDS,
    LANGUAGES,
    Kind,
    in_language,
    offered,
)
from engage.reuse.rules import (
    LONGEST,
    Decided,
    Edit,
    State,
    derive,
    edits_from_json,
    edits_to_json,
    is_derived,
    located,
    refuse_faults,
    state_of,
    ticked,
    turned,
    undecided,
    words_of,
)
from engage.reuse.sentences import sentences_of

WORDS = (
    "bus",
    "I",
    "Kitimat",
    "not",
    "l\u2019été",
    "naïve",
    "🚌",
    "don't",
    "[sic]",
    "the",
    "2017",
    "ਬੱਸ",
)
ENDS = st.sampled_from([" ", " ", " ", ". ", "! ", "\n", ", "])
BODIES = st.lists(st.tuples(st.sampled_from(WORDS), ENDS), min_size=1, max_size=25).map(
    lambda parts: "".join(word + end for word, end in parts).strip()
)
SOME = "I do not like it. The bus is late. We live in Kitimat!"


@st.composite
def quotations(draw: st.DrawFn) -> tuple[str, tuple[int, int], list[Edit]]:
    """A body, a stretch of whole words, and edits that the rules let pass."""
    body = draw(BODIES)
    cuts = sorted({0, len(body), *(n for n in range(len(body)) if body[n - 1 : n].isspace())})
    start, end = sorted(draw(st.lists(st.sampled_from(cuts), min_size=2, max_size=2)))
    inner = [n for n in cuts if start <= n <= end]
    edits = []
    at = 0
    while at + 1 < len(inner) and draw(st.booleans()):
        first = draw(st.integers(at, len(inner) - 2))
        last = draw(st.integers(first + 1, min(first + 3, len(inner) - 1)))
        words = draw(st.sampled_from(sorted(ALLOWED["en"])))
        edits.append(Edit(inner[first], inner[last], Kind.OTHER, words))
        at = last
    try:
        refuse_faults(body, (start, end), edits, "en")
    except Refused:
        assume(False)
    return body, (start, end), edits


@given(quotations())
def test_what_stands_outside_of_changes_are_the_authors_words_in_their_order(
    quotation: tuple[str, tuple[int, int], list[Edit]],
) -> None:
    body, span, edits = quotation
    pieces = derive(body, span, edits)
    own = "".join(piece.text for piece in pieces if not piece.is_changed)
    left = [body[at] for at in range(*span) if not any(e.start <= at < e.end for e in edits)]
    assert own == "".join(left)
    changed = [piece.text.strip() for piece in pieces if piece.is_changed]
    assert all(text in ALLOWED["en"] and text[0] == "[" and text[-1] == "]" for text in changed)


@given(quotations())
def test_what_was_derived_is_proved_to_be(
    quotation: tuple[str, tuple[int, int], list[Edit]],
) -> None:
    body, span, edits = quotation
    assert is_derived(words_of(derive(body, span, edits)), body, span, edits)


@given(quotations(), st.integers(0, 200), st.sampled_from(["", "not ", "x", "[name]", " "]))
def test_any_other_text_is_not(
    quotation: tuple[str, tuple[int, int], list[Edit]], at: int, more: str
) -> None:
    body, span, edits = quotation
    text = words_of(derive(body, span, edits))
    at %= len(text)
    other = text[:at] + more + text[at + (not more) :]
    assume(other != text)
    assert not is_derived(other, body, span, edits)


@given(st.text(min_size=1, max_size=12))
@example("[we love it]")
@example("[nom]")
def test_words_of_staff_cannot_be_put_into_it(words: str) -> None:
    assume(words not in ALLOWED["en"])
    span, forged = (0, 17), [Edit(2, 8, Kind.NAME, words)]
    with pytest.raises(Refused):
        refuse_faults(SOME, span, forged, "en")
    if words not in ALLOWED["fr"]:
        assert not is_derived(words_of(derive(SOME, span, forged)), SOME, span, forged)


@given(quotations())
def test_edits_are_kept_as_they_are(
    quotation: tuple[str, tuple[int, int], list[Edit]],
) -> None:
    edits = quotation[2]
    assert edits_from_json(edits_to_json(edits)) == tuple(sorted(edits))


@pytest.mark.parametrize(
    ("span", "edits"),
    [
        ((0, 0), []),
        ((-1, 5), []),
        ((0, 999), []),
        ((0, 3), []),  # 'I d'
        ((0, 17), [Edit(2, 4, Kind.NAME, "[the mayor lies]")]),
        ((0, 17), [Edit(2, 3, Kind.NAME, "[name]")]),  # 'd' of 'do'
        ((0, 17), [Edit(5, 5, Kind.NAME, "[name]")]),  # nothing
        ((0, 17), [Edit(5, 25, Kind.NAME, "[name]")]),  # beyond
        ((0, 17), [Edit(0, 16, Kind.NAME, "[name]")]),  # all of it
        ((0, 17), [Edit(2, 8, Kind.NAME, "[name]"), Edit(5, 8, Kind.NAME, "[name]")]),
        ((0, 17), [Edit(2, 4, Kind.NAME, "[nom]")]),  # another language
        ((0, 17), [Edit(9, 13, Kind.NAME)]),  # kept without a reason
        ((0, 17), [Edit(9, 13, Kind.NAME, "", "y" * 501)]),
    ],
)
def test_a_stretch_or_an_edit_that_is_none_is_refused(
    span: tuple[int, int], edits: list[Edit]
) -> None:
    with pytest.raises(Refused):
        refuse_faults(SOME, span, edits, "en")


def test_a_quotation_is_no_reprint() -> None:
    with pytest.raises(Refused):
        refuse_faults("word " * LONGEST, (0, LONGEST + 4), [], "en")


def test_marks_of_moderators_are_kept_whole_and_are_nobodys_words() -> None:
    body = "Ask [name removed] there."
    marks = [Mark(4, 18, "name")]
    refuse_faults(body, (0, len(body)), [], "en", marks)
    with pytest.raises(Refused):
        refuse_faults(body, (0, 9), [], "en", marks)
    with pytest.raises(Refused):
        refuse_faults(body, (0, len(body)), [Edit(5, 9, Kind.NAME, "[name]")], "en", marks)
    with pytest.raises(Refused):
        refuse_faults(body, (4, 18), [], "en", marks)


@pytest.mark.parametrize(
    ("words", "edits"),
    [
        ("like it.", []),
        ("I do not like it.", [("not", CUT)]),
        ("I do not like it.", [("do not", CUT)]),
        ("I do not like it.", [("not", "[name]")]),
    ],
)
def test_words_that_turn_a_sentence_are_not_left_out_of_it(
    words: str, edits: list[tuple[str, str]]
) -> None:
    span = located(SOME, words)
    made = [Edit(*located(SOME, old), Kind.OTHER, new) for old, new in edits]
    assert turned(SOME, span, made, []) is not None


def test_whole_sentences_and_what_turns_nothing_may_be_left_out() -> None:
    assert turned(SOME, located(SOME, "The bus is late."), [], []) is None
    whole = Edit(*located(SOME, "I do not like it."), Kind.OTHER, CUT)
    assert turned(SOME, (0, len(SOME)), [whole], []) is None
    assert turned(SOME, located(SOME, "live in Kitimat!"), [], []) is None


def test_a_finding_may_be_generalised_whatever_it_holds() -> None:
    body = "She can no longer walk and the ramp is steep."
    span = located(body, "can no longer walk")
    edit = Edit(*span, Kind.HEALTH, "[a health condition]")
    assert turned(body, (0, len(body)), [edit], [span]) is None
    assert turned(body, (0, len(body)), [edit], []) is not None
    assert turned(body, (0, len(body)), [Edit(*span, Kind.HEALTH, CUT)], [span]) is not None


def test_a_stretch_inside_a_sentence_says_that_something_is_left_out() -> None:
    assert words_of(derive(SOME, located(SOME, "live in"), ())) == f"{CUT} live in {CUT}"
    assert words_of(derive(SOME, located(SOME, "The bus is late."), ())) == "The bus is late."
    assert words_of(derive(SOME, located(SOME, "The bus is late"), ())) == "The bus is late"


def test_ticked_sentences_with_a_gap_are_joined_by_a_cut() -> None:
    span, edits = ticked(SOME, [0, 2])
    assert words_of(derive(SOME, span, edits)) == f"I do not like it. {CUT} We live in Kitimat!"
    for wrong in ([], [9], [0, -1]):
        with pytest.raises(Refused):
            ticked(SOME, wrong)


def test_exact_words_are_found_across_lines_and_nowhere_else() -> None:
    assert located("We wait\n\nin the rain.", "wait in the") == (3, 15)
    for wrong in ("", "   ", "wai", "Wait in", "we wait in the sun"):
        with pytest.raises(Refused):
            located("We wait\n\nin the rain.", wrong)
    with pytest.raises(Refused):
        located("A bus, a bus.", "bus")


@given(BODIES)
@example("Mr. Smith rode. B. Jones did too.")
@example("\n\nOne\nTwo")
def test_sentences_hold_all_that_can_be_seen_in_order(body: str) -> None:
    found = sentences_of(body)
    assert "".join(body[a:b] for a, b in found).split() == "".join(body.split()).split() or (
        "".join("".join(body[a:b] for a, b in found).split()) == "".join(body.split())
    )
    assert all(a < b for a, b in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    body = "Mr. Smith rode. J. Jones of Mt. Baker did too! Why?"
    told = [body[a:b] for a, b in sentences_of(body)]
    assert told == ["Mr. Smith rode.", "J. Jones of Mt. Baker did too!", "Why?"]


def test_what_is_neither_changed_nor_kept_is_left_to_decide() -> None:
    body = "Ann of Trail rides"
    found = [(0, 12)]
    assert undecided(body, found, []) == ((0, 12),)
    assert undecided(body, found, [Edit(0, 12, Kind.NAME, "[name]")]) == ()
    assert undecided(body, found, [Edit(0, 18, Kind.NAME, CUT)]) == ()
    assert undecided(body, found, [Edit(0, 12, Kind.NAME, "", "Her post.")]) == ()
    assert undecided(body, found, [Edit(0, 3, Kind.NAME, "[name]")]) == ((4, 12),)
    assert undecided(body, found, [Edit(4, 6, Kind.NAME, CUT)]) == ((0, 3), (7, 12))


def test_an_approval_is_of_its_content_alone() -> None:
    def state(**more: object) -> State:
        given: dict[str, object] = {
            "is_removed": False,
            "why_stale": "",
            "decided": None,
            "proposed": "",
            "current": "b",
        }
        return state_of(**(given | more))  # type: ignore[arg-type]

    assert state() is State.DRAFT
    assert state(proposed="b") is State.WAITS
    assert state(proposed="a") is State.DRAFT
    assert state(proposed="b", decided=Decided(True, "b")) is State.APPROVED
    assert state(proposed="b", decided=Decided(False, "b")) is State.RETURNED
    assert state(proposed="a", decided=Decided(True, "a")) is State.DRAFT
    assert state(proposed="b", decided=Decided(False, "a")) is State.WAITS
    assert state(decided=Decided(True, "b"), why_stale="Gone.") is State.STALE
    assert state(decided=Decided(True, "b"), is_removed=True) is State.REMOVED


def test_everything_offered_stands_in_brackets_and_in_both_languages() -> None:
    for language in LANGUAGES:
        assert set(GENERALISATIONS[language]) == set(Kind) == set(KIND_WORDS)
        for kind in Kind:
            words = offered(kind, language)
            assert words[-1] == CUT
            assert len(set(words)) == len(words)
            assert set(words) <= ALLOWED[language]
    for kind in Kind:
        english, french = (GENERALISATIONS[language][kind] for language in LANGUAGES)
        assert len(english) == len(french)
        for one, other in zip(english, french, strict=True):
            assert in_language(in_language(one, "fr"), "en") in ALLOWED["en"]
            assert in_language(other, "fr") == other
    assert in_language("[town]", "fr") == "[ville]"
    assert in_language("[the mayor lies]", "fr") == "[the mayor lies]"
    assert in_language("", "fr") == ""
    assert all(w[0] == "[" and w[-1] == "]" and w.count("[") == 1 for w in ALLOWED["en"])
