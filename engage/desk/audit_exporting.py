"""The audit as a file: for a spreadsheet, or for a program that wants to check the chain. Pure."""

import json
from collections.abc import Iterable

from engage.core.dates import iso
from engage.core.sheets import spreadsheet
from engage.desk.audit_rules import Entry
from engage.desk.audit_words import action_words

HEADER = ("Number", "When (UTC)", "Who", "Action", "In words", "About", "Detail")


def as_csv(entries: Iterable[Entry]) -> bytes:
    return spreadsheet(
        HEADER,
        (
            (
                str(one.seq),
                iso(one.at),
                one.actor,
                one.action,
                action_words(one.action),
                one.subject,
                one.sealed_detail,
            )
            for one in entries
        ),
    )


def as_json(entries: Iterable[Entry]) -> bytes:
    """With the seals, and instants and details letter by letter, as they are sealed."""
    rows = [
        {
            "seq": one.seq,
            "at": one.at.isoformat(timespec="microseconds"),
            "actor": one.actor,
            "action": one.action,
            "subject": one.subject,
            "detail": one.sealed_detail,
            "key_id": one.key_id,
            "previous": one.previous,
            "seal": one.seal,
        }
        for one in entries
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()
