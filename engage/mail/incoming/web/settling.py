"""What is made of a message: each a form of its page, and the page again when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.models import Comment
from engage.comments.rules import Invalid, NotOpen
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.mail.incoming.forms import AsideForm, MessageForm, PlaceForm
from engage.mail.incoming.service.placing import place_as_comment, place_as_correspondence
from engage.mail.incoming.service.reach import MAIL_ROLES
from engage.mail.incoming.service.settling import mark_seen, open_message, put_back, set_aside
from engage.mail.incoming.web.blueprint import MESSAGE, blueprint
from engage.mail.incoming.web.item import item_page
from engage.web.access import staff
from engage.web.transaction import current_unit

REFUSED: Final = 422
CONFLICT: Final = 409
ANSWERED: Final = {
    True: "its sender is answered",
    False: "no answer goes out: its sender had one, or cannot be written to",
}


@dataclass(frozen=True)
class No:
    """Why nothing was done: a status, and what a colleague did, if that is why."""

    status: int
    conflict: str = ""
    was_not_open: bool = False


@blueprint.post(f"/staff/mail/incoming/{MESSAGE}/place")
@staff(*MAIL_ROLES)
def place(mail_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), PlaceForm()
    if request.form.get("as") == "correspondence":
        return _answered(unit, mail_id, form)
    made: list[Comment] = []

    def act() -> None:
        text = form.text.data or ""
        seen = form.seen_version.data
        made.append(place_as_comment(unit, mail_id, seen, form.chosen(), text))

    refused = _tried(unit, form, act)
    if refused:
        return _again(unit, mail_id, form, refused)
    flash(f"Message {mail_id} is comment {made[0].id} now and waits in the queue.")
    return redirect(url_for(".mail_room"), 303)


def _answered(unit: Unit, mail_id: int, form: PlaceForm) -> ResponseReturnValue:
    seen = form.seen_version.data
    answered: list[bool] = []

    def act() -> None:
        answered.append(place_as_correspondence(unit, mail_id, seen, form.chosen()))

    refused = _tried(unit, form, act)
    if refused:
        return _again(unit, mail_id, form, refused)
    flash(f"Message {mail_id} is filed as correspondence, and {ANSWERED[answered[0]]}.")
    return redirect(url_for(".message", mail_id=mail_id), 303)


@blueprint.post(f"/staff/mail/incoming/{MESSAGE}/aside")
@staff(*MAIL_ROLES)
def aside(mail_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), AsideForm()
    seen, why = form.seen_version.data, form.why.data or ""
    refused = _tried(unit, form, lambda: set_aside(unit, mail_id, seen, why))
    if refused:
        return _again(unit, mail_id, form, refused)
    flash(f"Message {mail_id} is set aside. You find it in the list “Set aside”.")
    return redirect(url_for(".mail_room"), 303)


@blueprint.post(f"/staff/mail/incoming/{MESSAGE}/seen")
@staff(*MAIL_ROLES)
def seen(mail_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), MessageForm()
    refused = _tried(unit, form, lambda: mark_seen(unit, mail_id, form.seen_version.data))
    if refused:
        return _again(unit, mail_id, form, refused)
    flash(f"Message {mail_id} is marked as dealt with.")
    return redirect(url_for(".message", mail_id=mail_id), 303)


@blueprint.post(f"/staff/mail/incoming/{MESSAGE}/back")
@staff(*MAIL_ROLES)
def back(mail_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), MessageForm()
    refused = _tried(unit, form, lambda: put_back(unit, mail_id, form.seen_version.data))
    if refused:
        return _again(unit, mail_id, form, refused)
    flash(f"Message {mail_id} waits again.")
    return redirect(url_for(".message", mail_id=mail_id), 303)


def _tried(unit: Unit, form: MessageForm, act: Callable[[], object]) -> No | None:
    """Carries a use case out; what was refused leaves nothing behind, and the form shows why."""
    if not form.validate():
        return No(REFUSED)
    try:
        with unit.attempt():
            act()
    except Refused as refusal:
        for fault in refusal.faults if isinstance(refusal, Invalid) else (refusal,):
            form.show_fault(fault)
        return No(REFUSED, was_not_open=isinstance(refusal, NotOpen))
    except Conflict as conflict:
        return No(CONFLICT, str(conflict))
    return None


def _again(unit: Unit, mail_id: int, form: MessageForm, refused: No) -> ResponseReturnValue:
    """The message as it stands now, with what was typed."""
    found = open_message(unit, mail_id)
    if refused.conflict:
        form.see(found.version)
    return item_page(
        unit,
        found,
        refused.status,
        sent=form,
        conflict=refused.conflict,
        was_not_open=refused.was_not_open,
    )
