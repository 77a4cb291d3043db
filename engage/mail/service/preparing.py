"""Taking mail in hand: a batch of what is due, leased and written from its ids.

What staff and answers need goes before what tells many people something. An error of ours while one
mail is written refuses that mail, where administrators see it, and stops no other.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import case, event, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engage.core.unit import Unit
from engage.jobs.rules import has_crashed_too_often
from engage.mail.composing import composed
from engage.mail.models import OutgoingMail
from engage.mail.rules import (
    BATCH,
    GUARDED,
    LEASE,
    STOPPED_PAUSE,
    MailState,
    NotNow,
    Recipient,
    Trouble,
    Words,
)
from engage.mail.service.moving import locked, move
from engage.mail.service.ordering import wake

log = logging.getLogger("engage.mail")

MESSAGE_ID: Final = "mail/message-id"
DROPPED_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Ready:
    """One mail in a worker's hand; `leased_until` proves that it still is."""

    mail_id: int
    kind: str
    language: str
    attempts: int
    leased_until: datetime
    created_at: datetime
    message_key: str
    recipient: Recipient
    words: Words = field(repr=False)


def take_batch(unit: Unit, limit: int = BATCH) -> tuple[list[Ready], bool]:
    """What is to be handed over now, and whether more may be due.

    After a crash each mail that was in hand then is taken alone, so that only the one that takes
    its worker down is given up in the end.
    """
    rows = _due(unit, limit)
    may_be_more = len(rows) == limit
    left_behind = [mail for mail in rows if mail.leased_until is not None]
    if left_behind:
        rows, may_be_more = left_behind[:1], True
    with _remembering(unit.session):
        ready = [one for one in (_prepared(unit, mail) for mail in rows) if one is not None]
    unit.session.flush()
    return ready, may_be_more


@contextmanager
def _remembering(session: Session) -> Iterator[None]:
    """What one mail is about is there for the next: many are about one engagement."""
    loaded: list[object] = []

    def keep(_session: Session, one: object) -> None:
        loaded.append(one)

    event.listen(session, "loaded_as_persistent", keep)
    try:
        yield
    finally:
        event.remove(session, "loaded_as_persistent", keep)


def drop_all(unit: Unit) -> bool:
    """No mail is set any more: what waits is dropped, some at a time; whether any was."""
    rows = _due(unit, DROPPED_AT_ONCE)
    for mail in rows:
        move(unit, mail, MailState.DROPPED)
    return bool(rows)


def _due(unit: Unit, limit: int) -> Sequence[OutgoingMail]:
    """Locked; rows that another worker takes at this moment are stepped over."""
    return unit.session.scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.state == MailState.WAITING,
            OutgoingMail.next_at <= unit.now,
            or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= unit.now),
        )
        .order_by(case((OutgoingMail.kind.in_(GUARDED), 1), else_=0), OutgoingMail.next_at)
        .order_by(OutgoingMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _prepared(unit: Unit, mail: OutgoingMail) -> Ready | None:
    if has_crashed_too_often(mail.attempts + 1):
        # Each worker that had it in hand died: it must not take down the next one.
        mail.trouble = Trouble.OURS
        move(unit, mail, MailState.REFUSED)
        return None
    mail.message_key = mail.message_key or message_key_of(unit, mail.id)
    found = _composed(unit, mail)
    if isinstance(found, tuple):
        mail.attempts += 1
        mail.leased_until = unit.now + LEASE
        return _ready(mail, mail.leased_until, mail.message_key, *found)
    _set_aside(unit, mail, found)
    return None


def looked_at_again(unit: Unit, ready: Ready) -> Ready | None:
    """The same mail as things stand now; None when it is not to go any more, or not now.

    For what waited behind others in its batch: an election may have begun meanwhile, somebody may
    have left or taken a purpose back.
    """
    mail = locked(unit, ready.mail_id)
    is_ours = mail is not None and mail.leased_until == ready.leased_until
    if mail is None or not is_ours or mail.state != MailState.WAITING:
        return None
    found = _composed(unit, mail)
    if isinstance(found, tuple):
        recipient, words = found
        return replace(ready, recipient=recipient, words=words)
    mail.attempts -= 1
    _set_aside(unit, mail, found)
    return None


def _set_aside(unit: Unit, mail: OutgoingMail, found: NotNow | Trouble | None) -> None:
    """It does not go, for what its composer found."""
    if isinstance(found, NotNow) and not found.by_election:
        mail.trouble, mail.next_at = Trouble.STOPPED, unit.now + STOPPED_PAUSE
        mail.leased_until = None
        wake(unit, mail.next_at)
    elif isinstance(found, NotNow) and found.was_dropped:
        mail.trouble = Trouble.NOT_RELEASED
        move(unit, mail, MailState.DROPPED)
    elif isinstance(found, NotNow):
        move(unit, mail, MailState.HELD)
    else:
        mail.trouble = found or ""
        move(unit, mail, MailState.REFUSED if found is Trouble.OURS else MailState.DROPPED)


def _composed(unit: Unit, mail: OutgoingMail) -> tuple[Recipient, Words] | NotNow | Trouble | None:
    try:
        with unit.attempt():
            return composed(unit, mail)
    except OperationalError:
        raise  # The database is away or busy: that is no fault of this mail.
    except Exception as error:
        log.error("mail not composed row=%s kind=%s error=%s", mail.id, mail.kind,
                  type(error).__name__)  # fmt: skip
        return Trouble.OURS


def _ready(
    mail: OutgoingMail, until: datetime, message_key: str, recipient: Recipient, words: Words
) -> Ready:
    return Ready(
        mail_id=mail.id,
        kind=mail.kind,
        language=mail.language,
        attempts=mail.attempts,
        leased_until=until,
        created_at=mail.created_at,
        message_key=message_key,
        recipient=recipient,
        words=words,
    )


def message_key_of(unit: Unit, mail_id: int) -> str:
    """What stands before the @ of its Message-ID: a keyed hash, so that it tells no number."""
    return unit.keyring.blind_index(str(mail_id), MESSAGE_ID)[:40]
