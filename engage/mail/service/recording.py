"""What became of a mail that was handed over, written down at once and only by who holds it.

A worker whose lease ran out changes nothing: the mail is in another's hand by then.
"""

from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import Table, bindparam, update

from engage.core.unit import Unit
from engage.jobs.rules import MAX_TRIES, backoff
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState, Trouble, is_final, outage_pause
from engage.mail.service.moving import locked, move, note_move
from engage.mail.service.ordering import wake
from engage.mail.service.preparing import Ready

# For every mail that goes: put together once, and on the table.
MAIL: Final = cast(Table, OutgoingMail.__table__)
SENT: Final = (
    update(MAIL)
    .where(
        MAIL.c.id == bindparam("mail_id"),
        MAIL.c.state == MailState.WAITING,
        MAIL.c.leased_until == bindparam("until"),
    )
    .values(state=MailState.SENT, trouble="", leased_until=None, sent_at=bindparam("now"))
    .returning(MAIL.c.recipient_kind, MAIL.c.recipient_id)
)


def record_sent(unit: Unit, ready: Ready) -> bool:
    """The server has it; False when it is no longer ours to say so."""
    values = {"now": unit.now, "mail_id": ready.mail_id, "until": ready.leased_until}
    found = unit.session.execute(SENT, values).one_or_none()
    if found is None:
        return False
    recipient = f"{found.recipient_kind}:{found.recipient_id}"
    note_move(
        unit,
        ready.mail_id,
        MailState.WAITING,
        MailState.SENT,
        kind=ready.kind,
        recipient=recipient,
        attempts=ready.attempts,
        trouble="",
    )
    return True


def record_refused(unit: Unit, ready: Ready, trouble: Trouble) -> None:
    """Given up: it waits for a person, who can try again when the cause is gone."""
    mail = _held(unit, ready)
    if mail is not None:
        mail.trouble = trouble
        move(unit, mail, MailState.REFUSED)


def note_trouble(unit: Unit, ready: Ready, trouble: Trouble) -> None:
    """Not taken this time: it comes again, ever later, or is given up after the last try."""
    if is_final(trouble, ready.attempts, MAX_TRIES):
        record_refused(unit, ready, trouble)
        return
    mail = _held(unit, ready)
    if mail is not None:
        _put_off(unit, mail, trouble)
        mail.next_at = unit.now + backoff(ready.attempts, ready.mail_id)
        wake(unit, mail.next_at)


def note_outage(unit: Unit, batch: Sequence[Ready], trouble: Trouble) -> None:
    """The server takes nothing at all: it counts against none of these mails."""
    for ready in batch:
        mail = _held(unit, ready)
        if mail is None:
            continue
        mail.attempts -= 1
        pause = outage_pause(unit.now - ready.created_at)
        if pause is None:
            mail.trouble = trouble
            move(unit, mail, MailState.REFUSED)
        else:
            _put_off(unit, mail, trouble)
            mail.next_at = unit.now + pause
            wake(unit, mail.next_at)


def give_back(unit: Unit, batch: Sequence[Ready]) -> None:
    """Not begun, as the time for this batch was over: due as before."""
    for ready in batch:
        mail = _held(unit, ready)
        if mail is not None:
            mail.attempts -= 1
            mail.leased_until = None


def _put_off(unit: Unit, mail: OutgoingMail, trouble: Trouble) -> None:
    mail.trouble, mail.leased_until = trouble, None


def _held(unit: Unit, ready: Ready) -> OutgoingMail | None:
    mail = locked(unit, ready.mail_id)
    is_ours = (
        mail is not None
        and mail.state == MailState.WAITING
        and mail.leased_until == ready.leased_until
    )
    return mail if is_ours else None
