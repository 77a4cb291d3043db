"""A waiting comment moves to another topic: its author, or a mail's subject, had led it wrong.

Only what nobody has decided and nobody has seen in public moves. Answers belong to the questions of
one topic, so a comment with answers stays. What it replied to, and what replied to it, stay where
they are: each stands by itself then.
"""

from typing import Final

from engage.comments.answers.queries import has_answers
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.threads.service import let_go
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic

CHOOSE: Final = "Choose another topic of the same engagement."
ANSWERED: Final = "It answers the questions of its topic, so it stays there."
DECIDED: Final = "Somebody decided on this comment before, so it stays in its topic."
CORRECTED: Final = "Its author corrected the comment meanwhile. Read the new text first."


def move_topic(
    unit: Unit, engagement: Engagement, comment: Comment, topic: Topic, seen_version: int
) -> None:
    """Moves a comment (locked by the caller) that waits and was never public.

    What is counted by topic are public comments alone, and queues are asked by the comment's own
    topic: so no count changes. Raises Conflict for another version than was seen, and Refused at
    'topic'.
    """
    if comment.version != seen_version:
        raise Conflict(CORRECTED)
    if comment.state != State.WAITING or comment.waiting_since is None:
        raise Conflict("This comment is not waiting any more.")
    if comment.decided_version is not None or comment.published_version is not None:
        raise Refused("topic", DECIDED)
    is_other = topic.engagement_id == engagement.id and topic.id != comment.topic_id
    if not is_other or topic.published_revision_id is None:
        raise Refused("topic", CHOOSE)
    if has_answers(unit.session, comment.id):
        raise Refused("topic", ANSWERED)
    let_go(unit, comment)
    before, comment.topic_id = comment.topic_id, topic.id
    unit.session.flush()
    unit.audit("comment.topic_moved", f"comment:{comment.id}", before=before, after=topic.id)
