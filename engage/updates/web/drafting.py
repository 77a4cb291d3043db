"""The updates of an engagement, and writing one."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.web.blueprint import (
    REFUSED,
    editable,
    meanwhile,
    readable,
    refusal,
    side_of,
)
from engage.engagements.web.drafting import saved_words
from engage.updates import queries, service
from engage.updates.forms import NewUpdateForm, UpdateForm
from engage.updates.models import EngagementUpdate
from engage.updates.web.blueprint import blueprint, find_update, page, shown
from engage.web.access import staff
from engage.web.transaction import current_unit

PLAN_ENDED: Final = (
    "It does not become public at the planned time any more, because the text has changed. Have it"
    " approved, and plan it again."
)


@blueprint.get("/staff/engagements/<slug>/updates")
@staff(*READING_ROLES)
def updates(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    rows = queries.updates_of(unit.session, engagement.id)
    return page(
        "list.html",
        side=side_of(unit, engagement),
        rows=[shown(engagement, row, unit.settings.time_zone) for row in rows],
    )


@blueprint.get("/staff/engagements/<slug>/updates/new")
@staff(*EDITING_ROLES)
def new_update(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, editable(unit, slug), NewUpdateForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/updates/new")
@staff(*EDITING_ROLES)
def add_update(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), NewUpdateForm()
    engagement = editable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, form, status=REFUSED)
    made: list[EngagementUpdate] = []
    status, _message = refusal(
        unit,
        form,
        lambda: made.append(
            service.add_update(unit, engagement, form.content(), slug=form.slug.data or "")
        ),
    )
    if status:
        return _page(unit, engagement, form, status=status)
    flash("The update is kept as a draft.")
    return redirect(_next_page(slug, made[0].slug), 303)


@blueprint.get("/staff/engagements/<slug>/updates/<update_slug>")
@staff(*EDITING_ROLES)
def update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    content = queries.update_content(unit.session, found.draft_revision_id)
    form = UpdateForm(formdata=None, obj=content)
    form.see(found.draft_revision_id)
    return _page(unit, engagement, form, found)


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>")
@staff(*EDITING_ROLES)
def save_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), UpdateForm()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    if not form.validate():
        return _page(unit, engagement, form, found, REFUSED)
    seen, was_planned = form.seen_revision_id.data, found.is_planned
    status, message = refusal(
        unit,
        form,
        lambda: service.save_update(unit, engagement, found, form.content(), seen_revision_id=seen),
    )
    if status:
        return _page(unit, engagement, form, found, status, message)
    flash(saved_words(seen, found.draft_revision_id))
    if was_planned and not found.is_planned:
        flash(PLAN_ENDED, "warning")
    return redirect(_next_page(slug, update_slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    form: UpdateForm,
    found: EngagementUpdate | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    between = None
    if found is not None:
        between = meanwhile(unit, form, ("update", found.id), found.draft_revision_id, conflict)
    return page(
        "update.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        update=shown(engagement, found, unit.settings.time_zone) if found else None,
        meanwhile=between,
    )


def _next_page(slug: str, update_slug: str) -> str:
    then = request.form.get("then", "")
    if then == "preview":
        return f"/staff/engagements/{slug}/preview/updates/{update_slug}"
    if then == "approvals":
        return url_for("updates.update_approvals", slug=slug, update_slug=update_slug)
    return url_for("updates.update", slug=slug, update_slug=update_slug)
