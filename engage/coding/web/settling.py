"""How far two coders agree, where they do not, and settling that."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.coding.forms import CodingForm
from engage.coding.queries.agreement import agreements
from engage.coding.queries.items import Filters, Item, Show, item, notes_about, numbers
from engage.coding.rules.agreement import words_of
from engage.coding.rules.codebook import CODING_ROLES, READING_ROLES
from engage.coding.rules.settling import How, State
from engage.coding.service.coding import standing_words, text_mark
from engage.coding.service.deriving import choices_of
from engage.coding.service.settling import may_decide, settle
from engage.coding.web.blueprint import (
    BASE,
    COMMENT,
    REFUSED,
    Room,
    attempted,
    blueprint,
    coders_room,
    page,
    refuse_kept_off,
    room_of,
)
from engage.coding.web.coding import pieces, readable_item, seen_of
from engage.comments.models import Comment
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.web.blueprint import side_of
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE = 50
NOT_DISPUTED = "Nobody disagrees about this comment."


@blueprint.get(f"{BASE}/agreement")
@staff(*READING_ROLES)
def agreement(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = room_of(unit, slug)
    refuse_kept_off(room)
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    filters = Filters(
        room.engagement.id,
        unit.actor.person_id,
        room.coders,
        Show.DISPUTED,
        but_topics=room.but_topics,
    )
    listed = numbers(unit.session, filters, after=place, limit=PAGE + 1)
    ids = [one.id for one in room.themes]
    return page(
        "agreement.html",
        side=side_of(unit, room.engagement),
        room=room,
        found=agreements(unit.session, room.engagement.id, ids, room.but_topics),
        words_of=words_of,
        listed=listed[:PAGE],
        next_href=url_for(".agreement", slug=slug, after=listed[PAGE - 1])
        if len(listed) > PAGE
        else "",
    )


@blueprint.get(f"{BASE}/disagreements/{COMMENT}")
@staff(*CODING_ROLES)
def disagreement(slug: str, comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    room = coders_room(unit, slug)
    return _page(unit, room, _disputed(unit, room, comment_id))


@blueprint.post(f"{BASE}/disagreements/{COMMENT}")
@staff(*CODING_ROLES)
def settle_disagreement(slug: str, comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), CodingForm()
    room = coders_room(unit, slug)
    found = _disputed(unit, room, comment_id)
    seen = form.was_seen()
    if not form.validate() or seen is None:
        if seen is None:
            form.form_errors.append("This page was not complete. Look again and save once more.")
        return _page(unit, room, found, form, REFUSED)
    status, conflict = attempted(
        unit, form, lambda: settle(unit, room.engagement, comment_id, form.chosen(), seen)
    )
    if status:
        now = item(unit.session, room.engagement.id, comment_id)
        if now is None:
            raise NotFound(NOT_DISPUTED)
        return _page(unit, room, now, form, status, conflict=conflict)
    flash(f"The themes of comment {comment_id} are settled.")
    return redirect(url_for(".agreement", slug=slug), 303)


def _disputed(unit: Unit, room: Room, comment_id: int) -> Item:
    found = readable_item(unit, room, comment_id)
    row = found.coded
    if row is None or not (row.state == State.DISPUTED or row.how == How.RULED):
        raise NotFound(NOT_DISPUTED)
    return found


def _page(
    unit: Unit,
    room: Room,
    found: Item,
    form: CodingForm | None = None,
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    choices = choices_of(unit, unit.session.get_one(Comment, found.comment_id))
    mark = text_mark(unit, found.body)
    if form is None:
        keys = {one.id: one.key for one in room.themes}
        chosen = [keys[one] for one in found.themes if one in keys and found.is_settled]
        form = CodingForm(formdata=None, themes=chosen)
    form.see(seen_of(unit, found))
    return page(
        "settle.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        found=found,
        form=form,
        pieces=pieces(unit, found),
        choices=choices,
        names=names_of(unit.session, {one.person_id for one in choices}),
        notes=notes_about(unit.session, found.comment_id, mark),
        standing=standing_words(found.coded),
        may_settle=may_decide(unit, room.engagement, choices),
        **({"conflict": ""} | more),
    )
