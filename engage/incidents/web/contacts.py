"""Whom to tell: supervisors of ministries and the GCPE teams, kept by administrators (R1, R48)."""

from typing import Final

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.comments.rules import Invalid
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.incidents.forms import ContactForm
from engage.incidents.queries import contacts, ministries
from engage.incidents.service import contact_to_change, remove_contact, save_contact
from engage.incidents.web.blueprint import REFUSED, blueprint, page
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit

CONTACT: Final = "<number:contact_id>"
KEEPERS: Final = (Role.ADMINISTRATOR,)


@blueprint.get("/staff/incidents/contacts")
@staff(*KEEPERS)
def all_contacts() -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, ContactForm(formdata=None), None)


@blueprint.post("/staff/incidents/contacts")
@staff(*KEEPERS)
def add_contact() -> ResponseReturnValue:
    return _saved(current_unit(), None)


@blueprint.get(f"/staff/incidents/contacts/{CONTACT}")
@staff(*KEEPERS)
def contact(contact_id: int) -> ResponseReturnValue:
    unit = current_unit()
    found = contact_to_change(unit, contact_id)
    form = ContactForm(
        formdata=None,
        part=found.part,
        ministry=str(found.ministry_id or ""),
        name=found.name,
        email=found.email,
        phone=found.phone,
    )
    return _page(unit, form, contact_id)


@blueprint.post(f"/staff/incidents/contacts/{CONTACT}")
@staff(*KEEPERS)
def change_contact(contact_id: int) -> ResponseReturnValue:
    return _saved(current_unit(), contact_id)


@blueprint.post(f"/staff/incidents/contacts/{CONTACT}/remove")
@staff(*KEEPERS)
def drop_contact(contact_id: int) -> ResponseReturnValue:
    remove_contact(current_unit(), contact_id)
    flash("The contact is removed.")
    return redirect(url_for(".all_contacts"), 303)


def _saved(unit: Unit, contact_id: int | None) -> ResponseReturnValue:
    form = ContactForm()
    try:
        with unit.attempt():
            save_contact(unit, contact_id, form.contact())
    except Invalid as refusal:
        for fault in refusal.faults:
            form.show_fault(fault)
        return _page(unit, form, contact_id, REFUSED)
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, form, contact_id, REFUSED)
    flash("The contact is saved.")
    return redirect(url_for(".all_contacts"), 303)


def _page(
    unit: Unit, form: ContactForm, contact_id: int | None, status: int = 200
) -> ResponseReturnValue:
    within = unit.actor.ministries(KEEPERS)
    form.ministry.choices = [
        SelectChoice("", "None (a GCPE team)"),
        *(SelectChoice(str(one), name) for one, name in ministries(unit.session, within=within)),
    ]
    return page(
        "contacts.html",
        status,
        form=form,
        contact_id=contact_id,
        shown=contacts(unit.session, within=within),
        keeps_teams=within is None,
    )
