"""What the staff pages of elections list: held items and exceptions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engage.core.permissions import Actor
from engage.governance.elections.models import ElectionException, HeldItem
from engage.governance.elections.places import COMMENT, ENGAGEMENT, Place, places
from engage.governance.elections.queries import grants_of, periods
from engage.governance.elections.rules import GRANTING_ROLES, ElectionPhase, Outcome, lacks_grant_of
from engage.governance.outbound import Outbound

MOST_OF_ONE: Final = 50
Within = Collection[int] | None
"""The ministries that somebody reaches; None: every one, and what belongs to none."""


@dataclass(frozen=True)
class HeldRow:
    """A held item with the engagement that it is of, and how many comments it stands for."""

    item: HeldItem
    place: Place | None
    comments: int


@dataclass(frozen=True)
class ExceptionRow:
    exception: ElectionException
    place: Place


def count_waiting(session: Session, within: Within) -> tuple[int, datetime | None]:
    """How many held items wait for approval, and since when the oldest does."""
    asked = select(func.count(), func.min(HeldItem.held_at)).where(
        HeldItem.outcome == Outcome.WAITING
    )
    if within is not None:
        asked = asked.join(ENGAGEMENT, ENGAGEMENT.c.id == HeldItem.engagement_id).where(
            ENGAGEMENT.c.ministry_id.in_(within)
        )
    count, since = session.execute(asked).one()
    return count, since


def held_rows(
    session: Session, within: Within, outcomes: Collection[Outcome], limit: int
) -> tuple[HeldRow, ...]:
    """Held items with one of these outcomes: those that have waited longest first, or else those
    that were settled last."""
    waits = Outcome.WAITING in outcomes
    order = (
        (HeldItem.held_at, HeldItem.id)
        if waits
        else (HeldItem.settled_at.desc(), HeldItem.id.desc())
    )
    asked = select(HeldItem).where(HeldItem.outcome.in_(outcomes)).order_by(*order).limit(limit)
    if within is not None:
        asked = asked.join(ENGAGEMENT, ENGAGEMENT.c.id == HeldItem.engagement_id).where(
            ENGAGEMENT.c.ministry_id.in_(within)
        )
    items = session.scalars(asked).all()
    found = places(session, {one.engagement_id for one in items if one.engagement_id is not None})
    return tuple(
        HeldRow(one, found.get(one.engagement_id or 0), _comments_of(session, one)) for one in items
    )


def _comments_of(session: Session, item: HeldItem) -> int:
    period = next((one for one in periods(session) if one.id == item.period_id), None)
    if item.kind != Outbound.SHOW_COMMENT or period is None:
        return 0
    asked = select(func.count()).where(
        COMMENT.c.engagement_id == item.engagement_id,
        COMMENT.c.published_version.is_not(None),
        COMMENT.c.published_at >= period.called_at,
    )
    if period.sworn_at is not None:
        asked = asked.where(COMMENT.c.published_at < period.sworn_at)
    return session.scalar(asked) or 0


def exception_rows(session: Session, within: Within, limit: int) -> tuple[ExceptionRow, ...]:
    """Exceptions that were asked for, the newest first."""
    asked = select(ElectionException).order_by(ElectionException.id.desc()).limit(limit)
    if within is not None:
        asked = asked.join(ENGAGEMENT, ENGAGEMENT.c.id == ElectionException.engagement_id).where(
            ENGAGEMENT.c.ministry_id.in_(within)
        )
    rows = session.scalars(asked).all()
    found = places(session, {one.engagement_id for one in rows})
    return tuple(ExceptionRow(one, found[one.engagement_id]) for one in rows)


def places_within(session: Session, within: Within) -> tuple[Place, ...]:
    """Every engagement of these ministries, by title, for a list to choose from."""
    columns = (ENGAGEMENT.c.id, ENGAGEMENT.c.slug, ENGAGEMENT.c.title, ENGAGEMENT.c.ministry_id)
    asked = select(*columns).order_by(ENGAGEMENT.c.title, ENGAGEMENT.c.id)
    if within is not None:
        asked = asked.where(ENGAGEMENT.c.ministry_id.in_(within))
    rows = session.execute(asked)
    return tuple(Place(row.id, row.slug, row.title, row.ministry_id) for row in rows)


def held_of_engagement(session: Session, engagement_id: int) -> Sequence[HeldItem]:
    """Everything of one engagement that was ever held, the newest first."""
    return session.scalars(
        select(HeldItem)
        .where(HeldItem.engagement_id == engagement_id)
        .order_by(HeldItem.id.desc())
        .limit(MOST_OF_ONE)
    ).all()


def exceptions_waiting(session: Session, actor: Actor, now: datetime) -> tuple[ExceptionRow, ...]:
    """Exceptions that lack the grant of this very person, in a period that is not over."""
    if actor.ministries(GRANTING_ROLES) == frozenset():
        return ()
    standing = [one.id for one in periods(session) if one.phase(now) is not ElectionPhase.OVER]
    rows = session.scalars(
        select(ElectionException)
        .where(
            ElectionException.period_id.in_(standing),
            ElectionException.revoked_at.is_(None),
            or_(
                ElectionException.communications_at.is_(None),
                ElectionException.executive_at.is_(None),
            ),
        )
        .order_by(ElectionException.id)
    ).all()
    found = places(session, {one.engagement_id for one in rows})
    return tuple(
        ExceptionRow(one, found[one.engagement_id])
        for one in rows
        if lacks_grant_of(grants_of(one), actor, found[one.engagement_id].ministry_id)
    )
