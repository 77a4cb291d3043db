"""The page on which staff acknowledge the rules they work under, and the way that leads there."""

import re
from urllib.parse import quote

from flask import Blueprint, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engage.accounts.rules import staff_path
from engage.core.errors import Refused
from engage.core.permissions import Actor
from engage.core.unit import Unit
from engage.governance.forms import AcknowledgementForm, labelled
from engage.governance.queries import standings
from engage.governance.service import (
    acknowledge,
    has_acknowledged,
    must_acknowledge,
)
from engage.governance.service.acknowledging import FIRST
from engage.web.access import staff
from engage.web.transaction import READING_METHODS, current_unit, no_store

blueprint = Blueprint("governance", __name__)
AFTERWARDS = "/staff/queue"


@blueprint.get("/staff/acknowledge")
@staff()
def acknowledgement() -> ResponseReturnValue:
    return _page(current_unit(), AcknowledgementForm(formdata=None))


@blueprint.post("/staff/acknowledge")
@staff()
def acknowledge_documents() -> ResponseReturnValue:
    unit, form = current_unit(), AcknowledgementForm()
    try:
        with unit.attempt():
            acknowledge(unit, form.documents(), has_no_conflict=bool(form.has_no_conflict.data))
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, form, 422)
    flash("Thank you. This is noted, and holds for one year.")
    return redirect(_wanted() or _home(unit), 303)


def lead_to_acknowledgement() -> ResponseReturnValue | None:
    """Before each page of moderation: who has not acknowledged the rules reads them first.

    Posts pass: their use cases refuse by themselves, and the page keeps what was typed.
    """
    actor: Actor | None = g.get("actor")
    if actor is None or request.method not in READING_METHODS:
        return None
    unit = current_unit()
    if not must_acknowledge(unit) or has_acknowledged(unit):
        return None
    flash(FIRST, "warning")
    return redirect(f"/staff/acknowledge?next={quote(request.full_path.rstrip('?'), safe='/')}")


def _wanted() -> str | None:
    """Where the person was going; a page of this site only."""
    return staff_path(request.args.get("next"))


def _home(unit: Unit) -> str:
    return AFTERWARDS if must_acknowledge(unit) else "/staff/"


def _page(unit: Unit, form: AcknowledgementForm, status: int = 200) -> ResponseReturnValue:
    person_id = unit.actor.person_id
    shown = standings(unit.session, person_id) if person_id is not None else ()
    html = render_template(
        "governance/acknowledge.html",
        form=labelled(form),
        documents=[(one, _below_its_title(one.page.body_html)) for one in shown],
        is_current=bool(shown) and all(one.is_current(unit.now) for one in shown),
        ends_at=min((one.ends_at for one in shown if one.ends_at), default=None),
        is_bound=must_acknowledge(unit),
        wanted=_wanted() or "",
    )
    return no_store(make_response(html, status))


def _below_its_title(html: Markup) -> Markup:
    """The headings of a document one level down: here its title is a heading as well."""
    lower = re.sub(r"(</?h)([2-5])", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", str(html))
    return Markup(lower)  # noqa: S704  nothing but a digit of a sanitized page was changed
