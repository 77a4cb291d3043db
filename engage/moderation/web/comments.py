"""One comment by its number, taking it from public view, and all comments of an engagement."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.rules import State
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.ledgers import counts
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.engagements.web.blueprint import side_of
from engage.moderation.forms import DecisionForm
from engage.moderation.keys import Keys
from engage.moderation.queries.comments import comments_of_engagement
from engage.moderation.rules import chosen_reasons
from engage.moderation.service import unpublish
from engage.moderation.web.blueprint import COMMENT, asked_number, blueprint, engagement_named, page
from engage.moderation.web.item import (
    CONFLICT,
    REFUSED,
    Shown,
    done_words,
    empty_form,
    item_page,
    show_refusal,
    shown_item,
    words,
)
from engage.moderation.web.queue import opened
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 50


@blueprint.get(f"/staff/queue/{COMMENT}")
@staff(*COMMENT_READING_ROLES)
def comment(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    shown = opened(unit, comment_id)
    action = url_for(".decide_on", comment_id=comment_id)
    return item_page(unit, shown, empty_form(shown.item), action)


@blueprint.get(f"/staff/comments/{COMMENT}/unpublish")
@staff(Role.MODERATOR)
def unpublish_form(comment_id: int) -> ResponseReturnValue:
    shown = shown_item(current_unit(), comment_id)
    if not shown.may_unpublish:
        return redirect(url_for(".comment", comment_id=comment_id))
    return _unpublish_page(shown, _public_form(shown))


@blueprint.post(f"/staff/comments/{COMMENT}/unpublish")
@staff(Role.MODERATOR)
def unpublish_sent(comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    shown = shown_item(unit, comment_id)
    if not form.validate():
        return _unpublish_page(shown, form, REFUSED)
    reasons, note = tuple(form.reasons.data or ()), form.note.data or ""
    try:
        with unit.attempt():
            decision = unpublish(
                unit, comment_id, reasons, note, seen_version=form.seen_version.data
            )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _unpublish_page(shown, form, REFUSED)
    except Conflict as conflict:
        now = shown_item(unit, comment_id)
        if now.may_unpublish:
            return _unpublish_page(now, _public_form(now, note), CONFLICT, str(conflict))
        action = url_for(".decide_on", comment_id=comment_id)
        kept = empty_form(now.item, note=note)
        return item_page(unit, now, kept, action, CONFLICT, conflict=str(conflict))
    flash(done_words(decision, chosen_reasons(reasons)))
    return redirect(url_for(".comment", comment_id=comment_id), 303)


@blueprint.get("/staff/engagements/<slug>/comments")
@staff(*COMMENT_READING_ROLES)
def engagement_comments(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = _readable_engagement(unit, slug)
    state = _asked_state()
    found = comments_of_engagement(
        unit.session,
        engagement.id,
        state=state,
        limit=PAGE + 1,
        before_id=asked_number("before"),
    )
    rows, counted = found[:PAGE], counts(unit.session, engagement.scope)
    older = rows[-1].id if len(found) > PAGE else None
    return page(
        "engagement_comments.html",
        side=side_of(unit, engagement),
        engagement=engagement,
        rows=rows,
        state=state,
        states=tuple(State),
        counted=counted,
        total=sum(counted.get(one, 0) for one in State),
        older_href=url_for(".engagement_comments", slug=slug, state=state, before=older)
        if older
        else "",
        **words(),
    )


def _readable_engagement(unit: Unit, slug: str) -> Engagement:
    engagement = engagement_named(unit, slug)
    if not unit.actor.reaches(COMMENT_READING_ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return engagement


def _asked_state() -> State | None:
    asked = request.args.get("state", "")
    return State(asked) if asked in set(State) else None


def _public_form(shown: Shown, note: str = "") -> DecisionForm:
    """A form on the text that is public, which may be an earlier one than the last."""
    return DecisionForm(formdata=None, seen_version=shown.item.row.published_version, note=note)


def _unpublish_page(
    shown: Shown, form: DecisionForm, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    return page(
        "unpublish.html",
        status,
        shown=shown,
        form=form,
        conflict=conflict,
        keys=Keys(are_on=False),
        **words(),
    )
