"""The staff's page of messages for social media, and their file for Hootsuite (R83)."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import READING_ROLES
from engage.engagements.web.blueprint import readable, side_of
from engage.governance.elections.queries import exception_in_force, periods
from engage.governance.outbound import Outbound
from engage.sharing.addresses import absolute
from engage.sharing.promoting import CSV_TYPE, Planned, hootsuite, let_out, planned
from engage.sharing.web.blueprint import blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

NOT_PUBLIC = "There is nothing to promote before the engagement is public."


@dataclass(frozen=True)
class Plan:
    """What may go out, and what an election holds."""

    free: tuple[Planned, ...]
    held: tuple[Planned, ...]


@blueprint.get("/staff/engagements/<slug>/promotion")
@staff(*READING_ROLES)
def promotion(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    found = readable(unit, slug)
    html = render_template(
        "sharing/promotion.html",
        side=side_of(unit, found),
        plan=_plan(unit, found),
        href=_href(unit, found),
        is_public=found.published_at is not None,
    )
    return no_store(make_response(html))


@blueprint.get("/staff/engagements/<slug>/promotion.csv")
@staff(*READING_ROLES)
def promotion_file(slug: str) -> Response:
    unit = current_unit()
    found = readable(unit, slug)
    if found.published_at is None:
        raise NotFound(NOT_PUBLIC)
    body = hootsuite(_plan(unit, found).free, _href(unit, found), unit.settings.time_zone)
    response = no_store(make_response(body))
    response.content_type = CSV_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-hootsuite.csv"'
    return response


def _plan(unit: Unit, found: Engagement) -> Plan:
    if found.published_at is None:
        return Plan((), ())
    messages = planned(found.timing, found.title, unit.now, unit.settings.time_zone)
    return Plan(*let_out(messages, lambda at: _is_held(unit, found, at)))


def _is_held(unit: Unit, found: Engagement, at: datetime) -> bool:
    """Whether an election period holds promotion at that time (R54), known as it is today."""
    period = next((one for one in periods(unit.session) if one.is_on(at)), None)
    if period is None:
        return False
    return exception_in_force(unit.session, period, Outbound.PROMOTE, found.id) is None


def _href(unit: Unit, found: Engagement) -> str:
    return absolute(unit.settings.base_url, f"/engagements/{found.slug}")
