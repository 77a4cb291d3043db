"""Whose address a mail goes to, and whether it may be used for that now: the table of rules.NEEDS.

Nothing else looks an address up for a mail that is to be sent. The address is read at the moment of
sending, so a purpose that was taken back meanwhile, a withdrawal or an ended subscription counts.
"""

from collections.abc import Callable, Mapping
from typing import Final

from engage.accounts.models import Person
from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Purpose, State
from engage.core.unit import Unit
from engage.mail.followers import composing as followers
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.sealing import opened
from engage.mail.models import MailSuppression, OutgoingMail
from engage.mail.rules import ANSWERS, NEEDS, MailKind, Permission, Recipient, RecipientKind

INCOMING: Final = "incoming_mail"
"""The `subject_kind` of an answer; `subject_id` and `recipient_id` are that mail's number."""
SUPPRESSION: Final = "mail/suppression"
TICKED: Final = {
    Permission.TICKED_DECISION: Purpose.DECISION,
    Permission.TICKED_RESULTS: Purpose.RESULTS,
}


class Suppressed(Exception):
    """Mail to this address came back for good: it gets no more."""


def recipient_of(unit: Unit, mail: OutgoingMail) -> Recipient | None:
    """Who gets it; None when that address may not, or no longer, be used for this kind of mail.

    Raises Suppressed. Staff are never suppressed: their administrators see what came back.
    """
    kind = MailKind(mail.kind)
    need = NEEDS[kind]
    if mail.recipient_kind != need.recipient:
        return None
    found = _LOOKED_UP[need.recipient](unit, mail, need.permission)
    if found is None or not found.address:
        return None
    if need.recipient is RecipientKind.PERSON or not is_suppressed(unit, found.address):
        return found
    if kind in ANSWERS and _came_later(unit, mail, found.address):
        return found
    raise Suppressed


def index_of(unit: Unit, address: str) -> str:
    return unit.keyring.blind_index(address, SUPPRESSION)


def is_suppressed(unit: Unit, address: str) -> bool:
    return unit.session.get(MailSuppression, index_of(unit, address)) is not None


def address_of(unit: Unit, mail: OutgoingMail) -> str:
    """The address that a mail went to, whatever became of its permission; '' where it is gone.

    For what comes back: to know which address that is, and never to write to it.
    """
    found = _READ[RecipientKind(mail.recipient_kind)](unit, mail)
    return found.address if found else ""


def _came_later(unit: Unit, mail: OutgoingMail, address: str) -> bool:
    """Somebody wrote to us from an address that was given up: it lives, so the mark goes."""
    suppressed = unit.session.get(MailSuppression, index_of(unit, address))
    written = unit.session.get(IncomingMail, mail.recipient_id)
    if suppressed is None or written is None or written.arrived_at <= suppressed.suppressed_at:
        return False
    unit.session.delete(suppressed)
    unit.audit("mail.suppression_lifted", f"mail:{mail.id}", incoming=written.id)
    return True


def _staff(unit: Unit, mail: OutgoingMail) -> Recipient | None:
    person = unit.session.get(Person, mail.recipient_id)
    return Recipient(person.email, person.name) if person else None


def _staff_at_work(unit: Unit, mail: OutgoingMail, _permission: Permission) -> Recipient | None:
    person = unit.session.get(Person, mail.recipient_id)
    return _staff(unit, mail) if person and person.disabled_at is None else None


def _sender(unit: Unit, mail: OutgoingMail) -> Recipient | None:
    row = unit.session.get(IncomingMail, mail.recipient_id)
    return Recipient(opened(unit.keyring, row.id, "sender", row.sender_cipher)) if row else None


def _who_wrote(unit: Unit, mail: OutgoingMail, _permission: Permission) -> Recipient | None:
    """Only an answer to that very mail: it is what the answer is about."""
    is_that_mail = (mail.subject_kind, mail.subject_id) == (INCOMING, mail.recipient_id)
    return _sender(unit, mail) if is_that_mail else None


def _author(unit: Unit, mail: OutgoingMail) -> Recipient | None:
    person = unit.session.get(CommentPerson, mail.recipient_id)
    if person is None or person.email_cipher is None:
        return None
    context = f"comment_person:{person.comment_id}.email"
    return Recipient(unit.keyring.decrypt(person.email_cipher, context))


def _author_who_ticked(unit: Unit, mail: OutgoingMail, permission: Permission) -> Recipient | None:
    person = unit.session.get(CommentPerson, mail.recipient_id)
    comment = unit.session.get(Comment, mail.recipient_id)
    if person is None or comment is None or comment.state == State.WITHDRAWN:
        return None
    return _author(unit, mail) if TICKED[permission] in person.purposes.split(",") else None


def _follower(unit: Unit, mail: OutgoingMail) -> Recipient | None:
    return followers.address_of(unit, mail.recipient_id)


def _follower_allowed(unit: Unit, mail: OutgoingMail, permission: Permission) -> Recipient | None:
    return followers.follower_of(unit, mail.recipient_id, permission)


_READ: Final[Mapping[RecipientKind, Callable[[Unit, OutgoingMail], Recipient | None]]] = {
    RecipientKind.PERSON: _staff,
    RecipientKind.SENDER: _sender,
    RecipientKind.AUTHOR: _author,
    RecipientKind.FOLLOWER: _follower,
}
_LOOKED_UP: Final[
    Mapping[RecipientKind, Callable[[Unit, OutgoingMail, Permission], Recipient | None]]
] = {
    RecipientKind.PERSON: _staff_at_work,
    RecipientKind.SENDER: _who_wrote,
    RecipientKind.AUTHOR: _author_who_ticked,
    RecipientKind.FOLLOWER: _follower_allowed,
}
