"""What approvals of a report bind to: the anonymized value, and the bytes of every file (R9, R84).

Also what it says that it corrects, as the public reads that too. An edit of any of it is another
report, so there is nothing here that could be called a minor edit.
"""

from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements.approving import Approvable
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_id
from engage.governance.approvals.queries import open_request, standings_of
from engage.governance.approvals.rules import Part, Subject, SubjectKind, hash_of
from engage.governance.approvals.service import may_decide
from engage.reports import queries
from engage.reports.models import Report
from engage.reports.order import Kind

KIND_WORDS = {Kind.FINAL: marked("Final report"), Kind.INTERIM: marked("Interim report")}


def report_subject(unit: Unit, engagement: Engagement, report: Report) -> Subject:
    """A draft as approvals see it. Who asked for the build cannot approve it, nor who wrote what it
    corrects (R13)."""
    files = queries.files_of(unit.session, [report.id]).get(report.id, [])
    words = [
        report.content_hash,
        [[file.name, file.sha256] for file in files],
        report.corrects,
        report.correction,
    ]
    return Subject(
        SubjectKind.REPORT,
        report.id,
        engagement.ministry_id,
        {Part.WORDS: hash_of(words)},
        {"report": report.id, "content": report.content_hash or ""},
        frozenset(one for one in (report.requested_by, report.correction_by) if one is not None),
        engagement.id,
    )


def approvable_report(unit: Unit, report_id: int) -> Approvable:
    """For lists of what waits, and the mails that tell of it."""
    report = queries.report_by_id(unit.session, report_id)
    engagement = engagement_by_id(unit.session, report.engagement_id)
    return Approvable(
        engagement,
        report_subject(unit, engagement, report),
        f"{KIND_WORDS[Kind(report.kind)]} {report.number} of “{engagement.title}”",
        f"/report/{report.number}/approvals",
    )


def may_decide_report(unit: Unit, engagement: Engagement, report: Report) -> bool:
    """Whether the person was asked to decide a step of it, by a role there or as a delegate.

    Nobody sees a draft before its authors ask; who decided may read again what it was.
    """
    subject = report_subject(unit, engagement, report)
    asked = open_request(unit.session, SubjectKind.REPORT, report.id) is not None
    return any(
        (asked or one.decided is not None) and may_decide(unit, subject, one)
        for one in standings_of(unit.session, subject)
    )
