"""The topics of an engagement: what people comment on."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements import queries, service
from engage.engagements.forms.topics import NewTopicForm, TopicForm
from engage.engagements.models import Engagement, Topic
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.rules import slug_fault
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
from engage.engagements.web.drafting import saved_words
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/topics")
@staff(*READING_ROLES)
def topics(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    rows = queries.topics_of(unit.session, engagement.id)
    return page(
        "topics.html",
        side=side_of(unit, engagement),
        rows=rows,
        counted=queries.counts_by_scope(unit.session, [row.scope for row in rows]),
    )


@blueprint.get("/staff/engagements/<slug>/topics/new")
@staff(*EDITING_ROLES)
def new_topic(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, editable(unit, slug), NewTopicForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/topics/new")
@staff(*EDITING_ROLES)
def add_topic(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), NewTopicForm()
    engagement = editable(unit, slug)
    form.suggest_slug(suggested_slug(form.title.data or ""))
    if not (form.validate() & form.is_explained()):
        return _page(unit, engagement, form, status=REFUSED)
    status, _message = refusal(
        unit,
        form,
        lambda: service.add_topic(unit, engagement, form.slug.data or "", form.content()),
    )
    if status:
        return _page(unit, engagement, form, status=status)
    flash("The topic is added to the draft.")
    return redirect(_next_page(slug, form.slug.data or ""), 303)


@blueprint.get("/staff/engagements/<slug>/topics/<topic_slug>")
@staff(*EDITING_ROLES)
def topic(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_topic(unit, engagement, topic_slug)
    content = queries.topic_content(unit.session, found.draft_revision_id)
    form = TopicForm(formdata=None, obj=content)
    form.see(found.draft_revision_id)
    return _page(unit, engagement, form, found)


@blueprint.post("/staff/engagements/<slug>/topics/<topic_slug>")
@staff(*EDITING_ROLES)
def save_topic(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), TopicForm()
    engagement = editable(unit, slug)
    found = find_topic(unit, engagement, topic_slug)
    if not (form.validate() & form.is_explained()):
        return _page(unit, engagement, form, found, REFUSED)
    seen = form.seen_revision_id.data
    asked = queries.topic_content(unit.session, found.draft_revision_id).questions
    content = form.content(asked)
    status, message = refusal(
        unit,
        form,
        lambda: service.save_topic(unit, engagement, found, content, seen_revision_id=seen),
    )
    if status:
        return _page(unit, engagement, form, found, status, message)
    flash(saved_words(seen, found.draft_revision_id))
    return redirect(_next_page(slug, topic_slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    form: TopicForm,
    found: Topic | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    context: dict[str, Any] = {"meanwhile": None}
    if found is not None:
        subject = ("topic", found.id)
        context["meanwhile"] = meanwhile(unit, form, subject, found.draft_revision_id, conflict)
    side = side_of(unit, engagement)
    return page("topic.html", status, side=side, form=form, topic=found, **context)


def find_topic(unit: Unit, engagement: Engagement, slug: str) -> Topic:
    """The topic of an address; raises NotFound."""
    if slug_fault(slug, is_topic=True):
        raise NotFound(queries.NO_TOPIC)
    return queries.topic_by_slug(unit.session, engagement.id, slug)


def _next_page(slug: str, topic_slug: str) -> str:
    if request.form.get("then") == "preview":
        return f"/staff/engagements/{slug}/preview/{topic_slug}"
    return url_for("engagements.topics", slug=slug)
