"""Reads the audit: newest first, one page at the price of one page.

The number of an entry is its place in the chain, so pages follow the numbers. Instants follow them
only nearly, because a long transaction is told when it began; so dates are looked up in their own
index first, with a day to spare, and compared exactly after that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, ScalarResult, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.audit.models import AuditEntry
from engage.desk.audit_rules import Entry, Sought, detail_of
from engage.desk.audit_words import family_of
from engage.engagements.models import Engagement

TO_SPARE: Final = timedelta(days=1)
# Not mapped objects: a file holds tens of thousands.
_COLUMNS: Final = (
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.action,
    AuditEntry.subject,
    AuditEntry.detail,
    AuditEntry.key_id,
    AuditEntry.previous,
    AuditEntry.seal,
)


def audit_page(
    session: Session, sought: Sought, *, limit: int, before: int | None = None
) -> list[Entry]:
    """Entries with a lower number than `before`, newest first."""
    conditions = _conditions(session, sought)
    if before is not None:
        conditions.append(AuditEntry.seq < before)
    rows = session.execute(
        select(*_COLUMNS).where(*conditions).order_by(AuditEntry.seq.desc()).limit(limit)
    )
    return [
        Entry(seq, at, actor, action, subject, detail_of(detail), detail, key_id, previous, seal)
        for seq, at, actor, action, subject, detail, key_id, previous, seal in rows
    ]


def counted_up_to(session: Session, sought: Sought, most: int) -> int:
    """How many entries there are; `most` + 1 stands for any more."""
    conditions = _conditions(session, sought)
    some = select(AuditEntry.seq).where(*conditions).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def families(session: Session) -> list[str]:
    """The beginnings of all actions that were ever written."""
    return sorted({family_of(action) for action in actions(session)})


def actions(session: Session) -> list[str]:
    """Every action that was ever written: one step in the index for each, however many entries."""
    first = select(func.min(AuditEntry.action).label("action")).cte("step", recursive=True)
    following = select(
        select(func.min(AuditEntry.action))
        .where(AuditEntry.action > first.c.action)
        .scalar_subquery()
    ).where(first.c.action.is_not(None))
    steps = first.union_all(following)
    found: ScalarResult[str | None] = session.scalars(select(steps.c.action))
    return [action for action in found if action is not None]


def everybody(session: Session) -> list[tuple[int, str]]:
    """Ids and names of all who have or had an account, by name."""
    rows = session.execute(select(Person.id, Person.name).order_by(Person.name, Person.id))
    return [(row.id, row.name) for row in rows]


def titles(session: Session, engagement_ids: set[int]) -> dict[int, str]:
    rows = session.execute(
        select(Engagement.id, Engagement.title).where(Engagement.id.in_(engagement_ids))
    )
    return {row.id: row.title for row in rows}


def _conditions(session: Session, sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.actor:
        found.append(AuditEntry.actor == sought.actor)
    if sought.subject:
        found.append(AuditEntry.subject == sought.subject)
    if sought.family:
        found.append(AuditEntry.action.in_(_of_family(session, sought.family)))
    if sought.since is not None:
        first = _first_seq(session, sought.since - TO_SPARE)
        found += [AuditEntry.at >= sought.since, AuditEntry.seq >= first]
    if sought.until is not None:
        last = _last_seq(session, sought.until + TO_SPARE)
        found += [AuditEntry.at < sought.until, AuditEntry.seq <= last]
    return found


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
