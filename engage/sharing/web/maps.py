"""The map of the site, in one file or in several with their list, and what robots may read."""

from flask import Response
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.engagements.service import SITE_SCOPE
from engage.sharing.happened import next_public_change
from engage.sharing.mapping import places
from engage.sharing.maps import XML_TYPE, index, parts, robots, urlset
from engage.sharing.web.blueprint import blueprint, kept_answer, without_query
from engage.site.queries import version_of
from engage.web.access import public
from engage.web.transaction import current_unit

NO_PART = "There is no such part of the map."


@blueprint.get("/sitemap.xml", defaults={"number": 0})
@blueprint.get("/sitemap-<int(min=1, max=9999):number>.xml")
@public
def sitemap(number: int) -> ResponseReturnValue:
    """`number` is 0 for the whole, which is the list of its parts where there are several."""
    if (elsewhere := without_query()) is not None:
        return elsewhere
    unit = current_unit()
    keep = (SITE_SCOPE, version_of(unit.session, SITE_SCOPE))
    files, base = parts(places(unit.session, unit.now)), unit.settings.base_url
    if number > len(files) or (number and len(files) == 1):
        raise NotFound(NO_PART)
    if number == 0 and len(files) > 1:
        body = index(base, files)
    else:
        body = urlset(base, files[max(number - 1, 0)])
    change = next_public_change(unit.session, unit.now)
    return kept_answer(unit, body, XML_TYPE, keep, change)


@blueprint.get("/robots.txt")
@public
def robots_file() -> Response:
    unit = current_unit()
    keep = (SITE_SCOPE, version_of(unit.session, SITE_SCOPE))
    body = robots(unit.settings.base_url)
    return kept_answer(unit, body, "text/plain; charset=utf-8", keep, None)
