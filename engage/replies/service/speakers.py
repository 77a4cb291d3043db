"""Who speaks on which topic, and under which name the team speaks (R52, R66)."""

from collections.abc import Collection

from sqlalchemy import delete, select

from engage.core.errors import NotAllowed, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.service import touch
from engage.replies.models import ReplyTeam, SpeakerTopic
from engage.replies.queries.speakers import candidates
from engage.replies.rules import LEAD_ROLES, checked_team

NOT_LEAD = "Only the engagement's leads say who speaks for it."
NOT_ONE_OF_US = "Choose people of this ministry from the list."


def assign_speakers(
    unit: Unit, engagement: Engagement, topic: Topic, person_ids: Collection[int]
) -> None:
    """Makes exactly these people the speakers on a topic; each change is audited."""
    _require_lead(unit, engagement)
    if topic.engagement_id != engagement.id:
        raise ValueError("the topic is another engagement's")
    held = set(
        unit.session.scalars(
            select(SpeakerTopic.person_id).where(SpeakerTopic.topic_id == topic.id)
        )
    )
    wanted = set(person_ids)
    known = {one.id for one in candidates(unit.session, engagement.ministry_id)}
    if not wanted - held <= known:
        raise Refused(f"topic-{topic.id}", NOT_ONE_OF_US)
    for person_id in sorted(held - wanted):
        unit.session.execute(
            delete(SpeakerTopic).where(
                SpeakerTopic.topic_id == topic.id, SpeakerTopic.person_id == person_id
            )
        )
        unit.audit("speaker.removed", f"topic:{topic.id}", person=person_id)
    for person_id in sorted(wanted - held):
        unit.session.add(
            SpeakerTopic(
                person_id=person_id,
                topic_id=topic.id,
                assigned_at=unit.now,
                assigned_by=unit.actor.person_id,
            )
        )
        unit.audit("speaker.assigned", f"topic:{topic.id}", person=person_id)
    unit.session.flush()


def name_team(unit: Unit, engagement: Engagement, raw: str) -> str:
    """The name that signs replies from now on; '' gives the ministry's name."""
    _require_lead(unit, engagement)
    name = checked_team(raw)
    named = unit.session.get(ReplyTeam, engagement.id)
    if name == (named.name if named else ""):
        return name
    if not name:
        unit.session.delete(named)
    elif named is None:
        unit.session.add(ReplyTeam(engagement_id=engagement.id, name=name))
    else:
        named.name = name
    unit.session.flush()
    unit.audit("team.named", f"engagement:{engagement.id}")
    touch(unit, engagement)
    return name


def _require_lead(unit: Unit, engagement: Engagement) -> None:
    if not unit.actor.reaches(LEAD_ROLES, engagement.ministry_id):
        raise NotAllowed(NOT_LEAD)
