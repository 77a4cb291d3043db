"""Asking for a report, and calling its build off."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.reports import service
from engage.reports.forms import OrderForm
from engage.reports.service import ROLES
from engage.reports.web.blueprint import REFUSED, blueprint, refuse_no_slug
from engage.reports.web.listing import engagement_page, order_form
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.post("/staff/engagements/<slug>/report")
@staff(*ROLES)
def request_report(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    refuse_no_slug(slug)
    engagement = service.readable_engagement(unit, slug)
    form = order_form(unit, engagement, OrderForm())
    if not form.validate():
        return engagement_page(unit, engagement, form, REFUSED)
    try:
        with unit.attempt():
            report = service.request_report(unit, slug, form.order)
    except Refused as refusal:
        form.show_fault(refusal)
        return engagement_page(unit, engagement, form, REFUSED)
    flash(f"Report {report.number} is being built. You can leave this page.")
    return redirect(url_for(".engagement_report", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/report/cancel")
@staff(*ROLES)
def cancel_build(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    refuse_no_slug(slug)
    try:
        with unit.attempt():
            report = service.cancel(unit, slug)
        flash(f"Report {report.number} is called off. Nothing of it is kept.")
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for(".engagement_report", slug=slug), 303)
