"""The name that somebody gave and wrote into their own comment is taken out of the report."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.unit import Units
from engage.reports.leaks import Kind
from engage.reports.leaks.gate import readable_text
from engage.reports.signatures import without_name
from tests.app_fixtures import build_engagement
from tests.reports.people import made_for, value_in
from tests.reports.test_leaks_end_to_end import NAME, crowd, made_lightly, places, say

WRITTEN = [
    ("Jane Hume", "Buses at night, please. Jane Hume", "Buses at night, please. [name]"),
    ("Jane Hume", "I, jane  HUME, agree", "I, [name], agree"),
    ("Jane Hume", "Hume, Jane: Jane Hume's view", "[name]: [name]'s view"),
    ("Jane Hume", "Janet Hume and Jane Humes", "Janet Hume and Jane Humes"),
    ("Mary-Ann O'Neil", "Mary Ann ONeil; O\u2019Neil, Mary-Ann", "[name]; [name]"),
    ("José Núñez", "Jose\u0301 Núñez", "[name]"),
    ("Jane", "Jane from Lytton. JANE", "[name] from Lytton. [name]"),
    ("Green", "A green bus. Green", "A green bus. [name]"),
    ("Concerned Citizen", "a concerned citizen", "a [name]"),
    ("王小明", "我是王小明\uff0c支持夜班车", "我是[name]\uff0c支持夜班车"),
    ("J. (Jim) Ray", "J. (Jim) Ray", "[name]"),
    (".*", "anything at all", "anything at all"),
    ("", "nobody", "nobody"),
]


@pytest.mark.parametrize(("name", "text", "expected"), WRITTEN)
def test_a_name_is_taken_out_however_its_bearer_writes_it(name, text, expected) -> None:
    assert without_name(text, name) == expected


@given(
    st.lists(st.from_regex(r"\A[A-Z][a-z]{1,8}\Z"), min_size=2, max_size=3),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_a_name_of_several_words_is_gone_and_all_else_stays(names, before, after) -> None:
    name = " ".join(names)
    found = without_name(f"{before} {name} {after}", name)
    assert "[name]" in found
    assert len(found) <= len(before) + len(after) + 12


@given(st.text(max_size=40), st.text(max_size=12))
def test_whatever_a_name_is_all_that_it_is_not_stays(text, name) -> None:
    kept = without_name(text, name).split("[name]")
    at, text = 0, unicodedata.normalize("NFC", text)
    for part in kept:
        at = text.index(part, at) + len(part)


def rows_of(made) -> set[str]:
    return {one["text"] for one in value_in(made)["comments"]}


@pytest.mark.parametrize("signed", ["Jane Hume", "HUME, Jane", "jane hume"])
def test_a_report_says_name_where_somebody_signed(units: Units, signed: str) -> None:
    build_engagement(units)
    crowd(units)
    say(units, f"Buses all night. {signed}", name=NAME)
    made = made_for(units)
    assert list(made.leaks) == []
    assert "Buses all night. [name]" in rows_of(made)
    assert "hume" not in " ".join(readable_text(made.files)).lower()


def test_what_others_say_of_them_stays_their_word(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    say(units, f"Buses all night. {NAME}", name=NAME)
    say(units, f"I second what {NAME} wrote.", name="Robin")
    made = made_for(units)
    assert list(made.leaks) == []
    assert {"Buses all night. [name]", f"I second what {NAME} wrote."} <= rows_of(made)


def test_a_name_that_is_written_too_oddly_to_be_taken_out_refuses_the_report(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    say(units, "Buses all night. J\u0301ane H\u0308ume", name=NAME)
    assert places(made_lightly(units), Kind.NAME)
