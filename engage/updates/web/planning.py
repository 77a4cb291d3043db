"""Planning when an update becomes public by itself, changing that, and leaving it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.dates import datetime_words
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service import NotReady
from engage.engagements.web.blueprint import CONFLICT, REFUSED, editable, side_of
from engage.governance.approvals.service import unapproved
from engage.updates import planning, service
from engage.updates.approving import update_subject
from engage.updates.forms import PlanForm
from engage.updates.models import EngagementUpdate
from engage.updates.web.blueprint import blueprint, find_update, page, shown
from engage.web.access import staff
from engage.web.transaction import current_unit

HELD_THEN = (
    " An election period is set for that time, so it will be held then, until it is approved again."
)


@blueprint.get("/staff/engagements/<slug>/updates/<update_slug>/plan")
@staff(*EDITING_ROLES)
def update_plan(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), PlanForm(formdata=None)
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    form.show(found, unit.settings.time_zone)
    return _page(unit, engagement, found, form)


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/plan")
@staff(*EDITING_ROLES)
def plan_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), PlanForm()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    if not form.validate():
        return _page(unit, engagement, found, form, REFUSED)
    tz = unit.settings.time_zone
    try:
        with unit.attempt():
            planning.plan_update(
                unit,
                engagement,
                found,
                form.instant(found, tz),
                seen_revision_id=form.seen_revision_id.data,
                seen_plan=form.seen_plan.data,
            )
    except NotReady:
        return _page(unit, engagement, found, form, REFUSED, "Something is missing, as below.")
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, found, form, REFUSED)
    except Conflict as conflict:
        return _page(unit, engagement, found, form, CONFLICT, str(conflict))
    if found.planned_at is not None:
        words = f"The update becomes public on {datetime_words(found.planned_at, tz)}."
        known = planning.is_election_known(unit, found.planned_at)
        flash(words + (HELD_THEN if known else ""), "warning" if known else "message")
    return redirect(url_for("updates.updates", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/plan/cancel")
@staff(*EDITING_ROLES)
def cancel_plan(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), PlanForm()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    was_planned = found.is_planned
    try:
        with unit.attempt():
            planning.cancel_plan(unit, engagement, found, seen_plan=form.seen_plan.data)
    except Refused as refused:
        return _page(unit, engagement, found, form, REFUSED, refused.message)
    except Conflict as conflict:
        return _page(unit, engagement, found, form, CONFLICT, str(conflict))
    flash("Nothing is planned for the update any more." if was_planned else "Noted.")
    return redirect(url_for("updates.updates", slug=slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementUpdate,
    form: PlanForm,
    status: int = 200,
    message: str = "",
) -> ResponseReturnValue:
    form.see_plan(found)
    return page(
        "plan.html",
        status,
        side=side_of(unit, engagement),
        update=shown(engagement, found, unit.settings.time_zone),
        form=form,
        message=message,
        is_public=found.is_public and found.draft_revision_id == found.published_revision_id,
        missing=service.whats_missing(unit, engagement, found),
        is_approved=not unapproved(unit, update_subject(unit, engagement, found)),
    )
