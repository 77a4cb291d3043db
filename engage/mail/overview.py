"""How outgoing mail stands, for the staff page: what waits and why, was refused, or came back.

Staff are shown by name. Of citizens neither name nor address: a mail goes to the author of a
comment, to who wrote a message, or to a follower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, RecipientKind, Trouble

MOST_SHOWN: Final = 100
WEEK: Final = timedelta(days=7)
STUCK: Final = timedelta(minutes=30)
"""Mail that could not go for so long is told on the desk, though it is still tried."""

_WAITING: Final = OutgoingMail.state == MailState.WAITING


@dataclass(frozen=True)
class Line:
    """One mail of a list; `name` is that of a member of staff, '' for everybody else."""

    mail: OutgoingMail
    name: str = field(repr=False)


@dataclass(frozen=True)
class Standing:
    """Numbers: how much waits, in which way, and how much went lately."""

    due: int
    later: int
    in_hand: int
    stopped: int
    held: int
    refused: int
    bounced: int
    sent_last_minute: int

    @property
    def waiting(self) -> int:
        return self.due + self.later + self.in_hand + self.stopped


@dataclass(frozen=True)
class OfKind:
    """The mails of one kind that were ordered in the last seven days, by what became of them."""

    kind: str
    counts: Mapping[str, int]

    def of(self, *states: str) -> int:
        return sum(self.counts.get(state, 0) for state in states)


def standing(session: Session, now: datetime) -> Standing:
    in_hand = and_(_WAITING, OutgoingMail.leased_until > now)
    free = and_(
        _WAITING, (OutgoingMail.leased_until.is_(None)) | (OutgoingMail.leased_until <= now)
    )
    stopped = and_(free, OutgoingMail.trouble == Trouble.STOPPED)
    others = and_(free, OutgoingMail.trouble != Trouble.STOPPED)
    return Standing(
        due=_count(session, and_(others, OutgoingMail.next_at <= now)),
        later=_count(session, and_(others, OutgoingMail.next_at > now)),
        in_hand=_count(session, in_hand),
        stopped=_count(session, stopped),
        held=_count(session, OutgoingMail.state == MailState.HELD),
        refused=_count(session, OutgoingMail.state == MailState.REFUSED),
        bounced=_count(session, _bounced_lately(now)),
        sent_last_minute=_count(session, OutgoingMail.sent_at > now - timedelta(minutes=1)),
    )


def by_kind(session: Session, now: datetime) -> Sequence[OfKind]:
    """Every kind that was ordered in the last seven days, in the order of the kinds."""
    rows = session.execute(
        select(OutgoingMail.kind, OutgoingMail.state, func.count())
        .where(OutgoingMail.created_at > now - WEEK)
        .group_by(OutgoingMail.kind, OutgoingMail.state)
    )
    found: dict[str, dict[str, int]] = {}
    for kind, state, count in rows:
        found.setdefault(kind, {})[state] = count
    return [OfKind(kind, found[kind]) for kind in MailKind if kind in found]


def refused(session: Session) -> list[Line]:
    """Oldest first; at most a hundred, as the lists below."""
    return _lines(session, OutgoingMail.state == MailState.REFUSED, [OutgoingMail.id])


def waiting(session: Session) -> list[Line]:
    """What comes next, first."""
    return _lines(session, _WAITING, [OutgoingMail.next_at, OutgoingMail.id])


def held(session: Session) -> list[Line]:
    return _lines(session, OutgoingMail.state == MailState.HELD, [OutgoingMail.id])


def bounced(session: Session, now: datetime) -> list[Line]:
    """What came back within the last seven days, newest first."""
    order = [OutgoingMail.bounced_at.desc(), OutgoingMail.id.desc()]
    return _lines(session, _bounced_lately(now), order)


def stuck_since(session: Session, now: datetime) -> datetime | None:
    """When the oldest mail was ordered that waits because the server takes none; None: all is well.

    What was put off only lately is not told yet.
    """
    reasons = (Trouble.UNREACHABLE, Trouble.BUSY, Trouble.SETUP)
    return session.scalar(
        select(func.min(OutgoingMail.created_at)).where(
            _WAITING,
            OutgoingMail.trouble.in_(reasons),
            OutgoingMail.created_at <= now - STUCK,
        )
    )


def _bounced_lately(now: datetime) -> ColumnElement[bool]:
    return and_(OutgoingMail.state == MailState.BOUNCED, OutgoingMail.bounced_at > now - WEEK)


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(OutgoingMail).where(which)) or 0


def _lines(session: Session, which: ColumnElement[bool], order: Sequence[Any]) -> list[Line]:
    is_staff = OutgoingMail.recipient_kind == RecipientKind.PERSON
    rows = session.execute(
        select(OutgoingMail, Person.name)
        .outerjoin(Person, and_(is_staff, Person.id == OutgoingMail.recipient_id))
        .where(which)
        .order_by(*order)
        .limit(MOST_SHOWN)
    )
    return [Line(mail, name or "") for mail, name in rows]
