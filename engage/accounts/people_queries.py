"""What is asked about people: lists of them, administrators, links, reviews, and their history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from engage.accounts.administrators import Administrators
from engage.accounts.models import Invitation, Ministry, Person, PersonRole, StaffSession
from engage.audit.models import AuditEntry
from engage.core.permissions import Grant, Role

PAGE_SIZE: Final = 25
MOST_HISTORY: Final = 100


@dataclass(frozen=True)
class Listed:
    """One person in a list, with all roles and the last sign-in."""

    person: Person = field(repr=False)
    grants: frozenset[Grant]
    signed_in_at: datetime | None


def administrators(session: Session) -> Administrators:
    """Those who administer everything, in use; and of them who could sign in now."""
    rows = session.execute(
        select(Person.id, Person.password_hash.is_not(None) | Person.sso_subject.is_not(None))
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.role == Role.ADMINISTRATOR,
            PersonRole.ministry_id.is_(None),
            Person.disabled_at.is_(None),
        )
    ).all()
    return Administrators(
        frozenset(person_id for person_id, _ in rows),
        frozenset(person_id for person_id, is_able in rows if is_able),
    )


def people_page(
    session: Session, *, words: str = "", disabled: bool = False, after: int | None = None
) -> tuple[list[Listed], int | None]:
    """One page by name, and the id after which the next begins (None: this is the last).

    The place is told by an id, as an address must not hold a name.
    """
    query = select(Person).where(
        Person.disabled_at.is_not(None) if disabled else Person.disabled_at.is_(None)
    )
    if words:
        folded, typed = f"%{_escaped(words.casefold())}%", f"%{_escaped(words)}%"
        query = query.where(
            or_(
                func.lower(Person.name).like(folded, escape="\\"),
                Person.email.like(folded, escape="\\"),
                # SQLite folds no letters with accents: as they were typed they are found.
                Person.name.like(typed, escape="\\"),
            )
        )
    found = session.scalars(_from(session, query, after).limit(PAGE_SIZE + 1)).all()
    shown = list(found[:PAGE_SIZE])
    return listed(session, shown), shown[-1].id if len(found) > PAGE_SIZE else None


def _from(session: Session, query: Select[Person], after: int | None) -> Select[Person]:
    place = tuple_(func.lower(Person.name), Person.id)
    if after is not None:
        row = session.execute(
            select(func.lower(Person.name), Person.id).where(Person.id == after)
        ).one_or_none()
        if row is not None:
            query = query.where(place > (row[0], row[1]))
    return query.order_by(func.lower(Person.name), Person.id)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def people_in_use(session: Session) -> list[Listed]:
    """Everybody whose account is in use, by name: whom a review goes through."""
    return listed(session, list(session.scalars(_from(session, _in_use(), None))))


def _in_use() -> Select[Person]:
    return select(Person).where(Person.disabled_at.is_(None))


def listed(session: Session, people: list[Person]) -> list[Listed]:
    """Roles and last sign-ins of these people, in two queries."""
    ids = [person.id for person in people]
    grants: dict[int, set[Grant]] = {one: set() for one in ids}
    for role in session.scalars(select(PersonRole).where(PersonRole.person_id.in_(ids))):
        grants[role.person_id].add(Grant(Role(role.role), role.ministry_id))
    seen = session.execute(
        select(StaffSession.person_id, func.max(StaffSession.created_at))
        .where(StaffSession.person_id.in_(ids))
        .group_by(StaffSession.person_id)
    )
    last = {person_id: at for person_id, at in seen}
    return [Listed(person, frozenset(grants[person.id]), last.get(person.id)) for person in people]


def roles_of(session: Session, person_id: int) -> list[PersonRole]:
    """The grants as rows: with who keeps them, and why."""
    return list(
        session.scalars(
            select(PersonRole)
            .where(PersonRole.person_id == person_id)
            .order_by(PersonRole.role, PersonRole.ministry_id)
        )
    )


def ministries(session: Session) -> list[Ministry]:
    return list(session.scalars(select(Ministry).order_by(Ministry.name, Ministry.id)))


def newest_invitation(session: Session, person_id: int) -> Invitation | None:
    return session.scalar(
        select(Invitation)
        .where(Invitation.person_id == person_id)
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def history_of(session: Session, person_id: int) -> list[AuditEntry]:
    """What the audit says about the account, newest first; at most a hundred entries."""
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == f"person:{person_id}")
            .order_by(AuditEntry.seq.desc())
            .limit(MOST_HISTORY)
        )
    )
