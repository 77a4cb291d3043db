"""Reports of the world: one that waits for its approvals, and two that were released."""

from engage.core.permissions import SYSTEM
from engage.engagements.queries import engagement_by_slug
from engage.governance.approvals.service import ask
from engage.reports.approving import report_subject
from engage.reports.models import Report, ReportFile, ReportFilePart, ReportRelease
from tests.permissions.world import SLUG, World

ENGAGEMENT = "/staff/engagements/<slug>"


def make_releases(world: World) -> None:
    """Approval is asked for the report that is there; release 2 corrects release 1."""
    ids = world.ids
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        draft = unit.session.get_one(Report, ids["report_id"])
        unit.session.add(_file(draft.id, "report.html"))
        unit.session.add(
            ReportFilePart(report_id=draft.id, name="report.html", number=0, content=b"x")
        )
        unit.session.flush()
        ask(unit, report_subject(unit, engagement, draft))
        for number in (1, 2):
            report = Report(
                engagement_id=engagement.id,
                number=number + 1,
                state="ready",
                threshold=10,
                content_hash="c" * 64,
                figures="[]",
                is_final=False,
                requested_at=unit.now,
                finished_at=unit.now,
            )
            unit.session.add(report)
            unit.session.flush()
            unit.session.add(_file(report.id, "report.csv"))
            unit.session.add(
                ReportFilePart(report_id=report.id, name="report.csv", number=0, content=b"x")
            )
            unit.session.flush()
            unit.session.add(_release(report, number, unit.now))
            unit.session.flush()
    ids[f"{ENGAGEMENT}/report/<number>/approvals/<step> step"] = "privacy"
    ids["audience"] = "public"
    ids["/staff/reports/<report_id>/read/<name> name"] = "report.html"
    ids["/engagements/<slug>/report/<number>/<name> name"] = "report.csv"
    for page in ("", "/withdraw", "/changes"):
        ids[f"{ENGAGEMENT}/releases/<number>{page} number"] = 2
    for page in ("<name>", "changes"):
        ids[f"/engagements/<slug>/report/<number>/{page} number"] = 2
    for page in (
        "",
        "/correction",
        "/ask",
        "/ask-no-more",
        "/release/<audience>",
        "/approvals/<step>",
    ):
        ids[f"{ENGAGEMENT}/report/<number>{page} number"] = 1


def _file(report_id: int, name: str) -> ReportFile:
    return ReportFile(
        report_id=report_id, name=name, media_type="text/plain", sha256="d" * 64, size=1
    )


def _release(report: Report, number: int, now: object) -> ReportRelease:
    return ReportRelease(
        engagement_id=report.engagement_id,
        number=number,
        report_id=report.id,
        is_public=True,
        released_at=now,
        content_hash="c" * 64,
        corrects=1 if number == 2 else None,
        correction="A figure was wrong." if number == 2 else "",
        approvals="[]",
        files=f'[{{"name": "report.csv", "size": 1, "sha256": "{"d" * 64}"}}]',
    )
