"""The planning records of the sample: written, answered and assessed as people would."""

from datetime import timedelta
from typing import Any, Final

from engage.core.dates import zone
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.planning.assessments import AssessmentKind, Found
from engage.engagements.planning.queries import idea_steps
from engage.engagements.planning.rules import FieldPlan, PlanningContent
from engage.engagements.planning.service import (
    answer_idea,
    covered,
    put_idea,
    record_assessment,
    save_planning,
)
from engage.engagements.planning.steps import IdeaStepKind

ASIDE: Final = {"answer", "pia", "security"}
"""What an entry says besides the answers of the record."""


def put(unit: Unit, engagement: Engagement, entry: dict[str, Any]) -> None:
    """The idea, before anything else is written."""
    idea = PlanningContent(idea=entry["idea"].strip())
    save_planning(unit, engagement, idea, seen_revision_id=None)
    put_idea(unit, engagement, seen_revision_id=engagement.planning_revision_id)


def write_plan(
    unit: Unit, engagement: Engagement, entry: dict[str, Any], fields: list[dict[str, str]]
) -> None:
    """All the rest, once the idea was answered."""
    answers = {name: value.strip() for name, value in entry.items() if name not in ASIDE}
    whole = PlanningContent(**answers, fields=tuple(FieldPlan(**one) for one in fields))
    save_planning(unit, engagement, whole, seen_revision_id=engagement.planning_revision_id)


def answer(unit: Unit, engagement: Engagement, entry: dict[str, Any]) -> None:
    """Citizen Engagement lets the team go on."""
    asked = idea_steps(unit.session, engagement.id)[-1]
    answer_idea(
        unit,
        engagement,
        IdeaStepKind.GO_ON,
        entry["answer"].strip(),
        seen_revision_id=engagement.planning_revision_id,
        seen_step_id=asked.id,
    )


def assess(unit: Unit, engagement: Engagement, kind: AssessmentKind, entry: dict[str, Any]) -> None:
    """What the acting officer signed the day before, for a plan that is approved in principle."""
    written = entry[kind.value]
    today = unit.now.astimezone(zone(unit.settings.time_zone)).date()
    found = Found(
        number=written["number"],
        decided_on=today - timedelta(days=1),
        signatories=written["signatories"].strip(),
        conditions=written["conditions"],
        decision=written.get("decision", ""),
    )
    covers = covered(unit, engagement, kind)
    record_assessment(unit, engagement, kind, found, covers=covers)
