"""Suggestions: asked for, watched, cancelled; suggested themes, and suggested codes to be taken
over one by one or those that a person has before them at once."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.coding.forms import AskForm
from engage.coding.models import Theme
from engage.coding.queries.items import item
from engage.coding.queries.share import coded_share
from engage.coding.queries.suggestions import (
    SuggestedCodes,
    figures_of,
    is_outdated,
    last_run,
    proposals_of,
    run_under_way,
    suggested_counts,
    suggested_list,
)
from engage.coding.rules.codebook import CODING_ROLES, KEEPING_ROLES, READING_ROLES
from engage.coding.rules.suggesting import MOST_TAKEN, RunKind, RunState
from engage.coding.service import suggesting
from engage.coding.service.coding import Chosen, Seen, code, text_mark
from engage.coding.web.blueprint import (
    BASE,
    CONFLICT,
    NUMBER,
    REFUSED,
    Room,
    attempted,
    blueprint,
    coders_room,
    keepers_room,
    page,
    refuse_kept_off,
    room_of,
)
from engage.coding.web.codebook import KEY, found_theme
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.unit import Unit
from engage.engagements.web.blueprint import side_of
from engage.web.access import staff
from engage.web.transaction import current_unit

RUN_WORDS: Final = {
    RunState.WAITING: "Waits to be worked out",
    RunState.RUNNING: "Is being worked out",
    RunState.DONE: "Worked out",
    RunState.CANCELLED: "Cancelled",
    RunState.FAILED: "Could not be worked out",
}
BY_TWO: Final = "Two people code each comment here, so nothing is taken over from suggestions."
ASKED: Final = "Suggestions are being worked out. Load this page again to see how far it is."


@blueprint.get(f"{BASE}/suggestions")
@staff(*READING_ROLES)
def suggestions(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = room_of(unit, slug)
    refuse_kept_off(room)
    return _page(unit, room, AskForm(formdata=None))


@blueprint.post(f"{BASE}/suggestions")
@staff(*KEEPING_ROLES)
def ask_suggestions(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    room = keepers_room(unit, slug)
    kind = request.form.get("kind", "")
    if kind == RunKind.THEMES and not form.validate():
        return _page(unit, room, form, REFUSED)
    status, conflict = attempted(
        unit, form, lambda: suggesting.ask(unit, room.engagement, kind, form.wanted.data)
    )
    if status:
        return _page(unit, room, form, status, conflict)
    flash(ASKED)
    return redirect(url_for(".suggestions", slug=slug), 303)


@blueprint.post(f"{BASE}/suggestions/{NUMBER}/cancel")
@staff(*KEEPING_ROLES)
def cancel_suggestions(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    try:
        with unit.attempt():
            suggesting.cancel(unit, room.engagement, number)
    except (Conflict, Refused) as refusal:
        flash(str(refusal), "warning")
    else:
        flash("It is cancelled.")
    return redirect(url_for(".suggestions", slug=slug), 303)


@blueprint.post(f"{BASE}/suggestions/{NUMBER}/dismiss")
@staff(*KEEPING_ROLES)
def dismiss_suggestion(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    try:
        with unit.attempt():
            suggesting.dismiss(unit, room.engagement, number)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".suggestions", slug=slug), 303)


@blueprint.get(f"{BASE}/codebook/{KEY}/suggested")
@staff(*CODING_ROLES)
def suggested_codes(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = coders_room(unit, slug)
    refuse_two(room)
    return _codes_page(unit, room, found_theme(unit, room, key))


@blueprint.post(f"{BASE}/codebook/{KEY}/suggested")
@staff(*CODING_ROLES)
def take_suggested(slug: str, key: str) -> ResponseReturnValue:
    """Codes the ticked comments with the themes that were listed with them, as if each had been
    coded by hand; those that changed meanwhile are left, and said to be."""
    unit = current_unit()
    room = coders_room(unit, slug)
    refuse_two(room)
    theme = found_theme(unit, room, key)
    ticked = list(dict.fromkeys(request.form.getlist("take")))[:MOST_TAKEN]
    if not ticked:
        return _codes_page(unit, room, theme, REFUSED, message="Tick the comments to code.")
    taken, left, refusal = 0, 0, ""
    for value in ticked:
        try:
            with unit.attempt():
                _take(unit, room, value)
            taken += 1
        except Conflict:
            left += 1
        except Refused as refused:
            refusal = refused.message
    if taken:
        flash(f"{taken} {'comment is' if taken == 1 else 'comments are'} coded.")
    if refusal:
        return _codes_page(unit, room, theme, REFUSED, message=refusal)
    if left:
        message = f"{left} had changed or were coded meanwhile, so nothing was done with them."
        return _codes_page(unit, room, theme, CONFLICT, message=message)
    return redirect(url_for(".suggested_codes", slug=slug, key=key), 303)


def refuse_two(room: Room) -> None:
    """Where two people code each comment, both would agree with the arithmetic rather than with
    each other."""
    if room.coders > 1:
        raise NotAllowed(BY_TWO)


def _take(unit: Unit, room: Room, value: str) -> None:
    """One line as it was listed: number, version, mark of its text, keys of its themes."""
    number, _, rest = value.partition(".")
    version, _, rest = rest.partition(".")
    mark, _, keys = rest.partition(".")
    if not (_is_number(number) and _is_number(version)):
        raise Refused("", "This page was not complete. Load it again.")
    found = item(unit.session, room.engagement.id, int(number))
    revision = found.revision if found is not None and not found.is_settled else 0
    chosen = Chosen(tuple(key for key in keys.split("+") if key))
    seen = Seen(int(version), mark, revision)
    code(unit, room.engagement, int(number), chosen, seen, kind="taken")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def listed_value(unit: Unit, room: Room, one: SuggestedCodes) -> str:
    """What a tick box carries; see `_take`."""
    keys = {theme.id: theme.key for theme in room.themes}
    themes = "+".join(keys[number] for number, _score in one.themes if number in keys)
    mark = text_mark(unit, one.text.body)
    return f"{one.text.comment_id}.{one.text.version}.{mark}.{themes}"


def _page(
    unit: Unit, room: Room, form: AskForm, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    session, number = unit.session, room.engagement.id
    themes = last_run(session, number, RunKind.THEMES)
    codes = last_run(session, number, RunKind.CODES)
    is_old = themes is not None and themes.state == RunState.DONE and is_outdated(session, themes)
    proposals = (
        proposals_of(session, themes, room.but_topics) if themes is not None and not is_old else []
    )
    settled, published = coded_share(session, number)
    return page(
        "suggestions.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        form=form,
        conflict=conflict,
        under_way=run_under_way(session, number),
        run_words=RUN_WORDS,
        themes_run=themes,
        themes_figures=figures_of(themes),
        is_outdated=is_old,
        proposals=proposals,
        codes_run=codes,
        codes_figures=figures_of(codes),
        waiting=suggested_counts(session, number, room.but_topics),
        settled=settled,
        published=published,
    )


def _codes_page(
    unit: Unit, room: Room, theme: Theme, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    rows = suggested_list(unit.session, theme, room.but_topics, MOST_TAKEN)
    waiting = suggested_counts(unit.session, room.engagement.id, room.but_topics)
    return page(
        "suggested.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        subject=theme,
        rows=[(row, listed_value(unit, room, row)) for row in rows],
        waiting=waiting.get(theme.id, 0),
        message=message,
    )
