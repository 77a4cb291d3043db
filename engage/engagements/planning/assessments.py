"""When an assessment counts (R6, R19, R47). Pure.

An assessment covers what it was made of, by a hash. A changed collection needs an amended Privacy
Impact Assessment; changed site terms or settings need another look by the security officer. The
tick 'no personal information is collected' is not asked here: it lifts nothing (R6).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from engage.core.permissions import Role
from engage.engagements.planning.rules import PlanningContent, planning_parts
from engage.governance.rules import Assessed

NUMBER_LENGTH: Final = 80
WORDS_LENGTH: Final = 4_000
EARLIEST_YEAR: Final = 2000


class AssessmentKind(StrEnum):
    PIA = "pia"
    SECURITY = "security"


class Threats(StrEnum):
    """The decision on a Security Threat and Risk Assessment (STRA)."""

    NOT_REQUIRED = "not_required"
    REQUIRED = "required"
    DONE = "done"


OFFICERS: Final[Mapping[AssessmentKind, Role]] = {
    AssessmentKind.PIA: Role.PRIVACY_OFFICER,
    AssessmentKind.SECURITY: Role.SECURITY_OFFICER,
}


@dataclass(frozen=True)
class Found:
    """What an officer records: the paper's number, its date, who signed, under which conditions.

    `decision` is one of `Threats` for a security assessment and '' for a PIA.
    """

    number: str
    decided_on: date
    signatories: str
    conditions: str = ""
    decision: str = ""


def security_hash(content: PlanningContent) -> str:
    """What a security assessment covers: the site terms and settings, as they were written."""
    text = json.dumps(planning_parts(content)["security"], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def assessed(covers: str | None, decision: str, now_covers: str) -> Assessed:
    """Where an assessment stands; `covers` is None where none was recorded."""
    if covers is None:
        return Assessed.MISSING
    if covers != now_covers:
        return Assessed.OUTDATED
    return Assessed.UNFINISHED if decision == Threats.REQUIRED else Assessed.CURRENT


def found_fault(kind: AssessmentKind, found: Found, today: date) -> tuple[str, str] | None:
    """Field and sentence for what an officer cannot record; None: it can be recorded."""
    if not found.number.strip():
        return "number", "Give the number of the assessment."
    if found.decided_on.year < EARLIEST_YEAR or found.decided_on > today:
        return "decided_on", "Give the day on which it was signed, today or earlier."
    if not found.signatories.strip():
        return "signatories", "Say who signed it, by name and position."
    if kind is AssessmentKind.SECURITY and found.decision not in set(Threats):
        return "decision", "Say what was decided on a Security Threat and Risk Assessment."
    return None
