"""People who are singled out without a name: 'the only doctor in Granisle', 'the receptionist at
the clinic, the one with the son in jail', 'the dispatcher in Nakusp, who hung up on us'.

A role alone is anybody, a role at a place may still be a post. It becomes one person by 'only', by
a detail of private life in the same breath, or where the place is named and something is told of
whoever holds the post (`role_stories`). Ministers, mayors and judges act in public: of them only
private life counts.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.privacy.cues import is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.role_holders import (
    CITIES,
    OFFICES,
    holder_of_post,
    is_named,
    is_only_relative,
)
from engage.privacy.detector.role_phrases import (
    Role,
    clause_behind,
    end_of_place,
    head_of,
    is_plural,
    place_behind,
)
from engage.privacy.detector.role_stories import PrivateLife, end_of_sentence, tells_of_one
from engage.privacy.detector.role_words import DEFINITE
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

_OF_ONE_STREET: Final = frozenset((
    "carrier", "postmistress", "postmaster", "mailman", "postie", "librarian", "caretaker", "super",
    "landlord", "landlady", "principal", "priest", "pastor", "janitor", "custodian", "midwife",
    "storekeeper", "postman", "harbourmaster", "chief",
))  # fmt: skip
_ONLY: Final = frozenset(("only", "lone", "sole", "one", "seule", "seul", "unique", "last"))
_AT_WORK: Final = frozenset((
    "works", "worked", "teaches", "nurses", "drives", "mops", "cleans", "cooks", "cashiers",
    "clerks", "bartends", "stocks", "volunteers", "welds", "janitors", "waitresses", "dispatches",
    "guards", "tutors", "washes", "scrubs", "packs", "bakes", "serves", "taught", "cooked",
    "cleaned", "nursed",
))  # fmt: skip
_HEADS: Final = frozenset((
    "head", "chair", "manager", "owner", "principal", "president", "director", "captain",
    "supervisor", "foreman", "secretary", "treasurer", "caretaker", "coordinator", "chief",
))  # fmt: skip
# 'on the 7:10 from Lillooet', 'on the 99', 'on the number 20 bus', 'on Route 351 this morning'.
_RUN: Final = re.compile(
    r" (?:the |route |number |no\. ?|# ?){0,3}(?P<number>\d{1,3}(?::\d\d)?(?: ?[ap]m)?)"
    r"(?: (?:bus|ferry|sailing|run|flight|train))?"
    r"(?P<way> (?:from|to|out of|for) (?!the|my|our|a|me|us)\w+(?: [A-Z]\w+)?)?"
)


def find_roles(words: Words, around: Surroundings) -> Iterator[Role]:
    index, private = 0, PrivateLife(words.text)
    while index < len(words):
        role = _role_at(words, around, private, index)
        if role:
            yield role
            while index < len(words) and words[index].start < role.end:
                index += 1
        else:
            index += 1


def find_workplaces(words: Words, around: Surroundings) -> Iterator[tuple[int, int]]:
    """'works nights at the Superstore in Metrotown': of a named person it says where to look."""
    for word in words.items:
        if word.low not in _AT_WORK:
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


def _role_at(words: Words, around: Surroundings, private: PrivateLife, index: int) -> Role | None:
    low, start = words.low(index), index + 1
    mine = low == "i'm" or (low == "as" and words.low(start) == "the")
    mine = mine or (low == "am" and words.low(index - 1) == "i")
    start = start if mine else index
    if start >= len(words) or "law" in (words.low(start + 2), words.low(start + 3)):
        return None
    if low == "as" and words.low(index + 1) in _HEADS and words.low(index + 2) in ("of", "at"):
        return _post_of_author(words, around, index + 1, index + 1)
    if words[start].is_owner and around.is_place(start) and words.low(start) not in CITIES:
        return _of_town(words, start)
    if words.low(start) in ("a", "an", "one") and not mine:
        return _some_one(words, around, start)
    if words.low(start) in DEFINITE and words.low(start + 1) in _ONLY:
        return _only(words, around, start, mine)
    find = _own_post if mine else _singled_out
    return find(words, around, private, start) if words.low(start) in DEFINITE else None


def _own_post(words: Words, around: Surroundings, _: PrivateLife, start: int) -> Role | None:
    head = head_of(words, start + 1, 5)
    return _post_of_author(words, around, start, head) if head is not None else None


def _post_of_author(words: Words, around: Surroundings, start: int, head: int) -> Role | None:
    """'as the manager of the Smithers food bank', 'as head of the one-room library on Lasqueti'."""
    if not (is_role(words.low(head)) or words.low(head) in _HEADS) or is_plural(words.low(head)):
        return None
    if words.low(head) in ("owner", "resident", "patient", "parent", "student", "volunteer"):
        return None
    place = place_behind(words, around, head)
    if place is None or not is_named(words, around, head + 1, place):
        return None
    return Role(words[start].start, words[place].end, Whose.SELF, False)


def _some_one(words: Words, around: Surroundings, start: int) -> Role | None:
    return (
        _on_one_run(words, start)
        or _there_is(words, around, start)
        or _one_of_few(words, around, start)
    )


def _of_town(words: Words, start: int) -> Role | None:
    """'Ymir's only school bus driver', 'Kaslo's welder'."""
    is_only = words.low(start + 1) in _ONLY
    head = head_of(words, start + 1 + is_only, 5)
    if head is None or is_plural(words.low(head)) or not tells_of_one(words, start, head):
        return None
    if not is_only and (words.low(head) in OFFICES or not is_role(words.low(head))):
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


def _one_of_few(words: Words, around: Surroundings, start: int) -> Role | None:
    """'One of the two pharmacists in Tahsis'."""
    if [words.low(n) for n in (start, start + 1)] != ["one", "of"]:
        return None
    if words.low(start + 3) not in ("two", "three", "few", "four"):
        return None
    head = next((n for n in range(start + 4, start + 8) if _is_role_in_plural(words.low(n))), None)
    place = place_behind(words, around, head) if head is not None else None
    if place is None or not tells_of_one(words, start, place):
        return None
    return Role(words[start].start, words[place].end, Whose.THIRD, True)


def _is_role_in_plural(low: str) -> bool:
    return low.endswith("s") and is_role(low[:-1])


def _there_is(words: Words, around: Surroundings, start: int) -> Role | None:
    """'There is a nurse on nights at the Nicola Valley hospital who cries'."""
    head = head_of(words, start + 1, 5)
    if head is None or is_plural(words.low(head)):
        return None
    place = place_behind(words, around, head)
    if place is None or not is_named(words, around, head + 1, place):
        return None
    who = place + 1
    one = words.low(who) == "the" and words.low(who + 1) == "one"
    there = words.low(start - 1) in ("there's", "is", "was", "know") and words.low(who) == "who"
    if not one and not there:
        return None
    return Role(words[start].start, words[place].end, Whose.THIRD, False)


def _singled_out(
    words: Words, around: Surroundings, private: PrivateLife, start: int
) -> Role | None:
    """By private life in the same breath, or by what is told of the holder of a post."""
    head = head_of(words, start + 1, 5)
    if head is None or is_plural(words.low(head)):
        return None
    place = place_behind(words, around, head)
    clause = clause_behind(words, around, place if place is not None else head)
    last = place if place is not None else head
    if is_only_relative(words, head):
        return holder_of_post(words, around, (start, head), place, clause)
    is_found = place is not None or clause is not None
    if is_found and private.is_told(words[last].end, end_of_sentence(words, head)):
        if clause is not None:
            end, is_telling = clause
            if place is not None or is_telling:
                return Role(words[start].start, end, Whose.THIRD, False)
        elif place is not None and tells_of_one(words, start, place, is_private=True):
            return Role(words[start].start, words[place].end, Whose.THIRD, False)
    if words.low(start) == "our" and place is None and words.low(head) in _OF_ONE_STREET:
        is_told = private.is_told(words[head].end, end_of_sentence(words, head))
        if is_told and tells_of_one(words, start, head, is_private=True):
            return Role(words[start].start, words[head].end, Whose.THIRD, False)
    return holder_of_post(words, around, (start, head), place, clause)
