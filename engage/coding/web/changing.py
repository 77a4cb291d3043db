"""Merging, splitting and retiring a theme, and taking a retired one back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.coding.forms import MergeForm, SplitForm, VersionForm
from engage.coding.models import Theme
from engage.coding.queries.codebook import counts_by_theme
from engage.coding.rules.codebook import KEEPING_ROLES
from engage.coding.service import merging
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
from engage.coding.web.codebook import KEY, found_theme
from engage.core.unit import Unit
from engage.engagements.web.blueprint import side_of
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get(f"{BASE}/codebook/{KEY}/merge")
@staff(*KEEPING_ROLES)
def merge_form(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    return _merge_page(unit, room, found_theme(unit, room, key), MergeForm(formdata=None))


@blueprint.post(f"{BASE}/codebook/{KEY}/merge")
@staff(*KEEPING_ROLES)
def merge_theme(slug: str, key: str) -> ResponseReturnValue:
    unit, form = current_unit(), MergeForm()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    if not form.validate():
        return _merge_page(unit, room, found, form, REFUSED)
    into, seen = form.into.data or "", form.seen_version.data or 0
    status, conflict = attempted(
        unit,
        form,
        lambda: merging.merge(unit, room.engagement, key, into, seen_version=seen),
    )
    if status:
        return _merge_page(unit, room_of(unit, slug), found, form, status, conflict)
    flash("The two themes are one now. Their comments and their history are kept.")
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.get(f"{BASE}/codebook/{KEY}/split")
@staff(*KEEPING_ROLES)
def split_form(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    return _split_page(unit, room, found_theme(unit, room, key), SplitForm(formdata=None))


@blueprint.post(f"{BASE}/codebook/{KEY}/split")
@staff(*KEEPING_ROLES)
def split_theme(slug: str, key: str) -> ResponseReturnValue:
    unit, form = current_unit(), SplitForm()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    if not form.validate():
        return _split_page(unit, room, found, form, REFUSED)
    seen = form.seen_version.data or 0
    status, conflict = attempted(
        unit,
        form,
        lambda: merging.split(
            unit,
            room.engagement,
            key,
            form.content(),
            form.after.data or "",
            seen_version=seen,
        ),
    )
    if status:
        return _split_page(unit, room_of(unit, slug), found, form, status, conflict)
    flash("The new theme is in the codebook.")
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.get(f"{BASE}/codebook/{KEY}/retire")
@staff(*KEEPING_ROLES)
def retire_form(slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    room = keepers_room(unit, slug)
    return _retire_page(unit, room, found_theme(unit, room, key), VersionForm(formdata=None))


@blueprint.post(f"{BASE}/codebook/{KEY}/retire")
@staff(*KEEPING_ROLES)
def retire_theme(slug: str, key: str) -> ResponseReturnValue:
    unit, form = current_unit(), VersionForm()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    if not form.validate():
        return _retire_page(unit, room, found, form, REFUSED)
    seen = form.seen_version.data or 0
    status, conflict = attempted(
        unit, form, lambda: merging.retire(unit, room.engagement, key, seen_version=seen)
    )
    if status:
        return _retire_page(unit, room_of(unit, slug), found, form, status, conflict)
    flash("The theme is retired. Its history is kept.")
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.post(f"{BASE}/codebook/{KEY}/revive")
@staff(*KEEPING_ROLES)
def revive_theme(slug: str, key: str) -> ResponseReturnValue:
    unit, form = current_unit(), VersionForm()
    room = keepers_room(unit, slug)
    found = found_theme(unit, room, key)
    if not form.validate():
        return _retire_page(unit, room, found, form, REFUSED)
    seen = form.seen_version.data or 0
    status, conflict = attempted(
        unit, form, lambda: merging.revive(unit, room.engagement, key, seen_version=seen)
    )
    if status:
        return _retire_page(unit, room_of(unit, slug), found, form, status, conflict)
    flash("The theme is in use again, at the end of the codebook.")
    return redirect(url_for(".themes", slug=slug), 303)


def _merge_page(
    unit: Unit,
    room: Room,
    theme: Theme,
    form: MergeForm,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    form.offer(list(room.themes), theme.key)
    return _page("merge.html", unit, room, theme, form, status, conflict)


def _split_page(
    unit: Unit,
    room: Room,
    theme: Theme,
    form: SplitForm,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    form.offer(list(room.themes))
    return _page("split.html", unit, room, theme, form, status, conflict)


def _retire_page(
    unit: Unit,
    room: Room,
    theme: Theme,
    form: VersionForm,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    return _page("retire.html", unit, room, theme, form, status, conflict)


def _page(  # noqa: PLR0917  what each of the three pages is made of
    template: str,
    unit: Unit,
    room: Room,
    theme: Theme,
    form: VersionForm,
    status: int,
    conflict: str,
) -> ResponseReturnValue:
    """After a conflict the page shows the codebook as it is now, and counts as having seen it."""
    if form.seen_version.data is None or status == CONFLICT:
        form.see(room.version)
    counts = counts_by_theme(unit.session, room.engagement.id)
    return page(
        template,
        status,
        side=side_of(unit, room.engagement),
        room=room,
        subject=theme,
        form=form,
        conflict=conflict,
        count=counts.get(theme.id, 0),
    )
