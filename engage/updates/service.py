"""Use cases of updates: draft, publish, withdraw, show again.

As with results, the communications director and the executive director read the exact words before
the public does. Taking one from view asks nobody, and no election holds it. The caller holds the
engagement's row locked.
"""

from typing import Final

from sqlalchemy.exc import IntegrityError

from engage.core.errors import Refused
from engage.core.events import UpdatePublished, UpdateWithdrawn
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import UpdateContent, content_hash
from engage.engagements.service.publishing import NotReady
from engage.engagements.service.revising import refuse_changed, refuse_unreadable, revise, touch
from engage.governance.approvals.service import complete, unapproved
from engage.governance.rules import Missing
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.media.service import faults_in
from engage.updates import queries
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.plans import end_plan
from engage.updates.rules import PlanState, free_slug, gaps, update_slug_fault

__all__ = [
    "add_update",
    "publish_update",
    "restore_update",
    "save_update",
    "whats_missing",
    "withdraw_update",
]

TAKEN: Final = "Another update of this engagement has this address already."


def add_update(
    unit: Unit, engagement: Engagement, content: UpdateContent, *, slug: str = ""
) -> EngagementUpdate:
    """A draft that only staff see; without an address, one is made of its title."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_unwritten(content)
    taken = queries.slugs_of(unit.session, engagement.id)
    chosen = slug or free_slug(content.title, taken)
    fault = update_slug_fault(chosen) or (TAKEN if chosen in taken else None)
    if fault:
        raise Refused("slug", fault)
    row = EngagementUpdate(
        engagement_id=engagement.id,
        slug=chosen,
        title=content.title,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    try:
        with unit.attempt():
            unit.session.add(row)
    except IntegrityError:
        # Another took the address between our look and our insert.
        raise Refused("slug", TAKEN) from None
    unit.audit("update.created", row.scope, engagement=engagement.id)
    save_update(unit, engagement, row, content, seen_revision_id=None)
    return row


def save_update(
    unit: Unit,
    engagement: Engagement,
    update: EngagementUpdate,
    content: UpdateContent,
    *,
    seen_revision_id: int | None,
) -> Revision:
    """A new draft revision; the same content again makes none. What is public stays as it is. A
    plan to publish ends: it was for the text that was approved."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(update.draft_revision_id, seen_revision_id)
    _refuse_unwritten(content)
    revision = revise(unit, "update", update.id, update.draft_revision_id, content)
    update.draft_revision_id = revision.id
    if update.planned_revision_id != revision.id:
        end_plan(unit, update, PlanState.CHANGED)
    if update.published_revision_id is None:
        update.title = content.title
    return revision


def whats_missing(
    unit: Unit, engagement: Engagement, update: EngagementUpdate
) -> tuple[Missing, ...]:
    """What the draft lacks, approvals aside: its words, the rights of its pictures (R37), and an
    engagement that the public can see."""
    page = f"/updates/{update.slug}"
    content = queries.update_content(unit.session, update.draft_revision_id)
    found = [Missing(field, message, page) for field, message in gaps(content)]
    pictures = faults_in(unit, engagement.id, [content.body])
    found += [Missing("body", message, "/pictures") for message in pictures]
    if engagement.published_at is None:
        found.append(Missing("", "The engagement itself is not public.", "/publish"))
    return tuple(found)


def publish_update(
    unit: Unit,
    engagement: Engagement,
    update: EngagementUpdate,
    *,
    seen_revision_id: int | None,
    kind: Outbound = Outbound.PUBLISH_CHANGES,
) -> None:
    """Shows the draft to the public, a withdrawn one again. Raises NotReady naming all that is
    missing, Conflict when the draft is another than was seen. What was planned for it is done."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(update.draft_revision_id, seen_revision_id)
    refuse_if_held(unit, Action(kind, engagement.id, update.id))
    if update.is_public and update.draft_revision_id == update.published_revision_id:
        raise Refused("", "The public has this update already, just as it is.")
    subject = update_subject(unit, engagement, update)
    own_page = f"/updates/{update.slug}/approvals"
    missing = (
        *whats_missing(unit, engagement, update),
        *(Missing(one.field, one.message, own_page) for one in unapproved(unit, subject)),
    )
    if missing:
        raise NotReady(missing)
    complete(unit, subject)
    content = queries.update_content(unit.session, update.draft_revision_id)
    before, was_withdrawn = update.published_revision_id, update.withdrawn_at is not None
    update.published_revision_id = update.draft_revision_id
    update.published_at = update.published_at or unit.now
    update.withdrawn_at = None
    update.title = content.title
    unit.audit(
        "update.published",
        update.scope,
        engagement=engagement.id,
        before=before,
        revision=update.published_revision_id,
        was_withdrawn=was_withdrawn,
        hash=content_hash(content),
        planned=kind is Outbound.PUBLISH_SCHEDULED,
    )
    end_plan(unit, update)
    unit.emit(UpdatePublished(engagement.id, update.id, update.published_revision_id or 0))
    touch(unit, engagement)


def restore_update(
    unit: Unit, engagement: Engagement, update: EngagementUpdate, *, seen_revision_id: int | None
) -> None:
    """Shows a withdrawn update again, as its draft is now: everything that publishing asks."""
    if update.withdrawn_at is None:
        raise Refused("", "This update was not taken from public view.")
    publish_update(unit, engagement, update, seen_revision_id=seen_revision_id)


def withdraw_update(unit: Unit, engagement: Engagement, update: EngagementUpdate) -> None:
    """Takes an update from public view at once, and keeps it from coming back by a plan; nothing is
    erased."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if not update.is_public:
        raise Refused("", "The public does not see this update.")
    update.withdrawn_at = unit.now
    end_plan(unit, update)
    unit.audit(
        "update.withdrawn",
        update.scope,
        engagement=engagement.id,
        revision=update.published_revision_id,
    )
    unit.emit(UpdateWithdrawn(engagement.id, update.id))
    touch(unit, engagement)


def _refuse_unwritten(content: UpdateContent) -> None:
    for field, message in gaps(content):
        if field == "title":
            raise Refused(field, message)
    refuse_unreadable("body", content.body)
