"""Publishing a translation, and taking one from view."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service import NotReady
from engage.engagements.web.blueprint import CONFLICT, REFUSED, editable, side_of
from engage.governance.approvals.service import unapproved
from engage.multilingual import queries, service
from engage.multilingual.approving import translation_subject
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.web.blueprint import (
    blueprint,
    find_translation,
    page,
    shown,
    shown_texts,
)
from engage.web.access import staff
from engage.web.transaction import current_unit

SAVED_MEANWHILE = "Somebody saved the translation while you were reading. Read it once more."


@blueprint.get("/staff/engagements/<slug>/translations/<tag>/publish")
@staff(*EDITING_ROLES)
def translation_publishing(slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    return _page(unit, engagement, find_translation(unit, engagement, tag))


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/publish")
@staff(*EDITING_ROLES)
def publish_translation(slug: str, tag: str) -> ResponseReturnValue:
    unit, sent = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    seen = sent.seen_revision_id.data
    try:
        with unit.attempt():
            service.publish_translation(unit, engagement, found, seen_revision_id=seen)
    except NotReady:
        return _page(unit, engagement, found, REFUSED, "Something is missing, as the list says.")
    except Refused as refused:
        return _page(unit, engagement, found, REFUSED, refused.message)
    except Conflict:
        return _page(unit, engagement, found, CONFLICT, SAVED_MEANWHILE)
    flash("The translation is public.")
    return redirect(url_for("multilingual.translations", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/withdraw")
@staff(*EDITING_ROLES)
def withdraw_translation(slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    try:
        with unit.attempt():
            service.withdraw_translation(unit, engagement, found)
    except Refused as refused:
        return _page(unit, engagement, found, REFUSED, refused.message)
    flash("The translation is taken from public view.")
    return redirect(url_for("multilingual.translations", slug=slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementTranslation,
    status: int = 200,
    message: str = "",
) -> ResponseReturnValue:
    form = RevisionForm(formdata=None)
    form.see(found.draft_revision_id)
    content = queries.translation_content(unit.session, found.draft_revision_id)
    originals = queries.drafted_originals(unit.session, engagement)
    return page(
        "publish.html",
        status,
        side=side_of(unit, engagement),
        translation=shown(engagement, found),
        form=form,
        message=message,
        texts=[one for one in shown_texts(originals, content) if one.words != "Not begun"],
        missing=service.whats_missing(unit, engagement, found),
        is_approved=not unapproved(unit, translation_subject(unit, engagement, found)),
    )
