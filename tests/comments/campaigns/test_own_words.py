"""What a member wrote is found at its place; what only greets and signs adds nothing."""

import random
from collections import defaultdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engage.comments.campaigns.additions import adds_something
from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.campaigns.own_words import own_words
from tests.comments.campaigns.letters import LETTERS, MERGED
from tests.comments.campaigns.making import BOTH, made_set
from tests.comments.campaigns.scoring import characters

LETTER = LETTERS["bike-lanes"]
FARM = LETTERS["farmland"].replace("{place}", "\u2026")


def own(text: str, template: str = LETTER) -> list[str]:
    return [text[start:end] for start, end in own_words(template, text)]


def with_place(place: str) -> str:
    return LETTERS["farmland"].replace("{place}", place)


def test_the_letter_itself_holds_no_words_of_ones_own() -> None:
    assert own(LETTER) == []
    assert own(LETTER.upper().replace(",", "")) == []


def test_a_sentence_in_the_middle_is_found_with_its_full_stop() -> None:
    added = "My son was hit there (he is fine)."
    text = LETTER.replace("Finish the missing", f"{added} Finish the missing")
    assert own(text) == [added]


def test_places_count_code_points_past_emoji_and_accents() -> None:
    text = f"\U0001f6b2\U0001f6b2 D\u00e9j\u00e0 vu, mes amis! {LETTER}"
    assert own(text) == ["D\u00e9j\u00e0 vu, mes amis!"]


def test_a_changed_town_is_ones_own_and_nothing_around_it() -> None:
    assert own(with_place("Salt Spring Island"), FARM) == ["Salt Spring Island"]


def test_moved_paragraphs_are_the_letters() -> None:
    parts = FARM.split("\n\n")
    assert own("\n\n".join([parts[2], parts[0], parts[1]]), FARM) == []


def test_slips_of_the_pen_and_disguises_are_the_letters() -> None:
    text = LETTER.replace("protected", "protcted").replace("dared", "da\u200bred")
    assert own(text.replace("avenue", "\u0430venue")) == []


def test_a_word_that_turns_the_sentence_is_ones_own() -> None:
    assert own(LETTER.replace("should stay", "should not stay")) == ["not"]


def test_half_a_letter_among_own_paragraphs() -> None:
    first, last = "I drive a delivery van here.", "Somebody should count the vans too, I think."
    middle = LETTER[LETTER.index("Businesses") : LETTER.index("Finish")].strip()
    assert own(f"{first}\n\n{middle}\n\n{last}") == [first, last]


def test_the_template_of_a_campaign_drops_what_only_one_member_wrote() -> None:
    texts = [with_place(place) for place in ("Delta", "Kelowna", "Hope", "Quesnel", "Tofino")]
    texts.append(f"My aunt farms there. {with_place('Surrey')}")
    template = template_of(texts)
    assert "near \u2026 would take two hundred acres" in template
    assert "aunt" not in template


def test_the_most_common_form_is_the_one_that_is_shown() -> None:
    assert template_of([LETTER.upper(), LETTER, LETTER, f"Hi! {LETTER}"]) == LETTER


def test_a_letter_in_several_wordings_has_variants() -> None:
    chosen = random.Random(2)
    slots = MERGED["cannery-housing"]
    texts = [" ".join(chosen.choice(slot) for slot in slots) for _ in range(40)]
    template = template_of(texts)
    variants = variants_of(texts, template)
    assert {"".join(own_words(template, text, variants)) for text in texts} == {""}


def test_own_words_of_made_campaigns_are_found_character_by_character() -> None:
    groups = defaultdict(list)
    for one in made_set(21, 900, BOTH):
        groups[one.group].append(one)
    found = []
    for group, members in groups.items():
        if group is None or len(members) < 10:
            continue
        texts = [one.text for one in members]
        template = template_of(texts)
        variants = variants_of(texts, template)
        found += [(one.own, own_words(template, one.text, variants)) for one in members]
    assert characters(found).f1 >= 0.97


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        LETTER.upper(),
        f"Dear Minister,\n\n{LETTER}",
        f"Hello,\n{LETTER}\n\nSincerely,\nHarjit Okafor",
        f"{LETTER}\nMei-Lin Chan\nPrince George, BC V2L 3P8\nNovember 26, 2026",
        f"Bonjour Madame,\n{LETTER}\nMerci, Luc Larocque",
    ],
)
def test_greetings_names_towns_and_dates_add_nothing(text: str) -> None:
    assert not adds_something(LETTER, text)


@pytest.mark.parametrize(
    "text",
    [
        f"{LETTER} My neighbour Bob drinks.",
        f"{LETTER} no",
        f"No! {LETTER}",
        LETTER.replace("should stay", "should not stay"),
        f"{LETTER}\nJo Ellis 250 555 0123",
        f"{LETTER}\njo@example.ca",
        f"{LETTER.upper()} BOB DRINKS",
        f"{LETTER}\nAda Ellis Wren Moody Harjit Singh",
        "Something else altogether.",
    ],
)
def test_whatever_may_say_something_is_read_singly(text: str) -> None:
    assert adds_something(LETTER, text)


def test_a_town_put_for_another_adds_nothing() -> None:
    assert not adds_something(FARM, with_place("Fort St. John"))


TEXTS = st.text(max_size=200) | st.sampled_from([LETTER, LETTER[:150], LETTER[100:], "", "\x00 a"])


@example("", "\x1f\u00b9")
@given(TEXTS, TEXTS)
def test_places_lie_within_the_text_in_order_and_apart(template: str, text: str) -> None:
    end = 0
    for span in own_words(template, text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        end = span.end
    assert own_words(text, text) == ()
