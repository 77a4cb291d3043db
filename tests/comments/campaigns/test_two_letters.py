"""Two organisations, one subject, two sentences in common: two campaigns, and none between."""

import random

import pytest

from engage.comments.campaigns.grouping import grouped
from tests.comments.campaigns.scoring import pairs
from tests.comments.campaigns.strangers import stranger

SHARED = (
    "Nine in ten of the kelp beds that our grandparents knew are gone from this inlet.",
    "An otter does more for a reef in one season than any committee will do in ten years.",
)
DIVERS = (
    "I write as a friend of the Sunken Garden Divers and ask you to close the inlet to anchors.",
    SHARED[0],
    "Every chain that is dragged over the bottom scrapes away what took thirty years to grow.",
    "Mooring buoys cost less than the fuel that one cruise ship burns while it waits.",
    SHARED[1],
    "Please pass the bylaw before the first ships come in May and publish the fines in full.",
    "Let the harbour master have a boat of her own so that the rule is more than a sign.",
)
GROWERS = (
    "The seaweed growers of the north coast would like a licence that lasts longer than a loan.",
    "We can plant forty hectares of ribbon kelp on ropes without touching the bottom at all.",
    SHARED[0],
    "A hatchery in the old cannery would give spores to any village that wants to begin.",
    SHARED[1],
    "Open a fund for the first three harvests, when nobody has yet been paid for anything.",
    "Write down who may buy our crop abroad, since the present form has no line for it.",
    "Buy for hospitals and ferries from growers in this province before you import.",
    "In five years there could be two hundred people at work where there are now eleven.",
    "We invite you to come and see the ropes at low tide on any day in April.",
)
MAILED = (
    ("Wolves are worth more alive", "A living wolf is of more use", "The wolf earns its keep"),
    ("to the valleys where elk graze", "where the elk are too many", "in every elk valley"),
    ("Stop shooting them from aircraft", "Ground the helicopters for good", "End the aerial cull"),
    ("and put the money into fladry and guard dogs", "and pay herders for dogs instead"),
    ("Caribou need old forest above all", "What the caribou lack is lichen and old trees"),
    ("so stop the cutting in their winter range", "which you go on licensing in winter range"),
    ("The science has been on your desk for years", "Your own biologists told you so long ago"),
    ("and every spring it is put off again", "and each year another season passes"),
)


def kept(chosen: random.Random, letter: tuple[str, ...], text: str = "") -> str:
    """About half of a letter, some words of the writer's own before it."""
    held = sorted(chosen.sample(range(len(letter)), len(letter) // 2 + 1))
    return " ".join([text, *(letter[n] for n in held)]).strip()


def campaign(chosen: random.Random, letter: tuple[str, ...], copies: int, halves: int) -> list[str]:
    whole = " ".join(letter)
    names = ("Ada", "Luc Roy", "Noor", "W. Smit", "Yours, Jo", "")
    return [f"{whole} {chosen.choice(names)}" for _ in range(copies)] + [
        kept(chosen, letter, stranger(chosen)) for _ in range(halves)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_letters_that_share_two_sentences_are_two_campaigns(seed: int) -> None:
    chosen = random.Random(seed)
    divers, growers = campaign(chosen, DIVERS, 30, 12), campaign(chosen, GROWERS, 45, 15)
    texts = [("d", one) for one in divers] + [("g", one) for one in growers]
    chosen.shuffle(texts)
    answer = grouped([text for _, text in texts])
    assert pairs([name for name, _ in texts], answer).f1 >= 0.97


def test_who_keeps_only_what_both_say_joins_one_of_them() -> None:
    chosen = random.Random(1)
    texts = campaign(chosen, DIVERS, 20, 0) + campaign(chosen, GROWERS, 20, 0)
    answer = grouped([*texts, " ".join(SHARED)])
    assert answer[0] != answer[20]
    assert answer[40] in (answer[0], answer[20])


def test_a_long_and_a_short_form_of_a_letter_stay_one_campaign() -> None:
    chosen = random.Random(2)
    long, short = campaign(chosen, GROWERS, 20, 8), campaign(chosen, GROWERS[:4], 20, 0)
    assert len(set(grouped(long + short))) == 1


def test_a_letter_of_which_everybody_keeps_half_is_not_parted() -> None:
    chosen = random.Random(3)
    answer = grouped(campaign(chosen, DIVERS, 0, 40))
    assert sum(number == 1 for number in answer) >= 39


def test_rare_wordings_of_a_mail_merge_stay_with_the_others() -> None:
    chosen = random.Random(4)
    first = [". ".join(slot[0] for slot in MAILED)] * 60
    mixed = [". ".join(chosen.choice(slot) for slot in MAILED) for _ in range(40)]
    answer = grouped([*first, *mixed])
    assert answer.count(1) >= 92


def test_a_one_line_letter_full_of_slips_stays_with_it() -> None:
    line = "Reopen the swing bridge at Katz Landing to foot traffic. Nobody should row to school."
    slips = "Reopenn the swing brigde at Katz Landing to foot trafic. Nobody shuold row to school."
    assert grouped([line] * 5 + [slips]) == [1] * 6


def test_a_clause_of_a_letter_makes_no_member() -> None:
    texts = [" ".join(GROWERS)] * 6
    clause = "They say to buy for hospitals and ferries from growers, and perhaps they are right."
    sentence = f"It comes down to this. {GROWERS[8]} I fish for crab and will go on doing so."
    assert grouped([*texts, clause, sentence])[6:] == [None, None]


def test_strangers_who_use_one_sentence_are_no_campaign() -> None:
    said = "I would not trust a consultant with the depth of a bathtub."
    texts = [
        f"{said} My father dredged that channel by hand. Leave the marsh to the ducks.",
        f"The new culvert froze shut twice. {said} Ask the plough drivers where water stands.",
        f"{said} Honestly so.",
        f"Well now. {said} And that is all of it, apart from the smell in August.",
    ]
    assert grouped(texts) == [None] * 4


@pytest.mark.parametrize(
    "said", ["Same as my neighbour", "See my other comment", "What Gerald Fitch said", "No opinion"]
)
def test_few_words_that_ask_for_nothing_are_no_letter(said: str) -> None:
    assert grouped([said] * 9) == [None] * 9


@pytest.mark.parametrize(
    "said", ["Save Katz Landing bridge!", "No mine at Cultus", "Fund the ferry now"]
)
def test_few_words_that_ask_for_something_are(said: str) -> None:
    assert set(grouped([said] * 9)) == {1}
