"""One text beside others: what belongs, what argues, what says the opposite; and hostile input."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.campaigns.arriving import companions, group_of, nearest
from engage.comments.campaigns.grouping import grouped
from engage.comments.campaigns.kinship import matches
from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.campaigns.own_words import own_words
from engage.comments.campaigns.signatures import KEYS, Sketch, sketch_of
from tests.comments.campaigns.letters import LETTERS, NOTICE, PAIRS, VERSIONS
from tests.comments.campaigns.strangers import stranger

LETTER = LETTERS["salmon-farms"].replace("{place}", "Tofino").replace("{name}", "Ada")
NORMAL, FIRST_KEY = "0b8f0ec2500db157", 4919860684418260449
PART = LETTER[LETTER.index("The companies") : LETTER.index("Wild salmon")].strip()
SHOUTED = LETTER.upper().replace(".", "").replace(",", "")
UNSEEN = "\u200b".join(LETTER.split(" ")).replace("\u200b", " \u200b")
ALIKE = LETTER.replace("a", "\u0430").replace("o", "\u03bf")
SHUFFLED = "\n\n".join(reversed(LETTER.split("\n\n")))


@pytest.mark.parametrize("text", [LETTER, SHOUTED, UNSEEN, ALIKE, SHUFFLED, f"Hi.\n{LETTER}\nJo"])
def test_a_letter_in_disguise_belongs(text: str) -> None:
    match = matches(text, [LETTER])
    assert match is not None and match.nearest == 0
    assert set(sketch_of(text).keys) & set(sketch_of(LETTER).keys)


@pytest.mark.parametrize(
    "text",
    [
        f"\u201c{PART}\u201d I could not disagree more. My cousins work on those farms.",
        f'They write "{PART}" and none of it is what I see from my boat every day.',
        f"> {PART}\n\nThat is not what I see from my boat.",
        f"&gt; {PART}\n\nThat is not what I see from my boat.",
        f"The form letter going around says: {PART} I disagree, because the pens feed my town.",
        f"My neighbour asked me to send this: {PART} That is nonsense and I will not.",
        f"\u00ab {PART} \u00bb Je ne suis pas d'accord avec cette lettre.",
    ],
)
def test_a_letter_that_is_quoted_to_disagree_is_not_joined(text: str) -> None:
    assert matches(text, [LETTER]) is None
    assert grouped([LETTER, LETTER, LETTER.upper() + " Jo", text])[3] is None


def test_a_letter_that_is_sent_within_quotation_marks_belongs() -> None:
    assert matches(f'"{LETTER}" Jo', [LETTER]) is not None


def test_half_a_letter_with_own_paragraphs_around_belongs() -> None:
    half = LETTER[: LETTER.index("First Nations")]
    assert matches(f"I have fished here since 1980 and I am tired. {half} It is enough.", [LETTER])


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_for_and_against_do_not_belong_together(pair: tuple[str, str]) -> None:
    assert matches(pair[0], [pair[1]]) is None
    assert matches(pair[1], [pair[0]]) is None


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("should be approved without delay", "should be rejected without delay"),
        ("is good for this valley and for us", "is not good for this valley and for us"),
    ],
)
def test_a_few_words_turn_a_short_letter_round(text: str, other: str) -> None:
    frame = "The container terminal at the mouth of the river {} and the council knows it well."
    assert matches(frame.format(text), [frame.format(other)]) is None
    assert matches(frame.format(text), [frame.format(text) + " Jo"]) is not None


def test_reject_and_do_not_approve_say_the_same() -> None:
    text = PAIRS["pipeline"][0]
    assert matches(text.replace("reject the permit", "not approve the permit"), [text]) is not None


def test_two_versions_of_a_letter_are_one_campaign() -> None:
    for first, second in VERSIONS.values():
        assert matches(second, [first]) is not None


def signed(letter: str) -> list[str]:
    return [f"{letter} {name}" for name in ("Ada", "Luc", "Wren", "Noor", "Tom")]


def test_letters_that_share_their_first_and_last_sentence_are_two_campaigns() -> None:
    opening = "I am writing to express my strong opposition to the terminal in Howe Sound. "
    closing = " Thank you for your time and consideration."
    first = opening + LETTERS["bike-lanes"] + closing
    second = opening + LETTERS["school-library"] + closing
    bridge = f"{opening}{LETTERS['bike-lanes'][:200]} {LETTERS['school-library'][:150]}{closing}"
    answer = grouped([*signed(first), bridge, *signed(second)])
    assert len(set(answer[:5])) == 1
    assert len(set(answer[6:])) == 1
    assert None not in (answer[0], answer[6])
    assert answer[0] != answer[6]


def test_the_question_of_the_engagement_makes_no_campaign() -> None:
    chosen = random.Random(8)
    texts = [f"{NOTICE} {stranger(chosen)} {stranger(chosen)}" for _ in range(40)]
    assert sum(number is not None for number in grouped(texts)) <= 1


def test_a_slogan_is_a_campaign_when_enough_say_it() -> None:
    said = "Stop the pipeline now!"
    some = [said, f"{said} My kids deserve better.", f"STOP THE PIPELINE NOW - Jo, {'Hope'}", said]
    assert grouped([*some, "I like the pipeline and I want it now."]) == [1, 1, 1, 1, None]
    assert grouped([said, said]) == [None, None]


def test_sentences_that_only_begin_alike_make_no_campaign() -> None:
    begun = ["a homeless shelter.", "more bike lanes.", "a health food store", "better schools."]
    assert grouped([f"Bowling Green needs {rest}" for rest in begun]) == [None] * 4


def test_a_sketch_is_small_and_the_same_for_the_same_words() -> None:
    sketch = sketch_of(LETTER)
    assert sketch == sketch_of(SHOUTED)
    assert 0 < len(sketch.keys) <= KEYS
    assert all(-(2**63) <= key < 2**63 for key in sketch.keys)
    assert sketch_of("") == Sketch(sketch_of("\x00").normal, (), 0)


def test_a_sketch_is_the_same_on_every_machine() -> None:
    sketch = sketch_of("Save our night buses, please save them.")
    assert sketch.normal.hex()[:16] == NORMAL
    assert sketch.keys[0] == FIRST_KEY


def test_an_arriving_member_finds_its_companions() -> None:
    chosen = random.Random(5)
    strangers = [stranger(chosen) for _ in range(10)]
    found = [LETTER, *strangers, f"{LETTER} Jo"]
    assert companions(f"Hello! {LETTER}", found) == (0, 11)
    assert companions(strangers[0] + " and so on", [LETTER]) == ()


def test_companions_lead_to_their_group() -> None:
    assert group_of([None, 7, 3, 7]) == 7
    assert group_of([None, None]) is None
    assert nearest({5: 1, 9: 12, 2: 3}) == [9, 2, 5]


HOSTILE = {
    "one word": "a" * 100_000,
    "marks": "e" + "\u0301" * 100_000,
    "NUL": "\x00" * 100_000,
    "no words": ".!? \n" * 20_000,
    "right to left": "\u202e\u05e9\u05dc\u05d5\u05dd " * 15_000,
    "emoji": "\U0001f44d\U0001f3fd" * 50_000,
    "quotation marks": '"' * 100_000,
    "open quotations": "\u201caaaaaaaaaaaaaaa " * 6_000,
    "apostrophes": "a'" * 50_000,
    "quoted lines": "> a\n" * 25_000,
    "halves": "\ud800 \udfff" * 10_000,
    "one letter many times": LETTER * 100,
    "signs": "\u6211\u5011\u53cd\u5c0d" * 25_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_text(text: str) -> None:
    assert len(sketch_of(text).keys) <= KEYS
    matches(text, [LETTER, text])
    matches(LETTER, [text])
    for start, end in own_words(LETTER, text):
        assert 0 <= start < end <= len(text)
    template = template_of([text, text, LETTER])
    assert isinstance(variants_of([text, LETTER], template), tuple)
    assert len(grouped([text, text, LETTER, LETTER])) == 4


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_texts_can_be_grouped_and_groups_have_two_members(texts: list[str]) -> None:
    answer = grouped(texts)
    assert len(answer) == len(texts)
    for number in set(answer) - {None}:
        assert answer.count(number) >= 2
