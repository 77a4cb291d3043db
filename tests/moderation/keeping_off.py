"""Who keeps off what, said shortly for the tests of conflicts of interest."""

from sqlalchemy import select

from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement, Topic
from engage.moderation.conflicts.service import declare

WHY = "My sister works for a bidder on the new lines."


def topic_id(units: Units, engagement: Engagement, slug: str) -> int:
    with units.reading(SYSTEM) as unit:
        question = select(Topic.id).where(Topic.engagement_id == engagement.id, Topic.slug == slug)
        return unit.session.scalars(question).one()


def keep_off(
    units: Units,
    actor: Actor,
    engagement: Engagement,
    topic: str = "",
    *,
    of: Actor | None = None,
) -> int:
    """Declares a conflict with a topic, or ('') with the engagement; by a lead `of` somebody."""
    about = topic_id(units, engagement, topic) if topic else None
    with units.writing(actor) as unit:
        person_id = of.person_id if of else None
        return declare(unit, engagement, about, WHY, person_id=person_id).id
