"""A comment that was begun on the engagement's own page, which every reader gets from the cache.

A form there can carry no token: all readers would share its one, and 'the same form with the same
text is one comment' would mean nothing. So it carries the text alone, and what it opens is the full
form: the notice as it is now, the text kept, a token of its own. Nothing is stored before that is
sent, and nothing of the text stands in an address. It reads only, so nobody who sends a comment
waits for it.
"""

from typing import Final

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.forms import CommentForm
from engage.comments.rules import length_fault
from engage.comments.web.blueprint import REFUSED, blueprint
from engage.comments.web.places import Place, place_at
from engage.comments.web.showing import form_page
from engage.core.permissions import CITIZEN
from engage.core.unit import Unit
from engage.notices.service import wordings_of
from engage.notices.shown import ShownNotice
from engage.web.access import public
from engage.web.transaction import engage_app, request_now

SEEN_NOTICE: Final = "seen_notice"
"""The hash of the notice that stood above the box, in whichever language."""


@blueprint.get("/engagements/<slug>/<topic_slug>/comment/begin", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/<topic_slug>/comment/begin")
@public
def not_begun(slug: str, topic_slug: str, tag: str) -> ResponseReturnValue:
    """Who comes back to the address, by a bookmark or the link to the other language."""
    return redirect(url_for("comments.write", slug=slug, topic_slug=topic_slug, tag=tag))


@blueprint.post("/engagements/<slug>/<topic_slug>/comment/begin", defaults={"tag": ""})
@blueprint.post("/engagements/<slug>/in/<tag>/<topic_slug>/comment/begin")
@public
def begin(slug: str, topic_slug: str, tag: str) -> Response:
    units = engage_app().units
    unit = units.open(CITIZEN, writes=False, now=request_now())
    try:
        return _page(unit, place_at(unit, slug, topic_slug, tag, taken_down_too=True))
    finally:
        unit.close()


def _page(unit: Unit, place: Place) -> Response:
    text = request.form.get("text", "")
    form = CommentForm(formdata=None, text=text)
    if not place.is_in_view:
        return form_page(unit, place, form, "closed", 404)
    if not place.engagement.timing.accepts_comments(unit.now):
        return form_page(unit, place, form, "closed", REFUSED)
    if place.notice is not None and _has_changed(unit, place.notice):
        return form_page(unit, place, form, "notice_changed", 200)
    too_long = length_fault(text)
    if too_long is not None:
        form.show_fault(too_long)
        return form_page(unit, place, form, "open", REFUSED)
    return form_page(unit, place, form, "begun", 200)


def _has_changed(unit: Unit, notice: ShownNotice) -> bool:
    """Whether words were read above the box that are not in force now, in any language; a page
    that names none shows none."""
    seen = request.form.get(SEEN_NOTICE, "")
    if seen in ("", notice.content_hash, notice.version.content_hash):
        return False
    return seen not in {one.content_hash for one in wordings_of(unit, notice.version.id)}
