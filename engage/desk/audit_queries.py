"""Reads the audit: newest first, one page at the price of one page.

The number of an entry is its place in the chain, so pages follow the numbers. Instants follow them
only nearly, because a long transaction is told when it began; so dates are looked up in their own
index first, with a day to spare, and compared exactly after that.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.audit.models import AuditEntry
from engage.desk.audit_rules import Entry, Sought, detail_of
from engage.desk.audit_words import family_of
from engage.engagements.models import Engagement

TO_SPARE: Final = timedelta(days=1)


def audit_page(
    session: Session, sought: Sought, *, limit: int, before: int | None = None
) -> list[Entry]:
    """Entries with a lower number than `before`, newest first."""
    query = _narrowed(session, select(AuditEntry), sought)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    rows = session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit))
    return [_entry(row) for row in rows]


def counted_up_to(session: Session, sought: Sought, most: int) -> int:
    """How many entries there are; `most` + 1 stands for any more."""
    some = _narrowed(session, select(AuditEntry.seq), sought).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def families(session: Session) -> list[str]:
    """The beginnings of all actions that were ever written, from the index alone."""
    return sorted({family_of(action) for action in actions(session)})


def actions(session: Session) -> Iterator[str]:
    """One step in the index for each action, however many entries have it."""
    action = session.scalar(select(func.min(AuditEntry.action)))
    while action is not None:
        yield action
        action = session.scalar(
            select(func.min(AuditEntry.action)).where(AuditEntry.action > action)
        )


def everybody(session: Session) -> list[tuple[int, str]]:
    """Ids and names of all who have or had an account, by name."""
    rows = session.execute(select(Person.id, Person.name).order_by(Person.name, Person.id))
    return [(row.id, row.name) for row in rows]


def titles(session: Session, engagement_ids: set[int]) -> dict[int, str]:
    rows = session.execute(
        select(Engagement.id, Engagement.title).where(Engagement.id.in_(engagement_ids))
    )
    return {row.id: row.title for row in rows}


def _narrowed(
    session: Session, query: Select[*tuple[object, ...]], sought: Sought
) -> Select[*tuple[object, ...]]:
    if sought.actor:
        query = query.where(AuditEntry.actor == sought.actor)
    if sought.subject:
        query = query.where(AuditEntry.subject == sought.subject)
    if sought.family:
        query = query.where(AuditEntry.action.in_(_of_family(session, sought.family)))
    if sought.since is not None:
        first = _first_seq(session, sought.since - TO_SPARE)
        query = query.where(AuditEntry.at >= sought.since, AuditEntry.seq >= first)
    if sought.until is not None:
        last = _last_seq(session, sought.until + TO_SPARE)
        query = query.where(AuditEntry.at < sought.until, AuditEntry.seq <= last)
    return query


def _of_family(session: Session, family: str) -> Sequence[str]:
    return [action for action in actions(session) if family_of(action) == family]


def _first_seq(session: Session, moment: datetime) -> int:
    """Of the first entry at or after that instant; beyond all of them if there is none."""
    found = session.scalar(
        select(AuditEntry.seq)
        .where(AuditEntry.at >= moment)
        .order_by(AuditEntry.at, AuditEntry.seq)
        .limit(1)
    )
    return found if found is not None else 2**31 - 1


def _last_seq(session: Session, moment: datetime) -> int:
    found = session.scalar(
        select(AuditEntry.seq)
        .where(AuditEntry.at < moment)
        .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
        .limit(1)
    )
    return found if found is not None else 0


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail=detail_of(row.detail),
        sealed_detail=row.detail,
        key_id=row.key_id,
        previous=row.previous,
        seal=row.seal,
    )
