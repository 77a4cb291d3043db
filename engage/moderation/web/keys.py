"""Where a moderator switches the keys of the queue off, or chooses others."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.rules import Fault
from engage.moderation.keys import ACTIONS, ALL_DEFAULTS, NAMES, Keys, key_faults
from engage.moderation.queries.preferences import keys_of
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.service.preferences import keep_keys
from engage.moderation.web.blueprint import blueprint, page
from engage.moderation.web.item import REFUSED
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/queue/keys")
@staff(*MODERATING_ROLES)
def keys_form() -> ResponseReturnValue:
    unit = current_unit()
    return _page(keys_of(unit.session, unit.actor.person_id), ())


@blueprint.post("/staff/queue/keys")
@staff(*MODERATING_ROLES)
def keys_sent() -> ResponseReturnValue:
    unit = current_unit()
    are_on = request.form.get("are_on") == "yes"
    if request.form.get("step") == "reset":
        chosen = Keys(are_on)
    else:
        typed = {name: request.form.get(name, "").strip()[:8] for name in NAMES}
        chosen = Keys(are_on, ALL_DEFAULTS | typed)
    faults = key_faults(chosen.by_action)
    if faults:
        return _page(chosen, faults, REFUSED)
    keep_keys(unit, chosen)
    flash("Your keys are kept.")
    return redirect(url_for(".keys_form"), 303)


def _page(keys: Keys, faults: tuple[Fault, ...], status: int = 200) -> ResponseReturnValue:
    return page(
        "keys.html",
        status,
        keys=keys,
        names=NAMES,
        actions=ACTIONS,
        faults={fault.field: fault.message for fault in faults},
    )
