"""People who are singled out without a name: 'the only doctor in Granisle', 'the receptionist at
the clinic, the one with the son in jail', 'the dispatcher in Nakusp, who hung up on us'.

A role alone is anybody, a role at a place may still be a post. It becomes one person by 'only', by
a detail of private life in the same breath, or where the place is named and something is told of
whoever holds the post (`role_stories`). Ministers, mayors and judges act in public: of them only
private life counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.role_phrases import (
    DAYS,
    DEFINITE,
    PEOPLE,
    clause_behind,
    end_of_place,
    head_of,
    is_plural,
    place_behind,
)
from engage.privacy.detector.role_stories import end_of_sentence, has_private_life, tells_of_one
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

# fmt: off
_OFFICES: Final = frozenset((
    "minister", "premier", "president", "mayor", "councillor", "mla", "mp", "senator", "judge",
    "commissioner", "ombudsperson", "governor", "ceo", "chief", "leader", "chair", "king", "queen",
    "trustee", "alderman", "reeve", "auditor", "speaker", "adjudicator",
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
_CITIES: Final = frozenset((
    "vancouver", "victoria", "surrey", "burnaby", "richmond", "kelowna", "kamloops", "nanaimo",
    "abbotsford", "coquitlam", "langley", "delta", "bc", "b.c.", "canada", "columbia", "ottawa",
    "toronto", "alberta", "province", "mainland", "okanagan", "interior", "north", "island",
    "kootenays", "cariboo", "country", "world", "calgary", "seattle", "america", "saanich",
))
# 'My dentist in Oliver' is said by hundreds.
_OF_MANY: Final = frozenset((
    "doctor", "dentist", "gp", "pharmacist", "physio", "optometrist", "vet", "lawyer", "teacher",
    "physiotherapist", "chiropractor", "mechanic", "accountant", "hairdresser", "surgeon",
    "specialist", "therapist", "counsellor", "psychiatrist", "nurse", "practitioner", "barber",
))
_ONLY: Final = frozenset(("only", "lone", "sole", "one", "seule", "seul", "unique"))
_HOLDERS: Final = frozenset((
    "mayor", "trustee", "chief", "councillor", "principal", "minister", "mla", "mp", "premier",
    "reeve", "pastor", "priest", "manager", "owner", "landlord", "boss", "superintendent",
    "director", "doctor", "teacher", "sergeant", "supervisor", "president", "chairman", "coach",
    "sheriff", "judge", "dentist", "foreman", "captain", "developer", "postmaster", "warden",
))
# fmt: on
# 'on the 7:10 from Lillooet', 'on the 99', 'on the number 20 bus', 'on Route 351 this morning'.
_RUN: Final = re.compile(
    r" (?:the |route |number |no\. ?|# ?){0,3}(?P<number>\d{1,3}(?::\d\d)?(?: ?[ap]m)?)"
    r"(?: (?:bus|ferry|sailing|run|flight|train))?"
    r"(?P<way> (?:from|to|out of|for) (?!the|my|our|a|me|us)\w+(?: [A-Z]\w+)?)?"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A phrase in code points that points at one person."""

    start: int
    end: int
    whose: Whose
    is_only: bool


def find_roles(words: Words, around: Surroundings) -> Iterator[Role]:
    index = 0
    while index < len(words):
        role = _role_at(words, around, index)
        if role:
            yield role
            while index < len(words) and words[index].start < role.end:
                index += 1
        else:
            index += 1


def find_workplaces(words: Words, around: Surroundings) -> Iterator[tuple[int, int]]:
    """'works nights at the Superstore in Metrotown': of a named person it says where to look."""
    for word in words.items:
        if word.low not in ("works", "worked", "teaches", "nurses", "drives"):
            continue
        at = next((n for n in range(word.index + 1, word.index + 4) if words.low(n) == "at"), None)
        if at is None or at >= len(words):
            continue
        end = end_of_place(words, around, at)
        if end is not None:
            yield word.start, words[end].end


def role_of_author(words: Words, around: Surroundings, last: int) -> Role | None:
    """'X, manager at the Saltspring Children's Centre': behind the author's own name."""
    if words.gap(last + 1).strip() != ",":
        return None
    head = head_of(words, last + 1, 4)
    if head is None or words.low(head + 1) not in ("at", "of"):
        return None
    place = place_behind(words, around, head)
    if place is None:
        return None
    return Role(words[last + 1].start, words[place].end, Whose.SELF, False)


def _role_at(words: Words, around: Surroundings, index: int) -> Role | None:
    low = words.low(index)
    mine = low == "i'm" or (low == "as" and words.low(index + 1) == "the")
    mine = mine or (low == "am" and words.low(index - 1) == "i")
    start = index + 1 if mine else index
    if start >= len(words) or "law" in (words.low(start + 2), words.low(start + 3)):
        return None
    if words[start].is_owner and words.low(start + 1) in _ONLY and around.is_place(start):
        return _only_of_town(words, start)
    if words.low(start) in ("a", "an", "one") and not mine:
        return _on_one_run(words, start)
    if words.low(start) not in DEFINITE:
        return None
    if words.low(start + 1) in _ONLY:
        return _only(words, around, start, mine)
    return None if mine else _singled_out(words, around, start)


def _only_of_town(words: Words, start: int) -> Role | None:
    """'Ymir's only school bus driver'."""
    head = head_of(words, start + 2, 5)
    if head is None or not tells_of_one(words, start, head):
        return None
    return Role(words[start].start, words[head].end, Whose.THIRD, True)


def _on_one_run(words: Words, start: int) -> Role | None:
    """'a bus driver on the 7:10 from Lillooet who refuses to stop': a run and a deed."""
    head = head_of(words, start + 1, 4)
    if head is None or words.low(head + 1) not in ("on", "of", "aboard"):
        return None
    has_run = _RUN.match(words.text, words[head + 1].end)
    if not has_run:
        return None
    is_precise = ":" in has_run["number"] or has_run["way"] is not None
    last = head
    while last + 1 < len(words) and words[last + 1].end <= has_run.end():
        last += 1
    if not is_precise and words.low(last + 1) not in ("who", "whose"):
        return None
    told = tells_of_one(words, start, last)
    return Role(words[start].start, has_run.end(), Whose.THIRD, False) if told else None


def _only(words: Words, around: Surroundings, start: int, mine: bool) -> Role | None:
    head = head_of(words, start + 2, 5)
    if head is None:
        return None
    place = place_behind(words, around, head)
    if place is None:
        return None
    return Role(words[start].start, words[place].end, Whose.SELF if mine else Whose.THIRD, True)


def _singled_out(words: Words, around: Surroundings, start: int) -> Role | None:
    """By private life in the same breath, or by what is told of the holder of a post."""
    head = head_of(words, start + 1, 5)
    if head is None or is_plural(words.low(head)):
        return None
    place = place_behind(words, around, head)
    clause = clause_behind(words, around, place if place is not None else head)
    last = place if place is not None else head
    if has_private_life(words.text[words[last].end : end_of_sentence(words, head)]):
        if clause is not None:
            end, is_telling = clause
            if place is not None or is_telling:
                return Role(words[start].start, end, Whose.THIRD, False)
        elif place is not None and tells_of_one(words, start, place, is_private=True):
            return Role(words[start].start, words[place].end, Whose.THIRD, False)
    return _holder_of_post(words, around, (start, head), place, clause)


def _holder_of_post(
    words: Words,
    around: Surroundings,
    phrase: tuple[int, int],
    place: int | None,
    clause: tuple[int, bool] | None,
) -> Role | None:
    start, head = phrase
    low = words.low(head)
    if _is_relative_of_holder(words, start, head):
        return _told_of(words, start, _end_of_relative(words, around, head))
    if low in _OFFICES and words.low(head - 1) not in ("fire", "police", "band"):
        return None
    if clause is not None and clause[1] and place is None and low != "person":
        last = next(n for n in range(start, len(words)) if words[n].end >= clause[0])
        return _told_of(words, start, last)
    if place is None:
        place = _place_before(words, around, start, head)
    elif not _is_named(words, around, head + 1, place):
        return None
    is_alike = (low in _MANY_ALIKE and head == start + 1) or (
        low in _OF_MANY and words.low(start) in ("my", "our", "your")
    )
    if place is None or is_alike or not is_role(low) or low in PEOPLE or is_relative(low):
        return None
    return _told_of(words, start, place)


def _told_of(words: Words, first: int, last: int) -> Role | None:
    if not tells_of_one(words, first, last):
        return None
    return Role(words[first].start, words[last].end, Whose.THIRD, False)


def _is_named(words: Words, around: Surroundings, begin: int, end: int) -> bool:
    """A place with a name: more than 'the school', less than 'British Columbia'."""
    for index in range(begin, end + 1):
        low = words.low(index)
        known = around.is_place(index) or around.phrase_at(index) or around.is_organisation(index)
        if low not in _CITIES and low not in DAYS and (known or words.is_marked(index)):
            return True
        if index > begin and any(sign.isdigit() for sign in words.gap(index)):
            return True
    return False


def _place_before(words: Words, around: Surroundings, start: int, head: int) -> int | None:
    """'The Port Clements library manager': the place stands inside; the end is the role itself."""
    inside = range(start + 1, head)
    return head if any(around.is_place(n) and words.low(n) not in _CITIES for n in inside) else None


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
