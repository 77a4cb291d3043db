"""Publishing an update, a withdrawn one again, and taking one from public view."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service import NotReady
from engage.engagements.web.blueprint import CONFLICT, REFUSED, editable, side_of
from engage.engagements.words import shown_changes
from engage.governance.approvals.service import unapproved
from engage.updates import queries, service
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.web.blueprint import blueprint, find_update, page, shown
from engage.web.access import staff
from engage.web.transaction import current_unit

SAVED_MEANWHILE = (
    "Somebody saved the update while you were reading. Read what will change once more."
)


@blueprint.get("/staff/engagements/<slug>/updates/<update_slug>/publish")
@staff(*EDITING_ROLES)
def update_publishing(slug: str, update_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    return _page(unit, engagement, find_update(unit, engagement, update_slug))


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/publish")
@staff(*EDITING_ROLES)
def publish_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, sent = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    seen = sent.seen_revision_id.data
    try:
        with unit.attempt():
            service.publish_update(unit, engagement, found, seen_revision_id=seen)
    except NotReady:
        return _page(unit, engagement, found, REFUSED, "Something is missing, as the list says.")
    except Refused as refused:
        return _page(unit, engagement, found, REFUSED, refused.message)
    except Conflict:
        return _page(unit, engagement, found, CONFLICT, SAVED_MEANWHILE)
    flash("The update is public.")
    return redirect(url_for("updates.updates", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/withdraw")
@staff(*EDITING_ROLES)
def withdraw_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    try:
        with unit.attempt():
            service.withdraw_update(unit, engagement, found)
    except Refused as refused:
        return _page(unit, engagement, found, REFUSED, refused.message)
    flash("The update is taken from public view.")
    return redirect(url_for("updates.updates", slug=slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementUpdate,
    status: int = 200,
    message: str = "",
) -> ResponseReturnValue:
    form = RevisionForm(formdata=None)
    form.see(found.draft_revision_id)
    public, draft = (
        queries.update_content(unit.session, one)
        for one in (found.published_revision_id, found.draft_revision_id)
    )
    return page(
        "publish.html",
        status,
        side=side_of(unit, engagement),
        update=shown(engagement, found, unit.settings.time_zone),
        form=form,
        message=message,
        changes=shown_changes(public, draft, unit.settings.time_zone),
        is_withdrawn=found.withdrawn_at is not None,
        missing=service.whats_missing(unit, engagement, found),
        is_approved=not unapproved(unit, update_subject(unit, engagement, found)),
    )
