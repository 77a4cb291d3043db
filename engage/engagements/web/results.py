"""Reporting back: what was asked, what was heard, what was done (R73)."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements import queries, service
from engage.engagements.approving import results_subject
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.forms.topics import ResultsForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import ResultsContent
from engage.engagements.service import NotReady
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    meanwhile,
    page,
    refusal,
    side_of,
)
from engage.engagements.web.drafting import saved_words
from engage.engagements.words import shown_changes
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import is_approved
from engage.web.access import staff
from engage.web.transaction import current_unit

OFFERED: Final = "# What we asked\n\n\n\n# What we heard\n\n\n\n# What we did\n\n"


@blueprint.get("/staff/engagements/<slug>/results")
@staff(*EDITING_ROLES)
def results(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    return _page(unit, engagement, _form(unit, engagement))


@blueprint.post("/staff/engagements/<slug>/results")
@staff(*EDITING_ROLES)
def save_results(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), ResultsForm()
    engagement = editable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, form, REFUSED)
    seen = form.seen_revision_id.data
    status, message = refusal(
        unit,
        form,
        lambda: service.save_results(unit, engagement, form.content(), seen_revision_id=seen),
    )
    if status:
        return _page(unit, engagement, form, status, message)
    flash(saved_words(seen, engagement.results_draft_revision_id))
    return redirect(_next_page(slug), 303)


@blueprint.get("/staff/engagements/<slug>/results/publish")
@staff(*EDITING_ROLES)
def results_publishing(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _publish_page(unit, editable(unit, slug))


@blueprint.post("/staff/engagements/<slug>/results/publish")
@staff(*EDITING_ROLES)
def publish_results(slug: str) -> ResponseReturnValue:
    unit, sent = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    try:
        with unit.attempt():
            service.publish_results(unit, engagement, seen_revision_id=sent.seen_revision_id.data)
    except NotReady:
        return _publish_page(unit, engagement, REFUSED, "They are not approved yet.")
    except Refused as refused:
        form = _form(unit, engagement)
        form.show_fault(refused)
        return _page(unit, engagement, form, REFUSED)
    except Conflict:
        return _publish_page(
            unit,
            engagement,
            CONFLICT,
            "Somebody saved the results while you were reading. Read what will change once more.",
        )
    flash("The results are published.")
    return redirect(url_for("engagements.results", slug=slug), 303)


def _form(unit: Unit, engagement: Engagement) -> ResultsForm:
    """What is saved; the headings are offered where nothing was saved yet."""
    draft = engagement.results_draft_revision_id
    offered = ResultsContent(body=OFFERED)
    content = queries.results_content(unit.session, draft) if draft else offered
    form = ResultsForm(formdata=None, obj=content)
    form.see(draft)
    return form


def _page(
    unit: Unit,
    engagement: Engagement,
    form: ResultsForm,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    subject, newest = ("results", engagement.id), engagement.results_draft_revision_id
    return page(
        "results.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        results_at=engagement.results_at,
        is_saved=newest is not None,
        has_changes=newest != engagement.results_revision_id,
        meanwhile=meanwhile(unit, form, subject, newest, conflict),
    )


def _publish_page(
    unit: Unit, engagement: Engagement, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    form = RevisionForm(formdata=None)
    form.see(engagement.results_draft_revision_id)
    public, draft = (
        queries.results_content(unit.session, one)
        for one in (engagement.results_revision_id, engagement.results_draft_revision_id)
    )
    return page(
        "publish_results.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        message=message,
        changes=shown_changes(public, draft, unit.settings.time_zone),
        first_time=engagement.results_revision_id is None,
        is_approved=is_approved(standings_of(unit.session, results_subject(unit, engagement))),
    )


def _next_page(slug: str) -> str:
    then = request.form.get("then", "")
    if then == "preview":
        return f"/staff/engagements/{slug}/preview/results"
    if then == "publish":
        return url_for("engagements.results_publishing", slug=slug)
    return url_for("engagements.results", slug=slug)
