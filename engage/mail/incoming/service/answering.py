"""Ordering the one answer that a message gets, in the transaction in which it is taken in.

Possession of our answer is what later proves who may take the comment back: it goes to the address
that wrote, and to no other. Automatic mail never comes here; addresses at which nobody reads, and
our own, get nothing either.

A From line can name somebody who never wrote. So there is an end to the answers that one address
gets in a day, far above what a person writes: what was written counts all the same.
"""

from datetime import timedelta
from typing import Final

from engage.core.unit import Unit
from engage.mail.incoming.answerable import is_answerable, is_ours
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.lookup import answers_since, was_told_not_taken
from engage.mail.incoming.sealing import opened_if_possible
from engage.mail.rules import MailKind, Order, RecipientKind
from engage.mail.service import order_mail

A_DAY: Final = timedelta(days=1)
ANSWERS_A_DAY: Final = 200


def acknowledge(unit: Unit, row: IncomingMail) -> None:
    """The receipt, the notice, the policy, and how to withdraw (R32)."""
    _order(unit, row, MailKind.ACKNOWLEDGEMENT)


def answer_withdrawn(unit: Unit, row: IncomingMail) -> None:
    _order(unit, row, MailKind.WITHDRAWN)


def answer_not_taken(unit: Unit, row: IncomingMail) -> None:
    """What happens next, once to each address about each engagement."""
    if row.sender_index is None or row.engagement_id is None:
        return
    if not was_told_not_taken(unit.session, row.sender_index, row.engagement_id):
        _order(unit, row, MailKind.NOT_TAKEN)


def _order(unit: Unit, row: IncomingMail, kind: MailKind) -> None:
    sender = opened_if_possible(unit.keyring, row.id, "sender", row.sender_cipher)
    if not is_answerable(sender) or is_ours(sender, unit.settings.mail, unit.settings.mailbox):
        return
    if row.sender_index is not None:
        given = answers_since(unit.session, row.sender_index, unit.now - A_DAY)
        if given >= ANSWERS_A_DAY:
            return
    order = Order(
        kind,
        RecipientKind.SENDER,
        row.id,
        "incoming_mail",
        row.id,
        key=f"{kind.value}:{row.id}",
        language=row.language,
    )
    if order_mail(unit, order) is not None:
        row.answered = True
