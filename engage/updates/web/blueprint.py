"""The blueprint, and what its pages share: the update of an address, and how it stands in words."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.dates import datetime_words
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, engagement_to_change
from engage.engagements.rules import slug_fault
from engage.engagements.web.blueprint import readable
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.service import may_decide
from engage.updates import queries
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.rules import ENDED_WORDS, PlanState, update_slug_fault
from engage.web.transaction import READING_METHODS, no_store

blueprint = Blueprint("updates", __name__)


@dataclass(frozen=True)
class ShownUpdate:
    """One update in the list of staff, and above its own pages."""

    slug: str
    title: str
    phase: str
    words: str
    at: datetime
    is_public: bool
    was_published: bool
    has_changes: bool
    plan: "ShownPlan | None" = None


@dataclass(frozen=True)
class ShownPlan:
    """When it is to become public by itself; `ended_words`: why it did not, '' while that stands.
    `is_held`: its time came in an election."""

    at: datetime
    is_held: bool
    ended_words: str


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A staff page: drafts are nobody else's business, so no cache keeps it."""
    return no_store(make_response(render_template(f"updates/{template}", **context), status))


def find_update(unit: Unit, engagement: Engagement, slug: str) -> EngagementUpdate:
    """The update of an address; raises NotFound."""
    if update_slug_fault(slug):
        raise NotFound(queries.NO_UPDATE)
    return queries.update_by_slug(unit.session, engagement.id, slug)


def found_for_approvers(
    unit: Unit, slug: str, update_slug: str
) -> tuple[Engagement, EngagementUpdate]:
    """Engagement and update for who reads along there, and for who decides a step without any role
    there: a delegate, for example."""
    try:
        engagement = readable(unit, slug)
        return engagement, find_update(unit, engagement, update_slug)
    except NotFound:
        if slug_fault(slug, is_topic=False):
            raise
        is_reading = request.method in READING_METHODS
        find = engagement_by_slug if is_reading else engagement_to_change
        engagement = find(unit.session, slug)
        update = find_update(unit, engagement, update_slug)
        subject = update_subject(unit, engagement, update)
        if not any(may_decide(unit, subject, one) for one in standings_of(unit.session, subject)):
            raise
        return engagement, update


def shown(engagement: Engagement, update: EngagementUpdate, tz: str) -> ShownUpdate:
    """Where it stands, in words."""
    has_changes = update.draft_revision_id != update.published_revision_id
    phase, words = "draft", "Draft"
    if update.withdrawn_at is not None:
        phase, words = "withdrawn", "Taken from public view"
    elif update.is_public and engagement.published_at is None:
        words = "Not public, as the engagement is not"
    elif update.is_public and has_changes:
        phase, words = "waiting", "Public, with changes that are not"
    elif update.is_public:
        phase, words = "published", "Public"
    plan = _plan(update)
    if plan is not None and not plan.ended_words:
        when = datetime_words(plan.at, tz)
        words += f". Held by the election since {when}" if plan.is_held else f". Planned for {when}"
        phase = "upcoming" if phase == "draft" else phase
    return ShownUpdate(
        slug=update.slug,
        title=update.title,
        phase=phase,
        words=words,
        at=update.published_at or update.created_at,
        is_public=update.is_public and engagement.published_at is not None,
        was_published=update.published_revision_id is not None,
        has_changes=has_changes,
        plan=plan,
    )


def _plan(update: EngagementUpdate) -> ShownPlan | None:
    if update.planned_at is None:
        return None
    state = PlanState(update.plan_state)
    return ShownPlan(update.planned_at, state is PlanState.HELD, ENDED_WORDS.get(state, ""))
