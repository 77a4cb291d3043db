"""The approvals of the sample: each step by the officer whose it is, days before publishing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.demo.planning import assess
from engage.engagements.approving import subject_by_kind
from engage.engagements.planning.assessments import AssessmentKind
from engage.engagements.queries import engagement_to_change
from engage.engagements.service import decide_step
from engage.governance.approvals.rules import Step, SubjectKind, Verdict, content_hash, route_of
from engage.governance.approvals.service import ask

PAPERS: Final = {Step.PRIVACY: AssessmentKind.PIA, Step.SECURITY: AssessmentKind.SECURITY}
"""What is recorded before a step is approved."""


def approve(
    units: Units,
    officers: Mapping[Role, Actor],
    entry: dict[str, Any],
    kind: SubjectKind,
    published_at: datetime,
) -> None:
    """Asks for every approval and gives it, step after step, each in a transaction of its own."""
    steps = route_of(kind, ())
    begun_at = published_at - timedelta(days=len(steps) + 1)
    with units.writing(officers[Role.ENGAGEMENT_LEAD], now=begun_at) as unit:
        engagement = engagement_to_change(unit.session, entry["slug"])
        ask(unit, subject_by_kind(unit, engagement, kind))
    for day, rule in enumerate(steps, start=1):
        officer = officers[rule.role]
        with units.writing(officer, now=begun_at + timedelta(days=day)) as unit:
            engagement = engagement_to_change(unit.session, entry["slug"])
            if rule.step in PAPERS:
                assess(unit, engagement, PAPERS[rule.step], entry["plan"])
            subject = subject_by_kind(unit, engagement, kind)
            seen = content_hash(subject, rule)
            decide_step(unit, engagement, kind, rule.step, Verdict.APPROVED, seen_hash=seen)
