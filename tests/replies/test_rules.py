"""How a reply is signed, which law is one, and when an answer answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.governance.wording import Concern, Rule, Weight
from engage.replies.rules import Standing, byline, cites_law, first_name, signature, standing_of
from engage.replies.settling import Answer, questions_in, unsettled
from engage.replies.words import held_words, questions_words

ASKED = Concern(Rule.COURTS, Weight.ANSWER, 0, 5, "A court.")
BLOCKED = Concern(Rule.LINKS, Weight.BLOCKS, 0, 5, "A link.")
WHY = "It is decided and public."


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("Anna Ng", "Anna"),
        ("Ng, Anna", "Anna"),
        ("Ng, Anna CITZ:EX", "Anna"),
        ("Dr. Anna Ng", "Anna"),
        ("Jean-Luc O'Brien", "Jean-Luc"),
        ("Mo (moderator)", "Mo"),
        ("\u00c9lise", "\u00c9lise"),
        ("\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e"),
        ("A. Ng", ""),
        ("anna@gov.bc.ca", ""),
        ("Ng,", ""),
        ("", ""),
    ],
)
def test_only_the_given_name_is_shown(full: str, shown: str) -> None:
    assert first_name(full) == shown


@given(st.text(max_size=60))
def test_no_contact_can_stand_in_a_name(full: str) -> None:
    assert not set(first_name(full)) & set("@./:,0123456789 ")


def test_the_signature() -> None:
    assert signature("Citizen Engagement", "", "planner") == "Citizen Engagement"
    assert signature("The team", "Anna", "") == "The team, reply by Anna"
    assert byline("Anna", "policy analyst") == "reply by Anna, policy analyst"


@pytest.mark.parametrize(
    ("text", "is_law"),
    [
        ("section 33 (2) of FOIPPA", True),
        ("s. 12 of the Motor Vehicle Act", True),
        ("ss. 4 and 5, Public Inquiry Act", True),
        ("Motor Vehicle Act", False),
        ("section 4", False),
        ("my manager said so", False),
        ("section 5 of our code", False),
    ],
)
def test_a_law_is_cited_with_its_section(text: str, is_law: bool) -> None:
    assert cites_law(text) is is_law


def test_an_answer_settles_the_words_that_it_was_written_about() -> None:
    about = questions_in("court", (ASKED,))[Rule.COURTS]
    answers = {Rule.COURTS: Answer(WHY, about)}
    assert unsettled("court", (ASKED,), answers, is_released=False) == ()
    assert unsettled("Judge", (ASKED,), answers, is_released=False) == (ASKED,)
    assert unsettled("court", (ASKED,), {}, is_released=False) == (ASKED,)
    assert unsettled("court", (ASKED,), {}, is_released=True) == ()
    short = {Rule.COURTS: Answer("Fine.", about)}
    assert unsettled("court", (ASKED,), short, is_released=False) == (ASKED,)


def test_nothing_settles_what_blocks() -> None:
    answers = {Rule.LINKS: Answer(WHY, "0" * 16)}
    assert unsettled("https", (BLOCKED,), answers, is_released=True) == (BLOCKED,)


@given(st.permutations(["Court", "judge", "court"]))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    text = " ".join(words)
    places = [(text.index(word), text.index(word) + len(word)) for word in words]
    concerns = [Concern(Rule.COURTS, Weight.ANSWER, *place, "x") for place in places]
    other = Concern(Rule.COURTS, Weight.ANSWER, 0, 5, "x")
    expected = questions_in("judge court", (other, Concern(Rule.COURTS, Weight.ANSWER, 6, 11, "")))
    assert questions_in(text, concerns) == expected


@pytest.mark.parametrize(
    ("version", "published", "held", "withdrawn", "standing"),
    [
        (1, None, False, False, Standing.DRAFT),
        (1, None, True, False, Standing.HELD),
        (1, 1, False, False, Standing.PUBLISHED),
        (2, 1, False, False, Standing.CORRECTING),
        (2, 1, True, False, Standing.HELD),
        (2, 1, False, True, Standing.WITHDRAWN),
    ],
)
def test_where_a_reply_stands(
    version: int, published: int | None, held: bool, withdrawn: bool, standing: Standing
) -> None:
    found = standing_of(
        version=version, published_version=published, is_held=held, is_withdrawn=withdrawn
    )
    assert found is standing


def test_words_for_the_desk() -> None:
    assert questions_words(1, 0) == "1 question waits for your answer"
    assert questions_words(3, 2) == "3 questions wait for your answer, 2 are overdue"
    assert held_words(1) == "1 reply waits for the privacy officer"
    assert held_words(1_200) == "1,200 replies wait for the privacy officer"
