"""The home page and the list of all engagements, which its filters cut down by links.

Both are kept by the cache without a query alone; with one they are made anew, which takes as long
for two thousand engagements as for twenty of other pages.
"""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.engagements.listing import Listed, first_to_change, listed_engagements
from engage.engagements.service import SITE_SCOPE
from engage.search.rules import LONGEST_QUERY, sought
from engage.site import home_queries, queries
from engage.site.home_filters import chips, chosen_from, groups, matching, page_of
from engage.site.web import kept
from engage.web.access import public
from engage.web.language import here
from engage.web.transaction import current_unit

blueprint = Blueprint("home", __name__)
PAGE: Final = 20


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    if "q" in request.args:
        return redirect(here("/search") + "?" + request.query_string.decode("latin-1"))
    unit = current_unit()
    version = queries.version_of(unit.session, SITE_SCOPE)
    listed = listed_engagements(unit.session, unit.now, version)
    ministries = home_queries.ministries_by_id(unit.session)
    html = render_template(
        "site/home.html",
        sections=home_queries.sections(unit, listed, ministries),
        total=len(listed),
    )
    return _kept(unit, html, version, listed)


@blueprint.get("/engagements")
@public
def all_engagements() -> Response:
    unit = current_unit()
    version = queries.version_of(unit.session, SITE_SCOPE)
    listed = listed_engagements(unit.session, unit.now, version)
    ministries = home_queries.ministries_by_id(unit.session)
    codes = {number: code for number, (code, _name) in ministries.items()}
    q = plain_one_line(request.args.get("q", ""), LONGEST_QUERY)
    chosen = chosen_from(request.args, listed, codes, q)
    within = home_queries.holding(unit, listed, sought(q)) if q else listed
    page = page_of(matching(within, chosen, codes), chosen, request.args.get("after", ""), PAGE)
    html = render_template(
        "site/engagements.html",
        page=page,
        cards=home_queries.cards(unit, page.shown, ministries),
        q=q,
        groups=groups(within, chosen, ministries),
        chips=chips(chosen, {code: name for code, name in ministries.values()}),
    )
    return _kept(unit, html, version, listed)


def _kept(unit: Unit, html: str, version: int, listed: Sequence[Listed]) -> Response:
    # Pages that answer to a query are not kept, so nobody asks until when they are true.
    shown = () if request.query_string else first_to_change(listed, unit.now)
    return kept(unit, html, SITE_SCOPE, version, shown)
