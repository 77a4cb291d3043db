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

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.own_posts import HEADS, post_of_author
from engage.privacy.detector.role_clauses import past_habit, singled_out_by_clause
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
    head_of,
    is_plural,
    place_behind,
)
from engage.privacy.detector.role_stories import (
    PrivateLife,
    end_of_sentence,
    goes_on_about_one,
    tells_of_one,
)
from engage.privacy.detector.role_words import DEFINITE, PEOPLE
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

_OF_ONE_STREET: Final = frozenset((
    "carrier", "postmistress", "postmaster", "mailman", "postie", "librarian", "caretaker", "super",
    "landlord", "landlady", "principal", "priest", "pastor", "janitor", "custodian", "midwife",
    "storekeeper", "postman", "harbourmaster", "chief",
))  # fmt: skip
_ONLY: Final = frozenset(("only", "lone", "sole", "one", "seule", "seul", "unique", "last"))
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


def _role_at(words: Words, around: Surroundings, private: PrivateLife, index: int) -> Role | None:
    low, start = words.low(index), index + 1
    mine = low == "i'm" or (low == "as" and words.low(start) == "the")
    mine = mine or (low == "am" and words.low(index - 1) == "i")
    start = start if mine else index
    if start >= len(words) or "law" in (words.low(start + 2), words.low(start + 3)):
        return None
    if low == "as" and words.low(index + 1) in HEADS and words.low(index + 2) in ("of", "at"):
        return post_of_author(words, around, index + 1, index + 1)
    if words[start].is_owner and around.is_place(start) and words.low(start) not in CITIES:
        return _of_town(words, start)
    if words.low(start) in ("a", "an", "one") and not mine:
        return _some_one(words, around, start)
    if words.low(start) in DEFINITE and words.low(start + 1) in _ONLY:
        return _only(words, around, start, mine)
    if not mine and words.low(start) in DEFINITE:
        told = _by_clause(words, around, private, start)
        if told:
            return told
    find = _own_post if mine else _singled_out
    is_definite = words.low(start) in DEFINITE or is_elided(words, start)
    return find(words, around, private, start) if is_definite else None


def _by_clause(words: Words, around: Surroundings, private: PrivateLife, start: int) -> Role | None:
    head = head_of(words, start + 1, 4)
    return None if head is None else singled_out_by_clause(words, around, private, (start, head))


def is_elided(words: Words, index: int) -> bool:
    """'L'infirmière': the article is part of the word."""
    low = words.low(index)
    return low.startswith("l'") and (is_role(low[2:]) or low[2:] in PEOPLE)


def _own_post(words: Words, around: Surroundings, _: PrivateLife, start: int) -> Role | None:
    head = head_of(words, start + 1, 5)
    return post_of_author(words, around, start, head) if head is not None else None


def _some_one(words: Words, around: Surroundings, start: int) -> Role | None:
    if words.low(start) == "one" and words.low(start - 1) in ("have", "had", "only", "just", "got"):
        return _one_there_is(words, around, start)
    return (
        _on_one_run(words, start)
        or _there_is(words, around, start)
        or _one_of_few(words, around, start)
    )


def _one_there_is(words: Words, around: Surroundings, start: int) -> Role | None:
    """'We had one pharmacist in McBride and she had a breakdown.'"""
    head = head_of(words, start + 1, 4)
    place = place_behind(words, around, head) if head is not None else None
    if head is None or place is None or is_plural(words.low(head)):
        return None
    if not is_named(words, around, head + 1, place) or not goes_on_about_one(words, start, place):
        return None
    return Role(words[start].start, words[place].end, Whose.THIRD, True)


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
    is_vague = words.low(start) == "our" or not is_named(words, around, head + 1, place)
    if is_vague and not mine and not tells_of_one(words, start, place):
        return None  # 'the only doctor in our valley is retiring'
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
    if words.low(who) == "with" and words.low(start - 1) in ("there's", "is"):
        there = any(words.low(n) == "who" for n in range(who + 2, who + 7))  # 'with the tattoo who'
    if not one and not there:
        return None
    return Role(words[start].start, words[place].end, Whose.THIRD, False)


def _singled_out(
    words: Words, around: Surroundings, private: PrivateLife, start: int
) -> Role | None:
    """By private life in the same breath, or by what is told of the holder of a post."""
    head = start if is_elided(words, start) else head_of(words, start + 1, 5)
    if head is None or is_plural(words.low(head)):
        return None
    place = place_behind(words, around, head)
    clause = clause_behind(words, around, place if place is not None else head)
    if clause is not None and clause[1]:
        clause = words[past_habit(words, words.index_at(clause[0] - 1))].end, True
    last = place if place is not None else head
    if is_only_relative(words, head):
        return holder_of_post(words, around, (start, head), place, clause)
    is_near = is_relative(words.low(head)) and place is not None
    if is_near and place is not None and not is_named(words, around, head + 1, place):
        return None  # 'my neighbour across the hall is deaf'
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
