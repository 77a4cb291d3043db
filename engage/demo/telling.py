"""The updates of the sample: written by the lead, read by those who approve, then public."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_to_change
from engage.engagements.rules import UpdateContent
from engage.governance.approvals.rules import SubjectKind, Verdict, content_hash, route_of
from engage.governance.approvals.service import ask, decide
from engage.updates.approving import update_subject
from engage.updates.queries import update_by_slug
from engage.updates.service import add_update, publish_update

HOURS_TO_READ: Final = 4
"""How long each approver of the sample takes."""


def tell(
    units: Units,
    officers: Mapping[Role, Actor],
    entry: dict[str, Any],
    written: dict[str, Any],
    now: datetime,
) -> None:
    """One update on its whole way, each step in a transaction of its own."""
    published_at = now - timedelta(days=written["days_ago"])
    lead, steps = officers[Role.ENGAGEMENT_LEAD], route_of(SubjectKind.UPDATE, ())
    begun_at = published_at - timedelta(hours=HOURS_TO_READ * (len(steps) + 1))
    content = UpdateContent(*(written[name].strip() for name in ("title", "summary", "body")))
    with units.writing(lead, now=begun_at) as unit:
        engagement = engagement_to_change(unit.session, entry["slug"])
        update = add_update(unit, engagement, content)
        ask(unit, update_subject(unit, engagement, update))
        slug = update.slug
    for number, rule in enumerate(steps, start=1):
        at = begun_at + timedelta(hours=HOURS_TO_READ * number)
        with units.writing(officers[rule.role], now=at) as unit:
            engagement = engagement_to_change(unit.session, entry["slug"])
            update = update_by_slug(unit.session, engagement.id, slug)
            subject = update_subject(unit, engagement, update)
            seen = content_hash(subject, rule)
            decide(unit, subject, rule.step, Verdict.APPROVED, seen_hash=seen)
    with units.writing(lead, now=published_at) as unit:
        engagement = engagement_to_change(unit.session, entry["slug"])
        update = update_by_slug(unit.session, engagement.id, slug)
        publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
