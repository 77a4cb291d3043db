"""The holder of a post of whom something is told: 'the building inspector for Kaslo takes bribes'.

Ministers, mayors and judges act in public and are left out here; so is a profession of which
everybody has one ('my dentist in Oliver'), and a place so large that it singles out nobody.
"""

from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.role_phrases import Role, end_of_place
from engage.privacy.detector.role_stories import tells_of_one
from engage.privacy.detector.role_words import DAYS, PEOPLE, TRADES, WHO, WORKPLACES
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

# fmt: off
OFFICES: Final = frozenset((
    "minister", "premier", "president", "mayor", "councillor", "mla", "mp", "senator", "judge",
    "commissioner", "ombudsperson", "governor", "ceo", "chief", "leader", "chair", "king", "queen",
    "trustee", "alderman", "reeve", "auditor", "speaker", "adjudicator", "dean", "provost",
    "chancellor", "rector", "vice-president", "ambassador", "admiral", "general", "coroner",
    "secretary-treasurer", "cao", "cfo", "coo", "registrar",
))
_STANDS: Final = frozenset((
    "at", "from", "behind", "on", "across", "beside", "opposite", "above", "outside", "next",
))
_HOMES: Final = frozenset(("unit", "suite", "apartment", "apt", "room", "number", "basement"))
# Firms rather than people: 'the Highway 5 contractor'.
_FIRMS: Final = frozenset((
    "contractor", "subcontractor", "operator", "developer", "consultant", "supplier", "vendor",
    "provider", "insurer", "distributor", "manufacturer", "carrier", "employer", "builder",
))
_MANY_ALIKE: Final = frozenset((
    "resident", "patient", "client", "customer", "passenger", "rider", "applicant", "claimant",
    "victim", "witness", "student", "employee", "worker", "volunteer", "elder", "farmer", "tenant",
    "operator", "developer", "contractor", "consultant", "homeowner", "owner", "member", "person",
    "taxpayer", "voter", "driver", "kid", "child", "cyclist", "senior", "couple", "neighbour",
    "neighbor", "friend", "partner", "relative", "parent", "girl", "boy", "lender", "investor",
    "server", "elder", "fisherman", "miner", "trucker", "logger", "suspect", "mother", "father",
    "mom", "dad", "loon",
))
CITIES: Final = frozenset((
    "vancouver", "victoria", "surrey", "burnaby", "richmond", "kelowna", "kamloops", "nanaimo",
    "abbotsford", "coquitlam", "langley", "delta", "bc", "b.c.", "canada", "columbia", "ottawa",
    "toronto", "alberta", "province", "mainland", "okanagan", "interior", "north", "island",
    "kootenays", "cariboo", "country", "world", "calgary", "seattle", "america", "saanich",
))
# 'My dentist in Oliver' is said by hundreds.
_AT_WORK: Final = frozenset((
    "boss", "landlord", "landlady", "coworker", "co-worker", "colleague", "roommate", "neighbour",
    "neighbor", "workmate", "tenant",
))
_SOMEBODY: Final = frozenset((
    "woman", "man", "lady", "guy", "fellow", "gentleman", "girl", "boy", "kid", "gal", "dude",
    "chap", "lad", "youngster", "femme", "homme", "dame", "gars", "teenager",
))
_OF_MANY: Final = frozenset((
    "doctor", "dentist", "gp", "pharmacist", "physio", "optometrist", "vet", "lawyer", "teacher",
    "physiotherapist", "chiropractor", "mechanic", "accountant", "hairdresser", "surgeon",
    "specialist", "therapist", "counsellor", "psychiatrist", "nurse", "practitioner", "barber",
))
_HOLDERS: Final = frozenset((
    "mayor", "trustee", "chief", "councillor", "principal", "minister", "mla", "mp", "premier",
    "reeve", "pastor", "priest", "manager", "owner", "landlord", "boss", "superintendent",
    "director", "doctor", "teacher", "sergeant", "supervisor", "president", "chairman", "coach",
    "sheriff", "judge", "dentist", "foreman", "captain", "developer", "postmaster", "warden",
    "pharmacist", "nurse", "caretaker", "vice-principal", "postmistress", "librarian", "midwife",
    "vet", "cook",
    "constable", "secretary", "bartender", "trainer", "carrier", "inspector",
))
# fmt: on


def holder_of_post(
    words: Words,
    around: Surroundings,
    phrase: tuple[int, int],
    place: int | None,
    clause: tuple[int, bool] | None,
) -> Role | None:
    start, head = phrase
    if _is_relative_of_holder(words, start, head):
        return _told_of(words, start, _end_of_relative(words, around, head), is_private=True)
    if _is_office(words, start, head):
        return None
    end = None if clause is None else words.index_at(clause[0] - 1)
    if end is not None and clause and clause[1] and place is None and words.low(head) != "person":
        return _told_of(words, start, end)
    if place is None:
        place = _place_before(words, around, start, head)
    elif not is_named(words, around, head + 1, place):
        return None
    return None if place is None else _at_place(words, around, phrase, place, end)


def _at_place(
    words: Words,
    around: Surroundings,
    phrase: tuple[int, int],
    place: int,
    end_of_looks: int | None,
) -> Role | None:
    """The holder of a post at a place, perhaps with looks: ', the one with the Hummer'."""
    start, head = phrase
    end = place
    if end_of_looks is not None and words.low(place + 1) not in WHO:
        end = end_of_looks
    is_one = end > place and (words.low(head) in _AT_WORK or is_role(words.low(head)))
    if not is_one and _is_anybody(words, around, phrase, place):
        return None
    return _told_of(words, start, end) or _told_of(words, start, place)


def _is_office(words: Words, start: int, head: int) -> bool:
    """A minister, a dean, 'the chief medical officer'; a fire chief holds a post."""
    low = words.low(head)
    is_local = words.low(head - 1) in ("fire", "police", "band", "ambulance")
    return (low in OFFICES and not is_local) or (
        low == "officer" and words.low(start + 1) == "chief"
    )


def _is_anybody(words: Words, around: Surroundings, phrase: tuple[int, int], place: int) -> bool:
    """Many could be meant: 'the tenant in Nelson', 'my dentist in Oliver', 'the man in Hope'."""
    start, head = phrase
    low, at = words.low(head).removeprefix("l'"), words.low(head + 1)
    if low in _FIRMS and not _is_worker(words, head):
        return True
    has_home = at == "in" and not _HOMES.isdisjoint((words.low(head + 2), words.low(head + 3)))
    if (low in PEOPLE and has_home) or (low in _SOMEBODY and has_trade(words, around, start, head)):
        return False
    if low == "owner":
        return at != "of" or words.low(head + 2) in ("a", "an", "any", "each")
    if low in PEOPLE or (is_relative(low) and low not in _AT_WORK):
        inside = range(head + 1, place + 1)
        works = any(words.low(n) in WORKPLACES or around.is_organisation(n) for n in inside)
        return low not in _SOMEBODY or not works or at not in _STANDS
    if low in _AT_WORK:
        in_unit = at == "in" and any(sign.isdigit() for sign in words.gap(head + 3))
        return at not in ("at", "on") and not in_unit
    if low in _MANY_ALIKE:
        return head == start + 1
    is_own = words.low(start) in ("my", "our", "your", "his", "her", "their")
    return not is_role(low) or (low in _OF_MANY and is_own and at in ("in", "from", "of"))


def _is_worker(words: Words, head: int) -> bool:
    """'the grader operator', 'the mail carrier': no firm."""
    return words.low(head - 1) in (
        "grader", "plow", "crane", "lift", "ferry", "boom", "water", "loader", "mail", "letter",
        "scale", "dam", "machine", "tower", "radio", "rural", "daycare", "care", "heavy", "zamboni",
        "backhoe", "excavator", "equipment", "lottery", "switchboard", "paper", "newspaper",
    )  # fmt: skip


def has_trade(words: Words, around: Surroundings, start: int, head: int) -> bool:
    """'the Hydro guy', 'the propane man', 'the garbage lady': work in the word before."""
    return any(
        around.is_organisation(n) or words.low(n) in TRADES or words.low(n) in WORKPLACES
        for n in range(start + 1, head)
    )


def _told_of(words: Words, first: int, last: int, *, is_private: bool = False) -> Role | None:
    if not tells_of_one(words, first, last, is_private=is_private):
        return None
    return Role(words[first].start, words[last].end, Whose.THIRD, False)


def is_only_relative(words: Words, head: int) -> bool:
    """'my mum at Unit 6': of a family, not of a place of work."""
    low = words.low(head)
    return is_relative(low) and low not in _AT_WORK and low not in PEOPLE and not is_role(low)


def is_named(words: Words, around: Surroundings, begin: int, end: int) -> bool:
    """A place with a name: more than 'the school', less than 'British Columbia'."""
    for index in range(begin, end + 1):
        low = words.low(index)
        known = around.is_place(index) or around.phrase_at(index) or around.is_organisation(index)
        if low not in CITIES and low not in DAYS and (known or words.is_marked(index)):
            return True
        if index > begin and any(sign.isdigit() for sign in words.gap(index)):
            return True
    return False


def _place_before(words: Words, around: Surroundings, start: int, head: int) -> int | None:
    """'The Port Clements library manager': the place stands inside; the end is the role itself."""
    inside = range(start + 1, head)
    return head if any(around.is_place(n) and words.low(n) not in CITIES for n in inside) else None


def _is_relative_of_holder(words: Words, start: int, head: int) -> bool:
    """'the trustee's wife', 'our principal's husband'."""
    owner = head - 1
    return (
        owner > start
        and words[owner].is_owner
        and words.low(owner) in _HOLDERS
        and is_relative(words.low(head))
    )


def _end_of_relative(words: Words, around: Surroundings, head: int) -> int:
    """With a clause such as ', who chairs the PAC at Lumby elementary'."""
    who = head + 1
    if words.low(who) != "who" or who >= len(words):
        return head
    at = next((n for n in range(who, who + 7) if words.low(n) in ("at", "in", "of", "for")), None)
    end = end_of_place(words, around, at) if at is not None and at < len(words) else None
    return end if end is not None else head
