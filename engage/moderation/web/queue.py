"""The queue: what waits at the left, the item at the right, and the decision on it.

It works by plain forms. After a decision the next item in the same list is shown and has the focus.
A conflict answers 409 with the item as it stands now and keeps the note.
"""

from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.rules import Invalid
from engage.core.errors import Conflict, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.queries import engagement_by_slug, topic_content
from engage.moderation.forms import DecisionForm
from engage.moderation.models import Decision
from engage.moderation.queries.comments import Item, Row, item, waiting_for_review
from engage.moderation.queries.decisions import Step, decided_comments, history
from engage.moderation.queries.tallies import Tally, waiting_by_engagement, waiting_total
from engage.moderation.rules import (
    CHANNEL_WORDS,
    CHOICES,
    MODERATING_ROLES,
    NO_COMMENT,
    NOTE_LENGTH,
    READING_ROLES,
    STATE_WORDS,
    WORDS,
    Outcome,
    Reason,
    ministries_within,
)
from engage.moderation.service import decide
from engage.moderation.web.blueprint import (
    COMMENT,
    asked_number,
    asked_place,
    blueprint,
    page,
    place_of,
)
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 25
REFUSED: Final = 422
CONFLICT: Final = 409


@dataclass(frozen=True)
class Shown:
    """An item with what its page says around it."""

    item: Item
    prompt: str
    steps: tuple[Step, ...]
    may_decide: bool
    action: str


@blueprint.get("/staff/queue")
@staff(*MODERATING_ROLES)
def queue() -> ResponseReturnValue:
    unit = current_unit()
    rows, next_href = _listed(unit)
    chosen = asked_number("item")
    shown = _chosen_item(unit, chosen, rows)
    form = DecisionForm(formdata=None, seen_version=shown.item.row.version) if shown else None
    return page(
        "queue.html",
        rows=rows,
        hrefs={row.id: url_for(".queue", **_filters(), item=row.id) for row in rows},
        next_href=next_href,
        shown=shown,
        form=form,
        focused=chosen is not None,
        **_sides(unit),
    )


@blueprint.get("/staff/queue/decided")
@staff(*MODERATING_ROLES)
def decided() -> ResponseReturnValue:
    unit = current_unit()
    found = decided_comments(
        unit.session,
        within=ministries_within(unit.actor, MODERATING_ROLES),
        limit=PAGE + 1,
        before=asked_place("before"),
        engagement_id=_asked_engagement(unit),
    )
    older = ""
    if len(found) > PAGE:
        last = found[PAGE - 1][0]
        before = place_of(Cursor(last.decided_at, last.id))
        older = url_for(".decided", **(_filters() | {"before": before}))
    return page("decided.html", decisions=found[:PAGE], older_href=older, **_sides(unit))


@blueprint.get(f"/staff/queue/{COMMENT}")
@staff(*READING_ROLES)
def comment(comment_id: int) -> ResponseReturnValue:
    shown = _shown(current_unit(), comment_id)
    return _item_page(shown, DecisionForm(formdata=None, seen_version=shown.item.row.version))


@blueprint.post(f"/staff/queue/{COMMENT}")
@staff(*MODERATING_ROLES)
def decide_on(comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    place = _shown(unit, comment_id).item.row.waits_at
    if not form.validate():
        return _item_page(_shown(unit, comment_id), form, REFUSED)
    try:
        with unit.attempt():
            decision = decide(
                unit,
                comment_id,
                form.seen_version.data or 0,
                request.form.get("outcome", ""),
                tuple(form.reasons.data or ()),
                form.note.data or "",
            )
    except Invalid as refusal:
        form.take_faults(refusal.faults)
        return _item_page(_shown(unit, comment_id), form, REFUSED)
    except Conflict as conflict:
        shown = _shown(unit, comment_id)
        form = DecisionForm(
            formdata=None, seen_version=shown.item.row.version, note=form.note.data
        )
        return _item_page(shown, form, CONFLICT, str(conflict))
    flash(_done_words(decision, tuple(form.reasons.data or ())))
    return redirect(_next_href(unit, place), 303)
