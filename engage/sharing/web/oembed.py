"""`/oembed`: how another site shows the card of a page when somebody pasted its address there."""

import json
from typing import Final
from urllib.parse import urlencode

from flask import Response, request

from engage.comments.threads.rules import NAMED
from engage.core.errors import NotFound
from engage.core.language import gettext, speaking
from engage.core.unit import Unit
from engage.engagements.rules import Phase
from engage.sharing.addresses import absolute
from engage.sharing.comment_cards import comment_card_of
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
    """Of the page with that address, or of the comment on it that this request names."""
    base_url = engage_app().units.settings.base_url
    named = request.args.get(NAMED, "")
    meant = subject_of(f"{address}?{urlencode({NAMED: named})}", base_url) if named else None
    if meant is not None and meant.comment:
        address = absolute(base_url, meant.path, meant.language)
    return discovery(address, base_url)


def _said(unit: Unit, subject: Subject) -> Said:
    title, ministry = _title_and_ministry(unit, subject)
    theme: Theme = engage_app().jinja_env.globals["theme"]  # type: ignore[assignment]
    base_url = unit.settings.base_url
    prefix = subject.card_path(is_fitted=True).partition("/embed")[0]
    return rich(
        title=title,
        ministry=ministry,
        provider=f"{theme.title}, {theme.organization}",
        base_url=base_url,
        href=f"{base_url}{prefix}{subject.path}",
        card=base_url + subject.card_path(is_fitted=True),
        most_width=request.args.get("maxwidth", ""),
        most_height=request.args.get("maxheight", ""),
    )


def _title_and_ministry(unit: Unit, subject: Subject) -> tuple[str, str]:
    """Who asked keeps these for years, so they hold nothing of a comment, which may be taken back:
    neither its words nor a name."""
    if subject.comment:
        about = comment_card_of(unit, subject)
        return gettext("A comment on: %(topic)s", topic=about.topic.title), about.e.ministry
    found, _version = shown_engagement(unit, subject.slug)
    if found.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(NO_CARD)
    card = card_of(unit, found, subject)
    return card.title, card.e.ministry
