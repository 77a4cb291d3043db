"""Where a comment stands. `place` is the only function that moves one and keeps the counts true."""

from datetime import datetime
from typing import Final

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.service import touch

QUEUE_SCOPE: Final = "queue"


def place(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    state: State,
    *,
    published_version: int | None,
    waiting_since: datetime | None,
) -> None:
    """Moves a comment to a state. Counts, queue and public view follow in this transaction."""
    was_public, is_public = comment.published_version, published_version
    waited, waits = comment.waiting_since is not None, waiting_since is not None
    unit.count(engagement.scope, comment.state, -1)
    unit.count(engagement.scope, state, 1)
    unit.count(QUEUE_SCOPE, State.WAITING, waits - waited)
    unit.count(
        f"topic:{comment.topic_id}",
        State.PUBLISHED,
        (is_public is not None) - (was_public is not None),
    )
    comment.state = state
    comment.published_version = published_version
    comment.waiting_since = waiting_since
    if was_public != is_public:
        touch(unit, engagement)
    unit.session.flush()
