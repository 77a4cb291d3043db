"""The queue's rules without any page: stretches of a text, words to take out, keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.rules import Fault
from engage.moderation.choices import (
    BY_KIND,
    chosen_spans,
    suggested,
    typed_words,
    with_chosen,
)
from engage.moderation.flags import Flag, Source
from engage.moderation.highlighting import noticed, stretches
from engage.moderation.keys import (
    ALL_DEFAULTS,
    NAMES,
    Keys,
    key_faults,
    keys_as_text,
    keys_from_text,
)
from engage.moderation.rules import CHOICES
from engage.privacy.detector.flags import FlagKind
from engage.privacy.redaction import Redaction

TEXT = "My neighbour Ann Li told Bob. Ann Li agreed."


def flag(start: int, end: int, kind: str = "PERSON", whose: str = "third") -> Flag:
    return Flag(start, end, Source.DETECTOR, kind, whose, "Because.")


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=12),
)
def test_the_stretches_are_the_text_and_nothing_else(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marks = noticed(text, [flag(start, end) for start, end in spans])
    cut = stretches(text, marks)
    assert "".join(one.text for one in cut) == text
    at = 0
    for one in cut:
        over = {m.number for m in marks if m.flag.start <= at < m.flag.end}
        assert set(one.numbers) == over
        at += len(one.text)
    begun = [number for one in cut for number in one.begins]
    assert begun == [one.number for one in marks]


def test_what_lies_outside_the_text_is_no_mark() -> None:
    assert noticed("abc", [flag(0, 4), flag(2, 2), flag(-1, 2)]) == ()


def test_every_kind_that_the_detector_knows_has_a_label_to_take_out() -> None:
    assert {kind.value.lower() for kind in FlagKind} == set(BY_KIND)


def test_suggestions_leave_public_figures_and_doubles_out() -> None:
    flags = [
        flag(13, 19),
        flag(13, 19, "PHONE", "self"),
        flag(25, 28, whose="public"),
        flag(0, 2, "link"),
    ]
    offered = suggested(noticed(TEXT, flags))
    assert [(one.words, one.label, one.is_chosen) for one in offered] == [("Ann Li", "name", False)]


def test_what_was_chosen_is_ticked_again_and_what_was_marked_stays_in_the_list() -> None:
    offered = suggested(noticed(TEXT, [flag(13, 19)]))
    chosen = [Redaction(13, 19, "other"), Redaction(25, 28, "name")]
    shown = with_chosen(TEXT, offered, chosen)
    assert [(one.words, one.label, one.is_chosen, one.number) for one in shown] == [
        ("Ann Li", "other", True, 1),
        ("Bob", "name", True, 0),
    ]


def test_spans_are_read_with_their_labels_once_each() -> None:
    faults: list[Fault] = []
    found = chosen_spans(TEXT, ["13-19", "13-19", "25-28"], {"13-19": "name"}, faults)
    assert found == [Redaction(13, 19, "name"), Redaction(25, 28, "other")]
    assert faults == []


@pytest.mark.parametrize("span", ["", "x", "5-2", "0-0", "0-999", "-1-4", "1-2-3", "٣-٤"])
def test_a_span_that_is_not_of_the_text_is_a_fault(span: str) -> None:
    faults: list[Fault] = []
    chosen_spans(TEXT, [span], {}, faults)
    assert [fault.field for fault in faults] == ["redactions"]


def test_typed_words_are_taken_out_wherever_they_stand_but_where_a_span_is() -> None:
    faults: list[Fault] = []
    taken = [Redaction(13, 19, "name")]
    found = typed_words(TEXT, " ann  li \n\nBOB\n", "name", taken, faults)
    assert [(TEXT[one.start : one.end], one.start) for one in found] == [
        ("Bob", 25),
        ("Ann Li", 30),
    ]
    assert faults == []


def test_typed_words_that_are_not_there_are_named() -> None:
    faults: list[Fault] = []
    assert typed_words(TEXT, "Ann\nneighb", "name", [], faults) != []
    assert [fault.field for fault in faults] == ["words_to_remove"]
    assert "neighb" in faults[0].message


def test_no_two_actions_begin_with_the_same_key_and_every_reason_has_one() -> None:
    assert key_faults(ALL_DEFAULTS) == ()
    assert all(ALL_DEFAULTS[f"reason-{reason.value}"] for reason in CHOICES)
    assert set(ALL_DEFAULTS) == set(NAMES)


@pytest.mark.parametrize("key", ["ab", " ", "\n", "J", "\x00", "j"])
def test_a_key_that_cannot_be_pressed_or_is_taken_is_a_fault(key: str) -> None:
    assert [fault.field for fault in key_faults(ALL_DEFAULTS | {"publish": key})] in (
        ["publish"],
        ["next"],
    )


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.sampled_from("qüyi4!;"), max_size=8))
def test_keys_are_read_as_they_were_kept(changed: dict[str, str]) -> None:
    kept = ALL_DEFAULTS | changed
    assert keys_from_text(True, keys_as_text(kept)).by_action == kept


def test_keys_that_are_off_are_not_shown() -> None:
    assert set(Keys(are_on=False).shown.values()) == {""}
    assert keys_from_text(True, "no-such-action q\nnext").by_action["next"] == ""
