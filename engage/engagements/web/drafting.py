"""A new engagement, and the draft of one: what staff write before anybody else sees it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotAllowed
from engage.core.unit import Unit
from engage.engagements import queries, service
from engage.engagements.forms.engagement import EngagementForm, NewEngagementForm, engagement_values
from engage.engagements.inbox import email_hint, with_own_address
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.rules import EngagementContent
from engage.engagements.slugs import suggested_slug
from engage.engagements.web.blueprint import (
    REFUSED,
    blueprint,
    editable,
    meanwhile,
    page,
    readable,
    refusal,
    side_of,
)
from engage.engagements.words import shown_changes
from engage.notices.service import load_templates
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/new")
@staff(*EDITING_ROLES)
def new() -> ResponseReturnValue:
    unit = current_unit()
    return _new_page(unit, _new_form(unit))


@blueprint.post("/staff/engagements/new")
@staff(*EDITING_ROLES)
def create() -> ResponseReturnValue:
    unit = current_unit()
    form = _new_form(unit)
    form.suggest_slug(suggested_slug(form.title.data or ""))
    if not form.validate():
        return _new_page(unit, form, REFUSED)
    slug = form.slug.data or ""
    typed = form.content(EngagementContent(), unit.settings.time_zone)
    content = with_own_address(unit.settings.mailbox, typed, slug)
    status, _message = refusal(
        unit,
        form,
        lambda: service.create_engagement(
            unit, ministry_id=int(form.ministry.data), slug=slug, content=content
        ),
    )
    if status:
        return _new_page(unit, form, status)
    flash("The draft is saved. Next, add a topic that people can comment on.")
    return redirect(next_page(slug), 303)


@blueprint.get("/staff/engagements/<slug>")
@staff(*READING_ROLES)
def draft(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return draft_page(unit, readable(unit, slug))


@blueprint.post("/staff/engagements/<slug>")
@staff(*EDITING_ROLES)
def save(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    before = queries.engagement_content(unit.session, engagement.draft_revision_id)
    form = _sent_form(unit, before)
    if not form.validate():
        return draft_page(unit, engagement, form, REFUSED)
    seen = form.seen_revision_id.data
    content = form.content(before, unit.settings.time_zone)
    status, message = refusal(
        unit,
        form,
        lambda: service.save_engagement(unit, engagement, content, seen_revision_id=seen),
    )
    if status:
        return draft_page(unit, engagement, form, status, message)
    flash(saved_words(seen, engagement.draft_revision_id))
    return redirect(next_page(slug), 303)


def draft_page(
    unit: Unit,
    engagement: Engagement,
    form: EngagementForm | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    """The draft in its form, or, for those who only read, in words."""
    side = side_of(unit, engagement)
    content = queries.engagement_content(unit.session, engagement.draft_revision_id)
    if form is None and side.may_edit:
        form = draft_form(unit, engagement, content)
    address = url_for("engagements.draft", slug=engagement.slug)
    changed = None
    if form is not None:
        subject = ("engagement", engagement.id)
        changed = meanwhile(unit, form, subject, engagement.draft_revision_id, conflict)
    return page(
        "draft.html",
        status,
        side=side,
        form=form,
        email_hint=email_hint(unit.settings.mailbox, engagement.slug),
        meanwhile=changed,
        elsewhere={
            one.message: f"{address}{one.page}#{one.field}" for one in side.missing if one.page
        },
        values=shown_changes(EngagementContent(), content, unit.settings.time_zone),
    )


def draft_form(unit: Unit, engagement: Engagement, content: EngagementContent) -> EngagementForm:
    """The form with what is saved, whatever the request carried."""
    form = EngagementForm(formdata=None, data=engagement_values(content, unit.settings.time_zone))
    form.see(engagement.draft_revision_id)
    _offer_notices(unit, form, content.notice_template)
    return form


def next_page(slug: str) -> str:
    """Where the button that was pressed leads to."""
    then = request.form.get("then", "")
    if then == "preview":
        return f"/staff/engagements/{slug}/preview"
    if then == "publish":
        return url_for("engagements.publishing", slug=slug)
    return url_for("engagements.draft", slug=slug)


def saved_words(seen: int | None, now: int | None) -> str:
    return "The draft is saved." if seen != now else "Nothing was changed, so nothing was saved."


def _sent_form(unit: Unit, before: EngagementContent) -> EngagementForm:
    form = EngagementForm()
    _offer_notices(unit, form, before.notice_template)
    return form


def _new_page(unit: Unit, form: NewEngagementForm, status: int = 200) -> ResponseReturnValue:
    return page("new.html", status, form=form, email_hint=email_hint(unit.settings.mailbox))


def _new_form(unit: Unit) -> NewEngagementForm:
    ministries = queries.ministries_named(unit.session, unit.actor.ministries(EDITING_ROLES))
    if not ministries:
        raise NotAllowed("There is no ministry yet that you may create an engagement for.")
    form = NewEngagementForm()
    form.offer_ministries(ministries)
    _offer_notices(unit, form, "")
    return form


def _offer_notices(unit: Unit, form: EngagementForm, current: str) -> None:
    templates, _faults = load_templates(unit.settings.notices_dir)
    form.offer_notices({name: one.title for name, one in templates.items()}, current)
