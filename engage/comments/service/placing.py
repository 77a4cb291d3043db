"""Where a comment stands. `place` is the only function that moves one and keeps the counts true.

Beside `waiting` (first texts, by the comment's state) there are counters `waiting:<hold>` for each
partition of the queue, over all and for each engagement: they count everything that somebody has
to decide, corrections of public comments too.
"""

from datetime import datetime
from typing import Final

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.comments.threads.service import follow
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.service import touch
from engage.governance.elections.service import hold_new_comments

QUEUE_SCOPE: Final = "queue"


def place(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    state: State,
    *,
    published_version: int | None,
    waiting_since: datetime | None,
    hold: Hold | None = None,
) -> None:
    """Moves a comment to a state and, with `hold`, to another part of the queue.

    Counts, queue and public view follow in this transaction.
    """
    was_public, is_public = comment.published_version, published_version
    waited, waits = comment.waiting_since is not None, waiting_since is not None
    if waited:
        count_waiting(unit, engagement, Hold(comment.hold), -1)
    comment.hold = hold or comment.hold
    if waits:
        count_waiting(unit, engagement, Hold(comment.hold), 1)
    unit.count(engagement.scope, comment.state, -1)
    unit.count(engagement.scope, state, 1)
    unit.count(
        f"topic:{comment.topic_id}",
        State.PUBLISHED,
        (is_public is not None) - (was_public is not None),
    )
    comment.state = state
    comment.published_version = published_version
    comment.waiting_since = waiting_since
    if was_public != is_public:
        comment.published_at = unit.now if is_public is not None else None
        if is_public is not None:
            hold_new_comments(unit, engagement.id)
        touch(unit, engagement)
    unit.session.flush()
    follow(unit, comment, was_public)


def move_to(unit: Unit, engagement: Engagement, comment: Comment, hold: Hold) -> None:
    """Moves a comment to another part of the queue; nothing else of it changes."""
    place(
        unit,
        engagement,
        comment,
        State(comment.state),
        published_version=comment.published_version,
        waiting_since=comment.waiting_since,
        hold=hold,
    )


def count_waiting(unit: Unit, engagement: Engagement, hold: Hold, delta: int) -> None:
    """Counts what waits in one partition: over all, there, and there in this engagement."""
    unit.count(QUEUE_SCOPE, State.WAITING, delta)
    unit.count(QUEUE_SCOPE, f"{State.WAITING}:{hold}", delta)
    unit.count(engagement.scope, f"{State.WAITING}:{hold}", delta)
