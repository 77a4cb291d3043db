"""What belongs to an engagement beside its topics: updates, results, notice, releases."""

from flask import Response

from engage.core.errors import NotFound
from engage.engagements import queries as engagements
from engage.engagements.rules import Phase
from engage.notices.shown import every_wording
from engage.sharing import api_values
from engage.sharing.api_values import Json
from engage.sharing.web import api_asked as asked
from engage.sharing.web.api import API, ENGAGEMENT, addresses, public_one
from engage.sharing.web.api_answers import answer, of_engagement, page_of
from engage.sharing.web.blueprint import blueprint
from engage.site.queries import public_counts
from engage.site.releases import public_releases
from engage.updates.models import EngagementUpdate
from engage.updates.queries import NO_UPDATE, public_update, public_updates, update_by_slug
from engage.updates.rules import update_slug_fault
from engage.web.access import public
from engage.web.headers import shared
from engage.web.problems import BadParameter
from engage.web.transaction import current_unit


@blueprint.get(f"{ENGAGEMENT}/updates")
@public
@shared
def api_updates(slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)
    limit, before = asked.limit(), _update_cursor(found.id)

    def made() -> Json:
        rows = public_updates(unit.session, found.id, most=limit + 1, before=before)
        at, next_url = addresses(unit), None
        if len(rows) > limit:
            path, last = f"{API}/engagements/{found.slug}/updates", rows[limit - 1][0]
            next_url = asked.next_address(unit.settings.base_url, path, {}, last.slug)
        items = [
            api_values.update(found, row.slug, row.published_at, content, at)
            for row, content in rows[:limit]
        ]
        return page_of(items, next_url)

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(f"{ENGAGEMENT}/updates/<update_slug>")
@public
@shared
def api_update(slug: str, update_slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)
    if update_slug_fault(update_slug):
        raise NotFound(NO_UPDATE)
    row, content = public_update(unit.session, found.id, update_slug)
    at = addresses(unit)

    def made() -> Json:
        return api_values.update(found, row.slug, row.published_at, content, at)

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(f"{ENGAGEMENT}/results")
@public
@shared
def api_results(slug: str) -> Response:
    """What was heard and done; not found before it is public."""
    unit = current_unit()
    found, version = public_one(unit, slug)
    if found.timing.phase(unit.now) is not Phase.RESULTS:
        raise NotFound("The results are not ready yet.")

    def made() -> Json:
        written = engagements.results_content(unit.session, found.results_revision_id)
        at = addresses(unit)
        return {
            "summary": written.summary,
            "body_html": at.html(written.body),
            "published_at": api_values.instant(found.results_at),
            "figures": api_values.figures(public_counts(unit, found)),
            "url": at.engagement(found.slug, "/results"),
        }

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(f"{ENGAGEMENT}/notice")
@public
@shared
def api_notice(slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)
    shown = every_wording(unit, found.id)
    if not shown:
        raise NotFound("There is no notice for this engagement.")
    at = addresses(unit)
    ground = of_engagement(unit, found, version)
    return answer(unit, ground, lambda: api_values.notice(found, shown, at))


@blueprint.get(f"{ENGAGEMENT}/releases")
@public
@shared
def api_releases(slug: str) -> Response:
    """Every public release of the report, the newest first, with the hash of each file."""
    unit = current_unit()
    found, version = public_one(unit, slug)
    at = addresses(unit)

    def made() -> Json:
        return page_of([api_values.release(one, at) for one in public_releases(unit, found)], None)

    return answer(unit, of_engagement(unit, found, version), made)


def _update_cursor(engagement_id: int) -> EngagementUpdate | None:
    """The update after which a page begins: its address is the cursor, withdrawn since or not."""
    slug = asked.cursor()
    if not slug:
        return None
    try:
        if update_slug_fault(slug):
            raise NotFound(NO_UPDATE)
        found = update_by_slug(current_unit().session, engagement_id, slug)
        if found.published_at is None:
            raise NotFound(NO_UPDATE)
    except NotFound:
        raise BadParameter("cursor", asked.NO_CURSOR) from None
    return found
