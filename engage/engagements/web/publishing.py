"""Making a draft public, and taking an engagement from public view."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements import queries, service
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.models import Engagement
from engage.engagements.notice_words import notice_changes, notice_heading
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import with_new_notice
from engage.engagements.rules import Content
from engage.engagements.service import NotReady
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    page,
    side_of,
)
from engage.engagements.web.drafting import draft_form, draft_page
from engage.engagements.words import ShownChange, shown_changes
from engage.notices.rules import NoticeTemplate
from engage.notices.service import current_version, find_template, wordings_of
from engage.notices.wordings import outdated_words
from engage.web.access import staff
from engage.web.transaction import current_unit


@dataclass(frozen=True)
class Changed:
    """One thing that publishing will change: the engagement itself, a topic, or the notice."""

    heading: str
    is_new: bool
    changes: tuple[ShownChange, ...]


@blueprint.get("/staff/engagements/<slug>/publish")
@staff(*EDITING_ROLES)
def publishing(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _publish_page(unit, editable(unit, slug))


@blueprint.post("/staff/engagements/<slug>/publish")
@staff(*EDITING_ROLES)
def publish(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    was_public = engagement.published_at is not None
    try:
        with unit.attempt():
            service.publish(unit, engagement, seen_revision_id=form.seen_revision_id.data)
    except NotReady as not_ready:
        if all(one.field == "approvals" for one in not_ready.missing):
            return _publish_page(unit, engagement, REFUSED, "It is not approved yet.")
        return _not_ready_page(unit, engagement, not_ready)
    except Refused as refused:
        return _publish_page(unit, engagement, REFUSED, refused.message)
    except Conflict:
        return _publish_page(
            unit,
            engagement,
            CONFLICT,
            "Somebody saved this while you were reading. Read what will change once more.",
        )
    flash("The changes are public." if was_public else "The engagement is published.")
    return redirect(url_for("engagements.draft", slug=slug), 303)


@blueprint.get("/staff/engagements/<slug>/unpublish")
@staff(*EDITING_ROLES)
def unpublishing(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    if engagement.published_at is None:
        return redirect(url_for("engagements.draft", slug=slug))
    return page("unpublish.html", side=side_of(unit, engagement), form=RevisionForm())


@blueprint.post("/staff/engagements/<slug>/unpublish")
@staff(*EDITING_ROLES)
def unpublish(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    service.unpublish(unit, editable(unit, slug))
    flash("The engagement is no longer public.")
    return redirect(url_for("engagements.draft", slug=slug), 303)


def _not_ready_page(unit: Unit, engagement: Engagement, refused: NotReady) -> ResponseReturnValue:
    """The saved draft in its form, with everything that is missing at its field."""
    content = queries.engagement_content(unit.session, engagement.draft_revision_id)
    form = draft_form(unit, engagement, content)
    for missing in refused.missing:
        if missing.page:
            # Of another page: a field of that name here would be another one.
            form.form_errors.append(missing.message)
        else:
            form.show_fault(missing)
    return draft_page(unit, engagement, form, REFUSED)


def _publish_page(
    unit: Unit, engagement: Engagement, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    form = RevisionForm(formdata=None)
    form.see(service.newest_draft(unit, engagement))
    notice = _drafted_notice(unit, engagement)
    return page(
        "publish.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        message=message,
        changed=_changed(unit, engagement),
        outdated=outdated_words(notice) if notice else (),
        first_time=engagement.published_revision_id is None,
    )


def _changed(unit: Unit, engagement: Engagement) -> tuple[Changed, ...]:
    """What the public will see otherwise than now."""
    pairs = [("The engagement", engagement.published_revision_id, engagement.draft_revision_id)]
    pairs += [
        (f"Topic: {topic.title}", topic.published_revision_id, topic.draft_revision_id)
        for topic in queries.topics_of(unit.session, engagement.id)
    ]
    rows = queries.revisions_by_id(unit.session, [one for _, *both in pairs for one in both])
    found = []
    for heading, public, draft in pairs:
        if draft is None or public == draft:
            continue
        after = queries.content_of(rows[draft])
        before: Content = queries.content_of(rows[public]) if public else type(after)()
        changes = shown_changes(before, after, unit.settings.time_zone)
        found.append(Changed(heading, public is None, changes))
    return (*found, *_changed_notice(unit, engagement))


def _changed_notice(unit: Unit, engagement: Engagement) -> Iterator[Changed]:
    """The words of the notice in each language, which are kept in files of their own and change
    with them."""
    if not with_new_notice(unit, [engagement]):
        return
    shown = current_version(unit, engagement.id)
    drafted = _drafted_notice(unit, engagement)
    if shown is None or drafted is None:
        return
    if changes := notice_changes(shown, drafted):
        yield Changed("The collection notice changed", False, changes)
    before = {one.language: one for one in wordings_of(unit, shown.id)}
    after = {one.tag: one for one in drafted.wordings}
    for tag in sorted({*before, *after}):
        if changes := notice_changes(before.get(tag), after.get(tag)):
            yield Changed(notice_heading(tag), tag not in before, changes)


def _drafted_notice(unit: Unit, engagement: Engagement) -> NoticeTemplate | None:
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    return find_template(unit, draft.notice_template)
