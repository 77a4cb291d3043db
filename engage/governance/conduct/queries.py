"""What is asked about conflicts of interest and standing approvals.

Approvals and pages of higher features ask `has_conflict`; use cases that act ask
`service.refuse_in_conflict`, which nobody can slip past while a conflict is being declared.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from engage.governance.conduct.models import ConflictOfInterest, StandingApproval
from engage.governance.conduct.rules import NO_CONFLICTS, Conflicts, Covered

Within = frozenset[int] | None


def conflicts_of(session: Session, person_id: int | None) -> Conflicts:
    """All that a person keeps off now, in one query."""
    if person_id is None:
        return NO_CONFLICTS
    rows = session.execute(_STANDING, {"person": person_id}).all()
    if not rows:
        return NO_CONFLICTS
    return Conflicts(
        frozenset(engagement for engagement, topic in rows if topic is None),
        frozenset((engagement, topic) for engagement, topic in rows if topic is not None),
    )


def has_conflict(
    session: Session, person_id: int | None, engagement_id: int, topic_id: int | None = None
) -> bool:
    """Whether a person keeps off this topic; without one, off anything of the engagement."""
    return conflicts_of(session, person_id).bars(engagement_id, topic_id)


def conflict_by_id(session: Session, conflict_id: int) -> ConflictOfInterest | None:
    return session.get(ConflictOfInterest, conflict_id)


def conflicts_of_person(session: Session, person_id: int) -> Sequence[ConflictOfInterest]:
    """A person's own, those that ended too, newest first."""
    return session.scalars(
        select(ConflictOfInterest)
        .where(ConflictOfInterest.person_id == person_id)
        .order_by(ConflictOfInterest.id.desc())
    ).all()


def unseen_since(session: Session, person_id: int) -> Sequence[ConflictOfInterest]:
    """What somebody else recorded for this person, who has not said yet that they know."""
    return session.scalars(
        select(ConflictOfInterest)
        .where(
            ConflictOfInterest.person_id == person_id,
            ConflictOfInterest.ended_at.is_(None),
            ConflictOfInterest.seen_at.is_(None),
        )
        .order_by(ConflictOfInterest.id)
    ).all()


def approval_in_force(
    session: Session,
    *,
    kind: Covered,
    ministry_id: int,
    engagement_id: int,
    now: datetime,
    lock: bool = False,
) -> StandingApproval | None:
    """One that covers this kind of content of the engagement now; None: nothing stands.

    What its two signers keep off because of a conflict of interest, it does not cover. `lock`
    holds it until the transaction ends, so that nobody ends it meanwhile.
    """
    question = (
        select(StandingApproval)
        .where(
            StandingApproval.kind == kind,
            StandingApproval.ministry_id == ministry_id,
            or_(
                StandingApproval.engagement_id.is_(None),
                StandingApproval.engagement_id == engagement_id,
            ),
            StandingApproval.countersigned_at.is_not(None),
            StandingApproval.ended_at.is_(None),
            StandingApproval.starts_at <= now,
            StandingApproval.ends_at > now,
            ~_a_signer_keeps_off(engagement_id),
        )
        .order_by(StandingApproval.ends_at.desc(), StandingApproval.id)
        .limit(1)
    )
    if lock:
        question = question.with_for_update(read=True, of=StandingApproval)
    return session.scalar(question)


def standing_approvals(session: Session, *, within: Within) -> Sequence[StandingApproval]:
    """Those of these ministries (None: all), newest first; those that are over too."""
    question = select(StandingApproval).order_by(StandingApproval.id.desc())
    if within is not None:
        question = question.where(StandingApproval.ministry_id.in_(within))
    return session.scalars(question).all()


def waiting_for_countersignature(session: Session, now: datetime) -> Sequence[StandingApproval]:
    """Those that nobody has countersigned yet, the oldest first."""
    question = _alive(None, now).where(StandingApproval.countersigned_at.is_(None))
    return session.scalars(question).all()


def ending_before(
    session: Session, *, within: Within, now: datetime, before: datetime
) -> Sequence[StandingApproval]:
    """Those in force that end by themselves before then, while nothing longer was given."""
    later = aliased(StandingApproval)
    is_followed = exists().where(
        later.kind == StandingApproval.kind,
        later.ministry_id == StandingApproval.ministry_id,
        or_(later.engagement_id.is_(None), later.engagement_id == StandingApproval.engagement_id),
        later.ended_at.is_(None),
        later.ends_at > StandingApproval.ends_at,
    )
    question = _alive(within, now).where(
        StandingApproval.countersigned_at.is_not(None),
        StandingApproval.starts_at <= now,
        StandingApproval.ends_at < before,
        ~is_followed,
    )
    return session.scalars(question).all()


def _alive(within: Within, now: datetime) -> Select[StandingApproval]:
    question = (
        select(StandingApproval)
        .where(StandingApproval.ended_at.is_(None), StandingApproval.ends_at > now)
        .order_by(StandingApproval.given_at, StandingApproval.id)
    )
    if within is not None:
        question = question.where(StandingApproval.ministry_id.in_(within))
    return question


def _a_signer_keeps_off(engagement_id: int) -> ColumnElement[bool]:
    return exists().where(
        and_(
            ConflictOfInterest.engagement_id == engagement_id,
            ConflictOfInterest.ended_at.is_(None),
            or_(
                ConflictOfInterest.person_id == StandingApproval.given_by,
                ConflictOfInterest.person_id == StandingApproval.countersigned_by,
            ),
        )
    )


# Every page of moderators asks this: it is put together once.
_STANDING: Final = select(ConflictOfInterest.engagement_id, ConflictOfInterest.topic_id).where(
    ConflictOfInterest.person_id == bindparam("person"), ConflictOfInterest.ended_at.is_(None)
)
