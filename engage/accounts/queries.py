"""What is asked about staff, their roles, their sessions and their attempts."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import (
    Ministry,
    Passkey,
    Person,
    PersonRole,
    RecoveryCode,
    SignInAlarm,
    SignInAttempt,
    StaffSession,
)
from engage.accounts.rules import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    AlarmKind,
    folded_email,
    is_email,
)
from engage.core.permissions import Grant, Role


def person_by_email(session: Session, email: str) -> Person | None:
    """Looks up any spelling; text that is no address is not sent to the database at all."""
    folded = folded_email(email)
    if not is_email(folded):
        return None
    return session.scalar(select(Person).where(Person.email == folded))


def grants_of(session: Session, person_id: int) -> frozenset[Grant]:
    rows = session.execute(_GRANTS, {"person": person_id})
    return frozenset(Grant(Role(role), ministry_id) for role, ministry_id in rows)


def first_administrator(session: Session) -> Person | None:
    """The oldest account in use that administers everything."""
    return session.scalar(
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.role == Role.ADMINISTRATOR,
            PersonRole.ministry_id.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
        .limit(1)
    )


def names_of(session: Session, person_ids: set[int]) -> dict[int, str]:
    """The names to show beside what these persons did, in one query."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def ministry_by_code(session: Session, code: str) -> Ministry | None:
    return session.scalar(select(Ministry).where(Ministry.code == code))


def session_with_person(session: Session, token_hash: str) -> tuple[StaffSession, Person] | None:
    row = session.execute(_SESSION, {"token": token_hash}).one_or_none()
    return (row[0], row[1]) if row else None


def live_sessions(session: Session, person_id: int, now: datetime) -> list[StaffSession]:
    """Where the person is signed in at this instant, the newest first."""
    return list(
        session.scalars(
            select(StaffSession)
            .where(
                StaffSession.person_id == person_id,
                StaffSession.ended_at.is_(None),
                StaffSession.last_seen_at > now - IDLE_LIMIT,
                StaffSession.created_at > now - ABSOLUTE_LIMIT,
            )
            .order_by(StaffSession.created_at.desc(), StaffSession.id.desc())
        )
    )


def ministry_names(session: Session, ministry_ids: set[int]) -> dict[int, str]:
    """Their names, in one query."""
    rows = session.execute(select(Ministry.id, Ministry.name).where(Ministry.id.in_(ministry_ids)))
    return {row.id: row.name for row in rows}


def passkeys_of(session: Session, person_id: int) -> list[Passkey]:
    """The person's passkeys, the oldest first."""
    return list(
        session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    )


def attempts_since(session: Session, bucket: str, since: datetime) -> int:
    """How many attempts this bucket holds that are younger than `since`."""
    counted = session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.bucket == bucket, SignInAttempt.at > since)
    )
    return counted or 0


def failures_since(session: Session, since: datetime) -> int:
    """How many attempts by anybody failed that are younger than `since`; each has two rows."""
    counted = session.scalar(
        select(func.count()).select_from(SignInAttempt).where(SignInAttempt.at > since)
    )
    return (counted or 0) // 2


def alarm_since(session: Session, kind: AlarmKind, since: datetime) -> bool:
    """Whether an alarm of this kind was raised after `since`."""
    raised = select(SignInAlarm.id).where(
        SignInAlarm.kind == kind.value, SignInAlarm.raised_at > since
    )
    return session.scalar(raised.limit(1)) is not None


def newest_alarms(session: Session, most: int = 100) -> list[SignInAlarm]:
    """Those that nobody has looked at stand among the others, in the order of time."""
    return list(session.scalars(select(SignInAlarm).order_by(SignInAlarm.id.desc()).limit(most)))


def waiting_alarms(session: Session) -> tuple[int, datetime | None]:
    """How many alarms nobody has looked at, and since when the oldest waits."""
    counted, oldest = session.execute(
        select(func.count(), func.min(SignInAlarm.raised_at)).where(SignInAlarm.seen_at.is_(None))
    ).one()
    return counted, oldest


def recovery_codes_left(session: Session, person_id: int) -> int:
    """How many of the person's codes are still good."""
    counted = session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    )
    return counted or 0


# Every request of the staff asks these two: they are put together once.
_GRANTS: Final = select(PersonRole.role, PersonRole.ministry_id).where(
    PersonRole.person_id == bindparam("person")
)
_SESSION: Final = (
    select(StaffSession, Person)
    .join(Person, Person.id == StaffSession.person_id)
    .where(StaffSession.token_hash == bindparam("token"))
)
