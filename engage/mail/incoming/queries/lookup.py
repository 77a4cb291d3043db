"""What taking in has to know: what was here before, whom a message answers, where it leads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.rules import receipt_hash
from engage.engagements.models import Engagement, Topic
from engage.mail.incoming.models import UNMOVED, IncomingMail
from engage.mail.incoming.rules import Outcome
from engage.mail.models import OutgoingMail

MOST_UNMOVED: Final = 5_000


@dataclass(frozen=True)
class Known:
    """A message that is recorded: where it has to lie in the mailbox, and whether it does."""

    id: int
    outcome: str
    folder: str
    is_moved: bool


def known_places(session: Session, keys: Collection[str]) -> dict[str, Known]:
    """Those of these places whose message is recorded."""
    rows = session.execute(
        select(
            IncomingMail.place_key,
            IncomingMail.id,
            IncomingMail.outcome,
            IncomingMail.folder,
            IncomingMail.is_moved,
        ).where(IncomingMail.place_key.in_(keys))
    )
    return {row.place_key: Known(row.id, row.outcome, row.folder, row.is_moved) for row in rows}


def unmoved(session: Session) -> dict[str, int]:
    """What is recorded and was not seen to be moved: the rows by their place."""
    question = select(IncomingMail.place_key, IncomingMail.id).where(UNMOVED)
    found = session.execute(question.order_by(IncomingMail.id).limit(MOST_UNMOVED))
    return {row.place_key: row.id for row in found}


def published_or_draft(session: Session, slug: str) -> Engagement | None:
    """The engagement of an address; nobody publishes, amends or unpublishes it until our commit."""
    return session.scalar(
        select(Engagement)
        .where(Engagement.slug == slug)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )


def public_topics(session: Session, engagement_id: int) -> Sequence[Topic]:
    """Those that the public sees, in their order."""
    return session.scalars(
        select(Topic)
        .where(Topic.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Topic.position, Topic.id)
    ).all()


def sent_mails(session: Session, message_keys: Sequence[str]) -> list[OutgoingMail]:
    """Our mails of these keys, in the order of the keys."""
    if not message_keys:
        return []
    found = {
        mail.message_key: mail
        for mail in session.scalars(
            select(OutgoingMail).where(OutgoingMail.message_key.in_(message_keys))
        )
    }
    return [found[key] for key in dict.fromkeys(message_keys) if key in found]


def came_from(
    session: Session, row: IncomingMail, since: datetime, *, answered: bool = False
) -> int:
    """How many other messages of its sender arrived after `since` and no later than it did; or of
    these, how many were answered."""
    question = select(func.count()).where(
        IncomingMail.sender_index == row.sender_index,
        IncomingMail.arrived_at > since,
        IncomingMail.arrived_at <= row.arrived_at,
        IncomingMail.id != row.id,
    )
    if answered:
        question = question.where(IncomingMail.answered.is_(True))
    return session.scalar(question) or 0


def answers_since(session: Session, sender_index: str, since: datetime) -> int:
    """How many messages of this address were taken in since then and answered."""
    question = select(func.count()).where(
        IncomingMail.sender_index == sender_index,
        IncomingMail.recorded_at > since,
        IncomingMail.answered.is_(True),
    )
    return session.scalar(question) or 0


def was_told_not_taken(session: Session, sender_index: str, engagement_id: int) -> bool:
    """Whether this address was told already that the engagement takes no comments."""
    return bool(
        session.scalar(
            select(IncomingMail.id)
            .where(
                IncomingMail.sender_index == sender_index,
                IncomingMail.engagement_id == engagement_id,
                IncomingMail.outcome == Outcome.CORRESPONDENCE,
                IncomingMail.answered.is_(True),
            )
            .limit(1)
        )
    )


def comments_of_codes(session: Session, codes: Collection[str]) -> list[int]:
    """The comments of these receipt codes, which are sixteen characters without hyphens."""
    if not codes:
        return []
    hashes = [receipt_hash(code) for code in codes]
    return list(
        session.scalars(
            select(Comment.id).where(Comment.receipt_hash.in_(hashes)).order_by(Comment.id)
        )
    )


def mails_of_comment(session: Session, comment_id: int) -> Sequence[IncomingMail]:
    """What became this comment, or was about it."""
    return session.scalars(
        select(IncomingMail).where(IncomingMail.comment_id == comment_id).order_by(IncomingMail.id)
    ).all()
