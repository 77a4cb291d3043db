"""What is asked about access reviews."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.accounts.models import AccessReview, AccessReviewEntry, Person
from engage.accounts.reviewing import Verdict, due_at

MOST_REVIEWS: Final = 40


@dataclass(frozen=True)
class Reviewed:
    """One review that ended, or is under way, and how often each verdict was given."""

    review: AccessReview
    counts: Mapping[Verdict, int]


def open_review(session: Session) -> AccessReview | None:
    return session.scalar(
        select(AccessReview)
        .where(AccessReview.ended_at.is_(None))
        .order_by(AccessReview.id)
        .limit(1)
    )


def verdicts(session: Session, review_id: int) -> dict[int, Verdict]:
    """What was decided, by person."""
    rows = session.execute(
        select(AccessReviewEntry.person_id, AccessReviewEntry.verdict).where(
            AccessReviewEntry.review_id == review_id
        )
    )
    return {person_id: Verdict(verdict) for person_id, verdict in rows}


def to_be_reviewed(session: Session, review: AccessReview) -> set[int]:
    """Accounts in use that were there when it began: newer ones were decided about just now."""
    return set(
        session.scalars(
            select(Person.id).where(
                Person.disabled_at.is_(None), Person.created_at <= review.begun_at
            )
        )
    )


def past_reviews(session: Session) -> list[Reviewed]:
    """Those that ended, newest first: ten years of them at most."""
    reviews = session.scalars(
        select(AccessReview)
        .where(AccessReview.ended_at.is_not(None))
        .order_by(AccessReview.id.desc())
        .limit(MOST_REVIEWS)
    ).all()
    counted: dict[int, Counter[Verdict]] = {one.id: Counter() for one in reviews}
    rows = session.execute(
        select(AccessReviewEntry.review_id, AccessReviewEntry.verdict, func.count())
        .where(AccessReviewEntry.review_id.in_(counted))
        .group_by(AccessReviewEntry.review_id, AccessReviewEntry.verdict)
    )
    for review_id, verdict, count in rows:
        counted[review_id][Verdict(verdict)] = count
    return [Reviewed(one, counted[one.id]) for one in reviews]


def review_due_at(session: Session) -> datetime | None:
    """When the next review is due, or has been since."""
    last = session.scalar(select(func.max(AccessReview.ended_at)))
    oldest = session.scalar(select(func.min(Person.created_at)))
    return due_at(last, oldest)
