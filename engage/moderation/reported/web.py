"""Reporting a public comment (anybody, no cookie), and the list of reports for moderators (R90)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.defences.senders import sender_at
from engage.comments.models import Comment, CommentText
from engage.comments.web.blueprint import REFUSED, faults_of
from engage.core.errors import NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.queries import conflicts_of
from engage.governance.web import lead_to_acknowledgement
from engage.moderation.reported import service
from engage.moderation.reported.forms import ReportForm
from engage.moderation.reported.queries import counted_reported, reported_comments
from engage.moderation.reported.rules import NO_COMMENT, NOTE_LENGTH, STAFF_WORDS
from engage.moderation.reported.tickets import issue_report_token
from engage.moderation.rules import MODERATING_ROLES
from engage.web.access import public, staff
from engage.web.numbers import LARGEST
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("reported", __name__)
blueprint.before_request(lead_to_acknowledgement)

PAGE: Final = 25
LONGEST_ID: Final = 40
COMMENT: Final = "<number:comment_id>"


@dataclass(frozen=True)
class ShownComment:
    """What is reported, as its reader saw it."""

    public_id: str
    at: datetime
    text: str
    topic_title: str
    topic_href: str


@blueprint.get("/c/<public_id>/report")
@public
def report_form(public_id: str) -> ResponseReturnValue:
    unit = current_unit()
    return _form_page(unit, _public(unit, public_id), ReportForm(formdata=None))


@blueprint.post("/c/<public_id>/report")
@public
def report_sent(public_id: str) -> ResponseReturnValue:
    unit, form = current_unit(), ReportForm()
    sender = sender_at(unit.session, request.remote_addr or "", unit.now)
    try:
        with unit.attempt():
            effect = service.report(
                unit,
                _plausible(public_id),
                form.token.data or "",
                form.kind.data or "",
                form.note.data or "",
                sender,
            )
    except Refused as refusal:
        for fault in faults_of(refusal):
            form.show_fault(fault)
        return _form_page(unit, _public(unit, public_id), form, REFUSED)
    html = render_template(
        "reported/thanks.html", effect=effect, topic_href=_topic_href(unit, public_id)
    )
    return no_store(make_response(html))


@blueprint.get("/staff/reported")
@staff(*MODERATING_ROLES)
def reported() -> ResponseReturnValue:
    unit = current_unit()
    within = unit.actor.ministries(MODERATING_ROLES)
    without = conflicts_of(unit.session, unit.actor.person_id)
    found = reported_comments(
        unit.session,
        within=within,
        limit=PAGE + 1,
        after_id=_asked_number("after"),
        without=without,
    )
    rows = found[:PAGE]
    after = rows[-1].reports[0].id if len(found) > PAGE else None
    html = render_template(
        "reported/list.html",
        rows=rows,
        total=counted_reported(unit.session, within=within, without=without),
        decides=unit.actor.ministries((Role.MODERATOR,)) != frozenset(),
        more_href=url_for(".reported", after=after) if after else "",
        kind_words=STAFF_WORDS,
    )
    return no_store(make_response(html))


@blueprint.post(f"/staff/reported/{COMMENT}/keep")
@staff(*MODERATING_ROLES)
def keep(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    text = request.form.get("last", "")
    last = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        with unit.attempt():
            settled = service.keep(unit, comment_id, last)
        if settled:
            flash(f"Comment {comment_id} stays public. Its reports are settled.")
        else:
            flash(f"Nobody had to settle anything about comment {comment_id} any more.")
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for(".reported"), 303)


def _public(unit: Unit, public_id: str) -> Comment:
    return service.public_comment(unit, _plausible(public_id))


def _plausible(public_id: str) -> str:
    """What cannot be a comment's public name is not sent to the database at all."""
    if len(public_id) > LONGEST_ID or not public_id.isascii():
        raise NotFound(NO_COMMENT)
    return public_id


def _asked_number(name: str) -> int:
    text = request.args.get(name, "")
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _topic_href(unit: Unit, public_id: str) -> str:
    """Where the reader came from; the comment itself may be out of view now."""
    comment = unit.session.query(Comment).filter_by(public_id=public_id).one_or_none()
    if comment is None:
        return "/"
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    topic = unit.session.get_one(Topic, comment.topic_id)
    is_public = engagement.published_at is not None and topic.published_revision_id is not None
    return f"/engagements/{engagement.slug}/{topic.slug}" if is_public else "/"


def _form_page(
    unit: Unit, comment: Comment, form: ReportForm, status: int = 200
) -> ResponseReturnValue:
    version = comment.published_version or 0
    text = unit.session.get_one(CommentText, (comment.id, version))
    topic = unit.session.get_one(Topic, comment.topic_id)
    # A new token with each form: it names the text that is shown now.
    form.token.data = issue_report_token(unit, comment.id, version)
    html = render_template(
        "reported/form.html",
        form=form,
        shown=ShownComment(
            comment.public_id,
            comment.received_at,
            text.body,
            topic.title,
            _topic_href(unit, comment.public_id),
        ),
        limit=NOTE_LENGTH,
    )
    return no_store(make_response(html, status))
