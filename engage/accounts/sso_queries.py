"""What is asked about people whom the government's single sign-on names."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engage.accounts.inviting import InvitationKind
from engage.accounts.models import Invitation, Ministry, Person


def person_by_subject(session: Session, subject: str) -> Person | None:
    """Locked: the provider's word about one person is followed one sign-in after the other."""
    return session.scalar(select(Person).where(Person.sso_subject == subject).with_for_update())


def is_invited(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a link to join waits for this person."""
    waiting = select(Invitation.id).where(
        Invitation.person_id == person_id,
        Invitation.kind == InvitationKind.JOIN,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
    return bool(session.scalar(select(exists(waiting))))


def ministries_by_code(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """The ids of those that are there."""
    rows = session.execute(select(Ministry.code, Ministry.id).where(Ministry.code.in_(set(codes))))
    return {row.code: row.id for row in rows}
