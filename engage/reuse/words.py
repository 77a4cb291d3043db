"""How quotations and their register are told to staff. Pure."""

import json
from collections.abc import Mapping
from typing import Final

from engage.reuse.kinds import KIND_WORDS, Kind
from engage.reuse.rules import State
from engage.reuse.sources import BASIS_WORDS, Basis

STATE_WORDS: Final[Mapping[State, str]] = {
    State.DRAFT: "Draft",
    State.WAITS: "Waits for a second person",
    State.RETURNED: "Returned",
    State.APPROVED: "Approved",
    State.STALE: "No longer fits",
    State.REMOVED: "Removed",
}
STATE_DRAWINGS: Final[Mapping[State, str]] = {
    State.DRAFT: "draft",
    State.WAITS: "waiting",
    State.RETURNED: "withdrawn",
    State.APPROVED: "published",
    State.STALE: "not_published",
    State.REMOVED: "withdrawn",
}


def counted(kinds: str) -> str:
    """'a name (2), a place (1)' of JSON of kinds and counts; '' for none."""
    found = json.loads(kinds)
    return ", ".join(f"{KIND_WORDS[Kind(kind)]} ({count})" for kind, count in found.items())


def basis_words(basis: str, consent_id: int | None, act: str, section: str) -> str:
    """'Consent 4 (…)', 'Police Act, s. 12', or the section of FOIPPA for comments."""
    if basis == Basis.ENACTMENT:
        return f"{act}, s. {section}"
    if basis == Basis.CONSENT:
        return f"Consent {consent_id}: FOIPPA s. 33 (2) (c)"
    return BASIS_WORDS[Basis(basis)]


def source_words(public_id: str, version: int | None, source_kind: str) -> str:
    """Where words of the register come from: a comment by its public number, or what it was."""
    if public_id:
        return f"Comment {public_id}, version {version}"
    return f"From elsewhere ({source_kind})"
