"""Removed words: the list for privacy officers, and reading one for a written reason (R30, R77).

The words are shown in the answer to the form that asked for them and nowhere else: no address leads
to them, no cache keeps them, and every reading is on record.
"""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from engage.comments.rules import Invalid
from engage.core.errors import NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.moderation.forms import RevealForm
from engage.moderation.queries.quarantined import Held, around, held_by_id, in_quarantine
from engage.moderation.rules import REVEAL_REASON_LENGTH, WORDS
from engage.moderation.service import reveal
from engage.moderation.service.quarantine import NO_QUARANTINE, READING_ROLES, readable
from engage.moderation.web.blueprint import asked_number, blueprint, page
from engage.moderation.web.item import REFUSED
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 50
HELD: Final = "<number:quarantine_id>"


@blueprint.get("/staff/quarantine")
@staff(*READING_ROLES)
def quarantine() -> ResponseReturnValue:
    unit = current_unit()
    found = in_quarantine(
        unit.session,
        within=unit.actor.ministries(READING_ROLES),
        limit=PAGE + 1,
        before_id=asked_number("before"),
    )
    older = url_for(".quarantine", before=found[PAGE - 1].id) if len(found) > PAGE else ""
    return page(
        "quarantine.html",
        rows=found[:PAGE],
        older_href=older,
        days=unit.settings.quarantine_days,
    )


@blueprint.get(f"/staff/quarantine/{HELD}")
@staff(*READING_ROLES, Role.MODERATOR)
def quarantined(quarantine_id: int) -> ResponseReturnValue:
    unit = current_unit()
    return _held_page(unit, _held(unit, quarantine_id), RevealForm(formdata=None))


@blueprint.post(f"/staff/quarantine/{HELD}")
@staff(*READING_ROLES, Role.MODERATOR)
def reveal_quarantined(quarantine_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), RevealForm()
    held = _held(unit, quarantine_id)
    if not form.validate():
        return _held_page(unit, held, form, status=REFUSED)
    try:
        with unit.attempt():
            words = reveal(unit, quarantine_id, form.reason.data or "")
    except Refused as refusal:
        for fault in refusal.faults if isinstance(refusal, Invalid) else (refusal,):
            form.show_fault(fault)
        return _held_page(unit, held, form, status=REFUSED)
    return _held_page(unit, held, RevealForm(formdata=None), words=words)


def _held(unit: Unit, quarantine_id: int) -> Held:
    """The row without its words, for those who may read them; raises NotFound or NotAllowed."""
    readable(unit, quarantine_id)
    held = held_by_id(unit.session, quarantine_id)
    if held is None:
        raise NotFound(NO_QUARANTINE)
    return held


def _held_page(
    unit: Unit, held: Held, form: RevealForm, *, words: str = "", status: int = 200
) -> ResponseReturnValue:
    return page(
        "quarantined.html",
        status,
        row=held,
        around=around(unit.session, held),
        form=form,
        words=words,
        reason_words=WORDS,
        reason_length=REVEAL_REASON_LENGTH,
        may_list=unit.actor.ministries(READING_ROLES) != frozenset(),
    )
