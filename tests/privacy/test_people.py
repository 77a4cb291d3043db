import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.privacy.contacts import describe, find_contacts
from engage.privacy.finding import ContactKind
from engage.privacy.people import find_people_quickly

NAMED = [
    ("Here in Atlin, my wife, Jane Hume, needs to take daily doses of Medication A.", "Jane Hume"),
    ("my neighbour Bob Smith parks on the lawn", "Bob Smith"),
    ("We were told by Dr. Osei that the clinic closes.", "Osei"),
    ("Our nurse, Beatriz Quiambao, drives to three villages.", "Beatriz Quiambao"),
    ("I met Priya Sharma at the hall.", "Priya Sharma"),
    ("my brother kuldip waited five months for a bed", "kuldip"),
    ("My niece Fern has asthma.", "Fern"),
    ("Ma voisine, Ghislaine Thibodeau, souffre de migraines.", "Ghislaine Thibodeau"),
    ("MY COUSIN MANPREET SAHOTA WAS SENT HOME.", "MANPREET SAHOTA"),
]


@pytest.mark.parametrize(("text", "name"), NAMED, ids=[name for _, name in NAMED])
def test_name_of_another_person_is_noticed(text: str, name: str) -> None:
    found = [text[finding.start : finding.end] for finding in find_people_quickly(text)]
    assert found == [name]


SILENT = [
    "A person close to me needs to take daily doses of a medication, which is quite expensive.",
    "My mother waited nine months and my friend gave up.",
    "Premier Horgan said no, and so did Minister Dix.",
    "Terry Fox trained on these hills.",
    "Smith Street, Emily Carr Elementary and Queen Elizabeth Hospital need sidewalks.",
    "Nelson, Kimberley and Sidney have no bus.",
    "I am Priya Sharma and I farm in Kent.",
    "More buses, please.\nPriya Sharma",
    "Will Grace and Hope get a grant in May?",
    "My mother Tuesday, my father Friday: the clinic is never open.",
    "Tim Hortons was full, the Canucks were on.",
    "The driver was kind. Our doctor retired.",
]


@pytest.mark.parametrize("text", SILENT)
def test_public_life_places_and_the_author_are_left_alone(text: str) -> None:
    assert [text[f.start : f.end] for f in find_people_quickly(text)] == []


def test_reason_is_in_plain_words_and_holds_no_text() -> None:
    findings = find_people_quickly("my neighbour Bob Smith")
    assert describe(findings) == ("This seems to name another person.",)
    assert "Smith" not in repr(findings)


def test_names_are_no_contacts() -> None:
    kinds = {finding.kind for finding in find_contacts("my wife Jane Hume, 604-555-0123")}
    assert kinds == {ContactKind.PHONE}


@given(st.text(max_size=300))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    end = 0
    for finding in find_people_quickly(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@pytest.mark.parametrize(
    "piece", ["a", "A", "my wife Jane ", "Bob ", "St. ", "Hope, ", "J. ", "'-"]
)
def test_a_hundred_thousand_hostile_characters_are_searched(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert all(finding.end <= len(text) for finding in find_people_quickly(text))
