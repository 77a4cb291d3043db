"""An engagement's page on its post: how it stands there, its picture, the switch for comments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import topics_of
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.web.blueprint import editable, side_of
from engage.media.queries import pictures_of
from engage.media.rules import address_of, unclear
from engage.media.service import rights_of
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit, no_store
from engage.wordpress.forms import NO_PICTURE, CommentsForm, LookForm, PictureForm
from engage.wordpress.models import WordPressDifference
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.queries import link_of
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.queries.differences import open_difference
from engage.wordpress.service.choices import (
    NoticeThere,
    choose_comments,
    choose_picture,
    look_now,
    notice_there,
    stamp,
)
from engage.wordpress.web.blueprint import blueprint

REFUSED: Final = 422
CONFLICT: Final = 409
PAGE: Final = "/staff/engagements/<slug>/wordpress"
STATES: Final = {
    LinkState.NEW: ("waiting", "Not there yet"),
    LinkState.SHOWN: ("published", "Shown as it is here"),
    LinkState.HIDDEN: ("withdrawn", "Taken from view"),
    LinkState.CONFLICT: ("not_published", "Something else stands there"),
}


@dataclass(frozen=True)
class Shown:
    """How the post stands there, for the page. `href` '' while there is none."""

    phase: str
    words: str
    href: str
    pushed_at: datetime | None
    looked_at: datetime | None
    notice: NoticeThere
    comments_open: bool
    difference: WordPressDifference | None


@dataclass(frozen=True)
class Picture:
    id: str
    href: str
    alt: str


@blueprint.get(PAGE)
@staff(*EDITING_ROLES)
def post(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, editable(unit, slug))


@blueprint.post(f"{PAGE}/comments")
@staff(*EDITING_ROLES)
def switch_comments(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), CommentsForm()
    engagement = editable(unit, slug)
    status = _refused(
        unit,
        form,
        lambda: choose_comments(
            unit,
            engagement,
            takes=form.takes_comments.data,
            topic_id=_number(form.topic.data),
            seen=form.seen.data or "",
        ),
    )
    if status:
        return _page(unit, engagement, status, comments=form)
    flash("Saved. The post on WordPress follows.")
    return redirect(url_for(".post", slug=slug), 303)


@blueprint.post(f"{PAGE}/picture")
@staff(*EDITING_ROLES)
def switch_picture(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), PictureForm()
    engagement = editable(unit, slug)
    chosen = form.picture.data or NO_PICTURE
    picture_id = None if chosen == NO_PICTURE else _number(chosen) or 0
    status = _refused(
        unit, form, lambda: choose_picture(unit, engagement, picture_id, form.seen.data or "")
    )
    if status:
        return _page(unit, engagement, status, picture=form)
    flash("Saved. The post on WordPress follows.")
    return redirect(url_for(".post", slug=slug), 303)


@blueprint.post(f"{PAGE}/look")
@staff(*EDITING_ROLES)
def look(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    try:
        look_now(unit, engagement)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash("WordPress is asked now. Load this page again in a moment to see the answer.")
    return redirect(url_for(".post", slug=slug), 303)


def _refused(unit: Unit, form: CommentsForm | PictureForm, choose: Callable[[], None]) -> int:
    """0 when it is done; what was refused leaves nothing behind, and the form shows why."""
    try:
        with unit.attempt():
            choose()
    except Refused as refusal:
        form.show_fault(refusal)
        return REFUSED
    except Conflict as conflict:
        form.show_fault(Refused("", str(conflict)))
        return CONFLICT
    return 0


def _page(
    unit: Unit,
    engagement: Engagement,
    status: int = 200,
    *,
    comments: CommentsForm | None = None,
    picture: PictureForm | None = None,
) -> ResponseReturnValue:
    choice = choice_of(unit.session, engagement.id)
    if comments is None:
        comments = CommentsForm(formdata=None)
        comments.takes_comments.data = bool(choice and choice.takes_comments)
        comments.topic.data = str(choice.topic_id or "") if choice else ""
    if picture is None:
        picture = PictureForm(formdata=None)
        picture.picture.data = str(choice.picture_id or NO_PICTURE) if choice else NO_PICTURE
    comments.seen.data = picture.seen.data = stamp(choice)
    topics = [one for one in topics_of(unit.session, engagement.id) if one.published_revision_id]
    comments.topic.choices = [
        SelectChoice("", "Choose a topic"),
        *(SelectChoice(str(one.id), one.title) for one in topics),
    ]
    pictures = _pictures(unit, engagement)
    picture.picture.choices = [
        SelectChoice(NO_PICTURE, "No picture of ours"),
        *(SelectChoice(one.id, one.alt) for one in pictures),
    ]
    html = render_template(
        "wordpress/post.html",
        side=side_of(unit, engagement),
        shown=_shown(unit, engagement),
        comments_form=comments,
        picture_form=picture,
        look_form=LookForm(formdata=None),
        pictures={one.id: one for one in pictures},
        takes_comments=bool(choice and choice.takes_comments),
        accepts=engagement.timing.accepts_comments(unit.now),
    )
    return no_store(make_response(html, status))


def _pictures(unit: Unit, engagement: Engagement) -> list[Picture]:
    """Those that may be public."""
    return [
        Picture(str(one.id), address_of(one.name, one.media_type), one.alt)
        for one in pictures_of(unit.session, engagement.id)
        if not unclear(rights_of(one))
    ]


def _shown(unit: Unit, engagement: Engagement) -> Shown:
    link = link_of(unit.session, Thing.ENGAGEMENT, engagement.id)
    settings = unit.settings.wordpress
    choice = choice_of(unit.session, engagement.id)
    phase, words = STATES[LinkState(link.state) if link else LinkState.NEW]
    is_there = link is not None and link.remote_id is not None and link.gone_at is None
    return Shown(
        phase=phase,
        words=words,
        href=f"{settings.url}/?p={link.remote_id}" if settings and link and is_there else "",
        pushed_at=link.pushed_at if link else None,
        looked_at=choice.notice_seen_at if choice else None,
        notice=notice_there(unit, engagement),
        comments_open=bool(choice and choice.comments_open),
        difference=open_difference(unit.session, link.id) if link else None,
    )


def _number(text: str | None) -> int | None:
    """None for what is no number of a row."""
    is_number = bool(text) and (text or "").isascii() and (text or "").isdigit()
    return int(text or "") if is_number and len(text or "") < 10 else None
