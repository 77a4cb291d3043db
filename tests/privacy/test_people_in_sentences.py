"""Names, illness and posts by the class of sentence, each with near misses that must stay quiet."""

import pytest

from engage.privacy.detector import Label, detector


def found(text: str, kind: str) -> list[str]:
    return [
        text[flag.start : flag.end]
        for flag in detector().scan(text).flags
        if flag.kind == kind and flag.whose == "third"
    ]


NAMES = [
    # words that are names by what stands around them
    ("Clover from my choir had her hours cut.", "Clover"),
    ("Autumn two doors down has no ramp.", "Autumn"),
    ("Sage is in grade four. His aide left.", "Sage"),
    ("We told Patience the bus was cancelled.", "Patience"),
    ("Pearl's walker does not fit the new door. She is ninety.", "Pearl"),
    ("Little Storm can't start kindergarten. His spot is gone.", "Storm"),
    ("At 61 Rusty is back at school.", "Rusty"),
    # nicknames and initials
    ("Everyone at the mill called him Boots.", "Boots"),
    ("Turtle (that's what we all call him) fixed the dock.", "Turtle"),
    ("We buried R.J. in May.", "R.J."),
    ("Somebody else's bill came to us: K. Merriweather, $412.", "K. Merriweather"),
    # letters that are not the author's
    ("FW: the lot\nFrom: Ines Kalloway <ines@example.org>\nPlease fix it.", "Ines Kalloway"),
    # names of many peoples
    ("Wing-Kei in 402 has no heat.", "Wing-Kei"),
    ("Faduma cleans three offices at night.", "Faduma"),
    ("Wei Qiang was told there were no forms.", "Wei Qiang"),
    ("Marie-Ève n'a pas de place en garderie.", "Marie-Ève"),
    # subjects at the very beginning, where authors name themselves too
    ("odhran tillson rents out the boathouse with no water.", "odhran tillson"),
    ("Sunniva Okpara, born May 2, 2014, in grade 4 at our school lost her aide.", "Sunniva Okpara"),
    # small letters and pairs
    ("dougal n lorraine across the road lost the barn", "dougal"),
    ("我婆婆林美珍等了两年。", "林美珍"),
]


@pytest.mark.parametrize(("text", "name"), NAMES, ids=[case[0] for case in NAMES])
def test_name_is_found_by_its_company(text: str, name: str) -> None:
    assert any(name in part or part in name for part in found(text, "PERSON"))


NO_NAMES = [
    "Clover and sage grow on the bank.",
    "Autumn was wet and winter was worse.",
    "Patience is what you ask of us.",
    "Joy is not a frill.",
    "Louis L'Amour and Agatha Christie by the box are all the branch has left.",
    "Let's say Winifred earns $40,000 and pays half in rent.",
    "Imagine a man called Ahmed who has no car. How does Ahmed get to work?",
    "Jane Doe cannot afford it either.",
    "For Pete's sake, sand the hill.",
    "I'm Sikh and I'm proud of this valley.",
    "The Sekani and the Ktunaxa wrote to you.",
    "Between Alma and Blanca the road is a washboard.",
    "Miigwech and good day to the planners.",
    "My cat, Biscuit, has a better doctor than I do.",
    "The J.D. programme at the university is too small.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_words_made_up_people_and_streets_are_no_names(text: str) -> None:
    assert detector().scan(text).label is Label.NONE


def test_a_name_that_comes_again_is_found_again() -> None:
    text = "My aunt Philomena kept bees. By the time help came, Philomena had sold them."
    assert found(text, "PERSON") == ["Philomena", "Philomena"]


def test_a_supposed_person_may_not_hide_a_real_one() -> None:
    text = "Imagine how my neighbour Philomena felt."
    assert found(text, "PERSON") == ["Philomena"]


SIGNED = [
    "Bring the bookmobile back. fern",
    "The float is rotten. Torunn Salvesen, Box 9, Sointula",
    "Fix the road! Clint and Rhonda Yaremko",
    "Account holder: Sunil Mehra. I was billed twice.",
]


@pytest.mark.parametrize("text", SIGNED)
def test_who_signs_is_the_author(text: str) -> None:
    assert detector().scan(text).label is Label.SELF


ILLNESS = [
    "takes something for her nerves",
    "is on the list for a knee",
    "hasn't been the same since the stroke",
    "lost his battle with leukemia",
    "is in memory care",
    "went off his meds",
    "has been in and out of hospital",
    "can't be left alone",
    "needs two people to lift him",
    "is eleven months clean",
    "hasn't had a drink in two years",
    "goes on benders",
    "is seven months along",
    "is expecting in June",
    "broke a wrist on your ice",
    "has burns on half of him",
    "found a lump in April",
    "hears voices at night",
    "weighed ninety pounds",
    "had her MAiD in October",
    "went to Kuper Island when she was six",
    "has the sugar and her feet are bad",
    "is running on percocet",
    "is on dialysis three times a week",
    "gets confused at dusk",
    "is off till summer with her nerves",
    "drowned at the weir",
]


@pytest.mark.parametrize("told", ILLNESS)
def test_illness_is_told_of_somebody_with_a_name(told: str) -> None:
    assert found(f"My neighbour Rosalind {told}.", "HEALTH")


@pytest.mark.parametrize("told", ILLNESS)
def test_of_a_relative_without_a_name_nothing_is_told(told: str) -> None:
    assert detector().scan(f"My mother {told}.").label is Label.NONE


def test_illness_of_the_author_beside_a_name_is_not_the_named_ones() -> None:
    assert found("Dr. Farrokh Banihashemi knows that I am on dialysis.", "HEALTH") == []
    assert found("Rosalind Achterberg and I have been on dialysis.", "HEALTH") == []


def test_clinic_and_money_for_an_illness_are_no_illness() -> None:
    assert found("Rosalind Achterberg works at the cancer clinic.", "HEALTH") == []
    assert found("Rosalind Achterberg runs the dementia program.", "HEALTH") == []


def test_illness_in_the_next_sentences_belongs_to_who_was_named() -> None:
    text = "I visit T. Abernethy on Sundays. She is blind. Six years old, asthma since birth."
    assert [part[-8:] for part in found(text, "HEALTH")] == ["is blind", "ce birth"]


POSTS = [
    "My daughter's swim coach in Masset was charged last year.",
    "The one dentist we have in Kaslo drinks.",
    "The Hydro guy in Ymir, you know the one, with the three-legged dog, peeks into sheds.",
    "The caretaker of the manor beside the Atlin post office lets himself in.",
    "The lady who cleans the rec centre in Wells hasn't been paid since May.",
    "The barber at the Oliver depot with the neck tattoo swore at my mother.",
    "They fired the night clerk at the Stewart motel for drinking.",
    "Kaslo's plow driver lost his licence.",
    "We had one pharmacist in McBride and she had a breakdown.",
    "The woman who used to manage the motel in Golden lives in her car.",
    "The single mom in suite 9 at Pine Court hasn't paid rent.",
    "Our principal's wife pockets the daycare fees.",
    "L'infirmière de l'école de Port-Alberni a été renvoyée pour vol.",
    "La dame qui tient la garderie à Maillardville crie après les petits.",
]


@pytest.mark.parametrize("text", POSTS)
def test_one_holder_of_a_post_is_singled_out(text: str) -> None:
    assert found(text, "EMPLOYER_ROLE")


NO_POSTS = [
    "The Highway 5 contractor is a joke.",
    "I hope the dean of engineering at UBC reads this.",
    "The chief medical officer at Interior Health called a meeting.",
    "I spoke to the clerk at the Service BC office in Nelson and she could not find the form.",
    "Kaslo's plow drivers deserve a raise.",
    "We need one pharmacist in McBride.",
    "My mum at the lodge in Trail waits for a bath.",
    "When the caretaker in Atlin is away nobody covers.",
]


@pytest.mark.parametrize("text", NO_POSTS)
def test_posts_firms_and_families_are_nobody(text: str) -> None:
    assert found(text, "EMPLOYER_ROLE") == []


OWN_POSTS = [
    "I speak as the supervisor of the only group daycare in Stewart.",
    "As head of the one-room library on Lasqueti I pay for the printer.",
]


@pytest.mark.parametrize("text", OWN_POSTS)
def test_the_authors_own_post_is_the_authors(text: str) -> None:
    flags = [(flag.kind.value, flag.whose.value) for flag in detector().scan(text).flags]
    assert flags == [("EMPLOYER_ROLE", "self")]


def test_anybody_who_should_call_is_nobody() -> None:
    text = "Somebody please pick up the phone, 236-555-0148."
    assert detector().scan(text).label is Label.SELF


def test_what_the_authors_pictures_do_is_no_other_persons() -> None:
    text = "My photos are here, use them if they help: instagram.com/salal.and.fog"
    assert detector().scan(text).label is Label.SELF


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("My account is 2277 0142 965 and the meter was swapped.", "CASE_NUMBER", True),
        ("The account 3 of us share is fine.", "CASE_NUMBER", False),
        ("The sample card on your site says 9000 000 000.", "PHN", False),
        ("Fees go to PO Box 9412, Victoria.", "STREET_ADDRESS", False),
        ("The renters' centre at 604-255-0147 helped.", "PHONE", False),
        ("My sister's cell is 604-255-0147.", "PHONE", True),
    ],
)
def test_numbers_are_somebodys_or_nobodys(text: str, kind: str, wanted: bool) -> None:
    flags = detector().scan(text).flags
    assert any(flag.kind == kind and flag.whose != "public" for flag in flags) is wanted
