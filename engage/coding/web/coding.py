"""Coding, one comment after another: the text, the themes, and the next one at once.

It works by plain forms; scripts add keys, numbers before the themes and a field that filters them.
The list an address asks for stays while one codes: topic, theme, which comments.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.coding.forms import CodingForm
from engage.coding.queries.items import Filters, Item, Mine, Show, item, mine, numbers
from engage.coding.queries.share import coded_share
from engage.coding.queries.suggestions import suggested_for
from engage.coding.rules.codebook import CODING_ROLES, NOTE_LENGTH
from engage.coding.service.coding import Seen, code, last_step, standing_words, text_mark, undo
from engage.coding.web.blueprint import (
    BASE,
    COMMENT,
    CONFLICT,
    NUMBER,
    REFUSED,
    Room,
    attempted,
    blueprint,
    coders_room,
    page,
)
from engage.comments.queries import marks_of
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.engagements.queries import topics_of
from engage.moderation.queries.preferences import keys_of
from engage.moderation.rules import CHANNEL_WORDS
from engage.privacy.redaction import Mark
from engage.web.access import staff
from engage.web.transaction import current_unit

NOT_THERE: Final = "This comment is not public, or it is of a topic that you keep off."
SHOW_WORDS: Final = {
    Show.UNCODED: "To be coded",
    Show.MINE: "Coded by me",
    Show.CODED: "Settled",
    Show.DISPUTED: "Coded differently",
    Show.ALL: "All published",
}
_DIGITS: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Asked:
    """The list that an address asks for; `args` are those parts of the address that were read."""

    slug: str
    filters: Filters
    topics: tuple[Topic, ...]
    args: dict[str, str]

    def href(self, **changes: str | int | None) -> str:
        return url_for(".coding", slug=self.slug, **{**self.args, **changes})  # type: ignore[arg-type]

    def action(self, endpoint: str, **values: str | int) -> str:
        return url_for(endpoint, slug=self.slug, **{**self.args, **values})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: words as they are, or the mark of words that were taken out."""

    words: str
    is_mark: bool = False


@blueprint.get(f"{BASE}/coding")
@staff(*CODING_ROLES)
def coding(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = coders_room(unit, slug)
    asked = asked_list(unit, room)
    number = _asked_number("item")
    found = _item(unit, room, number) if number else None
    if found is None:
        after = _asked_number("after") or 0
        number = _next_number(unit, asked.filters, after)
        found = _item(unit, room, number) if number else None
    return _page(unit, room, asked, found, is_focused=bool(request.args))


@blueprint.post(f"{BASE}/coding/{COMMENT}")
@staff(*CODING_ROLES)
def code_comment(slug: str, comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), CodingForm()
    room = coders_room(unit, slug)
    asked = asked_list(unit, room)
    seen = form.was_seen()
    if not form.validate() or seen is None:
        now = _item(unit, room, comment_id)
        return _again(unit, room, asked, now, form, status=REFUSED)
    status, conflict = attempted(
        unit, form, lambda: code(unit, room.engagement, comment_id, form.chosen(), seen)
    )
    if status:
        now = _item(unit, room, comment_id)
        return _again(unit, room, asked, now, form, status=status, conflict=conflict)
    flash(f"Comment {comment_id} is coded.")
    following = _next_number(unit, asked.filters, comment_id)
    # With no comment left the heading that says so takes the focus.
    return redirect(asked.href(item=following or 0), 303)


@blueprint.post(f"{BASE}/coding/undo/{NUMBER}")
@staff(*CODING_ROLES)
def undo_coding(slug: str, number: int) -> ResponseReturnValue:
    """Back to the comment, coded as before; or to the list with the reason why not."""
    unit = current_unit()
    room = coders_room(unit, slug)
    asked = asked_list(unit, room)
    try:
        with unit.attempt():
            comment_id = undo(unit, room.engagement, number)
    except (Conflict, Refused) as refusal:
        flash(str(refusal), "warning")
        return redirect(asked.href(), 303)
    flash(f"Undone: comment {comment_id} is coded as it was before.")
    return redirect(asked.href(item=comment_id), 303)


def asked_list(unit: Unit, room: Room) -> Asked:
    """Whatever cannot be read is as if it were not there."""
    topics = tuple(
        one for one in topics_of(unit.session, room.engagement.id) if one.id not in room.but_topics
    )
    given = {name: request.args.get(name, "") for name in ("show", "topic", "theme")}
    topic = next((one for one in topics if one.slug == given["topic"]), None)
    theme = room.by_key(given["theme"])
    show = Show(given["show"]) if given["show"] in set(Show) else Show.UNCODED
    filters = Filters(
        engagement_id=room.engagement.id,
        person_id=unit.actor.person_id,
        coders=room.coders,
        show=show,
        topic_id=topic.id if topic is not None else None,
        theme_id=theme.id if theme is not None else None,
        but_topics=room.but_topics,
    )
    args = {
        "show": "" if show is Show.UNCODED else show.value,
        "topic": topic.slug if topic is not None else "",
        "theme": theme.key if theme is not None else "",
    }
    kept = {name: value for name, value in args.items() if value}
    return Asked(room.slug, filters, topics, kept)


def seen_of(unit: Unit, found: Item) -> Seen:
    """What a page that shows this comment has shown."""
    return Seen(found.version, text_mark(unit, found.body), found.revision)


def pieces(unit: Unit, found: Item) -> list[Piece]:
    """The published text, with what was taken out told apart from the author's own words."""
    marks: tuple[Mark, ...] = marks_of(unit.session, found.comment_id, found.version)
    shown, at = [], 0
    for mark in marks:
        shown += [
            Piece(found.body[at : mark.start]),
            Piece(found.body[mark.start : mark.end], is_mark=True),
        ]
        at = mark.end
    return [one for one in (*shown, Piece(found.body[at:])) if one.words]


def readable_item(unit: Unit, room: Room, comment_id: int) -> Item:
    """Raises NotFound where it is not public, or of a topic that the reader keeps off."""
    found = item(unit.session, room.engagement.id, comment_id)
    if found is None or found.topic_id in room.but_topics:
        raise NotFound(NOT_THERE)
    return found


def _item(unit: Unit, room: Room, comment_id: int) -> Item | None:
    try:
        return readable_item(unit, room, comment_id)
    except NotFound:
        return None


def _again(
    unit: Unit,
    room: Room,
    asked: Asked,
    found: Item | None,
    form: CodingForm,
    *,
    status: int,
    conflict: str = "",
) -> ResponseReturnValue:
    """The comment as it stands now, with what was chosen kept."""
    if found is None and status != CONFLICT:
        raise NotFound(NOT_THERE)
    if form.was_seen() is None and found is not None:
        form.form_errors.append("This page was not complete. Look again and save once more.")
    return _page(unit, room, asked, found, form, status, conflict=conflict)


def _page(
    unit: Unit,
    room: Room,
    asked: Asked,
    found: Item | None,
    form: CodingForm | None = None,
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    settled, published = coded_share(unit.session, room.engagement.id)
    context: dict[str, Any] = {"conflict": "", "is_focused": False}
    own: Mine | None = None
    if found is not None:
        own = mine(
            unit.session, found.comment_id, unit.actor.person_id, text_mark(unit, found.body)
        )
        if form is None:
            form = _form_of(room, found, own)
        form.see(seen_of(unit, found))
        before = numbers(
            unit.session, asked.filters, after=found.comment_id, limit=1, backwards=True
        )
        context |= {
            "pieces": pieces(unit, found),
            "standing": standing_words(found.coded if _may_see(room, found, own) else None),
            "suggested": _suggested(unit, room, found),
            "before": before[0] if before else None,
        }
    return page(
        "coding.html",
        status,
        room=room,
        asked=asked,
        found=found,
        form=form,
        mine=own,
        show=Show,
        show_words=SHOW_WORDS,
        settled=settled,
        published=published,
        undo=last_step(unit, room.engagement.id),
        keys_are_on=keys_of(unit.session, unit.actor.person_id).are_on,
        channel_words=CHANNEL_WORDS,
        note_length=NOTE_LENGTH,
        **(context | more),
    )


def _suggested(unit: Unit, room: Room, found: Item) -> dict[int, float]:
    """Nothing with two coders: both would agree with the arithmetic rather than each other."""
    return suggested_for(unit.session, found.comment_id) if room.coders == 1 else {}


def _form_of(room: Room, found: Item, own: Mine | None) -> CodingForm:
    """What counts now, or what the person chose; nothing that was only suggested."""
    keys = {one.id: one.key for one in room.themes}
    if own is not None and own.is_current:
        themes, fits_none, note = own.themes, own.fits_none, own.note
    elif found.is_settled and found.coded is not None:
        themes, fits_none, note = found.themes, found.coded.fits_none, ""
    else:
        themes, fits_none, note = frozenset(), False, ""
    chosen = [keys[one] for one in themes if one in keys]
    return CodingForm(formdata=None, themes=chosen, fits_none=fits_none, note=note)


def _may_see(room: Room, found: Item, own: Mine | None) -> bool:
    """With two coders, what the other did stays unknown until oneself has chosen."""
    return room.coders == 1 or found.is_settled or (own is not None and own.is_current)


def _next_number(unit: Unit, filters: Filters, after: int) -> int | None:
    """The next of the list; at its end, from its start."""
    found = numbers(unit.session, filters, after=after, limit=1)
    if not found and after:
        found = numbers(unit.session, filters, limit=1)
    return found[0] if found else None


def _asked_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if _DIGITS.fullmatch(text) else None
