"""Releasing a report to the ministry or to the public, correcting it, withdrawing it (R84, R86).

A draft that holds for the ministry alone needs the privacy officer: it leaves the team. A public
one needs the communications director besides, and no election may be on (R54): what one held comes
back by approval alone (R57). Neither is ever changed: a correction is a release of its own.
"""

import json
from collections.abc import Mapping
from typing import Final

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import ReportReleased
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_id
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import Standing, State, Step, hash_of
from engage.governance.approvals.service import ask, complete, withdraw_request
from engage.governance.approvals.words import still_needed
from engage.governance.elections.queries import hidden_comments
from engage.governance.rules import Missing
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.jobs.service import enqueue
from engage.reports import held, queries
from engage.reports.approving import report_subject
from engage.reports.models import Report, ReportRelease, ReportWithdrawal
from engage.reports.quoted import kept, no_longer_usable
from engage.reports.service.asking import lock
from engage.reports.service.building import OutOfDate
from engage.reports.service.ending import SWEEP
from engage.reports.service.handing_out import Withdrawn, is_stale, mark_taken_back
from engage.reports.service.reach import RELEASE_ROLES, ROLES, WITHDRAWING_ROLES
from engage.reports.states import State as Built
from engage.reuse.service import register_report_use

INTERNAL_STEPS: Final = frozenset({Step.PRIVACY})
"""What a release within the ministry needs; a public one needs every step."""
CORRECTION_LENGTH: Final = 2_000
REASON_LENGTH: Final = 500
NOT_READY: Final = "Only a report that is ready can be approved and released."
CHANGED: Final = "This report was changed while you were reading. Read what is there now."
RELEASED_ALREADY: Final = "This report is released already. What was released stays as it is."
ANOTHER_SINCE: Final = (
    "Another report was released since this one was built, and the difference of the two could tell"
    " of one person. Build it again."
)
NOT_PUBLIC_YET: Final = "The engagement is not public, so its report cannot be."
NO_RELEASE: Final = "There is no such release, or it belongs to another ministry."
NO_SUCH_RELEASE: Final = "Choose one of the releases of this engagement."
SAY_WHAT: Final = "Say what was wrong and what was changed."
QUOTATIONS_GONE: Final = (
    "Quotations in this report may not be used any more as they stand there: {numbers}. Look at"
    " them, then build the report again."
)
HIDDEN: Final = (
    "This report holds comments that were approved in an election period and that the public does"
    " not see yet. Approve them again before the report is made public."
)
WITHDRAWN_ALREADY: Final = "A colleague withdrew this release already."


class Unapproved(Refused):
    """Steps are missing; each of them in words."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("", " ".join(one.message for one in missing))
        self.missing = missing


def draft_of(unit: Unit, engagement: Engagement, number: int) -> Report:
    """A report by its number within the engagement, for its authors; NotFound for others."""
    if not unit.actor.reaches(ROLES, engagement.ministry_id):
        raise NotFound(queries.NO_REPORT)
    return queries.report_by_number(unit.session, engagement.id, number)


def ask_for_approval(unit: Unit, engagement: Engagement, report: Report, note: str = "") -> None:
    """Sends a draft to the privacy officer and the communications director, side by side."""
    unit.actor.require(*ROLES, ministry_id=engagement.ministry_id)
    _refuse_unready(unit, engagement, report)
    ask(unit, report_subject(unit, engagement, report), note)


def ask_no_more(unit: Unit, engagement: Engagement, report: Report) -> None:
    unit.actor.require(*ROLES, ministry_id=engagement.ministry_id)
    withdraw_request(unit, report_subject(unit, engagement, report))


def hold_still(unit: Unit, engagement: Engagement, report: Report) -> None:
    """Locks a draft, as it is now, while somebody decides about it. Raises Conflict when it was
    released meanwhile."""
    lock(unit, engagement.id)
    unit.session.refresh(report)
    if queries.is_released(unit.session, report.id):
        raise Conflict(RELEASED_ALREADY)


def lacking(unit: Unit, report: Report) -> tuple[Missing, ...]:
    """What keeps a draft from being approved."""
    if queries.was_withdrawn(unit.session, report.id):
        return (Missing("report", str(Withdrawn()), "/report"),)
    if report.state != Built.READY:
        return (Missing("report", NOT_READY, "/report"),)
    if is_stale(unit, report):
        return (Missing("report", str(OutOfDate()), "/report"),)
    return ()


def unapproved_steps(
    unit: Unit, engagement: Engagement, report: Report, *, is_public: bool
) -> tuple[Missing, ...]:
    """What a release lacks: one sentence for each step that does not stand."""
    return tuple(
        Missing("approvals", still_needed(one), f"/report/{report.number}/approvals")
        for one in _needed(unit, engagement, report, is_public=is_public)
        if one.state is not State.APPROVED
    )


def name_correction(
    unit: Unit,
    engagement: Engagement,
    report: Report,
    corrects: int | None,
    correction: str,
    *,
    seen: str,
) -> None:
    """Says which release a draft corrects and what was wrong; None: it corrects none. Approvals
    that were given fall, as the public reads these words. Raises Conflict when the report is not
    what was seen: a colleague's words are not written over."""
    unit.actor.require(*ROLES, ministry_id=engagement.ministry_id)
    hold_still(unit, engagement, report)
    _refuse_unready(unit, engagement, report)
    if seen != seen_hash(unit, engagement, report):
        raise Conflict(CHANGED)
    words = clean_plain(correction[: CORRECTION_LENGTH * 4])
    if corrects is not None:
        if queries.release_by_number(unit.session, engagement.id, corrects) is None:
            raise Refused("corrects", NO_SUCH_RELEASE)
        if not words:
            raise Refused("correction", SAY_WHAT)
        if len(words) > CORRECTION_LENGTH:
            raise Refused("correction", f"Use {CORRECTION_LENGTH:,} characters or fewer.")
    before = report.corrects
    report.corrects, report.correction = corrects, words if corrects is not None else ""
    report.correction_by = unit.actor.person_id if corrects is not None else None
    unit.audit(
        "report.correction_named",
        f"report:{report.id}",
        engagement=engagement.id,
        before=before,
        after=corrects,
        words=hash_of(report.correction),
    )
    unit.session.flush()


def seen_hash(unit: Unit, engagement: Engagement, report: Report) -> str:
    """What a page that offers a release has shown, in one hash."""
    return hash_of(dict(report_subject(unit, engagement, report).parts))


def release(
    unit: Unit, engagement: Engagement, report: Report, *, is_public: bool, seen: str
) -> ReportRelease:
    """Hands a report to the ministry, or to everybody. Raises Unapproved, Held, OutOfDate, or
    Conflict when it is not what was seen."""
    unit.actor.require(*ROLES, ministry_id=engagement.ministry_id)
    lock(unit, engagement.id)
    # Another may have changed it between our look and our lock.
    unit.session.refresh(report)
    _refuse_unready(unit, engagement, report)
    if seen != seen_hash(unit, engagement, report):
        raise Conflict(CHANGED)
    if queries.release_of_report(unit.session, report.id, is_public=is_public) is not None:
        raise Conflict(RELEASED_ALREADY)
    missing = unapproved_steps(unit, engagement, report, is_public=is_public)
    if missing:
        raise Unapproved(missing)
    if queries.was_another_released(unit.session, report) and not queries.is_released(
        unit.session, report.id
    ):
        raise Refused("", ANOTHER_SINCE)
    if is_public and engagement.published_at is None:
        raise Refused("", NOT_PUBLIC_YET)
    quoted = kept(unit.session, report.id)
    _refuse_unusable(unit, engagement, quoted)
    kind = Outbound.RELEASE_REPORT if is_public else Outbound.HAND_OUT_REPORT
    refuse_if_held(unit, Action(kind, engagement.id, report.id))
    windows = hidden_comments(unit.session, engagement.id, unit.now) if is_public else ()
    if held.holds_hidden(unit.session, report.id, windows):
        raise Refused("", HIDDEN)
    row = _row(unit, engagement, report, is_public=is_public)
    unit.session.add(row)
    unit.session.flush()
    if all(
        one.state is State.APPROVED for one in _needed(unit, engagement, report, is_public=True)
    ):
        complete(unit, report_subject(unit, engagement, report))
    unit.audit(
        "report.released",
        f"report:{report.id}",
        engagement=engagement.id,
        release=row.number,
        public=is_public,
        corrects=row.corrects,
        hash=row.content_hash,
    )
    target = f"Report {report.number}, release {row.number}"
    register_report_use(unit, engagement.id, report.id, quoted, target)
    unit.emit(ReportReleased(engagement.id, report.id, is_public))
    if is_public:
        unit.touch(engagement.scope)
        unit.touch("site")
    return row


def _refuse_unusable(unit: Unit, engagement: Engagement, quoted: Mapping[int, str]) -> None:
    """A quotation whose consent ended, or that was changed since, goes out with no report (R36)."""
    gone = no_longer_usable(unit.session, engagement.id, quoted, unit.now)
    if gone:
        numbers = ", ".join(map(str, gone))
        raise Refused("", QUOTATIONS_GONE.format(numbers=numbers))


def withdraw(
    unit: Unit, release_id: int, reason: str, *, with_earlier: bool = False, deletes: bool = False
) -> int:
    """Hands the files of a release out no more, from this moment; its record stays. How many were
    withdrawn: another release of the same report goes along, as it is the same files, and
    `with_earlier` every one that came before. `deletes`: the files are deleted for good.
    """
    found = queries.release_by_id(unit.session, release_id)
    if found is None:
        raise NotFound(NO_RELEASE)
    engagement = engagement_by_id(unit.session, found.engagement_id)
    if not unit.actor.reaches(RELEASE_ROLES, engagement.ministry_id):
        raise NotFound(NO_RELEASE)
    unit.actor.require(*WITHDRAWING_ROLES, ministry_id=engagement.ministry_id)
    words = _reason(reason)
    lock(unit, engagement.id)
    if queries.is_withdrawn(unit.session, release_id):
        raise Conflict(WITHDRAWN_ALREADY)
    going = [
        one
        for one in queries.releases(unit.session, engagement_id=engagement.id)
        if one.withdrawn_at is None
        and (
            one.report.id == found.report_id or (with_earlier and one.release.number < found.number)
        )
    ]
    for one in going:
        _withdraw(unit, engagement, one.release, words)
        if deletes and one.report.state == Built.READY:
            mark_taken_back(unit, one.report)
            enqueue(unit, SWEEP, {"report_id": one.report.id})
    return len(going)


def _reason(reason: str) -> str:
    words = clean_plain(reason[: REASON_LENGTH * 4])
    if not words:
        raise Refused("reason", "Say why.")
    if len(words) > REASON_LENGTH:
        raise Refused("reason", f"Use {REASON_LENGTH} characters or fewer.")
    return words


def _withdraw(unit: Unit, engagement: Engagement, row: ReportRelease, words: str) -> None:
    unit.session.add(
        ReportWithdrawal(
            release_id=row.id,
            withdrawn_at=unit.now,
            withdrawn_by=unit.actor.person_id,
            reason=words,
        )
    )
    unit.session.flush()
    unit.audit(
        "report.withdrawn",
        f"report:{row.report_id}",
        engagement=engagement.id,
        release=row.number,
        public=row.is_public,
    )
    unit.touch(engagement.scope)
    unit.touch("site")


def _row(unit: Unit, engagement: Engagement, report: Report, *, is_public: bool) -> ReportRelease:
    files = queries.files_of(unit.session, [report.id]).get(report.id, [])
    return ReportRelease(
        engagement_id=engagement.id,
        number=queries.next_number(unit.session, engagement.id),
        report_id=report.id,
        is_public=is_public,
        released_at=unit.now,
        released_by=unit.actor.person_id,
        content_hash=report.content_hash or "",
        corrects=report.corrects,
        correction=report.correction,
        approvals=json.dumps(
            [
                _approval(one)
                for one in _needed(unit, engagement, report, is_public=True)
                if one.state is State.APPROVED
            ]
        ),
        files=json.dumps(
            [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files]
        ),
    )


def _approval(standing: Standing) -> dict[str, str | int | None]:
    decided = standing.decided
    if decided is None:
        raise ValueError("a step without a decision is not approved")
    return {
        "step": standing.step.value,
        "person": decided.person_id,
        "instead_of": decided.for_person_id,
        "at": decided.decided_at.isoformat(),
        "decision": decided.decision_id,
    }


def _needed(
    unit: Unit, engagement: Engagement, report: Report, *, is_public: bool
) -> tuple[Standing, ...]:
    steps = standings_of(unit.session, report_subject(unit, engagement, report))
    return steps if is_public else tuple(one for one in steps if one.step in INTERNAL_STEPS)


def _refuse_unready(unit: Unit, engagement: Engagement, report: Report) -> None:
    if report.engagement_id != engagement.id:
        raise NotFound(queries.NO_REPORT)
    if report.state != Built.READY:
        raise Refused("", NOT_READY)
    if queries.was_withdrawn(unit.session, report.id):
        raise Withdrawn
    if is_stale(unit, report):
        raise OutOfDate
