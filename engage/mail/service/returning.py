"""Mail that was taken by the server and came back."""

from sqlalchemy import select

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.following.service import EMAIL_INDEX, end_for
from engage.mail.composing.addresses import address_of, index_of
from engage.mail.models import MailSuppression, OutgoingMail
from engage.mail.rules import MailState, RecipientKind
from engage.mail.service.moving import move


def record_bounce(unit: Unit, message_key: str, permanent: bool) -> bool:
    """Notes that a mail came back; False when we sent none with this key.

    `message_key` is what stood before the @ of its Message-ID. For good (`permanent`): no more mail
    goes to that address, until a mail comes from it, and what it follows ends. Staff are shown and
    not suppressed, as their administrators can put the address right. A report of a delay changes
    nothing, as the servers still try; nor does one that comes twice, though its address may have
    written to us in between.
    """
    mail = unit.session.scalar(
        select(OutgoingMail)
        .where(OutgoingMail.message_key == message_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if mail is None or mail.attempts == 0:
        return False
    if not permanent or mail.state == MailState.BOUNCED:
        return True
    if mail.state in (MailState.SENT, MailState.WAITING):
        mail.bounced_at = unit.now
        move(unit, mail, MailState.BOUNCED)
    if mail.recipient_kind != RecipientKind.PERSON:
        _suppress(unit, mail)
    return True


def _suppress(unit: Unit, mail: OutgoingMail) -> None:
    address = address_of(unit, mail)
    if not address:
        return
    statement = upsert(unit.session.get_bind().dialect, MailSuppression).values(
        email_index=index_of(unit, address), suppressed_at=unit.now, outgoing_mail_id=mail.id
    )
    made = unit.session.scalar(
        statement.on_conflict_do_nothing().returning(MailSuppression.email_index)
    )
    if made is not None:
        unit.audit("mail.suppressed", f"mail:{mail.id}")
    end_for(unit, unit.keyring.blind_index(address, EMAIL_INDEX))
