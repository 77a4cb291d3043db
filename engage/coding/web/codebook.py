"""The codebook's pages: how far coding is, themes with their counts, a theme's words, the order,
how many people code, tables in and out."""

from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.coding.forms import CodersForm, ImportForm, NewThemeForm, ThemeForm
from engage.coding.models import Theme
from engage.coding.queries.codebook import (
    count_with_any,
    counts_by_theme,
    history_of,
    theme_by_key,
    themes_of,
)
from engage.coding.queries.items import Filters, count_disputed
from engage.coding.queries.share import coded_share
from engage.coding.queries.suggestions import proposal_by_id, run_under_way
from engage.coding.rules.codebook import KEEPING_ROLES as KEEPERS
from engage.coding.rules.codebook import KEY_LENGTH, NO_THEME, READING_ROLES, key_fault
from engage.coding.rules.table import HEADER, LARGEST, rows_of
from engage.coding.service import codebook as service
from engage.coding.web.blueprint import (
    BASE,
    CONFLICT,
    REFUSED,
    Room,
    attempted,
    blueprint,
    keepers_room,
    page,
    room_of,
)
from engage.core.errors import NotFound, Refused
from engage.core.sheets import spreadsheet
from engage.core.unit import Unit
from engage.engagements.web.blueprint import side_of
from engage.web.access import staff, takes_files
from engage.web.transaction import current_unit, engage_app, no_store

KEY: Final = "<key>"
MEGABYTE: Final = 1024 * 1024


@blueprint.get(BASE)
@staff(*READING_ROLES)
def themes(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _overview(unit, room_of(unit, slug))


@blueprint.post(f"{BASE}/coders")
@staff(*KEEPERS)
def set_coders(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), CodersForm()
    room = keepers_room(unit, slug)
    if not form.validate():
        return _overview(unit, room, form, REFUSED)
    chosen = int(form.coders.data) if form.coders.data in ("1", "2") else 0
    seen = form.seen_version.data or None
    status, conflict = attempted(
        unit,
        form,
        lambda: service.set_coders(unit, room.engagement, chosen, seen_version=seen),
    )
    if status:
        return _overview(unit, room_of(unit, slug), form, status, conflict)
    flash("From now on two people code each comment." if chosen == 2 else "One person codes each.")
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.get(f"{BASE}/codebook/new")
@staff(*KEEPERS)
def new_theme(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    form = NewThemeForm(formdata=None)
    given = request.args.get("from", "")
    if given.isascii() and given.isdigit() and len(given) < 10:
        row = proposal_by_id(unit.session, room.engagement.id, int(given))
        form.proposal.data = row.id if row is not None else None
    return _theme_page(unit, room, form)


@blueprint.post(f"{BASE}/codebook/new")
@staff(*KEEPERS)
def add_theme(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), NewThemeForm()
    room = keepers_room(unit, slug)
    if not form.validate():
        return _theme_page(unit, room, form, status=REFUSED)
    made: list[Theme] = []
    proposal = proposal_by_id(unit.session, room.engagement.id, form.proposal.data or 0)
    status, conflict = attempted(
        unit,
        form,
        lambda: made.append(
            service.add_theme(
                unit,
                room.engagement,
                form.content(),
                proposal_id=proposal.id if proposal is not None else None,
            )
        ),
    )
    if status:
        return _theme_page(unit, room, form, status=status, conflict=conflict)
    flash("The theme is in the codebook.")
    if request.form.get("then") == "another":
        return redirect(url_for(".new_theme", slug=slug), 303)
    where = ".suggestions" if proposal is not None else ".themes"
    return redirect(url_for(where, slug=slug), 303)


@blueprint.get(f"{BASE}/codebook/{KEY}")
@staff(*READING_ROLES)
def theme(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = room_of(unit, slug)
    found = found_theme(unit, room, key)
    return _theme_page(unit, room, _form_of(unit, found), found)


@blueprint.post(f"{BASE}/codebook/{KEY}")
@staff(*KEEPERS)
def save_theme(slug: str, key: str) -> ResponseReturnValue:
    unit, form = current_unit(), ThemeForm()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    if not form.validate():
        return _theme_page(unit, room, form, found, REFUSED)
    seen = form.seen_version.data or 0
    status, conflict = attempted(
        unit,
        form,
        lambda: service.edit_theme(unit, room.engagement, key, form.content(), seen_version=seen),
    )
    if status == CONFLICT:
        form.see(found.version)
    if status:
        return _theme_page(unit, room, form, found, status, conflict)
    flash("The theme is saved.")
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.post(f"{BASE}/codebook/{KEY}/move")
@staff(*KEEPERS)
def move_theme(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    try:
        with unit.attempt():
            service.move_theme(unit, room.engagement, key, request.form.get("to", ""))
    except Refused as refused:
        flash(refused.message, "warning")
    return redirect(url_for(".themes", slug=slug, _anchor=f"theme-{found.key}"), 303)


@blueprint.get(f"{BASE}/codebook.csv")
@staff(*READING_ROLES)
def export_codebook(slug: str) -> ResponseReturnValue:
    """A download is a GET that writes, its audit entry; so it has a writing unit of its own."""
    with engage_app().units.writing(current_unit().actor) as unit:
        room = room_of(unit, slug)
        rows = themes_of(unit.session, room.engagement.id, retired=True)
        unit.audit("codebook.exported", room.engagement.scope, themes=len(rows))
        keys = {row.id: row.key for row in rows}
        table = [
            (
                row.key,
                row.label_en,
                row.label_fr,
                row.definition,
                row.not_for,
                keys.get(row.parent_id or 0, ""),
                "yes" if row.retired_at is not None else "",
            )
            for row in rows
        ]
    return csv_file(spreadsheet(HEADER, table), f"{slug}-codebook.csv")


@blueprint.get(f"{BASE}/import")
@staff(*KEEPERS)
def import_form(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    return _import_page(unit, room, ImportForm(formdata=None))


@blueprint.post(f"{BASE}/import")
@staff(*KEEPERS)
@takes_files(LARGEST + MEGABYTE)
def import_codebook(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), ImportForm()
    room = keepers_room(unit, slug)
    sent = request.files.get("file")
    if not form.validate():
        return _import_page(unit, room, form, REFUSED)
    if sent is None or not sent.filename:
        form.show_fault(Refused("file", "Choose a CSV file."))
        return _import_page(unit, room, form, REFUSED)
    raw = sent.stream.read(LARGEST + 1)
    done: list[service.Imported] = []
    seen = form.seen_version.data or None
    status, conflict = attempted(
        unit,
        form,
        lambda: done.append(
            service.import_themes(unit, room.engagement, rows_of(raw), seen_version=seen)
        ),
    )
    if status:
        return _import_page(unit, room_of(unit, slug), form, status, conflict)
    flash(f"{done[0].added} themes added, {done[0].changed} changed, {done[0].same} as they were.")
    return redirect(url_for(".themes", slug=slug), 303)


def found_theme(unit: Unit, room: Room, key: str) -> Theme:
    """The theme of an address, retired or not; raises NotFound."""
    if len(key) > KEY_LENGTH or key_fault(key):
        raise NotFound(NO_THEME)
    return theme_by_key(unit.session, room.engagement.id, key)


def csv_file(content: bytes, name: str) -> ResponseReturnValue:
    """Names are made of the slug (small letters, digits, hyphens): nothing needs quoting."""
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _overview(
    unit: Unit, room: Room, form: CodersForm | None = None, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    session, number = unit.session, room.engagement.id
    settled, published = coded_share(session, number)
    counts = counts_by_theme(session, number)
    if form is None:
        form = CodersForm(formdata=None, coders=str(room.coders))
    form.see(room.version)
    filters = Filters(number, unit.actor.person_id, room.coders, but_topics=room.but_topics)
    return page(
        "overview.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        form=form,
        conflict=conflict,
        settled=settled,
        published=published,
        counts=counts,
        with_parts=_with_parts(unit, room, counts),
        disputed=count_disputed(session, filters),
        retired=[one for one in themes_of(session, number, retired=True) if one.retired_at],
        run=run_under_way(session, number),
    )


def _with_parts(unit: Unit, room: Room, counts: dict[int, int]) -> dict[int, int]:
    """Of each theme that has sub-themes: comments with it or one of these, each counted once."""
    found: dict[int, int] = {}
    for theme in room.themes:
        parts = [one.id for one in room.themes if one.parent_id == theme.id and counts.get(one.id)]
        if parts:
            each = [theme.id, *parts]
            found[theme.id] = count_with_any(unit.session, room.engagement.id, each)
    return found


def _form_of(unit: Unit, theme: Theme) -> ThemeForm:
    parent = unit.session.get(Theme, theme.parent_id) if theme.parent_id else None
    form = ThemeForm(
        formdata=None,
        label_en=theme.label_en,
        label_fr=theme.label_fr,
        definition=theme.definition,
        not_for=theme.not_for,
        parent=parent.key if parent is not None else "",
    )
    form.see(theme.version)
    return form


def _theme_page(
    unit: Unit,
    room: Room,
    form: ThemeForm,
    theme: Theme | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    form.offer(list(room.themes), theme.key if theme is not None else "")
    history = history_of(unit.session, theme.id) if theme is not None else []
    counts = counts_by_theme(unit.session, room.engagement.id)
    others = themes_of(unit.session, room.engagement.id, retired=True)
    return page(
        "theme.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        form=form,
        subject=theme,
        conflict=conflict,
        history=history,
        names=names_of(unit.session, {one.by for one in history if one.by is not None}),
        count=counts.get(theme.id, 0) if theme is not None else 0,
        others={one.id: one for one in others},
    )


def _import_page(
    unit: Unit, room: Room, form: ImportForm, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    form.see(room.version)
    return page(
        "import.html",
        status,
        side=side_of(unit, room.engagement),
        room=room,
        form=form,
        conflict=conflict,
        header=HEADER,
    )
