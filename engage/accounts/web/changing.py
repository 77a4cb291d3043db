"""Changing people: roles, disabling and enabling. Each asks first that the administrator proves to
be there, on the page with the form, so that nothing typed is lost."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.forms.people import ReasonForm, RolesForm
from engage.accounts.models import Person
from engage.accounts.people_queries import listed, ministries, roles_of
from engage.accounts.reviewing import Verdict
from engage.accounts.service.people import (
    LOCAL,
    disable_person,
    enable_person,
    person_of,
    set_grants,
)
from engage.accounts.service.reviewing import note_change
from engage.accounts.web.browser import blueprint
from engage.accounts.web.confirming import confirmed
from engage.accounts.web.people import PERSON, administering, ministry_names
from engage.accounts.wording import grant_words
from engage.core.errors import Conflict, Refused
from engage.core.permissions import Grant, Role
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import no_store

REVIEW = "/staff/people/review"


@blueprint.get(f"{PERSON}/roles")
@staff(Role.ADMINISTRATOR)
@confirmed
def roles_form(person_id: int) -> ResponseReturnValue:
    unit = administering()
    shown = person_of(unit, person_id)
    form = RolesForm(formdata=None)
    form.show(_local(unit, shown))
    return _roles_page(unit, shown, form, 200)


@blueprint.post(f"{PERSON}/roles")
@staff(Role.ADMINISTRATOR)
@confirmed
def roles_sent(person_id: int) -> ResponseReturnValue:
    unit = administering()
    shown = person_of(unit, person_id)
    form, held = RolesForm(), _local(unit, shown)
    form.offer(held, ministries(unit.session))
    if not form.is_whole():
        return _roles_page(unit, shown, form, 422)
    try:
        with unit.attempt():
            set_grants(
                unit,
                shown,
                form.wanted(held),
                reason=form.reason.data or "",
                seen=form.seen_grants(),
            )
            note_change(unit, shown.id, Verdict.CHANGED)
    except Refused as refusal:
        form.show_fault(refusal)
        return _roles_page(unit, shown, form, 422)
    except Conflict as conflict:
        form.show(_local(unit, shown))
        form.form_errors.append(str(conflict))
        return _roles_page(unit, shown, form, 409)
    flash("The roles are changed. They hold from the next click on.")
    return redirect(_back(shown), 303)


@blueprint.get(f"{PERSON}/disable")
@staff(Role.ADMINISTRATOR)
@confirmed
def disable_form(person_id: int) -> ResponseReturnValue:
    unit = administering()
    return _disable_page(unit, person_of(unit, person_id), "", 200)


@blueprint.post(f"{PERSON}/disable")
@staff(Role.ADMINISTRATOR)
@confirmed
def disable_sent(person_id: int) -> ResponseReturnValue:
    unit = administering()
    shown = person_of(unit, person_id)
    try:
        with unit.attempt():
            disable_person(unit, shown)
            note_change(unit, shown.id, Verdict.DISABLED)
    except Refused as refusal:
        return _disable_page(unit, shown, refusal.message, 422)
    flash("The account is disabled, and nobody is signed in with it any more.")
    return redirect(_back(shown), 303)


@blueprint.get(f"{PERSON}/enable")
@staff(Role.ADMINISTRATOR)
@confirmed
def enable_form(person_id: int) -> ResponseReturnValue:
    unit = administering()
    return _enable_page(unit, person_of(unit, person_id), ReasonForm(formdata=None), 200)


@blueprint.post(f"{PERSON}/enable")
@staff(Role.ADMINISTRATOR)
@confirmed
def enable_sent(person_id: int) -> ResponseReturnValue:
    unit, form = administering(), ReasonForm()
    shown = person_of(unit, person_id)
    if not form.validate():
        return _enable_page(unit, shown, form, 422)
    try:
        with unit.attempt():
            enable_person(unit, shown, reason=form.reason.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _enable_page(unit, shown, form, 422)
    flash("The account is in use again, with the roles that it had.")
    return redirect(url_for("accounts.person", person_id=shown.id), 303)


def _local(unit: Unit, shown: Person) -> frozenset[Grant]:
    """Roles that administrators gave; those of the identity provider are not changed here."""
    return frozenset(
        Grant(Role(row.role), row.ministry_id)
        for row in roles_of(unit.session, shown.id)
        if row.source == LOCAL
    )


def _back(shown: Person) -> str:
    """To the review, for who came from there."""
    if request.args.get("review"):
        return f"{REVIEW}#person-{shown.id}"
    return url_for("accounts.person", person_id=shown.id)


def _roles_page(unit: Unit, shown: Person, form: RolesForm, status: int) -> ResponseReturnValue:
    form.offer(_local(unit, shown), ministries(unit.session))
    html = render_template(
        "accounts/person_roles.html",
        form=form,
        person=shown,
        provided=_provided_words(unit, shown),
        is_own=shown.id == unit.actor.person_id,
        review=request.args.get("review", ""),
    )
    return no_store(make_response(html, status))


def _provided_words(unit: Unit, shown: Person) -> tuple[str, ...]:
    grants = [
        Grant(Role(row.role), row.ministry_id)
        for row in roles_of(unit.session, shown.id)
        if row.source != LOCAL
    ]
    return grant_words(grants, ministry_names(unit))


def _disable_page(unit: Unit, shown: Person, fault: str, status: int) -> ResponseReturnValue:
    [row] = listed(unit.session, [shown])
    html = render_template(
        "accounts/person_disable.html",
        person=shown,
        roles=grant_words(row.grants, ministry_names(unit)),
        fault=fault,
        review=request.args.get("review", ""),
    )
    return no_store(make_response(html, status))


def _enable_page(unit: Unit, shown: Person, form: ReasonForm, status: int) -> ResponseReturnValue:
    [row] = listed(unit.session, [shown])
    html = render_template(
        "accounts/person_enable.html",
        person=shown,
        roles=grant_words(row.grants, ministry_names(unit)),
        form=form,
    )
    return no_store(make_response(html, status))
