"""Writing a comment: the notice first, then the fields (R23).

What the defences notice of how a form was sent is stored with the comment and refuses nobody; only
a network that sends far more than people do is asked to wait, with the text kept.

Every answer to a refusal is the form again with all that was typed and a fresh token. No cache
keeps any of these pages.

The buttons with other languages send the form as well, to its address in that language: it is shown
there as it was typed. Of what such a button sends nothing is checked, noticed or stored.
"""

from typing import Final

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments import service
from engage.comments.defences.noticing import Noticed, notice
from engage.comments.defences.senders import HOUR, hour_of
from engage.comments.forms import CommentForm
from engage.comments.rules import (
    LooksPersonal,
    NoticeChanged,
    NotOpen,
    Purpose,
    QuestionsChanged,
)
from engage.comments.web.blueprint import REFUSED, SEND_AS_IS, blueprint, faults_of, noticed_in
from engage.comments.web.places import Place, place_at
from engage.comments.web.showing import form_page
from engage.core.dates import datetime_words
from engage.core.errors import Refused
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.permissions import CITIZEN
from engage.core.unit import Unit
from engage.engagements.shown_questions import FIELD
from engage.web.access import public
from engage.web.transaction import close_unit, current_unit, engage_app, no_store, request_now

GO_ON: Final = "go_on"
"""The name of the buttons with other languages."""
MAIL_ABOUT: Final = {
    frozenset({Purpose.DECISION}): marked(
        "You asked to hear from us when your comment has been decided on."
    ),
    frozenset({Purpose.RESULTS}): marked("You asked to hear from us when the results are ready."),
    frozenset(Purpose): marked(
        "You asked to hear from us when your comment has been decided on and when the results are"
        " ready."
    ),
}
MAIL_ONLY: Final = marked(
    "We use your address for nothing else. Your receipt code shows you the same at any time, and"
    " lets you change this."
)


@blueprint.get("/engagements/<slug>/<topic_slug>/comment", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/<topic_slug>/comment")
@public
def write(slug: str, topic_slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    place = place_at(unit, slug, topic_slug, tag)
    if not place.engagement.timing.accepts_comments(unit.now):
        return form_page(unit, place, CommentForm(formdata=None), "closed", 200)
    return form_page(unit, place, CommentForm(formdata=None), "open", 200)


@blueprint.post("/engagements/<slug>/<topic_slug>/comment", defaults={"tag": ""})
@blueprint.post("/engagements/<slug>/in/<tag>/<topic_slug>/comment")
@public
def send(slug: str, topic_slug: str, tag: str) -> ResponseReturnValue:
    """Reads and renders before the transaction that writes, so that this one is short: SQLite has
    a single write lock, and everybody who sends a comment waits for it."""
    form = CommentForm()
    if GO_ON in request.form:
        return _in_this_language((slug, topic_slug, tag), form)
    place, noticed = _read_form((slug, topic_slug, tag), form)
    unit = current_unit()
    if not place.is_in_view:
        return form_page(unit, place, form, "closed", 404)
    if noticed.is_far_over(unit.settings.hourly_comments):
        return _busy_page(unit, place, form)
    as_is = request.form.get("confirm") == SEND_AS_IS
    submission = form.submission(place.sheet, send_as_is=as_is)
    token = form.token.data or ""
    code = service.code_of_form(unit, place.topic, token)
    thanks = _thanks(place, code, form) if code else ""
    to = place.answered.public_id if place.answered else ""
    try:
        service.submit(
            unit, place.engagement, place.topic, submission, token, noticed, answers_to=to
        )
    except Refused as refusal:
        # Nothing of it stays; the page shows how things stand now, a new notice perhaps.
        close_unit()
        return _refused_page(current_unit(), _read_place((slug, topic_slug, tag)), form, refusal)
    return no_store(make_response(thanks))


Address = tuple[str, str, str]
"""Of an engagement, of a topic, and the tag of a language or ''."""


def _in_this_language(address: Address, form: CommentForm) -> Response:
    with engage_app().units.reading(CITIZEN) as unit:
        place = place_at(unit, *address, taken_down_too=True)
        if not place.is_in_view:
            return form_page(unit, place, form, "closed", 404)
        if not place.engagement.timing.accepts_comments(unit.now):
            return form_page(unit, place, form, "closed", REFUSED)
        return form_page(unit, place, form, "gone_on", 200)


def _read_place(address: Address) -> Place:
    """The place in a reading of its own, also one that was taken down while somebody wrote."""
    with engage_app().units.reading(CITIZEN) as unit:
        return place_at(unit, *address, taken_down_too=True)


def _read_form(address: Address, form: CommentForm) -> tuple[Place, Noticed]:
    """The place, and in the same reading what is noticed of how the form was sent."""
    with engage_app().units.reading(CITIZEN) as unit:
        place = place_at(unit, *address, taken_down_too=True)
        noticed = notice(
            unit.session,
            unit.settings,
            request_now(),
            place.engagement.id,
            asks_proof=place.asks_proof,
            address=request.remote_addr or "",
            bait=form.bait,
            proof=request.form.get("proof", ""),
        )
        return place, noticed


def _refused_page(unit: Unit, place: Place, form: CommentForm, refusal: Refused) -> Response:
    if isinstance(refusal, NotOpen):
        return form_page(unit, place, form, "closed", REFUSED)
    if isinstance(refusal, NoticeChanged):
        return form_page(unit, place, form, "notice_changed", REFUSED)
    if isinstance(refusal, LooksPersonal):
        noticed = noticed_in(refusal)
        return form_page(unit, place, form, "check", REFUSED, noticed=noticed)
    if isinstance(refusal, QuestionsChanged):
        return form_page(unit, place, form, "questions_changed", REFUSED)
    faults = faults_of(refusal)
    for fault in faults:
        if not fault.field.startswith(FIELD):
            form.show_fault(fault)
    return form_page(unit, place, form, "open", REFUSED, faults=faults)


def _busy_page(unit: Unit, place: Place, form: CommentForm) -> Response:
    """Counting begins anew with the next hour."""
    until = hour_of(unit.now) + HOUR
    words = datetime_words(until, unit.settings.time_zone)
    response = form_page(unit, place, form, "busy", 429, busy_until=words)
    response.headers["Retry-After"] = str(int((until - unit.now).total_seconds()) + 1)
    return response


def _thanks(place: Place, code: str, form: CommentForm) -> str:
    wanted = frozenset(Purpose(one) for one in form.purposes.data or () if one in set(Purpose))
    email_words = f"{_(MAIL_ABOUT[wanted])} {_(MAIL_ONLY)}" if wanted else ""
    return render_template(
        "comments/thanks.html",
        code=code,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        next_words=_(
            "A person reads your comment, mostly on working days. If it meets the moderation"
            " policy, it is published on the page."
        ),
        email_words=email_words,
    )
