"""The blueprint, and what all pages of a plan show: its parts and how far they are."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.planning import queries
from engage.engagements.planning.assessments import AssessmentKind
from engage.engagements.planning.fields import FormField
from engage.engagements.planning.rules import PlanningContent
from engage.engagements.planning.service import covered
from engage.engagements.planning.states import PartState, part_states
from engage.engagements.purposes import shown_purpose
from engage.engagements.readiness import purposes_of
from engage.engagements.web.blueprint import page, side_of
from engage.governance.rules import Assessed

blueprint = Blueprint("planning", __name__)


@dataclass(frozen=True)
class Plan:
    """What is planned, the fields of the form, the purposes of the collection notice, and where the
    two assessments stand."""

    content: PlanningContent
    asked: tuple[FormField, ...]
    purposes: tuple[str, ...]
    standings: dict[AssessmentKind, Assessed]

    @property
    def parts(self) -> tuple[PartState, ...]:
        kinds = (AssessmentKind.PIA, AssessmentKind.SECURITY)
        standings = (self.standings[kind] for kind in kinds)
        return part_states(self.content, self.asked, self.purposes, *standings)

    def purpose_shown(self, purpose: str) -> str:
        """A chosen purpose, beside those that the notice names now."""
        return shown_purpose(purpose, self.purposes)


def plan_of(unit: Unit, engagement: Engagement) -> Plan:
    found = queries.current_assessments(unit.session, [engagement.id])
    return Plan(
        queries.planning_content(unit.session, engagement),
        queries.asked_fields(unit.session, engagement),
        purposes_of(unit, engagement),
        {
            kind: queries.standing_of(
                found.get((engagement.id, kind)), covered(unit, engagement, kind)
            )
            for kind in AssessmentKind
        },
    )


def plan_page(
    unit: Unit, engagement: Engagement, template: str, here: str, status: int = 200, **context: Any
) -> ResponseReturnValue:
    """A page of the plan; `here` is the part of it that is shown."""
    plan = context.pop("plan", None) or plan_of(unit, engagement)
    side = side_of(unit, engagement)
    return page(
        f"planning_{template}.html",
        status,
        side=side,
        plan=plan,
        here_part=here,
        parts=plan.parts,
        **context,
    )
