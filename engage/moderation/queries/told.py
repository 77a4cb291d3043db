"""What the author of a comment reads of the decision that stands, by receipt (R80)."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engage.comments.rules import NOTHING_TOLD, Told
from engage.moderation.models import AuthorMessage, Quarantine
from engage.moderation.queries.decisions import last_decision
from engage.moderation.rules import DECLINING, Outcome, author_words


def told_author(session: Session, comment_id: int, now: datetime) -> Told:
    """The message once it is due; until then, or without one, the reasons in the policy's words.

    Nothing for a comment that was published as it is, and for one that nobody decided on.
    """
    standing = last_decision(session, comment_id)
    if standing is None or standing.outcome == Outcome.PUBLISH:
        return NOTHING_TOLD
    message = session.scalar(
        select(AuthorMessage.body).where(
            AuthorMessage.decision_id == standing.id,
            AuthorMessage.cancelled_at.is_(None),
            AuthorMessage.due_at <= now,
        )
    )
    if message is not None:
        return Told(message, is_written=True)
    return Told(author_words(standing.reasons)) if standing.outcome in DECLINING else NOTHING_TOLD


def was_emptied(session: Session, comment_id: int, version: int) -> bool:
    """Whether a version without words had some, which a decision took out as a whole."""
    held = exists().where(Quarantine.comment_id == comment_id, Quarantine.version == version)
    return bool(session.scalar(select(held)))
