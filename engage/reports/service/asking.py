"""Asking for a report, and calling a build off."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from engage.core.errors import Refused
from engage.core.events import ReportRequested
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.reports import queries
from engage.reports.freeze import NOT_PUBLIC
from engage.reports.models import Report
from engage.reports.order import LOWERED, Order, first_week, order_fault, usual_order
from engage.reports.service.ending import give_up
from engage.reports.service.reach import readable_engagement
from engage.reports.service.signing_off import sign_off_for
from engage.reports.states import UNDER_WAY_STATES, State, is_over
from engage.reports.workplace import was_left

LONGER_ALREADY: Final = (
    "A report of more weeks was released already, and the difference of the two could tell of one"
    " person. Choose a later week."
)
UNDER_WAY: Final = "A report of this engagement is being built already."
NOTHING_TO_CANCEL: Final = "No report of this engagement is being built."


def request_report(unit: Unit, slug: str, order: Order | None = None) -> Report:
    """Asks for a build by a job; None orders what is usual.

    Refused while one is under way (one that hangs is given up), for an order that cannot be built,
    and for a lowered threshold without a sign-off by somebody else.
    """
    engagement = readable_engagement(unit, slug)
    report = new_report(unit, engagement, order, is_direct=False)
    unit.emit(ReportRequested(report.id))
    return report


def order_of(report: Report) -> Order:
    """What was asked for."""
    return queries.order_of(report)


def usual_for(unit: Unit, engagement: Engagement) -> Order:
    """What is built when nobody chooses."""
    return usual_order(
        opened_at(engagement), engagement.closes_at, unit.now, unit.settings.time_zone
    )


def first_week_for(unit: Unit, engagement: Engagement) -> date | None:
    """The earliest week that an interim report may still end with; None: any."""
    released = queries.released_reaches(unit.session, engagement.id)
    return first_week(released, unit.settings.time_zone)


def opened_at(engagement: Engagement) -> datetime | None:
    """From when on comments may have come."""
    return engagement.timing.opens_at or engagement.published_at


def new_report(
    unit: Unit, engagement: Engagement, order: Order | None, *, is_direct: bool
) -> Report:
    """The row of a report that is to be built, under the next number."""
    if engagement.published_revision_id is None:
        raise Refused("", NOT_PUBLIC)
    lock(unit, engagement.id)
    _refuse_two_at_once(unit, engagement)
    order = order or usual_for(unit, engagement)
    fault = order_fault(
        order, opened_at(engagement), engagement.closes_at, unit.now, unit.settings.time_zone
    )
    if fault is not None:
        raise Refused(*fault)
    first = first_week_for(unit, engagement)
    if order.week is not None and first is not None and order.week < first:
        raise Refused("week", LONGER_ALREADY)
    sign_off = sign_off_for(unit, engagement) if order.threshold == LOWERED else None
    last = queries.last_report(unit.session, engagement.id)
    report = Report(
        engagement_id=engagement.id,
        number=last.number + 1 if last else 1,
        state=State.QUEUED,
        threshold=order.threshold,
        kind=order.kind,
        week=order.week,
        languages=",".join(order.languages),
        sign_off_id=sign_off.id if sign_off else None,
        is_direct=is_direct,
        alive_at=unit.now,
        requested_by=unit.actor.person_id,
        requested_at=unit.now,
    )
    unit.session.add(report)
    unit.session.flush()
    unit.audit(
        "report.requested",
        f"report:{report.id}",
        engagement=engagement.id,
        kind=order.kind.value,
        week=order.week.isoformat() if order.week else None,
        languages=report.languages,
        threshold=order.threshold,
        sign_off=report.sign_off_id,
    )
    return report


def cancel(unit: Unit, slug: str) -> Report:
    """Calls off the build that is under way; Refused when there is none."""
    engagement = readable_engagement(unit, slug)
    lock(unit, engagement.id)
    last = queries.last_report(unit.session, engagement.id)
    if last is None or last.state not in UNDER_WAY_STATES:
        raise Refused("", NOTHING_TO_CANCEL)
    give_up(unit, last, State.CANCELLED)
    return last


def hangs(unit: Unit, report: Report) -> bool:
    """Whether a build that is said to be under way will never end."""
    if report.state not in UNDER_WAY_STATES:
        return False
    if report.is_direct and was_left(unit.settings.var_dir, report.id):
        return True
    seen = report.alive_at or report.requested_at
    return is_over(seen, unit.now, is_direct=report.is_direct)


def lock(unit: Unit, engagement_id: int) -> None:
    """One at a time, so that numbers follow each other."""
    unit.session.execute(
        select(Engagement.id).where(Engagement.id == engagement_id).with_for_update(key_share=True)
    )


def _refuse_two_at_once(unit: Unit, engagement: Engagement) -> None:
    last = queries.last_report(unit.session, engagement.id)
    if last is None or last.state not in UNDER_WAY_STATES:
        return
    if not hangs(unit, last):
        raise Refused("", UNDER_WAY)
    give_up(unit, last)
