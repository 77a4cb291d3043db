"""Engagements and comments as far as governance looks at them.

They stand above it, so their rows are asked by the names of their tables, and only for what a
period needs: whose an engagement is, what it is called, when its comments were approved.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from engage.core.db import UtcDateTime
from engage.governance.elections.rules import Period

ENGAGEMENT: Final = table(
    "engagement",
    column("id"),
    column("slug"),
    column("title"),
    column("ministry_id"),
    column("published_at", UtcDateTime),
    column("opens_at", UtcDateTime),
)
COMMENT: Final = table(
    "comment",
    column("id"),
    column("engagement_id"),
    column("published_version"),
    column("published_at", UtcDateTime),
)


@dataclass(frozen=True)
class Place:
    """An engagement as far as governance looks at it."""

    id: int
    slug: str
    title: str
    ministry_id: int


def place_of(session: Session, engagement_id: int | None) -> Place | None:
    return None if engagement_id is None else places(session, [engagement_id]).get(engagement_id)


def places(session: Session, ids: Collection[int]) -> dict[int, Place]:
    """Engagements by id, in one question."""
    columns = (ENGAGEMENT.c.id, ENGAGEMENT.c.slug, ENGAGEMENT.c.title, ENGAGEMENT.c.ministry_id)
    rows = session.execute(select(*columns).where(ENGAGEMENT.c.id.in_(ids)))
    return {row.id: Place(row.id, row.slug, row.title, row.ministry_id) for row in rows}


def public_engagement_ids(session: Session) -> Sequence[int]:
    public = ENGAGEMENT.c.published_at.is_not(None)
    return session.scalars(select(ENGAGEMENT.c.id).where(public)).all()


def engagements_with_comments_since(
    session: Session, period: Period, only: int | None = None
) -> Sequence[int]:
    """Those with public comments that were approved within the period so far; or only this one."""
    asked = select(COMMENT.c.engagement_id).where(
        COMMENT.c.published_version.is_not(None), COMMENT.c.published_at >= period.called_at
    )
    if period.sworn_at is not None:
        asked = asked.where(COMMENT.c.published_at < period.sworn_at)
    if only is not None:
        asked = asked.where(COMMENT.c.engagement_id == only)
    return session.scalars(asked.distinct()).all()
