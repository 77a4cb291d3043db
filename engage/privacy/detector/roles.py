"""People who are singled out without a name: 'the only doctor in Granisle', 'the receptionist at
the clinic, the one with the son in jail'.

A role alone is anybody, a role at a place may still be said of a public service. It becomes one
person by 'only', or by a detail of private life in the same breath.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engage.privacy.cues import is_relative, is_role, roles
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.health import key_same_length, pattern
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

# fmt: off
_PEOPLE: Final = frozenset((
    "woman", "man", "lady", "guy", "fellow", "gentleman", "girl", "boy", "kid", "person", "mom",
    "dad", "mother", "father", "couple", "widow", "teenager", "senior", "gal", "dude", "chap",
    "student", "tenant", "neighbour", "neighbor", "owner", "grandmother", "grandfather", "lad",
))
# fmt: on
_DEFINITE: Final = frozenset(("the", "our", "my", "that", "this", "their", "your", "la", "le"))
_AT: Final = frozenset(("at", "in", "on", "of", "from", "for", "with", "near", "\u00e0", "de"))
# fmt: off
_WORKPLACES: Final = frozenset((
    "school", "elementary", "secondary", "college", "university", "daycare", "preschool", "library",
    "branch", "hospital", "clinic", "pharmacy", "hospice", "manor", "lodge", "detachment", "jail",
    "courthouse", "hotel", "motel", "inn", "pub", "bar", "cafe", "restaurant", "diner", "bakery",
    "store", "market", "mall", "shop", "mill", "sawmill", "mine", "yard", "sort", "camp", "plant",
    "dock", "terminal", "station", "ferry", "airport", "arena", "rink", "pool", "gym", "church",
    "band", "office", "co-op", "centre", "center", "shelter", "kitchen", "farm", "ranch", "winery",
    "bank", "union", "hall", "bus", "route", "road", "street", "avenue", "highway", "building",
    "laundry", "warehouse", "depot", "dump", "landfill", "post", "gurdwara", "temple", "kitchen",
    "start", "care", "home", "hydro", "firehall", "theatre", "museum", "garage", "quarry", "pit",
))
# fmt: on
_ALONE: Final = frozenset(("widow", "widower"))
# fmt: off
_DOES: Final = frozenset((
    "runs", "ran", "drives", "drove", "works", "worked", "owns", "owned", "cooks", "teaches",
    "taught", "manages", "cleans", "operates", "lives", "delivers", "sells", "coaches", "plows",
    "serves", "answers", "sits", "bartends", "rents", "plays", "fixes", "lived", "handles",
    "does", "helps", "leads", "looks", "stocks", "staffs", "minds", "coordinates",
))
# fmt: on
_GENERAL: Final = frozenset(("a", "an", "any", "every", "each", "no", "some", "most", "many"))
_SENTENCE_END: Final = re.compile(r"[.!?\n](?=\s|$)")


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
        end = _end_of_place(words, around, at)
        if end is not None:
            yield word.start, words[end].end


def role_of_author(words: Words, around: Surroundings, last: int) -> Role | None:
    """'X, manager at the Saltspring Children's Centre': behind the author's own name."""
    if words.gap(last + 1).strip() != ",":
        return None
    head = _head(words, last + 1, 4)
    if head is None or words.low(head + 1) not in ("at", "of"):
        return None
    place = _place_behind(words, around, head)
    if place is None:
        return None
    return Role(words[last + 1].start, words[place].end, Whose.SELF, False)


def _role_at(words: Words, around: Surroundings, index: int) -> Role | None:
    low = words.low(index)
    mine = low == "i'm" or (low == "as" and words.low(index + 1) == "the")
    mine = mine or (low == "am" and words.low(index - 1) == "i")
    start = index + 1 if mine else index
    if words.low(start) not in _DEFINITE or "law" in (words.low(start + 2), words.low(start + 3)):
        return None
    if words.low(start + 1) in ("only", "lone", "sole"):
        return _only(words, around, start, mine)
    return None if mine else _singled_out(words, around, start)


def _only(words: Words, around: Surroundings, start: int, mine: bool) -> Role | None:
    head = _head(words, start + 2, 5)
    if head is None:
        return None
    place = _place_behind(words, around, head)
    if place is None:
        return None
    return Role(words[start].start, words[place].end, Whose.SELF if mine else Whose.THIRD, True)


def _head(words: Words, begin: int, reach: int) -> int | None:
    """The last word of the role within reach: 'school bus driver'."""
    best = None
    for index in range(begin, min(begin + reach, len(words))):
        if index > begin and (words[index].opens or "," in words.gap(index)):
            break
        low = words.low(index)
        hit = roles().at(words, index)
        if hit:
            best = max(best or 0, hit.end - 1)
        elif is_role(low) or low in _PEOPLE or low == "provider" or is_relative(low):
            best = index if low not in ("law", "partner") else best
        elif low in _AT or low in ("who", "whose", "that", "told", "is", "was", "has"):
            break
    return best


def _place_behind(words: Words, around: Surroundings, head: int) -> int | None:
    at = head + 1
    if at >= len(words) or words[at].opens or words.low(at) not in _AT:
        return None
    return _end_of_place(words, around, at)


def _end_of_place(words: Words, around: Surroundings, at: int) -> int | None:
    """The last word of the place or employer behind 'at': 'the Rexall in Creston'."""
    end = None
    for index in range(at + 1, min(at + 9, len(words))):
        if words[index].opens or "," in words.gap(index):
            break
        low = words.low(index)
        if low in ("who", "that", "told", "is", "was", "has", "had", "said", "got", "lives"):
            break
        named = (
            around.is_place(index)
            or around.phrase_at(index)
            or words.is_marked(index)
            or around.is_organisation(index)
            or low in _WORKPLACES
            or (index > at + 1 and any(sign.isdigit() for sign in words.gap(index)))
        )
        if named:
            end = index
        elif low not in _AT | _DEFINITE | {"and"} and end is not None:
            break
    return end


def _singled_out(words: Words, around: Surroundings, start: int) -> Role | None:
    head = _head(words, start + 1, 5)
    if head is None or _is_plural(words.low(head)):
        return None
    place = _place_behind(words, around, head)
    clause = _clause(words, around, place if place is not None else head)
    sentence_end = _end_of_sentence(words, head)
    after = words[place if place is not None else head].end
    if clause is not None:
        end, is_telling = clause
        has_place = place is not None or is_telling
        is_private = _is_private(words.text[after:sentence_end]) or words.low(head) in _ALONE
        return (
            Role(words[start].start, end, Whose.THIRD, False) if has_place and is_private else None
        )
    if place is None or not _is_private(words.text[after:sentence_end]):
        return None
    if not _is_story(words, place):
        return None
    return Role(words[start].start, words[place].end, Whose.THIRD, False)


def _clause(words: Words, around: Surroundings, last: int) -> tuple[int, bool] | None:
    """'who runs the only gas station in Iskut', ', the one with the twins': its end, and whether
    it says where or what precisely."""
    index = last + 1
    if index >= len(words) or words[index].opens:
        return None
    one = words.low(index) == "the" and words.low(index + 1) in _PEOPLE | {"one"}
    one = one and words.low(index + 2) in ("with", "who", "whose", "that")
    if words.low(index) not in ("who", "whose", "that") and not one:
        return None
    end, is_telling = index, False
    does = words.low(index + 1) in _DOES
    for step in range(index, min(index + 12, len(words))):
        if step > index and (words[step].opens or ("," in words.gap(step) and step > index + 1)):
            break
        if step > index + 2 and words.low(step) in ("told", "is", "was", "reads", "has", "decides"):
            break
        end = step
        between = words.text[words[step - 1].end : words[step].start]
        marked = around.is_place(step) or around.phrase_at(step) or words.is_marked(step)
        is_telling = is_telling or (does and (marked or any(c.isdigit() for c in between)))
    return words[end].end, is_telling


def _is_story(words: Words, place: int) -> bool:
    """A verb with one person as its subject follows: 'told me she', 'is quitting', 'was fired'."""
    after = [words.low(n) for n in range(place + 1, min(place + 8, len(words)))]
    return any(
        word in ("told", "is", "was", "has", "had", "lost", "got", "went", "drinks", "left", "she",
                 "he", "her", "his", "quit", "said", "just", "keeps", "comes", "came", "admitted",
                 "failed", "cheated", "stole", "steals", "needs", "can't", "takes", "sells")
        for word in after
    )  # fmt: skip


def _end_of_sentence(words: Words, index: int) -> int:
    found = _SENTENCE_END.search(words.text, words[index].end)
    return found.start() if found else len(words.text)


def _is_private(text: str) -> bool:
    return pattern("private_life", "health").search(key_same_length(text[:240])) is not None


def _is_plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith("ss") and not is_relative(low)
