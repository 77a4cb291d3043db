"""A moderator moves a waiting comment to the topic that it is about."""

from sqlalchemy import select

from engage.comments.service import move_topic
from engage.comments.service.moving import CHOOSE, DECIDED
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.governance.conduct.service import refuse_in_conflict
from engage.moderation.models import Decision
from engage.moderation.rules import PUBLISHING
from engage.moderation.service.claims import claimed_words, live_claim
from engage.moderation.service.locking import locked, require_moderator, what_happened

MOVED = "Somebody moved this comment to another topic meanwhile. See where it stands now."


def move_to_topic(
    unit: Unit, comment_id: int, topic_id: int | None, *, seen_version: int, seen_topic_id: int
) -> Topic:
    """The topic that it is in from now on.

    Raises NotFound for a comment of another ministry, NotAllowed for who does not moderate there,
    Conflict when it is not as its reader saw it or somebody else reads it now, Refused at 'topic'.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    if comment.waiting_since is None:
        raise Conflict(what_happened(unit, comment))
    if comment.topic_id != seen_topic_id:
        raise Conflict(MOVED)
    reading = live_claim(unit, comment_id)
    if reading is not None and not reading.is_mine:
        raise Conflict(claimed_words(reading, unit.settings.time_zone))
    topic = unit.session.get(Topic, topic_id) if topic_id is not None else None
    if topic is None:
        raise Refused("topic", CHOOSE)
    if _was_public(unit, comment_id):
        raise Refused("topic", DECIDED)
    refuse_in_conflict(unit, engagement.id, topic.id)
    move_topic(unit, engagement, comment, topic, seen_version)
    return topic


def _was_public(unit: Unit, comment_id: int) -> bool:
    """Whether it was published once, however soon that was undone."""
    question = select(Decision.id).where(
        Decision.comment_id == comment_id, Decision.outcome.in_(sorted(PUBLISHING))
    )
    return unit.session.scalar(question.limit(1)) is not None
