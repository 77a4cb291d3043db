"""The report of the sample: built, read by two officers, and released to everybody."""

from collections.abc import Mapping

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_to_change
from engage.governance.approvals.rules import SubjectKind, Verdict, content_hash, route_of
from engage.governance.approvals.service import decide
from engage.reports.approving import report_subject
from engage.reports.queries import report_by_number
from engage.reports.rendering import renderer
from engage.reports.service import ask_for_approval, build, draft_of, release, seen_hash


def release_report(units: Units, officers: Mapping[Role, Actor], slug: str) -> None:
    """The final report of an engagement that has closed, with all its files, as of now."""
    lead = officers[Role.ENGAGEMENT_LEAD]
    number, _ = build(units, lead, slug, renderer(units.settings))
    with units.writing(lead) as unit:
        engagement = engagement_to_change(unit.session, slug)
        ask_for_approval(unit, engagement, draft_of(unit, engagement, number))
    for rule in route_of(SubjectKind.REPORT, ()):
        with units.writing(officers[rule.role]) as unit:
            engagement = engagement_to_change(unit.session, slug)
            subject = report_subject(
                unit, engagement, report_by_number(unit.session, engagement.id, number)
            )
            seen = content_hash(subject, rule)
            decide(unit, subject, rule.step, Verdict.APPROVED, seen_hash=seen)
    with units.writing(lead) as unit:
        engagement = engagement_to_change(unit.session, slug)
        draft = draft_of(unit, engagement, number)
        seen = seen_hash(unit, engagement, draft)
        release(unit, engagement, draft, is_public=True, seen=seen)
