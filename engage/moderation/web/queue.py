"""The queue: what waits at the left, the item at the right, and the decision on it.

It works by plain forms. After a decision the next item in the same list is shown and has the focus.
A conflict answers 409 with the item as it stands now, and the note is kept.
"""

from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.queries import Cursor, cursor_in_address
from engage.comments.rules import Invalid
from engage.core.errors import Conflict, NotFound
from engage.core.unit import Unit
from engage.engagements.queries import NO_ENGAGEMENT
from engage.moderation.forms import DecisionForm
from engage.moderation.queries.comments import Row
from engage.moderation.queries.decisions import decided_comments
from engage.moderation.queries.tallies import waiting_by_engagement, waiting_total
from engage.moderation.queries.waiting import Filters, waiting_for_review
from engage.moderation.rules import MODERATING_ROLES, chosen_reasons
from engage.moderation.service import decide
from engage.moderation.web.blueprint import (
    COMMENT,
    asked_number,
    asked_place,
    blueprint,
    engagement_named,
    page,
)
from engage.moderation.web.item import (
    CONFLICT,
    REFUSED,
    Shown,
    done_words,
    empty_form,
    item_page,
    shown_item,
    words,
)
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 25


@blueprint.get("/staff/queue")
@staff(*MODERATING_ROLES)
def queue() -> ResponseReturnValue:
    unit = current_unit()
    found = _waiting(unit, asked_place("after"), PAGE + 1)
    rows = found[:PAGE]
    more = cursor_in_address(rows[-1].waits_at) if len(found) > PAGE and rows[-1].waits_at else ""
    shown = _right_side(unit, rows)
    return page(
        "queue.html",
        rows=rows,
        hrefs={row.id: url_for(".queue", **_filters(item=row.id)) for row in rows},
        next_href=url_for(".queue", **_filters(after=more)) if more else "",
        first_href=url_for(".queue", **_filters(after=None)) if asked_place("after") else "",
        shown=shown,
        form=empty_form(shown) if shown else None,
        action=_action(shown.item.row.id) if shown else "",
        is_focused=asked_number("item") is not None,
        conflict="",
        **_sides(unit),
    )


@blueprint.get("/staff/queue/decided")
@staff(*MODERATING_ROLES)
def decided() -> ResponseReturnValue:
    unit = current_unit()
    found = decided_comments(
        unit.session,
        within=unit.actor.ministries(MODERATING_ROLES),
        limit=PAGE + 1,
        before=asked_place("before"),
        engagement_id=_asked_engagement(unit),
    )
    older = ""
    if len(found) > PAGE:
        last, _row = found[PAGE - 1]
        older = url_for(
            ".decided", **_filters(before=cursor_in_address(Cursor(last.decided_at, last.id)))
        )
    return page("decided.html", decisions=found[:PAGE], older_href=older, **_sides(unit))


@blueprint.post(f"/staff/queue/{COMMENT}")
@staff(*MODERATING_ROLES)
def decide_on(comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    shown = shown_item(unit, comment_id)
    if not form.validate():
        return item_page(shown, form, _action(comment_id), REFUSED)
    reasons = tuple(form.reasons.data or ())
    try:
        with unit.attempt():
            decision = decide(
                unit,
                comment_id,
                form.seen_version.data or 0,
                request.form.get("outcome", ""),
                reasons,
                form.note.data or "",
            )
    except Invalid as refusal:
        for fault in refusal.faults:
            form.show_fault(fault)
        return item_page(shown, form, _action(comment_id), REFUSED)
    except Conflict as conflict:
        now = shown_item(unit, comment_id)
        form = empty_form(now, form.note.data or "")
        return item_page(now, form, _action(comment_id), CONFLICT, str(conflict))
    flash(done_words(decision, chosen_reasons(reasons)))
    return redirect(_next_href(unit, shown), 303)


def _right_side(unit: Unit, rows: list[Row]) -> Shown | None:
    """The item that was asked for; the first of the list when it waits no longer, or none was."""
    asked = asked_number("item")
    if asked is not None:
        try:
            shown = shown_item(unit, asked)
        except NotFound:
            shown = None
        if shown and shown.item.row.waiting_since is not None:
            return shown
    return shown_item(unit, rows[0].id) if rows else None


def _next_href(unit: Unit, done: Shown) -> str:
    """The same list with the item after the one just decided; at its end, from its start."""
    place = done.item.row.waits_at
    following = _waiting(unit, place, 1) if place else []
    return url_for(".queue", **_filters(item=following[0].id if following else None))


def _waiting(unit: Unit, after: Cursor | None, limit: int) -> list[Row]:
    return waiting_for_review(
        unit.session,
        within=unit.actor.ministries(MODERATING_ROLES),
        limit=limit,
        after=after,
        filters=Filters(None, engagement_id=_asked_engagement(unit)),
    )


def _sides(unit: Unit) -> dict[str, Any]:
    """The filters at the left, with counts."""
    within = unit.actor.ministries(MODERATING_ROLES)
    return {
        "total": waiting_total(unit.session, within=within),
        "tallies": waiting_by_engagement(unit.session, within=within),
        "chosen": request.args.get("engagement", ""),
        **words(),
    }


def _asked_engagement(unit: Unit) -> int | None:
    slug = request.args.get("engagement", "")
    if not slug:
        return None
    found = engagement_named(unit, slug)
    if not unit.actor.reaches(MODERATING_ROLES, found.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return found.id


def _filters(**changes: str | int | None) -> dict[str, Any]:
    """What the address says of the list, changed; None leaves a part out."""
    after = asked_place("after")
    return {
        "engagement": request.args.get("engagement") or None,
        "after": cursor_in_address(after) if after else None,
        **changes,
    }


def _action(comment_id: int) -> str:
    return url_for(".decide_on", comment_id=comment_id, **_filters())
