"""What is done beside writing: a reply is read, released, withdrawn; a comment is handed on."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.replies.forms import ActionForm, ApproveForm, HandOnForm, VerdictForm, WithdrawForm
from engage.replies.rules import NOTE_LENGTH
from engage.replies.service import (
    approve_reply,
    give_verdict,
    refer_comment,
    take_back,
    take_referral_back,
    withdraw_reply,
)
from engage.replies.web.blueprint import COMMENT, CONFLICT, REFUSED, REPLY, blueprint, page
from engage.replies.web.compose import compose_again
from engage.replies.web.shown import around, reply_shown
from engage.replies.words import ROLE_WORDS
from engage.web.access import staff
from engage.web.forms import Form
from engage.web.transaction import current_unit


@blueprint.get(f"/staff/replies/{REPLY}")
@staff()
def reply(reply_id: int) -> ResponseReturnValue:
    return _page(reply_id)


@blueprint.post(f"/staff/replies/{REPLY}/verdict")
@staff()
def verdict(reply_id: int) -> ResponseReturnValue:
    form, unit = VerdictForm(), current_unit()
    reply_shown(unit, reply_id)
    if not form.validate():
        return _page(reply_id, REFUSED, verdict=form)
    releases = request.form.get("then") == "release"
    return _done(
        reply_id,
        lambda: give_verdict(
            unit,
            reply_id,
            form.note.data or "",
            releases=releases,
            seen_version=form.seen_version.data or 0,
        ),
        "The reply is released." if releases else "The reply is returned to its speaker.",
        verdict=form,
    )


@blueprint.post(f"/staff/replies/{REPLY}/approve")
@staff()
def approve(reply_id: int) -> ResponseReturnValue:
    """R9, R11: one of two signatures, where no standing approval covers the reply."""
    form, unit = ApproveForm(), current_unit()
    reply_shown(unit, reply_id)
    if not form.validate():
        return _page(reply_id, REFUSED, approval=form)
    return _done(
        reply_id,
        lambda: approve_reply(
            unit,
            reply_id,
            seen_version=form.seen_version.data or 0,
            seen_hash=form.seen_hash.data or "",
        ),
        "You have signed this version. It can be published once both have.",
        approval=form,
    )


@blueprint.post(f"/staff/replies/{REPLY}/take-back")
@staff()
def take_it_back(reply_id: int) -> ResponseReturnValue:
    unit = current_unit()
    comment_id = reply_shown(unit, reply_id).reply.comment_id
    return _done(
        reply_id,
        lambda: take_back(unit, reply_id),
        "The reply is yours again. Change it before you publish, or ask once more.",
        url_for("replies.compose", comment_id=comment_id),
    )


@blueprint.post(f"/staff/replies/{REPLY}/withdraw")
@staff()
def withdraw(reply_id: int) -> ResponseReturnValue:
    form, unit = WithdrawForm(), current_unit()
    shown = reply_shown(unit, reply_id)
    was_public = shown.reply.published_version is not None
    return _done(
        reply_id,
        lambda: withdraw_reply(unit, reply_id, form.note.data or ""),
        "The reply is withdrawn." if was_public else "The draft is given up.",
        withdrawal=form,
    )


@blueprint.post(f"/staff/comments/{COMMENT}/hand-on")
@staff()
def hand_on(comment_id: int) -> ResponseReturnValue:
    form, unit = HandOnForm(), current_unit()
    around(unit, comment_id)
    try:
        with unit.attempt():
            refer_comment(unit, comment_id, form.destination.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return compose_again(unit, comment_id, REFUSED, hand_on=form)
    except Conflict as conflict:
        flash(str(conflict), "warning")
    else:
        flash("The comment is handed on. It is not answered here.")
    return redirect(url_for("replies.compose", comment_id=comment_id), 303)


@blueprint.post(f"/staff/comments/{COMMENT}/hand-on/<number:referral_id>/back")
@staff()
def hand_back(comment_id: int, referral_id: int) -> ResponseReturnValue:
    unit = current_unit()
    around(unit, comment_id)
    take_referral_back(unit, comment_id, referral_id)
    flash("The comment can be answered here again.")
    return redirect(url_for("replies.compose", comment_id=comment_id), 303)


def _done(
    reply_id: int, use_case: Callable[[], object], words: str, to: str = "", **forms: Form
) -> ResponseReturnValue:
    """Carries a use case out and goes on, or shows the page again with what stood in the way."""
    unit = current_unit()
    try:
        with unit.attempt():
            use_case()
    except Refused as refusal:
        for form in forms.values():
            form.show_fault(refusal)
        return _page(reply_id, REFUSED, **forms)
    except Conflict as conflict:
        return _page(reply_id, CONFLICT, conflict=str(conflict), **forms)
    flash(words)
    return redirect(to or url_for("replies.reply", reply_id=reply_id), 303)


def _page(
    reply_id: int, status: int = 200, conflict: str = "", **forms: Form
) -> ResponseReturnValue:
    unit = current_unit()
    shown = reply_shown(unit, reply_id)
    try:
        place = around(unit, shown.reply.comment_id)
    except NotFound:
        raise NotFound("There is no such reply.") from None
    form = VerdictForm(formdata=None, seen_version=shown.reply.version)
    # Always on the version that the page shows, whatever was sent.
    approving = ApproveForm(
        formdata=None, seen_version=shown.reply.version, seen_hash=shown.approval.body_hash
    )
    return page(
        "reply.html",
        status,
        shown=shown,
        place=place,
        conflict=conflict,
        action=ActionForm(formdata=None),
        verdict=forms.get("verdict", form),
        approving=approving,
        role_words=ROLE_WORDS,
        withdrawal=forms.get("withdrawal", WithdrawForm(formdata=None)),
        faulty=next((one for one in forms.values() if one.errors), None),
        note_length=NOTE_LENGTH,
    )
