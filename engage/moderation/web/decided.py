"""Decisions, newest first, and the search in what was decided."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.queries import Cursor, cursor_in_address
from engage.moderation.queries.decisions import decided_comments, found_decided
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.search import wanted
from engage.moderation.web.addresses import asked_list
from engage.moderation.web.blueprint import asked_place, blueprint, page
from engage.moderation.web.queue import PAGE, sides
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/queue/decided")
@staff(*MODERATING_ROLES)
def decided() -> ResponseReturnValue:
    unit = current_unit()
    asked = asked_list(unit)
    within = unit.actor.ministries(MODERATING_ROLES)
    engagement_id, before = asked.filters.engagement_id, asked_place("before")
    sought = wanted(asked.query)
    if sought:
        found = found_decided(
            unit.session,
            sought,
            within=within,
            limit=PAGE + 1,
            before_id=before.id if before else None,
            engagement_id=engagement_id,
        )
    else:
        found = decided_comments(
            unit.session,
            within=within,
            limit=PAGE + 1,
            before=before,
            engagement_id=engagement_id,
        )
    older = ""
    if len(found) > PAGE:
        last, row = found[PAGE - 1]
        place = Cursor(last.decided_at, row.id if sought else last.id)
        older = url_for(
            ".decided",
            engagement=request.args.get("engagement") or None,
            find=asked.args.get("find"),
            before=cursor_in_address(place),
        )
    return page(
        "decided.html", asked=asked, decisions=found[:PAGE], older_href=older, **sides(unit, asked)
    )
