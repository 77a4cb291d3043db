"""The comment that a use case is about, locked; and what to tell whoever comes second (R78)."""

from typing import Final

from sqlalchemy import bindparam, select

from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.core.dates import datetime_words
from engage.core.errors import NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.service import require_acknowledged
from engage.moderation.models import Decision
from engage.moderation.rules import (
    MODERATING_ROLES,
    NO_COMMENT,
    PUBLISHING,
    Outcome,
)


def locked(unit: Unit, comment_id: int) -> tuple[Engagement, Comment]:
    """The comment as it stands now, locked; unknown to those who moderate elsewhere."""
    comment = unit.session.scalar(_LOCKED, {"number": comment_id})
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if not unit.actor.reaches(MODERATING_ROLES, engagement.ministry_id):
        raise NotFound(NO_COMMENT)
    return engagement, comment


def require_moderator(unit: Unit, engagement: Engagement, comment: Comment) -> None:
    """The role there, the rules acknowledged (R15), and no conflict of interest with the comment's
    topic (R51); raises NotAllowed or Refused."""
    require_role(unit, engagement)
    refuse_in_conflict(unit, engagement.id, comment.topic_id)


def require_role(unit: Unit, engagement: Engagement) -> None:
    """The same without a comment: who acts on many asks for their conflicts once."""
    unit.actor.require(Role.MODERATOR, ministry_id=engagement.ministry_id)
    require_acknowledged(unit)


def what_happened(unit: Unit, comment: Comment) -> str:
    """Why there is nothing to decide, in words."""
    if comment.state == State.WITHDRAWN:
        return "The author took this comment back, so there is nothing to decide."
    last = unit.session.scalar(
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if last is None:
        return "This comment is not waiting for a decision."
    by_me = last.decided_by is not None and last.decided_by == unit.actor.person_id
    who = "You" if by_me else "Another moderator"
    at = datetime_words(last.decided_at, unit.settings.time_zone)
    if last.outcome == Outcome.UNDO:
        return f"{who} undid a decision on it: {at}."
    if last.outcome in PUBLISHING:
        return f"{who} published it already: {at}."
    if last.to_state == State.PUBLISHED:
        return f"{who} refused the correction already: {at}. The earlier text is still public."
    if last.from_state == State.PUBLISHED:
        return f"{who} took it from public view already: {at}."
    return f"{who} decided already not to publish it: {at}."


def corrected(unit: Unit, comment: Comment) -> str:
    """That another text waits than was read."""
    text = unit.session.get(CommentText, (comment.id, comment.version))
    at = f" {datetime_words(text.recorded_at, unit.settings.time_zone)}" if text else ""
    return f"The author corrected the comment meanwhile:{at}. Read the new text and decide again."


# Every decision asks this: it is put together once.
_LOCKED: Final = (
    select(Comment)
    .where(Comment.id == bindparam("number"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
