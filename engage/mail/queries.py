"""What is asked about outgoing mail."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState, RecipientKind

MOST_SHOWN = 100
UNSENT = (MailState.WAITING, MailState.REFUSED)


@dataclass(frozen=True)
class Unsent:
    """One mail that has not gone, with whom it is for."""

    mail: OutgoingMail
    name: str = field(repr=False)


def unsent_mail(session: Session) -> list[Unsent]:
    """What waits or was refused, oldest first; at most a hundred."""
    rows = session.execute(
        select(OutgoingMail, Person.name)
        .join(Person, Person.id == OutgoingMail.recipient_id)
        .where(OutgoingMail.recipient_kind == RecipientKind.PERSON)
        .where(OutgoingMail.state.in_(UNSENT))
        .order_by(OutgoingMail.id)
        .limit(MOST_SHOWN)
    )
    return [Unsent(mail, name) for mail, name in rows]


def refused_mail(session: Session) -> tuple[int, datetime | None]:
    """How many were given up, and since when the oldest is owed."""
    row = session.execute(
        select(func.count(), func.min(OutgoingMail.created_at)).where(
            OutgoingMail.state == MailState.REFUSED
        )
    ).one()
    return row[0], row[1]


def last_sent_at(session: Session) -> datetime | None:
    """When the server last took one: that shows that the way is clear."""
    return session.scalar(
        select(OutgoingMail.sent_at)
        .where(OutgoingMail.sent_at.is_not(None))
        .order_by(OutgoingMail.id.desc())
        .limit(1)
    )
