"""What lies in quarantine, as privacy officers see it: everything but the words themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from engage.accounts.models import Person
from engage.comments.models import Comment, CommentText
from engage.comments.queries import marks_of
from engage.engagements.models import Engagement, Topic
from engage.moderation.models import Decision, DecisionReason, Quarantine, QuarantineReveal
from engage.moderation.queries.comments import Within
from engage.moderation.rules import Reason, chosen_reasons
from engage.privacy.redaction import Mark

Remover = aliased(Person, name="remover")


@dataclass(frozen=True)
class Held:
    """One version of a comment in quarantine. `is_undone`: the words were put back."""

    id: int
    comment_id: int
    version: int
    decision_id: int
    removed_at: datetime
    removed_by: str
    purge_at: datetime
    emptied_at: datetime | None
    is_undone: bool
    engagement_title: str
    topic_title: str
    reveals: int


@dataclass(frozen=True)
class Reveal:
    """Who read it, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Around:
    """What stands beside one version: the text as everybody reads it, and who read the rest."""

    text: str
    marks: tuple[Mark, ...]
    reasons: tuple[Reason, ...]
    reveals: tuple[Reveal, ...]


def in_quarantine(
    session: Session, *, within: Within, limit: int, before_id: int | None = None
) -> Sequence[Held]:
    """What was taken out, the newest first; emptied rows too, as they are the record."""
    question = _held()
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if before_id is not None:
        question = question.where(Quarantine.id < before_id)
    rows = session.execute(question.order_by(Quarantine.id.desc()).limit(limit))
    return [_as_held(row) for row in rows]


def held_by_id(session: Session, quarantine_id: int) -> Held | None:
    row = session.execute(_held().where(Quarantine.id == quarantine_id)).first()
    return _as_held(row) if row else None


def around(session: Session, held: Held) -> Around:
    text = session.get(CommentText, (held.comment_id, held.version))
    reasons = session.scalars(
        select(DecisionReason.reason).where(DecisionReason.decision_id == held.decision_id)
    )
    reveals = session.execute(
        select(QuarantineReveal.revealed_at, Person.name, QuarantineReveal.reason)
        .join(Person, Person.id == QuarantineReveal.revealed_by)
        .where(QuarantineReveal.quarantine_id == held.id)
        .order_by(QuarantineReveal.id)
    )
    return Around(
        text.body if text else "",
        marks_of(session, held.comment_id, held.version),
        chosen_reasons(list(reasons)),
        tuple(Reveal(at, by, reason) for at, by, reason in reveals),
    )


def _held() -> Select[*tuple[Any, ...]]:
    reveals = (
        select(func.count())
        .select_from(QuarantineReveal)
        .where(QuarantineReveal.quarantine_id == Quarantine.id)
        .correlate(Quarantine)
        .scalar_subquery()
    )
    undoing = aliased(Decision, name="undoing")
    question: Select[*tuple[Any, ...]] = (
        select(
            Quarantine,
            Remover.name,
            undoing.id,
            Engagement.title,
            Topic.title,
            reveals,
        )
        .join(Decision, Decision.id == Quarantine.decision_id)
        .join(Comment, Comment.id == Quarantine.comment_id)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .outerjoin(Remover, Remover.id == Decision.decided_by)
        .outerjoin(undoing, undoing.undoes_id == Decision.id)
    )
    return question


def _as_held(found: Any) -> Held:
    row, name, undoing_id, engagement_title, topic_title, reveals = found
    return Held(
        id=row.id,
        comment_id=row.comment_id,
        version=row.version,
        decision_id=row.decision_id,
        removed_at=row.removed_at,
        removed_by=name or "",
        purge_at=row.purge_at,
        emptied_at=row.emptied_at,
        is_undone=undoing_id is not None,
        engagement_title=engagement_title,
        topic_title=topic_title,
        reveals=reveals,
    )
