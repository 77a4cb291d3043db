"""What waits about reports, for those who build and release them (R84, R86).

Approvals that were asked for stand among all others (`engagements.waiting`).
"""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.engagements.queries import engagement_by_id
from engage.governance.approvals.queries import open_requests, standings_of
from engage.governance.approvals.rules import State, SubjectKind, is_approved
from engage.reports import queries, service
from engage.reports.approving import report_subject

KIND = "Report"
Within = frozenset[int] | None


def report_duties(unit: Unit) -> Iterator[Waiting]:
    """Releases to correct, builds that the leak gate refused, and drafts that were decided."""
    within = service.readable_within(unit)
    if within == frozenset():
        return
    yield from _to_correct(unit, within)
    yield from _decided(unit, within)
    for one in queries.refused_last(unit.session, within=within):
        since = one.report.finished_at or one.report.requested_at
        words = f"{one.title}: the leak gate refused report {one.report.number}"
        yield Waiting(since, KIND, words, f"/staff/engagements/{one.slug}/report")


def _to_correct(unit: Unit, within: Within) -> Iterator[Waiting]:
    """What stands, and is handed out no more: a corrected report has to take its place."""
    for one in queries.releases(unit.session, within=within):
        if one.replaced_by is not None:
            continue
        since = one.withdrawn_at or one.report.taken_back_at
        if since is None and not service.is_stale(unit, one.report):
            continue
        words = f"{one.title}: release {one.release.number} is withdrawn, correct it"
        page = f"/staff/engagements/{one.slug}/releases/{one.release.number}"
        yield Waiting(since or one.release.released_at, KIND, words, page)


def _decided(unit: Unit, within: Within) -> Iterator[Waiting]:
    """Drafts that came back from their approvers: returned, or to be released."""
    for row in open_requests(unit.session, within):
        if row.subject_kind != SubjectKind.REPORT:
            continue
        report = queries.report_by_id(unit.session, row.subject_id)
        engagement = engagement_by_id(unit.session, report.engagement_id)
        steps = standings_of(unit.session, report_subject(unit, engagement, report))
        if is_approved(steps):
            words = "is approved: release it"
        elif any(one.state is State.RETURNED for one in steps):
            words = "was returned with a reason"
        else:
            continue
        title = f"{engagement.title}: report {report.number} {words}"
        page = f"/staff/engagements/{engagement.slug}/report/{report.number}"
        yield Waiting(row.requested_at, KIND, title, page)
