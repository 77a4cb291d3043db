"""A mail is ordered, prepared, and what became of it recorded; each in a transaction of its own.

Between preparing and recording the server is spoken to. A worker that dies there sends once more:
the same message to the byte, with the same Message-ID, by which it can be recognised.
"""

from typing import Final

from sqlalchemy import select

from engage.accounts.models import Person
from engage.core.errors import Conflict, NotFound
from engage.core.ledgers import upsert
from engage.core.mail_server import MailSettings
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.jobs.service import enqueue
from engage.mail.composing import Words, composed
from engage.mail.models import OutgoingMail
from engage.mail.rules import Letter, MailState, Order, Trouble, date_of
from engage.mail.writing import message_bytes

SEND: Final = "mail.send"
MESSAGE_ID: Final = "mail/message-id"


def order_mail(unit: Unit, order: Order) -> int | None:
    """Writes down that a mail is owed, with its job; None when this one was ordered before."""
    if unit.settings.mail is None:
        return None
    statement = upsert(unit.session.get_bind().dialect, OutgoingMail).values(
        kind=order.kind,
        recipient_kind=order.recipient_kind,
        recipient_id=order.recipient_id,
        language=order.language,
        next_at=order.due_at or unit.now,
        subject_kind=order.subject_kind,
        subject_id=order.subject_id,
        step=order.step,
        key=order.key,
        state=MailState.WAITING,
        attempts=0,
        created_at=unit.now,
    )
    mail_id = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["key"]).returning(OutgoingMail.id)
    )
    if mail_id is not None:
        enqueue(unit, SEND, {"mail_id": mail_id})
    return mail_id


def prepare(unit: Unit, settings: MailSettings, mail_id: int) -> Letter | None:
    """The message as it is to be sent; None when it is not, or no longer, to be sent."""
    mail = _locked(unit, mail_id)
    if mail is None or mail.state != MailState.WAITING:
        return None
    person = unit.session.get_one(Person, mail.recipient_id)
    words = composed(unit, mail, person) if person.disabled_at is None else None
    if words is None:
        _move(unit, mail, MailState.DROPPED)
        return None
    mail.attempts += 1
    return _letter(unit, settings, mail, person, words)


def record_sent(unit: Unit, mail_id: int) -> None:
    mail = _locked(unit, mail_id)
    if mail is not None and mail.state == MailState.WAITING:
        mail.sent_at, mail.trouble = unit.now, ""
        _move(unit, mail, MailState.SENT)


def record_refused(unit: Unit, mail_id: int, trouble: Trouble) -> None:
    """Given up: it waits for a person, who can try again when the cause is gone."""
    mail = _locked(unit, mail_id)
    if mail is not None and mail.state == MailState.WAITING:
        mail.trouble = trouble
        _move(unit, mail, MailState.REFUSED)


def note_trouble(unit: Unit, mail_id: int, trouble: Trouble) -> None:
    """Not taken this time; the job comes again."""
    mail = _locked(unit, mail_id)
    if mail is not None and mail.state == MailState.WAITING:
        mail.trouble = trouble


def drop(unit: Unit, mail_id: int) -> None:
    """No mail is set any more."""
    mail = _locked(unit, mail_id)
    if mail is not None and mail.state == MailState.WAITING:
        _move(unit, mail, MailState.DROPPED)


def retry_mail(unit: Unit, mail_id: int) -> None:
    """Gives a refused mail all its tries again; Conflict when it was not refused."""
    unit.actor.require(Role.ADMINISTRATOR)
    mail = _locked(unit, mail_id)
    if mail is None:
        raise NotFound("There is no such mail.")
    if mail.state != MailState.REFUSED:
        raise Conflict("This mail was not refused: there is nothing to try again.")
    _move(unit, mail, MailState.WAITING)
    enqueue(unit, SEND, {"mail_id": mail.id})


def retry_all(unit: Unit) -> int:
    """Gives every refused mail all its tries again, as after an outage; how many those were."""
    unit.actor.require(Role.ADMINISTRATOR)
    refused = unit.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.REFUSED)
        .order_by(OutgoingMail.id)
        .with_for_update()
    ).all()
    for mail in refused:
        _move(unit, mail, MailState.WAITING)
        enqueue(unit, SEND, {"mail_id": mail.id})
    return len(refused)


def message_id_of(unit: Unit, settings: MailSettings, mail_id: int) -> str:
    """The same for the same row, for ever; a keyed hash, so that it tells no number."""
    return f"<{unit.keyring.blind_index(str(mail_id), MESSAGE_ID)[:40]}@{settings.domain}>"


def _letter(
    unit: Unit, settings: MailSettings, mail: OutgoingMail, person: Person, words: Words
) -> Letter:
    message = message_bytes(
        sender=settings.sender,
        name=person.name,
        recipient=person.email,
        words=words,
        at=date_of(mail.created_at),
        message_id=message_id_of(unit, settings, mail.id),
    )
    return Letter(settings.sender, person.email, message)


def _locked(unit: Unit, mail_id: int) -> OutgoingMail | None:
    return unit.session.get(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)


def _move(unit: Unit, mail: OutgoingMail, state: MailState) -> None:
    before = mail.state
    mail.state = state
    unit.session.flush()
    unit.audit(
        f"mail.{state.value}", f"mail:{mail.id}", before=before, kind=mail.kind,
        person=mail.recipient_id, attempts=mail.attempts, trouble=mail.trouble,
    )  # fmt: skip
