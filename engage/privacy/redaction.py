"""Taking words out of a text: what stands in their place, and where. Pure.

Spans and marks are in code points of the text as it is stored, the end exclusive (R77). What a
person selects is often a letter too short or a space too long, so a span loses the spaces at its
ends and then grows until it cuts no word and no character that people see as one. Scripts without
spaces between words have no such word: there a span grows by characters only.

A text may have marks already, from an earlier removal. A span that touches one takes it in whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engage.core.errors import Refused
from engage.privacy.cutting import (
    APOSTROPHES,
    cuts,
    cuts_word,
    is_boundary,
    is_mark,
    is_possessive,
)

MOST: Final = 200
FIELD: Final = "redactions"


class Label(StrEnum):
    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    HEALTH = "health"
    DESCRIPTION = "description"
    NUMBER = "number"
    OTHER = "other"


MARK_WORDS: Final[dict[Label, str]] = {
    Label.NAME: "[name removed]",
    Label.CONTACT: "[contact details removed]",
    Label.ADDRESS: "[address removed]",
    Label.HEALTH: "[health information removed]",
    Label.DESCRIPTION: "[description removed]",
    Label.NUMBER: "[number removed]",
    Label.OTHER: "[words removed]",
}


@dataclass(frozen=True, slots=True, order=True)
class Redaction:
    """A stretch to take out of a text, and what it is."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where a mark stands in a text after words were taken out."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Redacted:
    """A text with marks, and the stretches of the text before it that were taken out."""

    body: str
    marks: tuple[Mark, ...]
    removed: tuple[Redaction, ...]

    def moved(self, at: int) -> int:
        """Where a place of the text before it, outside all that was taken out, stands now."""
        return at + sum(
            len(MARK_WORDS[Label(one.label)]) - (one.end - one.start)
            for one in self.removed
            if one.end <= at
        )


def redacted(text: str, redactions: Sequence[Redaction], marks: Sequence[Mark] = ()) -> Redacted:
    """The text with a mark in place of every stretch; `marks` are those that it has already.

    Raises Refused at the field 'redactions' for stretches out of bounds, of nothing, of an unknown
    kind, or for two of different kinds that overlap.
    """
    if len(redactions) > MOST:
        raise Refused(FIELD, f"Mark at most {MOST} stretches of words.")
    removed = _merged(text, _all_widened(text, redactions, marks))
    kept = [
        Redaction(mark.start, mark.end, mark.label)
        for mark in marks
        if not any(one.start <= mark.start and mark.end <= one.end for one in removed)
    ]
    pieces: list[str] = []
    placed: list[Mark] = []
    length = at = 0
    for one in sorted([*removed, *kept]):
        before, words = text[at : one.start], MARK_WORDS[Label(one.label)]
        start = length + len(before)
        pieces += [before, words]
        length, at = start + len(words), one.end
        placed.append(Mark(start, length, one.label))
    pieces.append(text[at:])
    return Redacted("".join(pieces), tuple(placed), removed)


def carried(text: str, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks of an earlier text that its author left standing in a new one, in their order."""
    found: list[Mark] = []
    at = 0
    for mark in sorted(marks):
        words = MARK_WORDS[Label(mark.label)]
        start = text.find(words, at)
        if start != -1:
            at = start + len(words)
            found.append(Mark(start, at, mark.label))
    return tuple(found)


def says_something(result: Redacted) -> bool:
    """Whether anything but marks is left to read."""
    at, rest = 0, []
    for mark in result.marks:
        rest.append(result.body[at : mark.start])
        at = mark.end
    rest.append(result.body[at:])
    return any(character.isalnum() for character in "".join(rest))


def everywhere(text: str, words: Iterable[tuple[str, str]]) -> tuple[Redaction, ...]:
    """Where these words, each with its label, stand in a text as whole words.

    Case, the width of spaces and the kind of apostrophe make no difference. A place that a longer
    stretch covers is left out, so that the result can be taken out as it is.
    """
    folded, places = _folded(text)
    found: list[Redaction] = []
    for stretch, label in sorted(set(words), key=lambda one: (-len(one[0]), one)):
        wanted = _folded(stretch)[0].strip()
        if any(character.isalnum() for character in wanted):
            found += _found(text, folded, places, wanted, label, found)
    return tuple(sorted(found))


def repeats(text: str, removed: Iterable[str]) -> bool:
    """Whether a text of staff repeats a stretch that was taken out (R30)."""
    return bool(everywhere(text, [(stretch, Label.OTHER) for stretch in removed]))


def shares_words(text: str, removed: Iterable[str]) -> bool:
    """Whether a text holds any telling word of those taken out: careful rather than exact.

    Telling is what has four letters, a digit, or a capital at its start.
    """
    told = {
        word.casefold()
        for stretch in removed
        for word in _words(stretch)
        if len(word) >= 4 or word[0].isupper() or any(letter.isdigit() for letter in word)
    }
    return any(word.casefold() in told for word in _words(text))


def _found(
    text: str,
    folded: str,
    places: Sequence[int],
    wanted: str,
    label: str,
    taken: Sequence[Redaction],
) -> Iterator[Redaction]:
    at = folded.find(wanted)
    while at != -1:
        start, end = places[at], places[at + len(wanted) - 1] + 1
        while end < len(text) and not is_boundary(text, end):
            end += 1
        is_whole = not cuts_word(text, start) and not cuts_word(text, end)
        if is_whole and not any(one.start < end and start < one.end for one in taken):
            yield Redaction(start, end, label)
        at = folded.find(wanted, at + (len(wanted) if is_whole else 1))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without difference of case or of white space; and where each letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if character.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        else:
            letter = "'" if character in APOSTROPHES else character.casefold()
        letters.extend(letter)
        places.extend([at] * len(letter))
    return "".join(letters), places


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or is_mark(c) else " " for c in text).split()


def _all_widened(
    text: str, redactions: Sequence[Redaction], marks: Sequence[Mark]
) -> list[Redaction]:
    """Each word is walked once, however many stretches are asked for in it."""
    widened: list[Redaction] = []
    for one in sorted(redactions):
        last = widened[-1] if widened else None
        if last is not None and last.start <= one.start < one.end <= last.end:
            widened.append(Redaction(last.start, last.end, _known(one.label)))
        else:
            widened.append(_widened(text, one, marks))
    return widened


def _widened(text: str, asked: Redaction, marks: Sequence[Mark]) -> Redaction:
    """The stretch without spaces at its ends, grown until it cuts nothing."""
    start, end, label = asked.start, asked.end, _known(asked.label)
    if not 0 <= start < end <= len(text):
        raise Refused(FIELD, "The marked words are not those of the text. Mark them again.")
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise Refused(FIELD, "There is nothing to take out between the marked places.")
    while start > 0 and cuts(text, start):
        start -= 1
    while end < len(text) and cuts(text, end) and not is_possessive(text, end):
        end += 1
    for mark in marks:
        if mark.start < end and start < mark.end:
            start, end = min(start, mark.start), max(end, mark.end)
    return Redaction(start, end, label)


def _known(label: str) -> str:
    if label not in set(Label):
        raise Refused(FIELD, "Choose from the list what the marked words are.")
    return label


def _merged(text: str, spans: list[Redaction]) -> tuple[Redaction, ...]:
    """In order; those of one kind that overlap, or with only spaces between, become one."""
    merged: list[Redaction] = []
    for one in sorted(spans):
        last = merged[-1] if merged else None
        if last is not None and last.label == one.label and _follows(text, last, one):
            merged[-1] = Redaction(last.start, max(last.end, one.end), last.label)
        elif last is not None and one.start < last.end:
            raise Refused(FIELD, "Two marked stretches overlap. Mark each word once.")
        else:
            merged.append(one)
    return tuple(merged)


def _follows(text: str, last: Redaction, one: Redaction) -> bool:
    between = text[last.end : one.start]
    return one.start <= last.end or not between.strip(" \u00a0")
