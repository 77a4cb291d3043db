"""What is sent from an item: a decision, a preview of it, a note, and the undoing of the last one.

A conflict answers 409 with the item as it stands now, and everything that was typed and chosen is
kept, but for marks on a text that is not the same any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.queries import marks_of
from engage.comments.rules import Fault
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.moderation.choices import chosen_spans, typed_words, with_chosen
from engage.moderation.forms import DecisionForm, NoteForm
from engage.moderation.models import Decision
from engage.moderation.queries.comments import Item
from engage.moderation.rules import MODERATING_ROLES, Outcome, chosen_reasons
from engage.moderation.service import add_note, decide, draft_message, undo
from engage.moderation.service.claims import live_claim
from engage.moderation.web.addresses import Asked, asked_list
from engage.moderation.web.blueprint import COMMENT, blueprint
from engage.moderation.web.item import (
    CONFLICT,
    REFUSED,
    done_words,
    empty_form,
    item_page,
    read_item,
    show_refusal,
    shown_item,
)
from engage.moderation.web.queue import next_href
from engage.privacy.redaction import Redacted, Redaction, redacted
from engage.web.access import staff
from engage.web.transaction import close_unit, current_unit, engage_app

PREVIEW: Final = "preview"


@dataclass(frozen=True)
class Sent:
    """A decision as it was sent, with the words to take out found in the text."""

    outcome: str
    reasons: tuple[str, ...]
    redactions: tuple[Redaction, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Preview:
    """What the public would read, and what the author would be told ('' for nothing)."""

    result: Redacted | None
    message: str
    outcome: str


@blueprint.post(f"/staff/queue/{COMMENT}")
@staff(*MODERATING_ROLES)
def decide_on(comment_id: int) -> ResponseReturnValue:
    """Reads in a transaction before the one that decides, so that this one holds the write lock of
    SQLite for its writing only."""
    form = DecisionForm()
    with engage_app().units.reading(g.actor) as reading:
        asked, found = asked_list(reading), read_item(reading, comment_id)
    unit = current_unit()
    if not form.validate():
        return _again(unit, asked, comment_id, form, ())
    sent = _sent(found, form)
    for fault in sent.faults:
        form.show_fault(fault)
    if sent.faults:
        return _again(unit, asked, comment_id, form, sent.redactions)
    if sent.outcome == PREVIEW:
        return _previewed(unit, asked, found, form, sent)
    try:
        with unit.attempt():
            decision = _decided(unit, comment_id, form, sent)
    except Refused as refusal:
        show_refusal(form, refusal)
        return _again(unit, asked, comment_id, form, sent.redactions)
    except Conflict as conflict:
        return _conflict(asked, found, form, sent, str(conflict))
    flash(done_words(decision, chosen_reasons(sent.reasons)))
    return redirect(next_href(unit, asked, found.row), 303)


@blueprint.post("/staff/queue/undo/<number:decision_id>")
@staff(*MODERATING_ROLES)
def undo_decision(decision_id: int) -> ResponseReturnValue:
    """Back to the comment, which waits again; or to the list with the reason why it does not."""
    unit, asked = current_unit(), asked_list(current_unit())
    try:
        with unit.attempt():
            undone = undo(unit, decision_id)
    except (Conflict, Refused) as refusal:
        flash(str(refusal), "warning")
        return redirect(asked.href(), 303)
    flash(done_words(undone, ()))
    return redirect(asked.href(item=undone.comment_id), 303)


@blueprint.post(f"/staff/queue/{COMMENT}/note")
@staff(*MODERATING_ROLES)
def note_on(comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), NoteForm()
    asked, found = asked_list(unit), read_item(unit, comment_id)
    try:
        with unit.attempt():
            add_note(unit, comment_id, form.note.data or "")
    except Refused as refusal:
        kept = empty_form(found, note=form.note.data or "")
        show_refusal(kept, refusal)
        return _again(unit, asked, comment_id, kept, ())
    flash(f"The note on comment {comment_id} is kept.")
    if found.row.waiting_since is None:
        return redirect(url_for(".comment", comment_id=comment_id), 303)
    return redirect(asked.href(item=comment_id), 303)


def _sent(found: Item, form: DecisionForm) -> Sent:
    """Reads the marks beside the form's own fields, and finds the typed words in the text."""
    faults: list[Fault] = []
    text = found.text
    labels = {
        name.removeprefix("label-"): value
        for name, value in request.form.items()
        if name.startswith("label-")
    }
    if form.seen_version.data != found.row.version:
        # Marks on another text mean nothing here; the use case says that it has changed.
        spans: list[Redaction] = []
    else:
        spans = chosen_spans(text, request.form.getlist("span"), labels, faults)
        typed, label = form.words_to_remove.data or "", form.words_label.data or ""
        spans += typed_words(text, typed, label, spans, faults)
    reasons = tuple(form.reasons.data or ())
    return Sent(request.form.get("outcome", ""), reasons, tuple(spans), tuple(faults))


def _decided(unit: Unit, comment_id: int, form: DecisionForm, sent: Sent) -> Decision:
    return decide(
        unit,
        comment_id,
        form.seen_version.data or 0,
        sent.outcome,
        sent.reasons,
        form.note.data or "",
        redactions=sent.redactions,
        refer_to=form.refer_to.data or "" if sent.outcome == Outcome.REFER else "",
        message=form.message.data or None,
        opens_incident=bool(form.opens_incident.data),
    )


def _previewed(
    unit: Unit, asked: Asked, found: Item, form: DecisionForm, sent: Sent
) -> ResponseReturnValue:
    """The page again, with what each side would read; nothing is decided."""
    number, outcome = found.row.id, _meant(sent)
    result = None
    if sent.redactions:
        marks = marks_of(unit.session, number, found.row.version)
        try:
            result = redacted(found.text, sent.redactions, marks)
        except Refused as refusal:
            show_refusal(form, refusal)
            return _again(unit, asked, number, form, sent.redactions)
    if not form.message.data:
        form.message.data = draft_message(unit, number, sent.reasons, outcome)
    preview = Preview(result, form.message.data or "", outcome)
    return _again(unit, asked, number, form, sent.redactions, status=200, preview=preview)


def _meant(sent: Sent) -> str:
    if sent.reasons:
        return Outcome.NOT_PUBLISH
    return Outcome.PUBLISH_REDACTED if sent.redactions else Outcome.PUBLISH


def _conflict(
    asked: Asked, found: Item, form: DecisionForm, sent: Sent, words: str
) -> ResponseReturnValue:
    """What happened meanwhile, from a new reading: on some databases this one saw the old state."""
    close_unit()
    unit = current_unit()
    now = read_item(unit, found.row.id)
    kept = empty_form(
        now,
        reasons=list(sent.reasons),
        note=form.note.data,
        opens_incident=form.opens_incident.data,
        message=form.message.data,
        refer_to=form.refer_to.data,
        words_to_remove=form.words_to_remove.data,
        words_label=form.words_label.data,
    )
    redactions = sent.redactions if now.text == found.text else ()
    return _again(unit, asked, found.row.id, kept, redactions, status=CONFLICT, conflict=words)


def _again(
    unit: Unit,
    asked: Asked,
    comment_id: int,
    form: DecisionForm,
    redactions: Sequence[Redaction],
    *,
    status: int = REFUSED,
    **more: Any,
) -> ResponseReturnValue:
    """The item as it stands, with everything that was chosen."""
    shown = replace(shown_item(unit, comment_id), claim=live_claim(unit, comment_id))
    return item_page(
        unit,
        shown,
        form,
        asked.action(".decide_on", comment_id=comment_id),
        status,
        choices=with_chosen(shown.item.text, shown.choices, redactions),
        list_href=asked.href(item=comment_id),
        **more,
    )
