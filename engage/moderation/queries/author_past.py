"""What was decided before about comments of the same author, without saying who that is.

An author is known again by the receipt, which is one comment and its corrections, and by the blind
index of an address where they gave one. Nobody is told which of the two it was, nor any name.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from engage.comments.models import Comment, CommentPerson
from engage.engagements.models import Engagement
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.queries.comments import Within
from engage.moderation.queries.decisions import is_standing
from engage.moderation.rules import Reason, chosen_reasons

NEWEST: Final = 20
MOST: Final = 1_000


@dataclass(frozen=True)
class PastDecision:
    """One decision that stands, about this comment's earlier text or another comment."""

    comment_id: int
    version: int
    decided_at: datetime
    outcome: str
    engagement_title: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class PastDecisions:
    """How many by outcome (of at most a thousand), and the newest of them."""

    by_outcome: Mapping[str, int]
    newest: tuple[PastDecision, ...]


def authors_past_decisions(session: Session, comment_id: int, within: Within) -> PastDecisions:
    """Standing decisions on texts of this comment's author, in the reader's ministries."""
    here, there = aliased(CommentPerson, name="here"), aliased(CommentPerson, name="there")
    same_address = (
        select(there.comment_id)
        .join(here, here.email_index == there.email_index)
        .where(here.comment_id == comment_id)
    )
    question = (
        select(
            Decision.id,
            Decision.comment_id,
            Decision.version,
            Decision.decided_at,
            Decision.outcome,
            Engagement.title,
        )
        .join(Comment, Comment.id == Decision.comment_id)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .where(
            or_(Decision.comment_id == comment_id, Decision.comment_id.in_(same_address)),
            is_standing(),
        )
        .order_by(Decision.id.desc())
        .limit(MOST)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    found = session.execute(question).all()
    reasons = _reasons(session, [row.id for row in found[:NEWEST]])
    return PastDecisions(
        Counter(row.outcome for row in found),
        tuple(
            PastDecision(
                row.comment_id,
                row.version,
                row.decided_at,
                row.outcome,
                row.title,
                chosen_reasons(reasons.get(row.id, ())),
            )
            for row in found[:NEWEST]
        ),
    )


def _reasons(session: Session, decision_ids: list[int]) -> dict[int, list[Reason]]:
    found: dict[int, list[Reason]] = {}
    rows = session.scalars(
        select(DecisionReason).where(DecisionReason.decision_id.in_(decision_ids))
    )
    for row in rows:
        found.setdefault(row.decision_id, []).append(Reason(row.reason))
    return found
