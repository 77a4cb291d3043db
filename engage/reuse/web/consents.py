"""Consents (R36): the list, a new one, and one with where words were used under it."""

from datetime import timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements.queries import ministries_named
from engage.reuse import service
from engage.reuse.forms import ConsentForm, ReasonForm, number
from engage.reuse.models import ReuseConsent
from engage.reuse.queries.register import consents, quoted_under, uses_under
from engage.reuse.reach import READING_ROLES
from engage.reuse.sources import TARGET_WORDS, Term
from engage.reuse.web.blueprint import REFUSED, Standing, blueprint, page
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit


@blueprint.get("/staff/consents")
@staff(*READING_ROLES)
def all_consents() -> ResponseReturnValue:
    unit = current_unit()
    within = service.readable_within(unit)
    rows = consents(unit.session, within)
    return page(
        "consents.html",
        rows=[(row, _standing(unit, row)) for row in rows],
        ministries=ministries_named(unit.session, within),
    )


@blueprint.get("/staff/consents/new")
@staff(*READING_ROLES)
def new_consent() -> ResponseReturnValue:
    return _new_page(current_unit(), ConsentForm(formdata=None))


@blueprint.post("/staff/consents/new")
@staff(*READING_ROLES)
def add_consent() -> ResponseReturnValue:
    unit, form = current_unit(), ConsentForm()
    if not form.validate():
        return _new_page(unit, form, REFUSED)
    ministry_id = number(form.ministry_id.data) or 0
    try:
        with unit.attempt():
            row = service.record_consent(unit, ministry_id, form.content(unit.settings.time_zone))
    except Refused as refused:
        form.show_fault(refused)
        return _new_page(unit, form, REFUSED)
    flash(f"Consent {row.id} is recorded.")
    return redirect(url_for("reuse.consent", consent_id=row.id), 303)


@blueprint.get("/staff/consents/<number:consent_id>")
@staff(*READING_ROLES)
def consent(consent_id: int) -> ResponseReturnValue:
    unit = current_unit()
    row = service.readable_consent(unit, consent_id)
    return _consent_page(unit, row, ReasonForm(formdata=None))


@blueprint.post("/staff/consents/<number:consent_id>/withdraw")
@staff(*READING_ROLES)
def withdraw_consent(consent_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), ReasonForm()
    row = service.readable_consent(unit, consent_id)
    try:
        with unit.attempt():
            service.withdraw_consent(unit, consent_id, form.reason.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return _consent_page(unit, row, form, REFUSED)
    flash("The consent is withdrawn. Nothing can be used under it any more.")
    return redirect(url_for("reuse.consent", consent_id=consent_id), 303)


def _new_page(unit: Unit, form: ConsentForm, status: int = 200) -> ResponseReturnValue:
    named = ministries_named(unit.session, service.readable_within(unit))
    form.ministry_id.choices = [
        SelectChoice(str(ministry_id), name) for ministry_id, name in named.items()
    ]
    return page("new_consent.html", status, form=form)


def _consent_page(
    unit: Unit, row: ReuseConsent, form: ReasonForm, status: int = 200
) -> ResponseReturnValue:
    named = ministries_named(unit.session, [row.ministry_id])
    return page(
        "consent.html",
        status,
        row=row,
        standing=_standing(unit, row),
        ministry=named[row.ministry_id],
        last_day=row.ends_at - timedelta(seconds=1) if row.ends_at else None,
        person=service.name_of(unit, row),
        uses=uses_under(unit.session, row.id),
        quoted=quoted_under(unit.session, [row.id]).get(row.id, []),
        target_words=TARGET_WORDS,
        form=form,
    )


def _standing(unit: Unit, row: ReuseConsent) -> Standing:
    why = Term(row.effective_at, row.ends_at, row.withdrawn_at).why_not(unit.now)
    return Standing("not_published", why) if why else Standing("published", "In force")
