"""Writing the reply to a comment: saved, checked at its very words, and seen as the public will.

The detector looks before the transaction is opened. A draft is saved whatever the check says, so
nothing that was typed is ever lost; only publishing is refused.
"""

from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.unit import Unit
from engage.governance.service.acknowledging import FIRST
from engage.governance.wording import TITLES, Rule, Weight
from engage.replies.forms import ActionForm, HandOnForm, QuestionForm, ReplyForm
from engage.replies.looking import Looked, look_at
from engage.replies.models import Reply, ReplyVersion
from engage.replies.queries.staff import answers_to, role_last_used, standing_reply_of
from engage.replies.rules import (
    AUTHORITY_LENGTH,
    NOTE_LENGTH,
    ROLE_LENGTH,
    TEXT_LENGTH,
    Fault,
    Invalid,
    NotReady,
    first_name,
)
from engage.replies.service import ask_privacy_officer, publish_reply, save_reply
from engage.replies.service.writing import full_name
from engage.replies.web.blueprint import COMMENT, CONFLICT, REFUSED, blueprint, page
from engage.replies.web.shown import Around, ReplyShown, around, reply_shown
from engage.web.access import staff
from engage.web.transaction import current_unit

ASK: Final = "ask"
PUBLISH: Final = "publish"
SAVED: Final = "The draft is saved. Nobody outside sees it."
ASKED: Final = "The privacy officer is asked. The reply waits until they released it."
PUBLISHED: Final = "The reply is published. It stands under the comment now."
BLOCKED: Final = "Take out what the check found here before you publish."
UNANSWERED: Final = "say why this may stay, in a few words, or change the text."


@blueprint.get(f"/staff/comments/{COMMENT}/reply")
@staff()
def compose(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    place = around(unit, comment_id)
    shown = _shown(unit, comment_id)
    return compose_page(unit, place, shown, _form(unit, shown))


@blueprint.post(f"/staff/comments/{COMMENT}/reply")
@staff()
def send(comment_id: int) -> ResponseReturnValue:
    form = ReplyForm()
    seen = look_at(form.body.data or "")
    unit = current_unit()
    place = around(unit, comment_id)
    if not form.validate():
        return compose_page(unit, place, _shown(unit, comment_id), form, REFUSED)
    try:
        reply = _save(unit, comment_id, form, seen)
    except Invalid as refusal:
        return _refused(unit, place, form, refusal.faults)
    except Refused as refusal:
        return _refused(unit, place, form, (Fault(refusal.field, refusal.message),))
    except Conflict as conflict:
        return compose_page(unit, place, _shown(unit, comment_id), form, CONFLICT, str(conflict))
    form.see(reply.version)
    return _next(unit, place, form, reply)


def compose_page(
    unit: Unit,
    place: Around,
    shown: ReplyShown | None,
    form: ReplyForm,
    status: int = 200,
    conflict: str = "",
    *,
    hand_on: HandOnForm | None = None,
    question: QuestionForm | None = None,
) -> ResponseReturnValue:
    if conflict and shown is not None:
        form.see(shown.reply.version)
    return page(
        "compose.html",
        status,
        place=place,
        shown=shown,
        form=form,
        conflict=conflict,
        action=ActionForm(formdata=None),
        given_name=first_name(full_name(unit)),
        to_acknowledge={FIRST: f"/staff/acknowledge?next=/staff/comments/{place.comment_id}/reply"},
        hand_on=hand_on or HandOnForm(formdata=None),
        question=question or question_form(place),
        lengths={
            "body": TEXT_LENGTH,
            "role_title": ROLE_LENGTH,
            "authority": AUTHORITY_LENGTH,
            "note": NOTE_LENGTH,
        },
    )


def compose_again(unit: Unit, comment_id: int, status: int, **forms: Any) -> ResponseReturnValue:
    """The page of a comment after one of its small forms was refused."""
    shown = _shown(unit, comment_id)
    return compose_page(
        unit,
        around(unit, comment_id),
        shown,
        _form(unit, shown),
        status,
        **forms,
    )


def question_form(place: Around, *, is_sent: bool = False) -> QuestionForm:
    form = QuestionForm() if is_sent else QuestionForm(formdata=None)
    form.owner.choices = [(one.id, one.name) for one in place.speakers]
    if not is_sent and place.question is not None:
        form.owner.data = place.question.owner_id
    return form


def _save(unit: Unit, comment_id: int, form: ReplyForm, seen: Looked) -> Reply:
    with unit.attempt():
        return save_reply(
            unit,
            comment_id,
            form.draft(request.form),
            seen,
            seen_version=form.seen_version.data or 0,
        )


def _next(unit: Unit, place: Around, form: ReplyForm, reply: Reply) -> ResponseReturnValue:
    """What the button asked for, once the draft is saved."""
    then = request.form.get("then", "")
    done = SAVED
    try:
        with unit.attempt():
            if then == PUBLISH:
                publish_reply(
                    unit,
                    reply.id,
                    seen_version=reply.version,
                    service_reason=form.service_reason.data or "",
                )
                done = PUBLISHED
            elif then == ASK:
                ask_privacy_officer(
                    unit, reply.id, form.note.data or "", seen_version=reply.version
                )
                done = ASKED
    except NotReady as refusal:
        faults = tuple(
            Fault("body", BLOCKED)
            if one.weight is Weight.BLOCKS
            else Fault(one.rule.value, f"{TITLES[one.rule]}: {UNANSWERED}")
            for one in refusal.concerns
        )
        return _refused(unit, place, form, tuple(dict.fromkeys(faults)))
    except (Refused, Conflict, NotAllowed) as refusal:
        field = getattr(refusal, "field", "")
        return _refused(unit, place, form, (Fault(field, str(refusal)),))
    flash(done)
    return redirect(url_for("replies.compose", comment_id=place.comment_id), 303)


def _refused(
    unit: Unit, place: Around, form: ReplyForm, faults: tuple[Fault, ...]
) -> ResponseReturnValue:
    for fault in faults:
        form.show_fault(fault)
    return compose_page(unit, place, _shown(unit, place.comment_id), form, REFUSED)


def _shown(unit: Unit, comment_id: int) -> ReplyShown | None:
    reply = standing_reply_of(unit.session, comment_id)
    return reply_shown(unit, reply.id) if reply else None


def _form(unit: Unit, shown: ReplyShown | None) -> ReplyForm:
    """What is saved, for writing on; a new reply offers the role that was used last."""
    if shown is None:
        role = role_last_used(unit.session, unit.actor.person_id)
        return ReplyForm(formdata=None, seen_version=0, role_title=role)
    written: ReplyVersion = shown.newest
    answers = answers_to(unit.session, written.reply_id, written.version)
    kept = {Rule(rule).value: one.reason for rule, one in answers.items()}
    return ReplyForm(
        formdata=None,
        seen_version=written.version,
        body=written.body,
        is_named=bool(written.first_name),
        role_title=written.role_title or role_last_used(unit.session, unit.actor.person_id),
        authority=written.authority,
        **kept,
    )
