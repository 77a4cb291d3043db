"""Calendars to subscribe to: of the site, and of one engagement."""

from flask import Response
from flask.typing import ResponseReturnValue

from engage.core.language import gettext
from engage.engagements.service import SITE_SCOPE
from engage.sharing.addresses import absolute
from engage.sharing.calendars import CALENDAR_TYPE, calendar
from engage.sharing.dating import moments, moments_of_site
from engage.sharing.happened import next_public_change, title_and_summary_of
from engage.sharing.heads import the_theme
from engage.sharing.web.blueprint import blueprint, kept_answer, without_query
from engage.site.queries import version_of
from engage.site.web import shown_engagement
from engage.web.access import public
from engage.web.language import here
from engage.web.transaction import current_unit


@blueprint.get("/calendar.ics")
@public
def site_calendar() -> ResponseReturnValue:
    if (elsewhere := without_query()) is not None:
        return elsewhere
    unit, theme = current_unit(), the_theme()
    keep = (SITE_SCOPE, version_of(unit.session, SITE_SCOPE))
    body = calendar(
        f"{theme.title}, {gettext(theme.organization)}",
        gettext("When engagements open and close for comments."),
        absolute(unit.settings.base_url, here("/")),
        theme.organization,
        moments_of_site(unit),
    )
    change = next_public_change(unit.session, unit.now)
    return named(kept_answer(unit, body, CALENDAR_TYPE, keep, change), "engagements.ics")


@blueprint.get("/engagements/<slug>/calendar.ics")
@public
def calendar_of_engagement(slug: str) -> ResponseReturnValue:
    if (elsewhere := without_query()) is not None:
        return elsewhere
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    title, summary = title_and_summary_of(unit, found)
    body = calendar(
        title,
        summary,
        absolute(unit.settings.base_url, here(f"/engagements/{found.slug}")),
        the_theme().organization,
        moments(unit, [found]),
    )
    change = found.timing.next_change(unit.now)
    answer = kept_answer(unit, body, CALENDAR_TYPE, (found.scope, version), change)
    return named(answer, f"{found.slug}.ics")


def named(response: Response, name: str) -> Response:
    """Under which name a browser keeps it; slugs hold nothing that would need quoting."""
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
