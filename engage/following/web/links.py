"""What the links in mails open: confirm or change, and end.

Opening a page changes nothing, as programs that check mail open every link. The token in the path
is the right to act, so the forms carry nothing and there is no session. No page shows the address.
"""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.following import service
from engage.following.forms import ChoiceForm
from engage.following.models import Subscription
from engage.following.rules import State, checked_choice, is_lapsed
from engage.following.service import Link
from engage.following.web.blueprint import REFUSED, blueprint, faults_of, shown
from engage.web.access import from_anywhere, public
from engage.web.transaction import current_unit, no_store


@blueprint.get("/follow/confirm/<token>")
@public
def confirm_page(token: str) -> ResponseReturnValue:
    unit = current_unit()
    try:
        row = service.find_by_token(unit, Link.CONFIRM, token)
    except NotFound:
        return _no_link()
    form = ChoiceForm(formdata=None)
    form.show(row)
    return _page(unit, row, form)


@blueprint.post("/follow/confirm/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    unit, form = current_unit(), ChoiceForm()
    try:
        row = service.find_by_token(unit, Link.CONFIRM, token, to_change=True)
    except NotFound:
        return _no_link()
    was = row.state
    try:
        with unit.attempt():
            choice = checked_choice(form.pace.data or "", form.language.data or "")
            service.confirm(unit, row, choice)
    except Refused as refusal:
        for fault in faults_of(refusal):
            form.show_fault(fault)
        return _page(unit, row, form, status=REFUSED)
    except Conflict:
        # It was ended or has lapsed; the page says so.
        return _page(unit, row, form, status=409)
    done = "confirmed" if was == State.PENDING else "changed"
    return _page(unit, row, form, done=done)


@blueprint.get("/follow/end/<token>")
@public
def end_page(token: str) -> ResponseReturnValue:
    unit = current_unit()
    try:
        row = service.find_by_token(unit, Link.END, token)
    except NotFound:
        return _no_link()
    return _end_page(unit, row)


@blueprint.post("/follow/end/<token>")
@public
@from_anywhere
def end(token: str) -> ResponseReturnValue:
    """By the button, or by one click in a mail program (RFC 8058), which sends the word
    `List-Unsubscribe=One-Click` from wherever it is, without a form."""
    unit = current_unit()
    try:
        row = service.find_by_token(unit, Link.END, token, to_change=True)
    except NotFound:
        return _no_link()
    service.end(unit, row)
    return _end_page(unit, row)


def _no_link() -> Response:
    return no_store(make_response(render_template("following/no_link.html"), 404))


def _standing(unit: Unit, row: Subscription) -> str:
    """'pending', 'active' or 'ended', as its owner sees it."""
    return State.ENDED if is_lapsed(row.state, row.asked_at, unit.now) else row.state


def _page(
    unit: Unit, row: Subscription, form: ChoiceForm, *, done: str = "", status: int = 200
) -> Response:
    html = render_template(
        "following/manage.html",
        e=shown(unit, unit.session.get_one(Engagement, row.engagement_id)),
        standing=_standing(unit, row),
        form=form,
        done=done,
        end_href=service.path_of(unit, row, Link.END),
    )
    return no_store(make_response(html, status))


def _end_page(unit: Unit, row: Subscription) -> Response:
    html = render_template(
        "following/end.html",
        e=shown(unit, unit.session.get_one(Engagement, row.engagement_id)),
        standing=_standing(unit, row),
    )
    return no_store(make_response(html))
