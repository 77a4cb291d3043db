"""What a planning record holds, and which parts of it are approved by whom. Pure.

A record is one immutable revision, like other drafts, so that approvals can bind to hashes of its
parts and the history shows who changed what. This room knows no topics and no questions: what the
form really asks comes in as `FormField` (see `fields`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final

from engage.engagements.purposes import purpose_words

ANSWER_LENGTH: Final = 4_000
_CAME_LATER: Final = frozenset({"parts", "purpose"})
"""Characters in one answer: about a page."""


class Section(StrEnum):
    """One page of the record, in the order in which people fill it in."""

    IDEA = "idea"
    NEED = "need"
    PRIVACY = "privacy"
    FIELDS = "fields"
    SECURITY = "security"
    PROPERTY = "property"
    RECORDS = "records"


@dataclass(frozen=True)
class FieldPlan:
    """One field of the form: why it is asked, what for, where it goes, how it ends (R20, R21), and
    under which purpose of the collection notice it falls (R23).

    A structured question carries its necessity, use and purpose itself, so they stay empty here.
    """

    key: str
    necessity: str = ""
    use: str = ""
    flow: str = ""
    disposition: str = ""
    purpose: str = ""

    def __str__(self) -> str:
        """For the history: one line for each thing that was said."""
        said = (
            ("needed because", self.necessity),
            ("used for", self.use),
            ("purpose of the notice", purpose_words(self.purpose)),
            ("goes to", self.flow),
            ("ends", self.disposition),
        )
        return "\n".join(f"{self.key}, {what}: {text}" for what, text in said if text)


@dataclass(frozen=True)
class PlanningContent:
    """Everything that is planned before an engagement may open (R5, R8, R14, R18, R20, R42)."""

    idea: str = ""
    need: str = ""
    audience: str = ""
    evidence: str = ""
    corporate_first: str = ""
    short_period_reason: str = ""
    photos: str = ""
    other_people: str = ""
    third_parties: str = ""
    data_flow: str = ""
    end_of_project: str = ""
    prevention: str = ""
    collects_nothing: bool = False
    fields: tuple[FieldPlan, ...] = ()
    site_terms: str = ""
    settings: str = ""
    intellectual_property: str = ""
    records: str = ""
    classification: str = ""

    def field_plan(self, key: str) -> FieldPlan:
        """What is planned for a field; an empty plan where nothing was said yet."""
        return next((plan for plan in self.fields if plan.key == key), FieldPlan(key))

    def with_values(self, values: Mapping[str, Any]) -> "PlanningContent":
        """The record with one section written anew, and the others as they are."""
        return replace(self, **values)


PRIVACY_QUESTIONS: Final = (
    "photos",
    "other_people",
    "third_parties",
    "data_flow",
    "end_of_project",
    "prevention",
)
"""R18: the six questions that are answered before approval."""

SECTION_NAMES: Final[Mapping[Section, tuple[str, ...]]] = {
    Section.IDEA: ("idea",),
    Section.NEED: ("need", "audience", "evidence", "corporate_first", "short_period_reason"),
    Section.PRIVACY: (*PRIVACY_QUESTIONS, "collects_nothing"),
    Section.FIELDS: ("fields",),
    Section.SECURITY: ("site_terms", "settings"),
    Section.PROPERTY: ("intellectual_property",),
    Section.RECORDS: ("records", "classification"),
}
PARTS: Final[Mapping[str, tuple[Section, ...]]] = {
    "plan": (Section.IDEA, Section.NEED),
    "collection": (Section.PRIVACY, Section.FIELDS),
    "security": (Section.SECURITY,),
    "records": (Section.PROPERTY, Section.RECORDS),
}
"""What approvals cover: an edit of one part touches only those who approved that part (R13)."""


def planning_parts(content: PlanningContent) -> dict[str, object]:
    """The record by parts, ready for JSON: what approvals hash."""
    return {
        part: {
            name: _plain(content, name) for section in sections for name in SECTION_NAMES[section]
        }
        for part, sections in PARTS.items()
    }


def written_down(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A part of a revision as it is kept and hashed. What came later than the first ones is left
    out while it is empty, so that no hash of theirs changes."""
    return {name: value for name, value in pairs if value or name not in _CAME_LATER}


def _plain(content: PlanningContent, name: str) -> object:
    if name == "fields":
        return [asdict(plan, dict_factory=written_down) for plan in content.fields]
    return getattr(content, name)


def section_of(name: str) -> Section:
    """The page on which a part of the record is written."""
    return next(section for section, names in SECTION_NAMES.items() if name in names)


def planning_from_json(text: str) -> PlanningContent:
    values: dict[str, Any] = json.loads(text)
    known = {declared.name for declared in fields(PlanningContent)}
    values["fields"] = tuple(FieldPlan(**plan) for plan in values.get("fields", ()))
    return PlanningContent(**{name: value for name, value in values.items() if name in known})
