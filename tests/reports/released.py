"""Reports on their way to a release, for tests: approvals by a person of each role, and readers."""

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.governance.approvals.queries import open_request, standings_of
from engage.governance.approvals.rules import Step, SubjectKind, Verdict, content_hash
from engage.governance.approvals.service import decide
from engage.reports import queries, service
from engage.reports.approving import report_subject
from engage.reports.models import ReportRelease
from tests.app_fixtures import make_person
from tests.approving import approver
from tests.reports.people import SLUG

BOTH = (Step.PRIVACY, Step.COMMUNICATIONS)
ROLE_OF = {
    Step.PRIVACY: Role.PRIVACY_OFFICER,
    Step.COMMUNICATIONS: Role.COMMUNICATIONS_DIRECTOR,
}


def lead(units: Units, ministry: str | None = "TRAN", email: str = "lead@gov.bc.ca") -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD, email=email, ministry=ministry)


def approve(units: Units, number: int, *steps: Step, verdict: Verdict = Verdict.APPROVED) -> None:
    """Asks for approval of a report where nobody did, and decides these steps (none: both)."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, number)
        subject = report_subject(unit, engagement, report)
        if open_request(unit.session, SubjectKind.REPORT, report.id) is None:
            service.ask_for_approval(unit, engagement, report)
        for step in steps or BOTH:
            unit.actor = approver(unit, ROLE_OF[step])
            standing = next(one for one in standings_of(unit.session, subject) if one.step is step)
            decide(
                unit,
                subject,
                step,
                verdict,
                seen_hash=content_hash(subject, standing.rule),
                reason="Read through.",
            )
        unit.actor = SYSTEM


def released(
    units: Units, number: int, *, is_public: bool = True, actor: Actor = SYSTEM
) -> ReportRelease:
    """Releases a report as it is now."""
    with units.writing(actor) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, number)
        seen = service.seen_hash(unit, engagement, report)
        return service.release(unit, engagement, report, is_public=is_public, seen=seen)


def approved_and_released(units: Units, number: int, *, is_public: bool = True) -> ReportRelease:
    approve(units, number, *(BOTH if is_public else (Step.PRIVACY,)))
    return released(units, number, is_public=is_public)


def correcting(units: Units, number: int, corrects: int | None, words: str) -> None:
    """Says which release a draft corrects."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, number)
        seen = service.seen_hash(unit, engagement, report)
        service.name_correction(unit, engagement, report, corrects, words, seen=seen)
