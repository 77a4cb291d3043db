"""Pictures that texts of an engagement can show, each with its rights (R37 to R39).

A file is read, and made anew, before the transaction begins: nobody waits for somebody's picture.
"""

import re
from dataclasses import dataclass
from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import PICTURE_ADDRESS
from engage.core.unit import Unit
from engage.engagements.forms.pictures import NewPictureForm, RightsForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.service.picturing import add_picture, describe_picture, remove_picture
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    page,
    readable,
    side_of,
)
from engage.media.models import Media
from engage.media.queries import picture_of, pictures_of
from engage.media.rules import PICTURE_BYTES, markdown_of, unclear
from engage.media.service import NO_PICTURE, clean_picture, places_of, rights_of
from engage.media.web import picture_response
from engage.web.access import staff, takes_files
from engage.web.transaction import current_unit, no_store

KEPT: Final = "The picture is kept."
WAS_HERE: Final = (
    "The picture was here already, and what was known of it stays. Change below what is wrong."
)
MOVING: Final = "It moved; only its first picture is kept."


@dataclass(frozen=True)
class ShownPicture:
    """A picture as staff see it; `lacks`: why the public does not see it yet."""

    name: str
    alt: str
    owner: str
    width: int
    height: int
    markdown: str
    lacks: tuple[str, ...]


@blueprint.get("/staff/engagements/<slug>/pictures")
@staff(*READING_ROLES)
def pictures(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _list_page(unit, readable(unit, slug), NewPictureForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/pictures")
@staff(*EDITING_ROLES)
@takes_files(4 * PICTURE_BYTES)
def add_picture_sent(slug: str) -> ResponseReturnValue:
    form = NewPictureForm()
    is_sound, sent = form.validate(), request.files.get("picture")
    clean = None
    try:
        clean = clean_picture(sent.stream.read(PICTURE_BYTES + 1) if sent else b"")
    except Refused as refused:
        form.show_fault(refused)
    unit = current_unit()
    engagement = editable(unit, slug)
    if clean is None or not is_sound:
        return _list_page(unit, engagement, form, REFUSED)
    try:
        with unit.attempt():
            made = add_picture(unit, engagement, clean, form.rights())
    except Refused as refused:
        form.show_fault(refused)
        return _list_page(unit, engagement, form, REFUSED)
    kept = KEPT if rights_of(made) == form.rights() else WAS_HERE
    flash(f"{kept} {MOVING}" if clean.was_moving else kept)
    return redirect(url_for("engagements.picture", slug=slug, name=made.name), 303)


@blueprint.get("/staff/engagements/<slug>/pictures/<name>")
@staff(*READING_ROLES)
def picture(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    found = _find(unit, engagement, name)
    rights = rights_of(found)
    form = RightsForm(formdata=None, obj=rights)
    form.see(rights)
    return _picture_page(unit, engagement, found, form)


@blueprint.post("/staff/engagements/<slug>/pictures/<name>")
@staff(*EDITING_ROLES)
def describe_picture_sent(slug: str, name: str) -> ResponseReturnValue:
    unit, form = current_unit(), RightsForm()
    engagement = editable(unit, slug)
    found = _find(unit, engagement, name)
    if not form.validate():
        return _picture_page(unit, engagement, found, form, REFUSED)
    try:
        with unit.attempt():
            describe_picture(unit, engagement, found, form.rights(), seen=form.seen.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return _picture_page(unit, engagement, found, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        form.see(rights_of(found))
        return _picture_page(unit, engagement, found, form, CONFLICT)
    flash("What is known of the picture is saved.")
    return redirect(url_for("engagements.picture", slug=slug, name=name), 303)


@blueprint.post("/staff/engagements/<slug>/pictures/<name>/remove")
@staff(*EDITING_ROLES)
def remove_picture_sent(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = _find(unit, engagement, name)
    try:
        with unit.attempt():
            remove_picture(unit, engagement, found)
    except Refused as refused:
        rights = rights_of(found)
        form = RightsForm(formdata=None, obj=rights)
        form.see(rights)
        form.form_errors.append(refused.message)
        return _picture_page(unit, engagement, found, form, REFUSED)
    flash("The picture is removed for good.")
    return redirect(url_for("engagements.pictures", slug=slug), 303)


@blueprint.get("/staff/engagements/<slug>/pictures/<name>/file")
@staff(*READING_ROLES)
def picture_file(slug: str, name: str) -> Response:
    """Its bytes for staff, cleared for the public or not."""
    unit = current_unit()
    return no_store(picture_response(_find(unit, readable(unit, slug), name)))


def _find(unit: Unit, engagement: Engagement, name: str) -> Media:
    if not re.fullmatch(PICTURE_ADDRESS, f"/media/{name}.jpg", re.ASCII):
        raise NotFound(NO_PICTURE)
    found = picture_of(unit.session, engagement.id, name)
    if found is None:
        raise NotFound(NO_PICTURE)
    return found


def _list_page(
    unit: Unit, engagement: Engagement, form: NewPictureForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "pictures.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        rows=[_shown(one) for one in pictures_of(unit.session, engagement.id)],
        has_lost_file=bool(form.errors) and bool(request.files),
    )


def _picture_page(
    unit: Unit, engagement: Engagement, found: Media, form: RightsForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "picture.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        picture=_shown(found),
        rights=rights_of(found),
        places=places_of(unit, found),
        source=found.source,
    )


def _shown(found: Media) -> ShownPicture:
    return ShownPicture(
        name=found.name,
        alt=found.alt,
        owner=found.owner,
        width=found.width or 1,
        height=found.height or 1,
        markdown=markdown_of(found.name, found.media_type, found.alt),
        lacks=tuple(message for _, message in unclear(rights_of(found))),
    )
