"""Whole sets: what belongs together is found, strangers stay alone, and the order says nothing."""

import random

import pytest

from engage.comments.campaigns.grouping import grouped
from tests.comments.campaigns.letters import LETTERS, PAIRS
from tests.comments.campaigns.making import BOTH, made_set
from tests.comments.campaigns.scoring import drawn_in, pairs
from tests.comments.campaigns.strangers import SHORT, stranger

LETTER = LETTERS["school-library"]


def test_a_mixed_set_is_grouped_as_it_was_made() -> None:
    made = made_set(11, 1500, BOTH)
    answer = grouped([one.text for one in made])
    truth = [one.group for one in made]
    assert pairs(truth, answer).f1 >= 0.98
    assert drawn_in(truth, answer) <= 0.005


def test_strangers_alone_form_no_campaign() -> None:
    chosen = random.Random(3)
    answer = grouped([stranger(chosen) for _ in range(400)])
    assert sum(number is not None for number in answer) <= 2


@pytest.mark.parametrize("text", [*SHORT, "", " \n", "\x00", "\U0001f44d\U0001f44d"])
def test_a_very_short_text_is_no_campaign_however_many_send_it(text: str) -> None:
    assert grouped([text] * 30) == [None] * 30


def test_twenty_thousand_copies_are_one_group() -> None:
    assert set(grouped([LETTER] * 20_000)) == {1}


def test_a_letter_and_its_opposite_are_two_campaigns() -> None:
    for first, second in PAIRS.values():
        one, other = grouped([first, first, second, second])[::2]
        assert one is not None and other is not None and one != other


def test_the_same_texts_in_another_order_give_the_same_groups() -> None:
    made = made_set(12, 400, BOTH)
    texts = [one.text for one in made]
    order = random.Random(1).sample(range(len(texts)), len(texts))
    straight, mixed = grouped(texts), grouped([texts[n] for n in order])
    back = [mixed[order.index(n)] for n in range(len(texts))]
    assert pairs(straight, back).f1 > 0.99


def test_one_text_alone_is_no_campaign() -> None:
    assert grouped([LETTER]) == [None]
    assert grouped([]) == []
