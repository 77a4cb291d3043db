"""Sentences that show each rule: what is found, whose it is, and what is left alone."""

import pytest

from engage.privacy.detector import FlagKind, detector


def flags(text: str) -> list[tuple[str, str, str]]:
    scan = detector().scan(text)
    return [(flag.kind.value, flag.whose.value, text[flag.start : flag.end]) for flag in scan.flags]


OWNERS = [
    ("Call me at 604-555-0123.", ("PHONE", "self", "604-555-0123")),
    ("Her cell is 604-555-0123.", ("PHONE", "third", "604-555-0123")),
    ("My late father's PHN is 9698 658 215.", ("PHN", "third", "9698 658 215")),
    ("My PHN is 9698 658 215.", ("PHN", "self", "9698 658 215")),
    ("The RTB line, 1-800-665-8779, is always busy.", ("PHONE", "public", "1-800-665-8779")),
    ("Mail goes to PO Box 9041 Stn Prov Govt.", ("STREET_ADDRESS", "public", None)),
    ("citizenengagement@gov.bc.ca bounced.", ("EMAIL", "public", None)),
    ("Write to the manager, j.doe@example.com.", ("EMAIL", "third", "j.doe@example.com")),
    (
        "My tenant Milos Kovrig moved to 88 Mill Drive.",
        ("STREET_ADDRESS", "third", "88 Mill Drive"),
    ),
    ("I live at 88 Mill Drive.", ("STREET_ADDRESS", "self", "88 Mill Drive")),
    ("A white truck, plate AK0 86R, ran the light.", ("LICENCE_PLATE", "third", "AK0 86R")),
    ("I got a ticket on my own plate SJB-556.", ("LICENCE_PLATE", "self", "SJB-556")),
    ("Born July 9, 1948, and still working.", ("DOB", "self", "July 9, 1948")),
    ("My claim with ICBC, claim number K774120-3, is open.", ("CASE_NUMBER", "self", "K774120-3")),
    ("See her page, facebook.com/some.body.cowichan.", ("URL_PROFILE", "third", None)),
    ("I post about frost at @okanagan.orchardist", ("URL_PROFILE", "self", None)),
    ("I am Thandiwe Mokoena, a nurse.", ("PERSON", "self", "Thandiwe Mokoena")),
    ("More buses, please.\nTarkan Yildirim, Kitimat", ("PERSON", "self", "Tarkan Yildirim")),
    ("Fix it. - Wilhelm Krause, retired", ("PERSON", "self", "Wilhelm Krause")),
    ("Premier Horgan promised it.", ("PERSON", "public", "Horgan")),
    ("Reading Jeannette Vell's novel helped.", ("PERSON", "public", "Jeannette Vell")),
    ("I put my own name to this: Ottoline Farr.", ("PERSON", "self", "Ottoline Farr")),
    ("zaynab haddadi (z@example.com) listed our flat.", ("PERSON", "third", "zaynab haddadi")),
    ("Somebody at 604 555 0199 rings my mother.", ("PHONE", "third", "604 555 0199")),
    ("The landlord only answers at 604-555-0121.", ("PHONE", "third", "604-555-0121")),
    ("Phone my old foreman: 250-555-0109.", ("PHONE", "third", "250-555-0109")),
    (
        "Call dad: two five oh, five five five, oh one three nine.",
        ("PHONE", "third", "two five oh, five five five, oh one three nine"),
    ),
    ("Four dogs, no fence: 12 Pinecone Place.", ("STREET_ADDRESS", "third", "12 Pinecone Place")),
    ("Visit 90 Tern Lane: nine cars.", ("STREET_ADDRESS", "third", "90 Tern Lane")),
    ("Our place, 66 Tern Lane, floods.", ("STREET_ADDRESS", "self", "66 Tern Lane")),
    ("1410 Ash Grove Pl, Terrace. No.", ("STREET_ADDRESS", "self", "1410 Ash Grove Pl")),
    ("My tenant moved to Box 41, Atlin.", ("STREET_ADDRESS", "third", "Box 41")),
    ("The jerk who hit me was HX4 11B.", ("LICENCE_PLATE", "third", "HX4 11B")),
    ("whoever owns LM9 22W parks on the lawn", ("LICENCE_PLATE", "third", "LM9 22W")),
    ("Reddit user u/skookum_gary wrote it.", ("URL_PROFILE", "third", None)),
    ("Inmate 0442291 has been alone for weeks.", ("CASE_NUMBER", "third", "0442291")),
    ("Mayor Zyx Qwertz voted no.", ("PERSON", "public", None)),
    ("我的邻居陈美玲等了四个月。", ("PERSON", "third", "陈美玲")),
    ("我叫张伟，支持加税。", ("PERSON", "self", "张伟")),  # noqa: RUF001
]


@pytest.mark.parametrize(("text", "wanted"), OWNERS, ids=[case[0] for case in OWNERS])
def test_it_is_known_whose_it_is(text: str, wanted: tuple[str, str, str | None]) -> None:
    kind, whose, part = wanted
    found = [flag for flag in flags(text) if flag[0] == kind]
    assert [flag[1] for flag in found] == [whose]
    if part:
        assert found[0][2] == part


PEOPLE = [
    ("My neighbour Rena Point-Smythe gave up driving.", "Rena Point-Smythe"),
    ("Our sitter, Chantelle Duquette, takes cash.", "Chantelle Duquette"),
    ("Dr. Farrokh Banihashemi left in June.", "Farrokh Banihashemi"),
    ("J. Kowalenko in room 214 was left alone.", "J. Kowalenko"),
    ("my buddy dougie sleeps in his truck", "dougie"),
    ("MY COUSIN WINNIE LEUNG WAS SENT HOME.", "WINNIE LEUNG"),
    ("Granny Adele knew every creek.", "Adele"),
    ("Ma voisine, Ghislaine Thibodeau, paie le taxi.", "Ghislaine Thibodeau"),
    ("My neighbour Gordon Campbell keeps goats.", "Gordon Campbell"),
    ("A nurse called Kelowna Jones-Bright saved my dog.", "Kelowna Jones-Bright"),
    ("I lost my job. Rosario lost hers too.", "Rosario"),
    ('"Lefty" Makowsky runs the crusher all night.', "Makowsky"),
    ("Finch sleeps behind the arena. He is eighteen.", "Finch"),
    ("rusty at the feed store was robbed twice", "rusty"),
    ("corporal t. wasylenko, badge 12, laughed.", "t. wasylenko"),
    ("Without water: the Friesens, Ola Brandt.", "Friesens"),
    ("Re: Hollingsworth / the culvert", "Hollingsworth"),
]


@pytest.mark.parametrize(("text", "name"), PEOPLE, ids=[case[1] for case in PEOPLE])
def test_private_person_is_found_without_title_or_possessive(text: str, name: str) -> None:
    assert ("PERSON", "third", name) in flags(text)


NOTHING = [
    "Hope, Chase, Merritt, Clinton, Oliver. Little towns get nothing.",
    "Add a signal at Lakeshore and Gordon.",
    "The Emily Carr room at the Nellie McClung branch floods.",
    "St. Paul's Hospital and Lions Gate are full.",
    "The Hughes report gathers dust. So does the Trudeau government.",
    "Smith Street, Begbie Square and Mount Douglas need trees.",
    "Cresotn, Kaslo and Slocan grew the best.",
    "Jack up the tax. Will Grant money come in May? Mark my words.",
    "My mother has diabetes and waited nine months.",
    "A friend's husband was laid off at the mill.",
    "The nurses at Royal Inland are heroes. A nurse in Kamloops cried on the radio.",
    "The crossing guard on our street is a hero.",
    "Route 19, TFL 46, cutblock 2134-A, CP 8012, RFP ON-003162, order G-15-17.",
    "The deadline was April 30, 2019, then 2019-05-31.",
    "Look at bcferries.com and follow @bcgov.",
    "Robbing Peter to pay Paul is no budget.",
    "W.J. Mouat and Carson Graham share one field.",
    "Stantec wrote it, Fasken read it, Golder was paid twice.",
    "Mr. Rooter is cheaper than the town. Dr. Martens last longer.",
    "La rue Robson a des arbres, pourquoi pas la rue Davie?",
    "In Nilsson v. Teck the claim failed.",
    "No. 5 Road and Cambie needs a light.",
    "The Canucks, the Lions and the Kootenays get more.",
    "The building inspector for Kaslo should get a car.",
    "We need a midwife in Masset and a dentist in Atlin.",
    "If the fire chief in Lytton says go, go.",
    "Does the harbour master at Bella Bella even exist?",
    "The position of postmaster at Likely is vacant.",
    "My dentist in Oliver is booked until March.",
    "The mayor of Kelowna voted for the tower.",
    "City Hall at 453 West 12th Avenue is closed on Fridays.",
    "Please fund the David Suzuki Foundation and the John Howard Society.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_made_of_it(text: str) -> None:
    assert [flag for flag in flags(text) if flag[1] != "public"] == []


SINGLED_OUT = [
    "The only school bus driver in Ymir told me she is quitting.",
    "The receptionist at the Ashcroft clinic, the one with the son in jail, decides who gets seen.",
    "The mate on the Quadra Queen who lost his daughter last year was made to work Christmas.",
    "The single mom who drives the 14 bus is three months behind.",
    "the bookkeeper at the nakusp credit union was in rehab last year",
    "The building inspector for the Village of Kaslo takes bribes.",
    "We complain about the head dispatcher at the Smithers fire hall, who swore at us.",
    "There's a bus driver on the 6:45 from Merritt who smokes at the wheel.",
    "La secrétaire de l'école de Gold River crie après les parents.",
    "the young dentist who bought the Fort Nelson practice pulled the wrong tooth",
    "The woman who runs the daycare on Alder Street in Nakusp hits the kids.",
    "The mayor's husband got the paving contract.",
    "Tahsis's only doctor quit in June.",
    "Ask the fire chief in Lytton, he lost everything.",
    "One of the two pharmacists in Tahsis drinks.",
    "my boss at the Cranbrook Dairy Queen keeps our tips",
    "our mail carrier has been off with nerve damage since the dog attack",
]


@pytest.mark.parametrize("text", SINGLED_OUT)
def test_role_with_place_and_detail_is_one_person(text: str) -> None:
    kinds = {(kind, whose) for kind, whose, _ in flags(text)}
    assert ("EMPLOYER_ROLE", "third") in kinds


def test_health_counts_only_beside_somebody_who_is_identified() -> None:
    kinds = [kind for kind, _, _ in flags("My daughter Anneliese has type 1 diabetes.")]
    assert kinds == ["PERSON", "HEALTH"]
    assert flags("My daughter has type 1 diabetes.") == []


def test_every_kind_can_be_found() -> None:
    text = (
        "My wife Jane Hume, born 2 May 1969, SIN 046 454 286, PHN 9698 658 215, has asthma. Her"
        " cell 604-555-0123, mail jane@example.com, 88 Mill Drive, V8W 1A1, plate SJB-556, card"
        " 4111 1111 1111 1111, from 198.51.100.7, on facebook.com/jane.hume.5, RTB file 310088214."
        " The only baker in Ymir told me."
    )
    assert {kind for kind, _, _ in flags(text)} == {kind.value for kind in FlagKind}


def test_relative_is_given_as_the_reason_and_no_form_of_address() -> None:
    reasons = [flag.reason for flag in detector().scan("My aunt Jane Hume left.").flags]
    assert reasons == ["A name beside a word such as 'wife' or 'neighbour': another person."]


def test_number_at_the_very_start_has_an_owner() -> None:
    assert flags("604-555-0123 is mine.") == [("PHONE", "self", "604-555-0123")]


def test_reasons_quote_nothing() -> None:
    text = "My wife Jane Hume has asthma, 604-555-0123."
    reasons = " ".join(flag.reason for flag in detector().scan(text).flags)
    assert "Hume" not in reasons
    assert "0123" not in reasons
    assert "A name beside a word such as 'wife' or 'neighbour': another person." in reasons
