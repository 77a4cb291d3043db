"""When a name may pass: what has to be said, who says it, and what became of it. Pure.

Only names can pass. There is no way to ask for a contact or for words that were held back: what is
asked for is chosen among the names that refused a report.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.text import clean_plain
from engage.engagements.reach import EDITING_ROLES

ASKING_ROLES: Final = EDITING_ROLES
GRANTING_ROLES: Final = (Role.PRIVACY_OFFICER, Role.ENGAGEMENT_LEAD)
SEEING_ROLES: Final = tuple(dict.fromkeys((*ASKING_ROLES, *GRANTING_ROLES)))
REASON_LENGTH: Final = 1_000
SHORTEST_REASON: Final = 10


class Ground(StrEnum):
    WORD = "word"
    PLACE = "place"
    NEEDED = "needed"


GROUND_WORDS: Final = MappingProxyType(
    {
        Ground.WORD: "It is an ordinary word, and stands in the report as one",
        Ground.PLACE: "It is a place, an office or an organization",
        Ground.NEEDED: "It names a person, and the report has to name them",
    }
)


class State(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    REVOKED = "revoked"


def state_of(*, is_granted: bool, is_ended: bool) -> State:
    if is_ended:
        return State.REVOKED if is_granted else State.DECLINED
    return State.GRANTED if is_granted else State.ASKED


def chosen_ground(value: str) -> Ground:
    try:
        return Ground(value)
    except ValueError:
        raise Refused("ground", "Choose why this name may stand in the report.") from None


def cleaned_reason(written: str, field: str = "reason") -> str:
    """Raises Refused. The reason is kept for good, so that it is asked not to repeat the name."""
    reason = clean_plain(written) if len(written) <= 10 * REASON_LENGTH else written
    if len(reason) > REASON_LENGTH:
        raise Refused(field, f"Use at most {REASON_LENGTH:,} characters.")
    if len(reason) < SHORTEST_REASON:
        raise Refused(field, "Say why in a sentence: who reads it later has nothing else.")
    return reason


def refuse_same_person(asked_by: int, person_id: int | None) -> None:
    """R85: a second person decides."""
    if person_id is None or asked_by == person_id:
        raise Refused(
            "", "You asked for this pass yourself. Somebody else has to grant it: the privacy "
                "officer, or another lead of the ministry."
        )  # fmt: skip
