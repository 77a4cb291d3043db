"""Conflicts of interest with the names of what they are about. Reasons lie encrypted in the rows:
see `web`, which opens them for who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from engage.accounts.models import Person, PersonRole
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.models import ConflictOfInterest

Within = frozenset[int] | None
MOST: Final = 200
"""What a page lists; those that stand come first, and nobody has so many."""

Declarer = aliased(Person, name="declarer")
Ender = aliased(Person, name="ender")


@dataclass(frozen=True)
class Named:
    """A conflict with the names around it; `topic` None: the whole engagement."""

    row: ConflictOfInterest
    ministry_id: int
    person: str
    engagement: str
    topic: str | None
    declared_by: str
    ended_by: str


def of_person(session: Session, person_id: int) -> Sequence[Named]:
    """A person's own, those that stand first, each newest first."""
    return _named(session, ConflictOfInterest.person_id == person_id)


def of_others(session: Session, *, within: Within, but: int) -> Sequence[Named]:
    """Those of everybody else with engagements of these ministries (None: of all)."""
    if within is None:
        return _named(session, ConflictOfInterest.person_id != but)
    return _named(session, ConflictOfInterest.person_id != but, Engagement.ministry_id.in_(within))


def named(session: Session, conflict_id: int) -> Named | None:
    found = _named(session, ConflictOfInterest.id == conflict_id)
    return found[0] if found else None


def staff_reaching(session: Session, ministry_id: int) -> dict[int, str]:
    """Everybody with an account in use and a role that reaches the ministry, by name."""
    theirs = select(PersonRole.person_id).where(
        or_(PersonRole.ministry_id.is_(None), PersonRole.ministry_id == ministry_id)
    )
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.disabled_at.is_(None), Person.id.in_(theirs))
        .order_by(Person.name, Person.id)
    )
    return {row.id: row.name for row in rows}


def _named(session: Session, *limits: ColumnElement[bool]) -> Sequence[Named]:
    rows: Sequence[Any] = session.execute(
        select(
            ConflictOfInterest,
            Engagement.ministry_id,
            Person.name,
            Engagement.title,
            Topic.title,
            Declarer.name,
            Ender.name,
        )
        .join(Person, Person.id == ConflictOfInterest.person_id)
        .join(Engagement, Engagement.id == ConflictOfInterest.engagement_id)
        .outerjoin(Topic, Topic.id == ConflictOfInterest.topic_id)
        .join(Declarer, Declarer.id == ConflictOfInterest.declared_by)
        .outerjoin(Ender, Ender.id == ConflictOfInterest.ended_by)
        .where(*limits)
        .order_by(ConflictOfInterest.ended_at.is_not(None), ConflictOfInterest.id.desc())
        .limit(MOST)
    ).all()
    return [
        Named(row, ministry, person, engagement, topic, declarer, ender or "")
        for row, ministry, person, engagement, topic, declarer, ender in rows
    ]
