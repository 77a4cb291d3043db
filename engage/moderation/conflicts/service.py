"""Declaring and ending, by who may know of the engagement."""

from typing import Final

from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, topics_of
from engage.engagements.reach import READING_ROLES
from engage.governance.conduct.models import ConflictOfInterest
from engage.governance.conduct.queries import conflict_by_id
from engage.governance.conduct.service import end_conflict, record_conflict
from engage.governance.conduct.service.conflicts import NO_CONFLICT, Subject
from engage.moderation.conflicts.queries import staff_reaching
from engage.moderation.service.claims import release_for

NO_TOPIC: Final = "Choose the whole engagement or one of its topics."
NOT_ONE_OF_US: Final = "Choose yourself, or somebody of this ministry from the list."


def declare(
    unit: Unit,
    engagement: Engagement,
    topic_id: int | None,
    reason: str,
    *,
    person_id: int | None = None,
) -> ConflictOfInterest:
    """From now on the person (None: the actor) keeps off the topic, or (None) the engagement.

    Raises NotFound beyond the actor's ministries, NotAllowed for somebody else's by who is no lead,
    Refused at 'about', 'person' or 'reason', Conflict when it stands already.
    """
    if not unit.actor.reaches(READING_ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    if topic_id is not None and topic_id not in {
        topic.id for topic in topics_of(unit.session, engagement.id)
    }:
        raise Refused("about", NO_TOPIC)
    if person_id not in (None, unit.actor.person_id) and person_id not in staff_reaching(
        unit.session, engagement.ministry_id
    ):
        raise Refused("person", NOT_ONE_OF_US)
    subject = Subject(engagement.ministry_id, engagement.id, topic_id)
    row = record_conflict(unit, subject, reason, person_id=person_id)
    release_for(unit, row.person_id, engagement.id, topic_id)
    return row


def end(unit: Unit, conflict_id: int, reason: str) -> ConflictOfInterest:
    """It is over. Raises as `end_conflict`."""
    return end_conflict(unit, conflict_id, ministry_of(unit, conflict_id), reason)


def ministry_of(unit: Unit, conflict_id: int) -> int:
    """Raises NotFound."""
    row = conflict_by_id(unit.session, conflict_id)
    if row is None:
        raise NotFound(NO_CONFLICT)
    return unit.session.get_one(Engagement, row.engagement_id).ministry_id
