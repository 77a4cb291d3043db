"""Records classification from a data table: what may be chosen, and what archiving asks. Pure.

Being unclassified never blocks closing or publishing; it blocks archiving alone (R42).
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Final

from engage.engagements.planning.rules import PlanningContent
from engage.governance.rules import Missing

NOT_CLASSIFIED: Final = "Not classified yet"


class RecordKind(StrEnum):
    KEY = "key"
    TRANSITORY = "transitory"


@dataclass(frozen=True)
class Schedule:
    """One row of the table; `is_confirmed`: a records officer confirmed its numbers."""

    key: str
    kind: RecordKind
    schedule: str
    number: str
    title: str
    is_confirmed: bool

    @property
    def words(self) -> str:
        """'Key record, 100001-340: Website management (to be confirmed)'"""
        kind = "Key record" if self.kind is RecordKind.KEY else "Transitory record"
        numbers = "-".join(part for part in (self.schedule, self.number) if part)
        open_words = "" if self.is_confirmed else " (to be confirmed)"
        return f"{kind}, {numbers}: {self.title}{open_words}"


def _read() -> dict[str, Schedule]:
    text = resources.files(__package__).joinpath("data/records_schedules.toml").read_text("utf-8")
    rows = tomllib.loads(text)["schedule"]
    return {row["key"]: Schedule(**(row | {"kind": RecordKind(row["kind"])})) for row in rows}


SCHEDULES: Final = _read()


def schedule_words(key: str) -> str:
    """A classification as staff read it; one that left the table stays readable by its key."""
    if not key:
        return NOT_CLASSIFIED
    return SCHEDULES[key].words if key in SCHEDULES else f"{key} (no longer in the table)"


def may_archive(content: PlanningContent) -> Missing | None:
    """What stands between this record and archiving; None: nothing (R42)."""
    if content.classification in SCHEDULES:
        return None
    return Missing(
        "classification",
        "Classify the records of this engagement before they are archived.",
        "/plan/records",
    )
