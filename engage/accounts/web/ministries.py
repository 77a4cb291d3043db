"""The ministries and their French names, for administrators of everything."""

from typing import Final

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.forms.ministries import FrenchNameForm
from engage.accounts.models import Ministry
from engage.accounts.people_queries import ministries as all_ministries
from engage.accounts.service.ministries import NO_MINISTRY, name_in_french
from engage.accounts.web.browser import blueprint
from engage.accounts.web.people import administering
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import no_store

MINISTRY: Final = "/staff/ministries/<number:ministry_id>"


@blueprint.get("/staff/ministries")
@staff(Role.ADMINISTRATOR)
def ministries() -> ResponseReturnValue:
    unit = administering()
    html = render_template("accounts/ministries.html", ministries=all_ministries(unit.session))
    return no_store(make_response(html))


@blueprint.get(MINISTRY)
@staff(Role.ADMINISTRATOR)
def ministry(ministry_id: int) -> ResponseReturnValue:
    found = _found(administering(), ministry_id)
    form = FrenchNameForm(formdata=None, name_fr=found.name_fr, seen=found.name_fr or "")
    return _page(found, form)


@blueprint.post(MINISTRY)
@staff(Role.ADMINISTRATOR)
def name_ministry(ministry_id: int) -> ResponseReturnValue:
    unit, form = administering(), FrenchNameForm()
    found = _found(unit, ministry_id)
    if not form.validate():
        return _page(found, form, 422)
    try:
        with unit.attempt():
            name_in_french(unit, found.id, form.name_fr.data or "", seen=form.seen.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return _page(found, form, 422)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        form.seen.raw_data, form.seen.data = None, found.name_fr or ""
        return _page(found, form, 409)
    flash("The name is saved. French pages follow within a minute.")
    return redirect(url_for("accounts.ministries"), 303)


def _found(unit: Unit, ministry_id: int) -> Ministry:
    found = unit.session.get(Ministry, ministry_id)
    if found is None:
        raise NotFound(NO_MINISTRY)
    return found


def _page(found: Ministry, form: FrenchNameForm, status: int = 200) -> ResponseReturnValue:
    html = render_template("accounts/ministry.html", ministry=found, form=form)
    return no_store(make_response(html, status))
