"""Search over everything that is public. Nothing of a search is stored or logged, and no search
engine lists its results."""

from typing import Final

from flask import Blueprint, Response, render_template, request

from engage.core.language import WordsIn
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.engagements.listing import Listed, listed_engagements
from engage.engagements.service import SITE_SCOPE
from engage.search.rules import LONGEST_QUERY, Kind, sought
from engage.site import queries
from engage.site.home_finding import LAST_PAGE, Asked, results
from engage.site.home_queries import titles_here
from engage.site.web import kept
from engage.web.access import public
from engage.web.transaction import current_unit

blueprint = Blueprint("found", __name__)
KINDS: Final = {kind.value: kind for kind in Kind}


@blueprint.get("/search")
@public
def search() -> Response:
    unit = current_unit()
    version = queries.version_of(unit.session, SITE_SCOPE)
    listed = listed_engagements(unit.session, unit.now, version)
    slug = request.args.get("engagement", "")
    within = next((one for one in listed if one.slug == slug), None) if slug else None
    asked = Asked(
        q=plain_one_line(request.args.get("q", ""), LONGEST_QUERY),
        kind=KINDS.get(request.args.get("kind", "")),
        within=within.slug if within else "",
        page=_page(request.args.get("page", "")),
    )
    wanted = sought(asked.q)
    html = render_template(
        "site/search.html",
        asked=asked,
        is_asked=bool(wanted),
        results=results(unit, asked, wanted, listed) if wanted else None,
        within=_title_of(unit, within) if within else "",
    )
    # Only the page without a search is kept, and nothing on it is of a time.
    return kept(unit, html, SITE_SCOPE, version, ())


def _title_of(unit: Unit, one: Listed) -> WordsIn:
    title, _summary, tag = titles_here(unit.session, [one.id])[one.id]
    return WordsIn(title, tag)


def _page(text: str) -> int:
    """1 for whatever is no page that there can be."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), LAST_PAGE)
