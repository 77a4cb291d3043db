"""Who holds a letter's words to speak about the letter is no member, however it is set down."""

import pytest

from engage.comments.campaigns.grouping import grouped

FIRST = "The quarry on Bald Hill has blasted over our roofs for eleven summers."
MORE = (
    "Dust lies on the washing, the wells have turned grey and two barns have cracked. The permit "
    "was written before a single family lived on the south slope."
)
DEMAND = "Let it lapse in June and make the company plant the benches with larch and pine."
LETTER = f"Dear panel,\n\n{FIRST} {MORE}\n\n{DEMAND}\n\nWith respect,"
OWN = "I drive a truck for a living. Gravel has to come from some hill, and ours is near the road."
LISTED = f"We ask the panel for three things:\n- {FIRST}\n- {MORE}\n- {DEMAND}"
ITEMS = f"- {FIRST}\n- {MORE}\n- {DEMAND}"


def is_member(text: str, letter: str = LETTER) -> bool:
    return grouped([*[letter] * 4, f"{letter} Ada", text])[5] is not None


@pytest.mark.parametrize(
    "text",
    [
        f"My aunt got this in the mail.\n{ITEMS}\n{OWN}",
        f"{OWN}\n\n---\n{FIRST} {MORE}\n---\n\nSo they tell it.",
        f"{OWN} *{FIRST} {MORE}* Well now.",
        f"{OWN} Quote, {FIRST} {MORE} Unquote. Make of it what you like.",
        f"{ITEMS.replace('- ', '* ')}\n\n{OWN} That much for the hill.",
    ],
    ids=["dashes", "rules", "asterisks", "unquote", "stars"],
)
def test_what_stands_apart_is_not_the_writers(text: str) -> None:
    assert not is_member(text)


@pytest.mark.parametrize(
    "lead",
    [
        "The email going round says:",
        "I was asked to sign this.",
        "Somebody handed me this at the store:",
        "This is what they want us to send.",
        "The leaflet on my door reads as follows.",
        "You will be getting hundreds of these.",
        "Copied from their web site:",
        "On m'a demand\u00e9 de vous envoyer ceci :",
    ],
)
def test_what_is_reported_is_not_the_writers(lead: str) -> None:
    assert not is_member(f"{lead}\n\n{FIRST} {MORE}\n\n{OWN}")
    assert not is_member(f"{OWN} {lead} {FIRST} {MORE}")


@pytest.mark.parametrize(
    "remark", ["That is the email going round.", "The above is what they want everyone to send."]
)
def test_what_is_pointed_back_at_is_not_the_writers(remark: str) -> None:
    assert not is_member(f"{FIRST} {MORE} {remark} {OWN}")


@pytest.mark.parametrize(
    "text",
    [
        f"My neighbour sent me this and I agree with every word.\n\n{FIRST} {MORE}\n\n{DEMAND}",
        f"I am happy to sign this:\n---\n{FIRST} {MORE}\n---\nIt says it all.",
        f"{OWN}\n\n{FIRST} {MORE}\n\n{DEMAND}",
        f"Our letter carrier asked me about it last week. {FIRST} {MORE} {DEMAND}",
        f"To whom it may concern:\n\n{FIRST} {MORE}\n\nI used to think otherwise.",
    ],
    ids=["agrees", "signs", "adds", "carrier", "greets"],
)
def test_who_speaks_with_the_letter_is_a_member(text: str) -> None:
    assert is_member(text)


def test_a_letter_that_has_a_list_itself_is_sent_with_its_list() -> None:
    assert is_member(f"{LISTED}\n\n{OWN}", LISTED)
    assert is_member(f"{OWN}\n\n{LISTED}\nWilma", LISTED)


@pytest.mark.parametrize(
    "sign", ["*", "-", "_", "quote a b c d ", "quote unquote ", "- a\n", "---\n", "* * "]
)
def test_hostile_signs_are_text(sign: str) -> None:
    assert grouped([sign * 30_000, LETTER, LETTER]) == [None, 1, 1]
