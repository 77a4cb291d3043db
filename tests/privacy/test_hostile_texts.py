"""Whatever is typed is only text: spans lie inside it and nothing is raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.privacy.detector import Detector, Scan, detector

WITHOUT_MODEL = Detector.without_model()
PIECES = [
    *"aA1 .-'@(<[{\n\0王가Ωß",
    *(
        "e\u0301\u0323\u0334",
        "\u202eabc",
        "\u200b",
        "🙂",
        "👩\u200d👧",
        "\ud800",
        "ǅ",
        "İ",
        "ﷺ",
        "\ufeff",
    ),
    *("604-", "a@b.", "J. ", "St. ", "Hope, ", "Nelson and ", "a'", "a-", "File 1-", "12 Main "),
    *("my wife Jane Hume, ", "the nurse at the ", "the only doctor in ", "born ", "邻居王", "@a"),
    *(
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "http://x.com/",
        "file 1",
        "is is ",
        "who ",
        "\uff21\uff22",
    ),
]


def assert_sound(scan: Scan, text: str) -> None:
    for flag in scan.flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert flag.reason


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_long_repetition_is_scanned(piece: str) -> None:
    text = (piece * 5_000)[:5_000]
    assert_sound(detector().scan(text), text)


@pytest.mark.parametrize("piece", ["a", "王", "Bob Smith, ", "604-555-0123 ", "\n"], ids=ascii)
def test_a_hundred_thousand_characters_are_scanned_in_windows(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert_sound(WITHOUT_MODEL.scan(text), text)


@pytest.mark.parametrize("piece", ["a", "Bob Smith, ", "I fear the dam. "], ids=ascii)
def test_of_a_hundred_thousand_characters_the_model_reads_a_few_windows(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert_sound(detector().scan(text), text)


def test_a_number_behind_a_very_long_word_is_found() -> None:
    text = "a" * 100_000 + " call me at 604-555-0123"
    assert [text[f.start : f.end] for f in detector().scan(text).flags] == ["604-555-0123"]


def test_what_lies_over_the_edge_of_two_windows_is_found_once() -> None:
    text = "x " * 9_985 + "my wife Jane Hume, 604-555-0123. " + "x " * 300
    found = [text[flag.start : flag.end] for flag in WITHOUT_MODEL.scan(text).flags]
    assert found.count("604-555-0123") == 1
    assert found.count("Jane Hume") == 1


@given(st.text(st.characters(), max_size=400))
@settings(max_examples=150)
def test_any_text_is_scanned(text: str) -> None:
    assert_sound(WITHOUT_MODEL.scan(text), text)


@given(st.lists(st.sampled_from([*PIECES, " ", ". ", ", "]), max_size=40).map("".join))
@settings(max_examples=60, deadline=None)
def test_any_mixture_is_scanned_with_the_model(text: str) -> None:
    assert_sound(detector().scan(text), text)
