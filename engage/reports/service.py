"""Use cases of reports: ask for one, keep it or its refusal, hand out a file.

Nothing is kept before the leak gate has read the very bytes (`making.make`). The record of a build
is one short transaction, however long the build took.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import ReportRequested
from engage.core.permissions import Actor
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_id, engagement_by_slug
from engage.engagements.reach import EDITING_ROLES
from engage.privacy.disclosure import THRESHOLD
from engage.reports import held, queries
from engage.reports.freeze import NOT_PUBLIC
from engage.reports.making import Made, Progress, Render, make
from engage.reports.models import Report, ReportFile, ReportLeak
from engage.reports.queries import Within

ROLES: Final = EDITING_ROLES
GIVEN_UP_AFTER: Final = timedelta(hours=1)
TRIES: Final = 3
KEPT_LEAKS: Final = 1_000
MEDIA_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
UNDER_WAY: Final = "A report of this engagement is being built already."
TAKEN: Final = "A comment in this report has been taken from view since. Build it again."


class State(StrEnum):
    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"


UNDER_WAY_STATES: Final = frozenset({State.QUEUED, State.BUILDING})


class Leaking(Refused):
    """The leak gate refused the report; nothing was stored but the places."""

    def __init__(self, made: Made) -> None:
        count = len(made.leaks)
        places = "one place holds" if count == 1 else f"{count:,} places hold"
        super().__init__("", f"The report was refused and nothing was written: {places} personal"
                             " information or unpublished words.")  # fmt: skip
        self.made = made


class OutOfDate(Conflict):
    """The report holds words that are no longer in public view."""

    def __init__(self) -> None:
        super().__init__(TAKEN)


def readable_engagement(unit: Unit, slug: str) -> Engagement:
    """An engagement whose reports the actor may see and build; NotFound for others (R86)."""
    engagement = engagement_by_slug(unit.session, slug)
    _refuse_strangers(unit, engagement)
    return engagement


def readable_within(unit: Unit) -> Within:
    return unit.actor.ministries(ROLES)


def request_report(unit: Unit, slug: str) -> Report:
    """Asks for a build by a job. While one is under way, Refused; one that hangs is given up."""
    engagement = readable_engagement(unit, slug)
    if engagement.published_revision_id is None:
        raise Refused("", NOT_PUBLIC)
    _lock(unit, engagement.id)
    last = queries.last_report(unit.session, engagement.id)
    if last is not None and last.state in UNDER_WAY_STATES:
        if unit.now - last.requested_at < GIVEN_UP_AFTER:
            raise Refused("", UNDER_WAY)
        _finish(unit, last, State.FAILED)
    report = _new_report(unit, engagement.id, State.QUEUED)
    unit.audit("report.requested", f"report:{report.id}", engagement=engagement.id)
    unit.emit(ReportRequested(report.id))
    return report


def build(
    units: Units,
    actor: Actor,
    slug: str,
    render: Render,
    progress: Progress = lambda _share: None,
) -> tuple[int, Made]:
    """Builds and keeps a report at once; its number and what was made.

    It is made again when a comment was taken from view meanwhile, some times over. Raises Leaking
    when the gate refuses (the refusal is kept), NotFound, Refused, or at last OutOfDate.
    """
    with units.reading(actor) as unit:
        engagement_id = readable_engagement(unit, slug).id
    for _ in range(TRIES):
        made = make(units, actor, engagement_id, render, progress)
        try:
            number = _keep_new(units, actor, engagement_id, made)
        except OutOfDate:
            continue
        if made.leaks:
            raise Leaking(made)
        return number, made
    raise OutOfDate


def _keep_new(units: Units, actor: Actor, engagement_id: int, made: Made) -> int:
    with units.writing(actor) as unit:
        _lock(unit, engagement_id)
        report = _new_report(unit, engagement_id, State.BUILDING)
        record(unit, report, made)
        return report.number


def record(unit: Unit, report: Report, made: Made) -> None:
    """Keeps the files, or the refusal with its places; ends the build either way.

    Raises OutOfDate when a comment was taken from view since it was frozen.
    """
    report.is_final = made.is_final
    if made.leaks:
        report.leak_count = len(made.leaks)
        unit.session.add_all(_leak_rows(report, made))
        _finish(unit, report, State.REFUSED, leaks=len(made.leaks))
        return
    held.keep(unit.session, report.id, made.held)
    _refuse_out_of_date(unit, report)
    report.content_hash = made.content_hash
    unit.session.add_all(
        ReportFile(
            report_id=report.id,
            name=name,
            media_type=MEDIA_TYPES[name.rpartition(".")[2]],
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
        )
        for name, content in made.files.items()
    )
    _finish(unit, report, State.READY, hash=made.content_hash)


def begin(unit: Unit, report_id: int) -> int | None:
    """Marks a queued report as being built and gives its engagement; None when it is finished."""
    report = queries.report_by_id(unit.session, report_id)
    if report.state not in UNDER_WAY_STATES:
        return None
    report.state = State.BUILDING
    return report.engagement_id


def give_up(unit: Unit, report_id: int) -> None:
    """The build cannot succeed; asking again makes a new report."""
    report = queries.report_by_id(unit.session, report_id)
    if report.state in UNDER_WAY_STATES:
        _finish(unit, report, State.FAILED)


def finish_requested(unit: Unit, report_id: int, made: Made) -> None:
    """Records what a job made, unless the report was given up meanwhile; may raise OutOfDate."""
    report = queries.report_by_id(unit.session, report_id)
    if report.state in UNDER_WAY_STATES:
        record(unit, report, made)


def take_back(unit: Unit, comment_id: int) -> int:
    """Deletes the files of reports that hold words of this comment which were taken from view or
    out of its text; how many reports. They were handed out no more already.
    """
    stale = held.out_of_date(unit.session, held.reports_with(unit.session, comment_id))
    for report_id in sorted(stale):
        report = queries.report_by_id(unit.session, report_id)
        unit.session.execute(delete(ReportFile).where(ReportFile.report_id == report_id))
        if report.state == State.READY:
            _finish(unit, report, State.TAKEN_BACK)
    return len(stale)


def download(unit: Unit, report_id: int, name: str) -> ReportFile:
    """A finished file, the download being audited (R86); NotFound for other ministries.

    Raises OutOfDate when a comment in the report is no longer in public view.
    """
    report = queries.report_by_id(unit.session, report_id)
    engagement = engagement_by_id(unit.session, report.engagement_id)
    try:
        _refuse_strangers(unit, engagement)
    except NotFound:
        raise NotFound(queries.NO_REPORT) from None
    file = queries.file_of(unit.session, report_id, name)
    _refuse_out_of_date(unit, report)
    unit.audit("report.downloaded", f"report:{report_id}", sha256=file.sha256)
    return file


def _refuse_out_of_date(unit: Unit, report: Report) -> None:
    if held.out_of_date(unit.session, [report.id]):
        raise OutOfDate


def _leak_rows(report: Report, made: Made) -> Iterator[ReportLeak]:
    for leak in made.leaks[:KEPT_LEAKS]:
        yield ReportLeak(
            report_id=report.id, file=leak.file, place=leak.place, kind=leak.kind.value
        )
    for source in made.sources[:KEPT_LEAKS]:
        yield ReportLeak(
            report_id=report.id,
            file="",
            place="",
            kind=source.kind.value,
            comment_id=source.comment_id,
        )


def _new_report(unit: Unit, engagement_id: int, state: State) -> Report:
    last = queries.last_report(unit.session, engagement_id)
    report = Report(
        engagement_id=engagement_id,
        number=last.number + 1 if last else 1,
        state=state,
        threshold=THRESHOLD,
        requested_by=unit.actor.person_id,
        requested_at=unit.now,
    )
    unit.session.add(report)
    unit.session.flush()
    return report


def _finish(unit: Unit, report: Report, state: State, **detail: str | int) -> None:
    """The status and its record, together."""
    report.state, report.finished_at = state, unit.now
    unit.audit(f"report.{state}", f"report:{report.id}", engagement=report.engagement_id, **detail)
    unit.session.flush()


def _lock(unit: Unit, engagement_id: int) -> None:
    """One at a time, so that numbers follow each other."""
    unit.session.execute(
        select(Engagement.id).where(Engagement.id == engagement_id).with_for_update(key_share=True)
    )


def _refuse_strangers(unit: Unit, engagement: Engagement) -> None:
    if not unit.actor.reaches(ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
