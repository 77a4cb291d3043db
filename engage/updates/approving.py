"""What approvals of an update bind to: its words (R9, R11)."""

import json

from engage.core.unit import Unit
from engage.engagements.approving import Approvable, authors_of
from engage.engagements.models import Engagement, Revision
from engage.engagements.queries import engagement_by_id
from engage.governance.approvals.rules import Part, Subject, SubjectKind, hash_of
from engage.updates.models import EngagementUpdate
from engage.updates.queries import update_by_id, update_content


def update_subject(unit: Unit, engagement: Engagement, update: EngagementUpdate) -> Subject:
    """The draft of an update, as approvals see it now."""
    draft = update.draft_revision_id
    revision = unit.session.get(Revision, draft) if draft else None
    written = json.loads(revision.content) if revision else {}
    return Subject(
        SubjectKind.UPDATE,
        update.id,
        engagement.ministry_id,
        {Part.WORDS: hash_of(written)},
        {"update": draft or 0},
        authors_of(unit, [("update", [update.id])]),
        engagement.id,
    )


def approvable_update(unit: Unit, update_id: int) -> Approvable:
    """For lists of what waits, and the mails that tell of it."""
    update = update_by_id(unit.session, update_id)
    engagement = engagement_by_id(unit.session, update.engagement_id)
    return Approvable(
        engagement,
        update_subject(unit, engagement, update),
        update_content(unit.session, update.draft_revision_id).title or update.title,
        f"/updates/{update.slug}/approvals",
    )
