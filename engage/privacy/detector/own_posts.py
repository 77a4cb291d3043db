"""Posts of people who are named: the author's own, and where somebody works.

'As the manager of the Smithers food bank', 'X, harbour master at Winter Harbour', 'works nights at
the Superstore in Metrotown': of a named person it says where to look.
"""

from collections.abc import Iterator
from typing import Final

from engage.privacy.cues import is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.role_holders import is_named
from engage.privacy.detector.role_phrases import (
    Role,
    end_of_place,
    head_of,
    is_plural,
    place_behind,
)
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

_AT_WORK: Final = frozenset((
    "works", "worked", "teaches", "nurses", "drives", "mops", "cleans", "cooks", "cashiers",
    "clerks", "bartends", "stocks", "volunteers", "welds", "janitors", "waitresses", "dispatches",
    "guards", "tutors", "washes", "scrubs", "packs", "bakes", "serves", "taught", "cooked",
    "cleaned", "nursed",
))  # fmt: skip
HEADS: Final = frozenset((
    "head", "chair", "manager", "owner", "principal", "president", "director", "captain",
    "supervisor", "foreman", "secretary", "treasurer", "caretaker", "coordinator", "chief",
))  # fmt: skip


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


def post_of_author(words: Words, around: Surroundings, start: int, head: int) -> Role | None:
    """'as the manager of the Smithers food bank', 'as head of the one-room library on Lasqueti'."""
    if not (is_role(words.low(head)) or words.low(head) in HEADS) or is_plural(words.low(head)):
        return None
    if words.low(head) in ("owner", "resident", "patient", "parent", "student", "volunteer"):
        return None
    place = place_behind(words, around, head)
    if place is None or not is_named(words, around, head + 1, place):
        return None
    return Role(words[start].start, words[place].end, Whose.SELF, False)
