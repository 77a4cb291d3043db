"""Updates in tests: written, and published under approvals that were written at once."""

import json

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.rules import UpdateContent
from engage.governance.approvals.models import Approval, ApprovalRequest
from engage.governance.approvals.rules import Verdict, content_hash, covered, route_of
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.service import add_update, publish_update
from tests.approving import approver

WORDS = UpdateContent("The first night", "The first night bus ran.", "It was **full**.")


def stamp_update(unit: Unit, engagement: Engagement, update: EngagementUpdate) -> None:
    """The rows that both approvals of the draft leave; publishing asks them as it asks any."""
    subject = update_subject(unit, engagement, update)
    unit.session.add(
        ApprovalRequest(
            subject_kind=subject.kind,
            subject_id=subject.subject_id,
            ministry_id=subject.ministry_id,
            requested_at=unit.now,
            note="",
        )
    )
    for rule in route_of(subject.kind, ()):
        unit.session.add(
            Approval(
                subject_kind=subject.kind,
                subject_id=subject.subject_id,
                step=rule.step,
                verdict=Verdict.APPROVED,
                reason="",
                person_id=approver(unit, rule.role).person_id,
                decided_at=unit.now,
                content_hash=content_hash(subject, rule),
                parts=json.dumps(covered(subject, rule)),
                snapshot=json.dumps(subject.snapshot),
            )
        )
    unit.session.flush()


def publish_update_stamped(unit: Unit, engagement: Engagement, update: EngagementUpdate) -> None:
    stamp_update(unit, engagement, update)
    publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)


def shown_update(
    unit: Unit, engagement: Engagement, content: UpdateContent = WORDS, *, slug: str = ""
) -> EngagementUpdate:
    """A public update."""
    made = add_update(unit, engagement, content, slug=slug)
    publish_update_stamped(unit, engagement, made)
    return made
