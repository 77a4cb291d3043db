"""What a second person decides, and uses that are written down by hand."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.reuse import service
from engage.reuse.forms import SecondForm, UseForm
from engage.reuse.queries.standing import quotation_by_id
from engage.reuse.reach import CHOOSING_ROLES, DECIDING_ROLES
from engage.reuse.web.blueprint import CONFLICT, REFUSED, blueprint, editable, for_readers
from engage.reuse.web.quotations import GONE, Typed, quotation_page
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>/decide")
@staff(*DECIDING_ROLES)
def decide_quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), SecondForm()
    engagement = for_readers(unit, slug)
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    if form.verdict.data not in ("approved", "returned"):
        form.verdict.errors = ["Choose one of the two."]
        return quotation_page(unit, engagement, one, REFUSED, Typed(second=form))
    try:
        with unit.attempt():
            service.decide(
                unit,
                engagement,
                quotation_id,
                is_approved=form.verdict.data == "approved",
                seen_hash=form.seen_hash.data or "",
                reason=form.reason.data or "",
            )
    except Refused as refused:
        form.show_fault(refused)
        return quotation_page(unit, engagement, one, REFUSED, Typed(second=form))
    except Conflict:
        one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
        return quotation_page(unit, engagement, one, CONFLICT, message=GONE)
    flash("Approved." if form.verdict.data == "approved" else "Returned.")
    return redirect(url_for("reuse.quotations", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>/uses")
@staff(*CHOOSING_ROLES)
def record_use(slug: str, quotation_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), UseForm()
    engagement = editable(unit, slug)
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    if not form.validate():
        return quotation_page(unit, engagement, one, REFUSED, Typed(use=form))
    try:
        with unit.attempt():
            service.record_use(unit, engagement, quotation_id, form.kind(), form.target.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return quotation_page(unit, engagement, one, REFUSED, Typed(use=form))
    flash("The use is in the register.")
    return redirect(url_for("reuse.quotation", slug=slug, quotation_id=quotation_id), 303)
