"""Which questions ask people for personal details, and which only sound like it (R22)."""

import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest

from engage.governance.wording.eliciting import eliciting, spelled_out

ASKS = [
    ("What is your name?", "name", "your name"),
    ("Please give your full name and title.", "name", "your full name"),
    ("Who is your landlord?", "name", "Who is your landlord"),
    ("Who treated you at the clinic?", "name", "Who treated you"),
    ("Name the employee who was rude to you.", "name", "Name the employee"),
    ("What is the name of your doctor?", "name", "name of your doctor"),
    ("Tell us who you are.", "name", "Tell us who you are"),
    ("How would you describe your mental health?", "health", "your mental health"),
    ("Have you been diagnosed with asthma?", "health", "been diagnosed"),
    ("What was the diagnosis?", "health", "diagnosis"),
    ("Which medications do you take?", "health", "Which medications do you take"),
    ("Do you have a disability?", "health", "Do you have a disability"),
    ("How often do you see your doctor?", "health", "your doctor"),
    ("Describe your symptoms after the fire.", "health", "your symptoms"),
    ("Are you pregnant?", "health", "Are you pregnant"),
    ("How is your child's health affected?", "health", "your child's health"),
    ("Who in your family rides the bus?", "family", "Who in your family"),
    ("What do your children think of it?", "family", "your children"),
    ("Which members of your family need care?", "family", "Which members of your family"),
    ("Does your partner drive?", "family", "Does your partner"),
    ("How many people live in your household?", "family", "How many people live in your household"),
    ("Are you married?", "family", "Are you married"),
    ("How does your elderly parent get around?", "family", "your elderly parent"),
    ("What is your home address?", "contact", "your home address"),
    ("Give your postal code.", "contact", "your postal code"),
    ("Where do you live?", "contact", "Where do you live"),
    ("How can we reach you?", "contact", "How can we reach you"),
    ("What is your e-mail?", "contact", "What is your e-mail"),
    ("What is your date of birth?", "birth", "your date of birth"),
    ("When were you born?", "birth", "When were you born"),
    ("How old are you?", "birth", "How old are you"),
    ("Who do you work for?", "work", "Who do you work for"),
    ("What is your employer's name?", "work", "What is your employer"),
    ("Which school does your child attend?", "work", "Which school does your child attend"),
    ("Where do your children go to school?", "work", "Where do your children go to school"),
    ("What is your household income?", "identity", "your household income"),
    ("Give your social insurance number.", "identity", "social insurance number"),
    ("WHAT IS YOUR NAME?", "name", "YOUR NAME"),
    ("What is your child\u2019s health like?", "health", "your child\u2019s health"),
]
DOES_NOT = [
    "How often do you ride the bus?",
    "Which health services matter to you?",
    "How well does your health authority listen?",
    "What would make your community healthier?",
    "Should mental health services be open at night?",
    "What do families need from the ferries?",
    "What should the new bridge be called?",
    "Which name do you prefer for the park?",
    "In which region do you live?",
    "Do you live in a city, a town or the country?",
    "What is your age group?",
    "Is your street safe to walk at night?",
    "How do you get to your workplace?",
    "Do you use your phone to pay the fare?",
    "How should schools and employers be told?",
    "Which school programs should be kept?",
    "What would help doctors to stay in small towns?",
    "Should earlier diagnosis of dementia be funded?",
    "What should the Province do about disability parking?",
    "What does your partner organization need?",
    "Who should pay for the new line?",
    "Who are you answering for?",
    "Should permits be issued in your name?",
    "How does your household sort its waste?",
    "What matters most to you about this plan?",
    "How satisfied are you with your last visit?",
    "Which employees should get training?",
    "What would you tell a minister about housing?",
    "Is there anything else that you want to say?",
    "Where would you put more benches?",
    "Where do people wait the longest?",
    "What kind of work do you do?",
    "Which of these places have you visited?",
    "How should we celebrate Canada's birthday?",
    "Which nurse practitioners' hours would suit your town?",
]


@pytest.mark.parametrize(("asked", "kind", "words"), ASKS)
def test_it_warns_with_the_words_that_it_means(asked: str, kind: str, words: str) -> None:
    found = eliciting(asked)
    assert (found[0].kind, asked[found[0].start : found[0].end]) == (kind, words)
    assert all(one.reason.endswith(".") for one in found)


@pytest.mark.parametrize("asked", DOES_NOT)
def test_it_is_silent_about_services_places_and_opinions(asked: str) -> None:
    assert eliciting(asked) == ()


def test_every_stretch_is_told_once_in_the_order_of_the_text() -> None:
    text = "What is your full name? Who is your doctor? What is your home address?"
    found = eliciting(text)
    assert [one.kind for one in found] == ["name", "name", "contact"]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_words_within_words_are_passed_over() -> None:
    assert eliciting("Should your namesake park stay?") == ()
    assert eliciting("") == ()


def test_slots_are_spelled_out() -> None:
    assert list(spelled_out("your [|full] [name|names]")) == [
        "your name",
        "your names",
        "your full name",
        "your full names",
    ]


def test_the_prompts_of_the_sample_ask_for_nothing_personal() -> None:
    """The sample shows how it is done, and nobody wants to explain it."""
    sample = tomllib.loads(files("engage.demo").joinpath("sample.toml").read_text("utf-8"))
    prompts = [topic["prompt"] for one in sample["engagement"] for topic in one["topic"]]
    assert prompts
    assert [prompt for prompt in prompts if eliciting(prompt)] == []
