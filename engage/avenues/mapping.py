"""Which column of a table holds what, guessed from its heading. Pure.

Two things are never guessed although a heading may suggest them: a name to be shown, because a
column of names is rarely meant for the public, and a decision, because a wrong guess would publish.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from engage.comments.import_rules import REQUIRED, TARGETS

TARGET_WORDS: Final[dict[str, str]] = {
    "text": "What they wrote or said",
    "received_at": "When it was received",
    "channel": "How it came (optional)",
    "notice_given": "How the notice was given (optional)",
    "language": "Language (optional)",
    "source_id": "Number of the row or file (optional)",
    "state": "What was decided (optional)",
    "display_name": "Name to be shown (optional)",
}
TARGET_HINTS: Final[dict[str, str]] = {
    "received_at": (
        "A date cell of a workbook, or a date and time like 2026-03-14T16:00:00-07:00."
    ),
    "channel": (
        "One of: paper, phone, in_person, social, email, import (collected by another body)."
    ),
    "notice_given": (
        "One of: shown_before, read_out, sent_with_acknowledgement, published_on_the_account."
    ),
    "source_id": "Finds a row again when the table is imported twice.",
    "state": (
        "One of: accepted, waiting, rejected. Without it, every comment waits for a moderator."
    ),
    "display_name": "Only if each person asked to be named: it becomes public.",
}
HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset(
        (
            "text", "comment", "comments", "comment body", "comment text", "words", "message",
            "submission", "commentaire", "texte",
        )
    ),
    "received_at": frozenset(
        (
            "received at", "received", "date received", "received on", "date", "timestamp",
            "submitted", "submitted at", "date reçue", "reçu le",
        )
    ),
    "channel": frozenset(("channel", "how it came", "avenue", "canal")),
    "notice_given": frozenset(("notice given", "notice", "avis")),
    "language": frozenset(("language", "lang", "langue")),
    "source_id": frozenset(("source id", "id", "row id", "reference", "file number")),
}  # fmt: skip
SAMPLE_ROWS: Final = 5
SAMPLE_LENGTH: Final = 120


def folded(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").replace("-", " ").split())


def guessed(heading: Sequence[str]) -> dict[str, str]:
    """Target to the column's name, each column for one target."""
    found: dict[str, str] = {}
    for target, names in HEADINGS.items():
        for column in choosable(heading):
            if folded(column) in names and column not in found.values():
                found[target] = column
                break
    return found


def choosable(heading: Sequence[str]) -> tuple[str, ...]:
    """The columns that a mapping can name: those with a name that no other has."""
    names = [name.strip() for name in heading]
    return tuple(name for name in names if name and names.count(name) == 1)


def chosen(typed: Mapping[str, str], heading: Sequence[str]) -> dict[str, str]:
    """The mapping that a form's choices are; a choice is the place of the column, '' for none."""
    names = [name.strip() for name in heading]
    possible = choosable(heading)
    found = {}
    for target in TARGETS:
        place = typed.get(target, "")
        if place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(names):
            column = names[int(place)]
            if column in possible:
                found[target] = column
    return found


def missing(mapping: Mapping[str, str]) -> tuple[str, ...]:
    """What no column was named for although it is needed."""
    return tuple(target for target in REQUIRED if target not in mapping)


def sample(cells: Sequence[str]) -> tuple[str, ...]:
    """A row for the eye: each cell on one line and not too long."""
    return tuple(" ".join(cell.split())[:SAMPLE_LENGTH] for cell in cells)
