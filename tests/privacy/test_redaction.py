"""Words taken out of a text, by whole words and whole characters, with marks in their place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import Refused
from engage.core.text import clean_plain
from engage.privacy.redaction import (
    MARK_WORDS,
    MOST,
    Label,
    Mark,
    Redacted,
    Redaction,
    carried,
    everywhere,
    redacted,
    repeats,
    says_something,
    shares_words,
)

TEXTS = st.text(min_size=1, max_size=80).map(clean_plain).filter(bool)
CANADA = "\U0001f1e8\U0001f1e6"
LABELS = st.sampled_from([label.value for label in Label])


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Redaction]]:
    """A text and stretches of one kind in it, which may touch, overlap and cut anything."""
    text, label = draw(TEXTS), draw(LABELS)
    ends = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(ends, ends), max_size=6))
    return text, [Redaction(min(one), max(one), label) for one in spans]


def taken_out(text: str, *stretches: tuple[str, str], marks: tuple[Mark, ...] = ()) -> Redacted:
    """Takes out the first place of each stretch."""
    spans = []
    for words, label in stretches:
        start = text.index(words)
        spans.append(Redaction(start, start + len(words), label))
    return redacted(text, spans, marks)


def without_marks(result: Redacted) -> str:
    at, rest = 0, ""
    for mark in result.marks:
        rest += result.body[at : mark.start]
        at = mark.end
    return rest + result.body[at:]


def test_a_mark_stands_in_place_of_the_words() -> None:
    result = taken_out("Ask Sandra Pellwick at Elm Street.", ("Sandra Pellwick", "name"))
    assert result.body == "Ask [name removed] at Elm Street."
    (mark,) = result.marks
    assert result.body[mark.start : mark.end] == "[name removed]"


def test_marks_of_several_kinds_stand_in_the_order_of_the_text() -> None:
    text = "Sandra has asthma; call 250 555 0199."
    result = taken_out(text, ("250 555 0199", "contact"), ("Sandra", "name"), ("asthma", "health"))
    assert result.body == (
        "[name removed] has [health information removed]; call [contact details removed]."
    )
    assert [mark.label for mark in result.marks] == ["name", "health", "contact"]


@given(marked_texts())
def test_nothing_of_the_removed_stretches_remains(case: tuple[str, list[Redaction]]) -> None:
    text, spans = case
    try:
        result = redacted(text, spans)
    except Refused:
        assert any(not text[one.start : one.end].strip() for one in spans)
        return
    gone = {at for one in result.removed for at in range(one.start, one.end)}
    assert without_marks(result) == "".join(c for at, c in enumerate(text) if at not in gone)
    for asked in spans:
        wanted = {at for at in range(asked.start, asked.end) if not text[at].isspace()}
        assert wanted <= gone
    for mark in result.marks:
        assert result.body[mark.start : mark.end] == MARK_WORDS[Label(mark.label)]


@given(marked_texts())
def test_no_word_and_no_character_is_cut(case: tuple[str, list[Redaction]]) -> None:
    text, spans = case
    try:
        removed = redacted(text, spans).removed
    except Refused:
        return
    for one in removed:
        for at in (one.start, one.end):
            if 0 < at < len(text):
                assert not unicodedata.category(text[at]).startswith("M")
                latin = all("a" <= c.lower() <= "z" for c in text[at - 1 : at + 1])
                assert not latin


@given(marked_texts(), st.data())
def test_taking_out_in_two_steps_keeps_both_marks(
    case: tuple[str, list[Redaction]], data: st.DataObject
) -> None:
    text, spans = case
    try:
        first = redacted(text, spans)
        at = data.draw(st.integers(0, len(first.body) - 1))
        second = redacted(first.body, [Redaction(at, at + 1, "other")], first.marks)
    except Refused:
        return
    for mark in second.marks:
        assert second.body[mark.start : mark.end] == MARK_WORDS[Label(mark.label)]
    if not any(mark.start <= at < mark.end for mark in first.marks):
        kept = [mark.label for mark in second.marks]
        assert len(kept) <= len(first.marks) + 1


@given(TEXTS, TEXTS, st.integers(0, 200))
def test_a_place_behind_the_removed_words_is_found_again(before: str, after: str, at: int) -> None:
    text = f"{before} Sandra {after}"
    start = len(before) + 1
    result = redacted(text, [Redaction(start, start + 6, "name")])
    place = min(start + 7 + at, len(text) - 1)
    assert result.body[result.moved(place)] == text[place]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (5, 9, "Ask [name removed] now."),  # 'andr' of Sandra
        (3, 11, "Ask [name removed] now."),  # with the spaces at both ends
        (4, 10, "Ask [name removed] now."),
    ],
)
def test_a_stretch_grows_to_whole_words_and_loses_its_spaces(
    start: int, end: int, expected: str
) -> None:
    assert redacted("Ask Sandra now.", [Redaction(start, end, "name")]).body == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It is Sandra's dog.", "Sandra", "It is [name removed]'s dog."),
        ("It is Sandra\u2019s dog.", "Sandra", "It is [name removed]\u2019s dog."),
        ("Tim O'Brien said so.", "Brien", "Tim [name removed] said so."),
        ("Jos\u00e9 said so.", "Jos", "[name removed] said so."),
        ("\u738b\u660e\u8bf4\u3002", "\u738b\u660e", "[name removed]\u8bf4\u3002"),
        ("x\u0323\u0307y z", "x", "[name removed] z"),
        ("Hi \U0001f469\u200d\u2695\ufe0f there", "\U0001f469", "Hi [name removed] there"),
        (f"Flags {CANADA}\U0001f1fa\U0001f1f8", "\U0001f1fa", f"Flags {CANADA}[name removed]"),
        ("Hand \U0001f44d\U0001f3fd ok", "\U0001f44d", "Hand [name removed] ok"),
        ("A \u17a0\u17be\u1799 b", "\u17a0", "A [name removed]\u1799 b"),
    ],
)  # fmt: skip
def test_what_people_see_as_one_goes_whole(text: str, words: str, expected: str) -> None:
    assert taken_out(text, (words, "name")).body == expected


def test_stretches_that_touch_become_one_mark() -> None:
    text = "Sandra Pellwick drives."
    spans = [Redaction(0, 6, "name"), Redaction(7, 15, "name")]
    assert redacted(text, spans).body == "[name removed] drives."
    assert redacted(text, [*spans, Redaction(2, 9, "name")]).body == "[name removed] drives."


def test_stretches_of_two_kinds_may_touch_and_not_overlap() -> None:
    text = "Sandra,asthma"
    touching = [Redaction(0, 7, "name"), Redaction(7, 13, "health")]
    assert redacted(text, touching).body == "[name removed][health information removed]"
    with pytest.raises(Refused, match="overlap") as refusal:
        redacted(text, [Redaction(0, 8, "name"), Redaction(7, 13, "health")])
    assert refusal.value.field == "redactions"


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [(-1, 3, "name"), (0, 0, "name"), (3, 2, "name"), (0, 99, "name"), (4, 5, "name"),
     (0, 4, ""), (0, 4, "NAME"), (0, 4, "<b>")],
)  # fmt: skip
def test_a_stretch_that_cannot_be_is_refused(start: int, end: int, label: str) -> None:
    with pytest.raises(Refused) as refusal:
        redacted("Some words", [Redaction(start, end, label)])
    assert refusal.value.field == "redactions"


def test_there_is_an_end_to_how_many_are_marked() -> None:
    text = "a b " * MOST
    with pytest.raises(Refused):
        redacted(text, [Redaction(at, at + 1, "name") for at in range(0, MOST * 2 + 2, 2)])


def test_a_stretch_over_an_earlier_mark_takes_it_in() -> None:
    first = taken_out("Ask Sandra Pellwick at nine.", ("Sandra", "name"))
    assert first.body == "Ask [name removed] Pellwick at nine."
    wide = taken_out(first.body, ("removed] Pellwick", "name"), marks=first.marks)
    assert wide.body == "Ask [name removed] at nine."
    assert len(wide.marks) == 1


def test_a_text_of_marks_alone_says_nothing() -> None:
    assert not says_something(taken_out("Sandra!", ("Sandra", "name")))
    assert says_something(taken_out("Sandra drives", ("Sandra", "name")))


def test_the_same_words_are_found_whatever_their_case_and_spaces() -> None:
    text = "SANDRA  pellwick and Sandra\nPellwick, not Sandrapellwick or Sandra Pellwicks."
    found = everywhere(text, [("Sandra Pellwick", "name")])
    assert [text[one.start : one.end] for one in found] == ["SANDRA  pellwick", "Sandra\nPellwick"]


def test_either_apostrophe_is_the_same() -> None:
    assert repeats("Tim O\u2019Brien drives.", ["Tim O'Brien"])


def test_a_longer_stretch_covers_a_shorter_one_in_it() -> None:
    text = "Sandra Pellwick knows. Sandra too."
    found = everywhere(text, [("Sandra", "name"), ("Sandra Pellwick", "name")])
    assert [text[one.start : one.end] for one in found] == ["Sandra Pellwick", "Sandra"]
    assert redacted(text, found).body == "[name removed] knows. [name removed] too."


def test_words_of_no_letters_are_found_nowhere() -> None:
    assert everywhere("a, b, c", [(", ", "other"), ("", "other")]) == ()


@given(TEXTS, TEXTS)
def test_what_is_found_can_be_taken_out(text: str, words: str) -> None:
    found = everywhere(text, [(words, "name")])
    removed = redacted(text, found).removed
    for one in found:
        assert any(wide.start <= one.start and one.end <= wide.end for wide in removed)
        assert text[one.start : one.end].casefold().split() == words.casefold().split()


def test_staff_texts_that_repeat_removed_words_are_known() -> None:
    assert repeats("She is called sandra pellwick, I think.", ["Sandra Pellwick"])
    assert not repeats("She is named in it.", ["Sandra Pellwick"])
    assert shares_words("Names Pellwick.", ["Sandra Pellwick"])
    assert shares_words("about Ng", ["Mr Ng"])
    assert not shares_words("It names somebody.", ["Sandra Pellwick"])


def test_marks_that_an_author_leaves_stay_marks() -> None:
    before = taken_out("Sandra and Tom Reyes drive.", ("Sandra", "name"), ("Tom Reyes", "name"))
    new = "[name removed] drives. So does [name removed]. And [name removed]."
    marks = carried(new, before.marks)
    assert [new[mark.start : mark.end] for mark in marks] == ["[name removed]", "[name removed]"]
    assert carried("Nothing left.", before.marks) == ()


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "\u0301" * 100_000, "a'" * 50_000, "\U0001f1e6" * 20_000]
)
def test_absurd_texts_are_answered(text: str) -> None:
    middle = len(text) // 2
    result = redacted(text, [Redaction(middle, middle + 1, "name")])
    assert "[name removed]" in result.body
    everywhere(text, [(text[:2_000], "name")])
