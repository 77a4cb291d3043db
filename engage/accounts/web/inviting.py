"""Links for people: inviting somebody new, a new link for somebody known, and taking it back."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.forms.people import InviteForm
from engage.accounts.models import Person
from engage.accounts.people_queries import ministries
from engage.accounts.service.inviting import invitation_link, invite, take_back
from engage.accounts.service.people import create_person, person_of
from engage.accounts.web.browser import blueprint
from engage.accounts.web.confirming import confirmed
from engage.accounts.web.people import PERSON, administering, person_page
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.settings import LocalSignIn
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import no_store


@blueprint.get("/staff/people/invite")
@staff(Role.ADMINISTRATOR)
@confirmed
def invite_form() -> ResponseReturnValue:
    return _invite_page(administering(), InviteForm(formdata=None), 200)


@blueprint.post("/staff/people/invite")
@staff(Role.ADMINISTRATOR)
@confirmed
def invite_sent() -> ResponseReturnValue:
    unit, form = administering(), InviteForm()
    form.offer((), ministries(unit.session))
    if not form.is_whole():
        return _invite_page(unit, form, 422)
    try:
        with unit.attempt():
            made = create_person(
                unit,
                form.email.data or "",
                form.name.data or "",
                None,
                form.added(),
                reason=form.reason.data or "",
            )
            return _invited(unit, made)
    except Refused as refusal:
        form.show_fault(refusal)
        return _invite_page(unit, form, 422)


@blueprint.post(f"{PERSON}/link")
@staff(Role.ADMINISTRATOR)
@confirmed
def link_sent(person_id: int) -> ResponseReturnValue:
    unit = administering()
    return _invited(unit, person_of(unit, person_id))


@blueprint.post(f"{PERSON}/link/revoke")
@staff(Role.ADMINISTRATOR)
@confirmed
def link_revoked(person_id: int) -> ResponseReturnValue:
    unit = administering()
    shown = person_of(unit, person_id)
    take_back(unit, shown)
    flash("The link works no longer.")
    return redirect(url_for("accounts.person", person_id=shown.id), 303)


def _invited(unit: Unit, shown: Person) -> ResponseReturnValue:
    """By mail; or the link on the page, this once, where no mail server is set."""
    invitation = invite(unit, shown)
    if unit.settings.mail is None:
        return person_page(unit, shown, link=invitation_link(unit, invitation, shown))
    flash("A link is on its way by mail.")
    return redirect(url_for("accounts.person", person_id=shown.id), 303)


def _invite_page(unit: Unit, form: InviteForm, status: int) -> ResponseReturnValue:
    form.offer((), ministries(unit.session))
    html = render_template(
        "accounts/invite.html",
        form=form,
        domains=unit.settings.staff_domains,
        sends_mail=unit.settings.mail is not None,
        by_provider=unit.settings.local_sign_in is LocalSignIn.BREAK_GLASS,
    )
    return no_store(make_response(html, status))
