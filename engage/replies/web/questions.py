"""Published questions: what is open, overdue first; whose they are; which were answered."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.replies.queries.questions import answered_questions, load_of, open_questions
from engage.replies.service import drop_question, mark_question
from engage.replies.web.blueprint import COMMENT, REFUSED, blueprint, page, within_reach
from engage.replies.web.compose import compose_again, question_form
from engage.replies.web.shown import around
from engage.web.access import staff
from engage.web.transaction import current_unit

MOST: Final = 200
SHOWN: Final = ("open", "mine", "answered")


@blueprint.get("/staff/questions")
@staff()
def questions() -> ResponseReturnValue:
    unit, asked = current_unit(), request.args.get("show", "")
    show, within = asked if asked in SHOWN else SHOWN[0], within_reach(unit)
    if show == "answered":
        rows = answered_questions(unit.session, within=within, limit=MOST)
    else:
        owner = unit.actor.person_id if show == "mine" else None
        rows = open_questions(unit.session, within=within, limit=MOST, owner_id=owner)
    return page(
        "questions.html",
        rows=rows,
        show=show,
        now=unit.now,
        overdue=sum(row.answered_at is None and row.due_at <= unit.now for row in rows),
        mine=load_of(unit.session, unit.actor.person_id or 0, unit.now),
        most=MOST,
    )


@blueprint.post(f"/staff/comments/{COMMENT}/question")
@staff()
def mark(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    form = question_form(around(unit, comment_id), is_sent=True)
    try:
        with unit.attempt():
            mark_question(unit, comment_id, form.owner.data or 0, form.days.data or 0)
    except Refused as refusal:
        form.show_fault(refusal)
        return compose_again(unit, comment_id, REFUSED, question=form)
    except Conflict as conflict:
        flash(str(conflict), "warning")
    else:
        flash("The question has an owner and a due time.")
    return redirect(url_for("replies.compose", comment_id=comment_id), 303)


@blueprint.post(f"/staff/comments/{COMMENT}/question/drop")
@staff()
def drop(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    around(unit, comment_id)
    try:
        with unit.attempt():
            drop_question(unit, comment_id)
    except (Conflict, Refused) as conflict:
        flash(str(conflict), "warning")
    else:
        flash("The comment is no longer marked as a question.")
    return redirect(url_for("replies.compose", comment_id=comment_id), 303)
