"""What a change changed, field by field, in words. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engage.outreach.words import (
    AUDIENCE_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    LANGUAGE_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
)

_VALUES: Mapping[str, Mapping[str, str]] = {
    "audience": AUDIENCE_WORDS,
    "kind": KIND_WORDS,
    "languages": LANGUAGE_WORDS,
    "state": STATE_WORDS,
    "status": STATUS_WORDS,
}


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """Between the two sides of a change; none for the first entry and for a confirmation."""
    if not before:
        return ()
    old, new = json.loads(before), json.loads(after)
    return tuple(
        Difference(label, _said(name, old.get(name)), _said(name, new.get(name)))
        for name, label in FIELD_WORDS.items()
        if name in new and old.get(name) != new[name]
    )


def _said(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _VALUES.get(name, {}).get(value, str(value)) if value else "none"
