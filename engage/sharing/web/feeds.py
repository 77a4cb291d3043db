"""Feeds of what happens: of the site, and of one engagement, each as Atom and as JSON Feed."""

from flask import Response

from engage.core.language import gettext
from engage.engagements.service import SITE_SCOPE
from engage.sharing.feeding import engagement_feed, site_feed
from engage.sharing.feeds import ATOM_TYPE, JSON_TYPE, Feed, atom, json_feed
from engage.sharing.happened import next_public_change
from engage.sharing.heads import the_theme
from engage.sharing.web.blueprint import blueprint, kept_answer
from engage.site.queries import version_of
from engage.site.web import shown_engagement
from engage.web.access import public
from engage.web.transaction import current_unit


@blueprint.get("/feed.atom", defaults={"ending": "atom"})
@blueprint.get("/feed.json", defaults={"ending": "json"})
@public
def feed(ending: str) -> Response:
    unit, theme = current_unit(), the_theme()
    keep = (SITE_SCOPE, version_of(unit.session, SITE_SCOPE))
    body, kind = _written(site_feed(unit, theme.title, gettext(theme.organization)), ending)
    return kept_answer(unit, body, kind, keep, next_public_change(unit.session, unit.now))


@blueprint.get("/engagements/<slug>/feed.atom", defaults={"ending": "atom"})
@blueprint.get("/engagements/<slug>/feed.json", defaults={"ending": "json"})
@public
def feed_of_engagement(slug: str, ending: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    body, kind = _written(engagement_feed(unit, found, gettext(the_theme().organization)), ending)
    change = found.timing.next_change(unit.now)
    return kept_answer(unit, body, kind, (found.scope, version), change)


def _written(told: Feed, ending: str) -> tuple[bytes | str, str]:
    if ending == "atom":
        return atom(told), ATOM_TYPE
    return json_feed(told), JSON_TYPE
