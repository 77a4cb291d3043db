"""The list of reports, and the page of one engagement's: what is released, what is being built."""

from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.web.blueprint import side_of
from engage.reports import queries, service
from engage.reports.forms import OrderForm
from engage.reports.order import LOWERED, weeks
from engage.reports.refusals import WHAT_TO_DO
from engage.reports.service import RELEASE_ROLES, UNDER_WAY_STATES, State
from engage.reports.web.blueprint import blueprint, page, refuse_no_slug
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/reports")
@staff(*RELEASE_ROLES)
def all_reports() -> ResponseReturnValue:
    unit = current_unit()
    drafts = service.readable_within(unit)
    released = queries.releases(unit.session, within=service.released_within(unit))
    return page(
        "all_reports.html",
        built=queries.reports_built(unit.session, within=drafts) if drafts != frozenset() else [],
        builds=drafts != frozenset(),
        released=released,
        gone=gone_of(unit, released),
    )


@blueprint.get("/staff/engagements/<slug>/report")
@staff(*RELEASE_ROLES)
def engagement_report(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    refuse_no_slug(slug)
    engagement = service.engagement_with_releases(unit, slug)
    return engagement_page(unit, engagement)


def engagement_page(
    unit: Unit, engagement: Engagement, sent: OrderForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Everything about the reports of one engagement, as far as the person may see it."""
    may_build = service.may_build(unit, engagement)
    session = unit.session
    built = (
        queries.reports_built(session, within=None, engagement_id=engagement.id)
        if may_build
        else []
    )
    last = built[0] if built else None
    is_refused = last is not None and last.report.state == State.REFUSED
    leaks = queries.leaks_of(session, last.report.id) if last and is_refused else ()
    released = queries.releases(session, engagement_id=engagement.id)
    return page(
        "engagement_report.html",
        status,
        side=side_of(unit, engagement),
        engagement=engagement,
        may_build=may_build,
        built=built,
        last=last,
        is_under_way=last is not None and last.report.state in UNDER_WAY_STATES,
        hangs=last is not None and service.hangs(unit, last.report),
        places=[leak for leak in leaks if leak.comment_id is None],
        sources=[leak for leak in leaks if leak.comment_id is not None],
        what_to_do=WHAT_TO_DO,
        out_of_date={
            one.report.id
            for one in built
            if one.report.state == State.READY and service.is_stale(unit, one.report)
        },
        out_of_date_words=service.TAKEN,
        released=released,
        gone=gone_of(unit, released),
        release_of={one.report.id: one.release.number for one in reversed(released)},
        form=order_form(unit, engagement, sent) if may_build else None,
        sign_off=service.sign_off_in_force(unit, engagement),
        lowered=LOWERED,
    )


def order_form(unit: Unit, engagement: Engagement, sent: OrderForm | None = None) -> OrderForm:
    """The form of an order, with what can be chosen here and now."""
    form = sent or OrderForm(formdata=None)
    closes_at = engagement.closes_at
    offered = weeks(service.opened_at(engagement), closes_at, unit.now, unit.settings.time_zone)
    first = service.first_week_for(unit, engagement)
    left = [week for week in offered if first is None or week >= first]
    form.offer(left, has_closed=closes_at is not None and closes_at <= unit.now)
    if sent is None:
        form.begin_with(service.usual_for(unit, engagement))
    return form


def gone_of(unit: Unit, released: list[queries.Released]) -> set[int]:
    """The releases whose files are handed out no more: withdrawn, taken back, or holding words that
    left public view."""
    return {
        one.release.id
        for one in released
        if one.withdrawn_at is not None
        or one.report.state != State.READY
        or service.is_stale(unit, one.report)
    }
