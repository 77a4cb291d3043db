"""Incidents as files for those who look after them: a table with a line for each step, and JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence

from engage.core.dates import iso
from engage.core.sheets import spreadsheet
from engage.incidents.queries import Row, Taken
from engage.incidents.rules import KIND_WORDS, STATE_WORDS, STEP_WORDS

HEADER = (
    "Incident",
    "Kind",
    "State",
    "Ministry",
    "Engagement",
    "Comment",
    "Step",
    "When (UTC)",
    "Who",
    "Note",
)
Steps = Mapping[int, Sequence[Taken]]


def as_csv(rows: Sequence[Row], steps: Steps) -> bytes:
    """A line for each step of each incident."""
    return spreadsheet(HEADER, _lines(rows, steps))


def as_json(rows: Sequence[Row], steps: Steps) -> bytes:
    """A list of incidents, each with its steps."""
    found = [
        {
            "incident": row.id,
            "kind": row.kind,
            "state": row.state,
            "ministry": row.ministry,
            "engagement": row.slug or None,
            "comment": row.comment_id,
            "opened_at": iso(row.opened_at),
            "opened_by": row.opened_by or None,
            "closed_at": iso(row.closed_at) if row.closed_at else None,
            "steps": [
                {"step": one.step, "at": iso(one.at), "by": one.by or None, "note": one.note}
                for one in steps.get(row.id, ())
            ],
        }
        for row in rows
    ]
    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"


def _lines(rows: Sequence[Row], steps: Steps) -> Iterator[tuple[str, ...]]:
    for row in rows:
        for one in steps.get(row.id, ()):
            yield (
                str(row.id),
                KIND_WORDS[row.kind],
                STATE_WORDS[row.state],
                row.ministry,
                row.engagement,
                str(row.comment_id or ""),
                STEP_WORDS[one.step],
                iso(one.at),
                one.by,
                one.note,
            )
