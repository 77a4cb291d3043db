"""`/oembed`: how another site shows the card of a page when somebody pasted its address there."""

import json
from typing import Final

from flask import Response, request

from engage.core.errors import NotFound
from engage.core.language import speaking
from engage.core.unit import Unit
from engage.engagements.rules import Phase
from engage.sharing.embed import Subject, subject_of
from engage.sharing.embed_cards import card_of
from engage.sharing.oembed import Said, as_xml, discovery, rich
from engage.sharing.web.blueprint import ASK_EACH_TIME, blueprint
from engage.site.web import shown_engagement
from engage.web.access import public
from engage.web.headers import shared
from engage.web.problems import BadParameter, problem
from engage.web.theme import Theme
from engage.web.transaction import current_unit, engage_app

NO_CARD: Final = "There is no card for this address."
LONGEST: Final = 2_000


@blueprint.get("/oembed")
@public
@shared
def oembed() -> Response:
    """404 for every address that is not one of ours, or not public; 501 for another format."""
    url, form = request.args.get("url", ""), request.args.get("format", "json") or "json"
    if form not in ("json", "xml"):
        return problem(501, "Ask for the format json or xml.")
    if not url:
        raise BadParameter("url", "Give the address of a page of this site.")
    unit = current_unit()
    subject = subject_of(url[:LONGEST], unit.settings.base_url)
    if subject is None:
        raise NotFound(NO_CARD)
    with speaking(subject.language):
        said = _said(unit, subject)
    if form == "xml":
        response = Response(as_xml(said), content_type="text/xml; charset=utf-8")
    else:
        response = Response(json.dumps(said, ensure_ascii=False), content_type="application/json")
    response.add_etag()
    response.headers["Cache-Control"] = ASK_EACH_TIME
    response.make_conditional(request)
    return response


@blueprint.app_template_global("oembed_links")
def oembed_links(address: str) -> tuple[tuple[str, str], ...]:
    return discovery(address, engage_app().units.settings.base_url)


def _said(unit: Unit, subject: Subject) -> Said:
    found, _version = shown_engagement(unit, subject.slug)
    if found.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(NO_CARD)
    card = card_of(unit, found, subject)
    theme: Theme = engage_app().jinja_env.globals["theme"]  # type: ignore[assignment]
    base_url = unit.settings.base_url
    prefix = subject.card_path(is_fitted=True).partition("/embed")[0]
    return rich(
        title=card.title,
        ministry=card.e.ministry,
        provider=f"{theme.title}, {theme.organization}",
        base_url=base_url,
        href=f"{base_url}{prefix}{subject.path}",
        card=base_url + subject.card_path(is_fitted=True),
        most_width=request.args.get("maxwidth", ""),
        most_height=request.args.get("maxheight", ""),
    )
