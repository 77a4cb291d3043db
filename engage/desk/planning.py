"""What waits before an engagement opens: ideas for Citizen Engagement, assessments for officers."""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.engagements.approving import is_approved_in_principle
from engage.engagements.models import Engagement
from engage.engagements.planning.assessments import OFFICERS, AssessmentKind
from engage.engagements.planning.queries import ideas_waiting
from engage.engagements.planning.states import PAPER_PAGES
from engage.engagements.planning.steps import ANSWERING_ROLES
from engage.engagements.planning.words import ASSESSMENT_WORDS
from engage.engagements.queries import engagements_by_ids
from engage.engagements.readiness import missing_by_engagement
from engage.governance.approvals.queries import open_requests
from engage.governance.approvals.rules import SubjectKind

NOTHING: frozenset[int] = frozenset()


def planning_duties(unit: Unit) -> Iterator[Waiting]:
    yield from _ideas(unit)
    for kind in AssessmentKind:
        yield from _assessments(unit, kind)


def _ideas(unit: Unit) -> Iterator[Waiting]:
    """R8: ideas that nobody answered yet."""
    within = unit.actor.ministries(ANSWERING_ROLES)
    if within == NOTHING:
        return
    for engagement, step in ideas_waiting(unit.session, within):
        href = _href(engagement, "/plan/idea")
        yield Waiting(step.taken_at, "Idea to answer", engagement.title, href)


def _assessments(unit: Unit, kind: AssessmentKind) -> Iterator[Waiting]:
    """R19, R47: what an officer records, once the plan is approved in principle."""
    within = unit.actor.ministries((OFFICERS[kind],))
    if within == NOTHING:
        return
    asked = {
        one.subject_id: one.requested_at
        for one in open_requests(unit.session, within)
        if one.subject_kind == SubjectKind.ENGAGEMENT
    }
    found = engagements_by_ids(unit.session, asked)
    missing = missing_by_engagement(unit, found)
    for engagement in found:
        page = PAPER_PAGES[kind]
        is_missing = any(one.page == page for one in missing[engagement.id])
        if is_missing and is_approved_in_principle(unit, engagement):
            since = asked[engagement.id]
            yield Waiting(since, ASSESSMENT_WORDS[kind], engagement.title, _href(engagement, page))


def _href(engagement: Engagement, page: str) -> str:
    return f"/staff/engagements/{engagement.slug}{page}"
