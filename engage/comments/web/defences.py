"""Switching on proofs of work for an engagement that is under attack, and off again."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.defences.proofs import proof_since, switch
from engage.comments.forms import DefenceForm
from engage.comments.rules import Hold, State
from engage.comments.web.blueprint import blueprint
from engage.core.ledgers import counts
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.web.blueprint import editable, side_of
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store


@dataclass(frozen=True)
class Defences:
    """How the form of an engagement is defended now."""

    proof_since: datetime | None
    hourly: int
    quick_seconds: int
    suspected: int


@blueprint.get("/staff/engagements/<slug>/defences")
@staff(*EDITING_ROLES)
def defences(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    settings = unit.settings
    since = proof_since(unit.session, engagement.id)
    html = render_template(
        "comments/defences.html",
        side=side_of(unit, engagement),
        form=DefenceForm(formdata=None),
        defences=Defences(
            since,
            settings.hourly_comments,
            settings.quick_seconds,
            counts(unit.session, engagement.scope).get(f"{State.WAITING}:{Hold.SPAM}", 0),
        ),
    )
    return no_store(make_response(html))


@blueprint.post("/staff/engagements/<slug>/defences")
@staff(*EDITING_ROLES)
def switch_defences(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    on = request.form.get("proof") == "on"
    switch(unit, editable(unit, slug), on=on)
    flash("Browsers are asked for a proof." if on else "Browsers are no longer asked for a proof.")
    return redirect(url_for("comments.defences", slug=slug), 303)
