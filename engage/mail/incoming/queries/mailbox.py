"""How the mailbox was last found, for those who wait for its mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.mail.incoming.models import MailboxWatch


@dataclass(frozen=True)
class MailboxState:
    """When it was last read (None: never yet); `trouble` is a word of places.MailboxTrouble, ''
    while it answers."""

    fetched_at: datetime | None = None
    trouble: str = ""
    trouble_since: datetime | None = None


def mailbox_state(session: Session) -> MailboxState:
    row = session.scalar(select(MailboxWatch).limit(1))
    if row is None:
        return MailboxState()
    return MailboxState(row.fetched_at, row.trouble, row.trouble_since)
