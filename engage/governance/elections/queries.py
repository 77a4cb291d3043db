"""Questions about election periods and what they held.

The periods are few, and one request asks for them in many places: they are read once a session.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from engage.governance.elections.models import (
    CommentsInElections,
    ElectionException,
    ElectionPeriod,
    HeldItem,
)
from engage.governance.elections.rules import (
    BLOCKING,
    ON,
    ElectionPhase,
    Grants,
    Outcome,
    Period,
    Window,
    item_key,
    item_kind,
    next_change,
    period_on,
    phase_at,
)
from engage.governance.outbound import Outbound

_READ: Final = "engage.election_periods"
# Every page asks this: it is put together once.
_PERIODS: Final = (
    select(
        ElectionPeriod.id,
        ElectionPeriod.called_at,
        ElectionPeriod.voting_ends_at,
        ElectionPeriod.sworn_at,
        ElectionPeriod.known_at,
    )
    .where(ElectionPeriod.withdrawn_at.is_(None))
    .order_by(ElectionPeriod.called_at)
)


def periods(session: Session) -> tuple[Period, ...]:
    """Every period that was not withdrawn, in their order; read once a session."""
    found: tuple[Period, ...] | None = session.info.get(_READ)
    if found is None:
        found = tuple(Period(*row) for row in session.execute(_PERIODS))
        session.info[_READ] = found
    return found


def forget_periods(session: Session) -> None:
    """After a change: the next question reads them anew."""
    session.info.pop(_READ, None)


def current_phase(session: Session, now: datetime) -> ElectionPhase:
    return phase_at(periods(session), now)


def is_on(session: Session, now: datetime) -> bool:
    """Whether a period holds what goes out, at this instant."""
    return current_phase(session, now) in ON


def next_election_change(session: Session, now: datetime) -> datetime | None:
    """When pages that are kept must be made anew because a phase changes."""
    return next_change(periods(session), now)


def shows_comments(session: Session, engagement_id: int | None) -> bool:
    """R55: whether newly approved comments of this engagement are shown meanwhile."""
    if engagement_id is None:
        return False
    asked = select(CommentsInElections.engagement_id)
    return session.scalar(asked.where(CommentsInElections.engagement_id == engagement_id)) == (
        engagement_id
    )


def last_outcome(session: Session, key: str) -> Outcome | None:
    """What became of a thing when it was held last; None: it never was."""
    found = session.scalar(
        select(HeldItem.outcome).where(HeldItem.key == key).order_by(HeldItem.id.desc()).limit(1)
    )
    return None if found is None else Outcome(found)


def is_written_down(session: Session, key: str, period_id: int) -> bool:
    """Whether it stands there already as waiting, so that nothing need be written again."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    HeldItem.key == key,
                    HeldItem.period_id == period_id,
                    HeldItem.outcome == Outcome.WAITING,
                )
            )
        )
    )


def is_held_in(session: Session, key: str, period_id: int) -> bool:
    """Whether the thing was ever held in this period, whatever became of it."""
    asked = exists().where(HeldItem.key == key, HeldItem.period_id == period_id)
    return bool(session.scalar(select(asked)))


def waiting_item(session: Session, key: str, period_id: int) -> HeldItem | None:
    """The item, locked, as long as nothing became of it."""
    return session.scalar(
        select(HeldItem)
        .where(
            HeldItem.key == key,
            HeldItem.period_id == period_id,
            HeldItem.outcome == Outcome.WAITING,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def waiting_items(
    session: Session, period_id: int, kind: str, engagement_id: int
) -> Sequence[HeldItem]:
    """What waits of one kind and engagement, in the order of the numbers."""
    return session.scalars(
        select(HeldItem)
        .where(
            HeldItem.period_id == period_id,
            HeldItem.kind == kind,
            HeldItem.engagement_id == engagement_id,
            HeldItem.outcome == Outcome.WAITING,
        )
        .order_by(HeldItem.id)
    ).all()


def exception_in_force(
    session: Session, period: Period, kind: Outbound, engagement_id: int | None
) -> ElectionException | None:
    """The exception that lets this kind of this engagement out, in force now; or None."""
    if engagement_id is None:
        return None
    rows = session.scalars(
        select(ElectionException)
        .where(
            ElectionException.engagement_id == engagement_id,
            ElectionException.kind == item_kind(kind),
            ElectionException.period_id == period.id,
        )
        .order_by(ElectionException.id)
    )
    return next((row for row in rows if grants_of(row).is_in_force), None)


def standing_exception(
    session: Session, period_id: int, kind: str, engagement_id: int
) -> ElectionException | None:
    """One that was asked for or granted, and not revoked."""
    return session.scalar(
        select(ElectionException).where(
            ElectionException.period_id == period_id,
            ElectionException.kind == kind,
            ElectionException.engagement_id == engagement_id,
            ElectionException.revoked_at.is_(None),
        )
    )


def grants_of(row: ElectionException) -> Grants:
    return Grants(row.communications_by, row.executive_by, row.revoked_at is not None)


def in_force_since(row: ElectionException) -> datetime | None:
    """When the second of the two granted it; None: not both did."""
    if row.communications_at is None or row.executive_at is None:
        return None
    return max(row.communications_at, row.executive_at)


_WAITING_COMMENTS: Final = select(HeldItem.period_id).where(
    HeldItem.engagement_id == bindparam("engagement"),
    HeldItem.kind == Outbound.SHOW_COMMENT,
    HeldItem.outcome.in_(BLOCKING),
)


def hidden_comments(session: Session, engagement_id: int, now: datetime) -> tuple[Window, ...]:
    """When comments were approved that the public does not see (yet), of this engagement.

    During a period those since the call, unless the engagement shows them; after it those that
    nobody has approved again. Before any call nothing is asked but the periods.
    """
    begun = [one for one in periods(session) if one.called_at <= now]
    if not begun:
        return ()
    current = period_on(begun, now)
    waiting = set(session.scalars(_WAITING_COMMENTS, {"engagement": engagement_id}))
    windows = [
        Window(one.called_at, one.sworn_at)
        for one in begun
        if one.id in waiting and one is not current
    ]
    if current is not None and not shows_comments(session, engagement_id):
        windows.append(Window(current.called_at, None))
    return tuple(windows)


def opened_under(row: ElectionException, opens_at: datetime) -> datetime | None:
    """When an engagement opened under this exception; None: it was not in force by then.

    Revoking closes nothing that has opened.
    """
    granted = in_force_since(row)
    if granted is None:
        return None
    opened = max(granted, opens_at)
    return None if row.revoked_at is not None and row.revoked_at <= opened else opened


def held_opening(
    session: Session, engagement_id: int, opens_at: datetime
) -> tuple[bool, datetime | None]:
    """Whether an opening by the clock fell into a period, and since when it may be open after all.

    (False, None) for one outside of every period, which is all but a few.
    """
    period = next((one for one in periods(session) if one.holds_opening(opens_at)), None)
    if period is None:
        return False, None
    excepted = [
        opened_under(row, opens_at)
        for row in session.scalars(
            select(ElectionException).where(
                ElectionException.engagement_id == engagement_id,
                ElectionException.kind == Outbound.PUBLISH_ENGAGEMENT,
                ElectionException.period_id == period.id,
            )
        )
    ]
    approved = session.scalars(
        select(HeldItem.settled_at).where(
            HeldItem.key == item_key(Outbound.OPEN_ENGAGEMENT, engagement_id, 0),
            HeldItem.period_id == period.id,
            HeldItem.outcome == Outcome.APPROVED,
        )
    ).all()
    since = [one for one in (*excepted, *approved) if one is not None]
    return True, max(min(since), opens_at) if since else None
