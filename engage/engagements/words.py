"""How staff pages say where an engagement stands, and what changed between two revisions. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from engage.core.dates import closes_in_words, datetime_words, opens_in_words
from engage.engagements.planning.words import PLAN_LABELS, answer_words
from engage.engagements.rules import AvenueKind, Change, Content, Kind, Phase, Timing, changes

PHASE_LABELS: Final = {
    Phase.PLANNED: "Drafts",
    Phase.UPCOMING: "Opening soon",
    Phase.OPEN: "Open",
    Phase.CLOSED: "Closed",
    Phase.RESULTS: "With results",
}
FIELD_LABELS: Final = {
    "title": "Title",
    "kind": "Kind",
    "topic_areas": "Topic areas",
    "region": "Region",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "summary": "Summary",
    "body": "Text",
    "avenues": "Other ways to take part",
    "notice_template": "Collection notice",
    "contact": "Contact",
    "documents": "Documents",
    "prompt": "Question",
    "necessity": "Why we ask",
    "personal_reason": "Why the question may ask for personal details",
    "texts": "Texts",
    "questions": "Questions with choices and short answers",
    **PLAN_LABELS,
}
NOTICE_LABELS: Final = (
    ("title", "Title"),
    ("authority", "Authority"),
    ("purpose", "Purpose"),
    ("contact", "Contact"),
    ("body", "Text"),
)
KIND_WORDS: Final = {
    Kind.TIME_LIMITED: "It closes on a date",
    Kind.ONGOING: "It is ongoing, with no closing date",
}
AVENUE_LABELS: Final = {
    AvenueKind.EMAIL: "E-mail",
    AvenueKind.PHONE: "Phone",
    AvenueKind.MAIL: "Mail",
    AvenueKind.IN_PERSON: "In person",
}
KEPT_AROUND: Final = 1
"""Lines of unchanged text shown on either side of a change."""


@dataclass(frozen=True)
class Standing:
    """A phase and its words, as the theme's `status` part takes them."""

    phase: str
    words: str


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of lines that stayed, went or came."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class ShownChange:
    """One field that changed, in the words of the form."""

    label: str
    pieces: tuple[Piece, ...]


def standing(timing: Timing, now: datetime, tz: str, *, was_public: bool) -> Standing:
    """'Draft, not public', 'Opens in 9 days', 'Open, closes in 9 days', 'Closed 14 March 2026'."""
    phase = timing.phase(now)
    return Standing(phase.value, _words(timing, phase, now, tz, was_public))


def _words(timing: Timing, phase: Phase, now: datetime, tz: str, was_public: bool) -> str:
    if phase is Phase.PLANNED:
        return "Taken from public view" if was_public else "Draft, not public"
    if phase is Phase.UPCOMING and timing.is_opening_held:
        return "Held back by an election, not open"
    if phase is Phase.UPCOMING and timing.opens_at:
        return _sentence(opens_in_words(timing.opens_at, now, tz))
    if phase is Phase.RESULTS:
        return "Results published" if timing.closes_at else "Open, results published"
    if timing.closes_at is None:
        return "Open, no closing date"
    words = closes_in_words(timing.closes_at, now, tz)
    return f"Open, {words}" if phase is Phase.OPEN else f"{_sentence(words)}, no results yet"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def shown_changes(
    before: Content, after: Content, tz: str, wanted: Callable[[str], bool] = bool
) -> tuple[ShownChange, ...]:
    """What changed, field by field: what went, what came, and the lines around it.

    `wanted` leaves fields out by their name.
    """
    return tuple(
        ShownChange(FIELD_LABELS[change.field], marked(*_both_sides(change, tz)))
        for change in changes(before, after)
        if wanted(change.field)
    )


def _both_sides(change: Change, tz: str) -> tuple[str, str]:
    return _in_words(change.field, change.before, tz), _in_words(change.field, change.after, tz)


def _in_words(field: str, value: str, tz: str) -> str:
    if not value:
        return ""
    if field in ("opens_at", "closes_at"):
        return datetime_words(datetime.fromisoformat(value), tz)
    if field == "kind":
        return KIND_WORDS[Kind(value)]
    if field in PLAN_LABELS:
        return answer_words(field, value)
    if field == "avenues":
        return "\n".join(_avenue_in_words(line) for line in value.split("\n"))
    return value


def _avenue_in_words(line: str) -> str:
    kind, colon, rest = line.partition(": ")
    known = colon and kind in set(AvenueKind)
    return f"{AVENUE_LABELS[AvenueKind(kind)]}: {rest}" if known else line


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one, line by line."""
    return tuple(_pieces(before.split("\n") if before else [], after.split("\n") if after else []))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            kept = old[start:end]
            yield Piece(Mark.SAME, _shortened(kept, start == 0, end == len(old)))
            continue
        if end > start:
            yield Piece(Mark.GONE, "\n".join(old[start:end]))
        if new_end > new_start:
            yield Piece(Mark.NEW, "\n".join(new[new_start:new_end]))


def _shortened(lines: list[str], is_first: bool, is_last: bool) -> str:
    """Unchanged lines, without those far from a change."""
    head = [] if is_first else lines[:KEPT_AROUND]
    tail = [] if is_last else lines[-KEPT_AROUND:]
    if len(head) + len(tail) >= len(lines):
        return "\n".join(lines)
    return "\n".join([*head, "…", *tail])
