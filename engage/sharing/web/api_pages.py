"""The description of the interface: for programs as OpenAPI, for people as a page."""

from flask import Response, render_template

from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.rules import Phase
from engage.engagements.service import SITE_SCOPE
from engage.sharing.openapi import DESCRIPTION, PARAMETERS, ROUTES, document
from engage.sharing.web.api_answers import answer, ground_of
from engage.sharing.web.blueprint import blueprint
from engage.site.queries import version_of
from engage.site.web import kept
from engage.web.access import public
from engage.web.headers import shared
from engage.web.transaction import current_unit


@blueprint.get("/api/openapi.json")
@public
@shared
def api_openapi() -> Response:
    unit = current_unit()
    version = version_of(unit.session, SITE_SCOPE)
    return answer(
        unit, ground_of(unit, SITE_SCOPE, version), lambda: document(unit.settings.base_url)
    )


@blueprint.get("/api")
@public
def api_page() -> Response:
    """Every address with its parameters, and examples that can be followed."""
    unit = current_unit()
    version = version_of(unit.session, SITE_SCOPE)
    html = render_template(
        "sharing/api.html",
        paragraphs=DESCRIPTION.split("\n\n"),
        routes=ROUTES,
        parameters=PARAMETERS,
        base=unit.settings.base_url.rstrip("/"),
        example=_example(unit),
    )
    return kept(unit, html, SITE_SCOPE, version, [])


def _example(unit: Unit) -> str:
    """The address name of an engagement that can be looked at; '' when there is none."""
    shown = engagements.published_engagements(unit.session)
    found = (one.slug for one in shown if one.timing.phase(unit.now) is not Phase.PLANNED)
    return next(found, "")
