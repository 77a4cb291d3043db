"""Somebody called our mail spam: what they follow ends, so that no more of it comes.

Whoever holds our Message-ID holds the mail, with its link to leave; a complaint does what the link
does. Answers that a person asked for by writing to us go on.
"""

from engage.core.unit import Unit
from engage.following.models import Subscription
from engage.following.service import end
from engage.mail.incoming.queries.lookup import sent_mails
from engage.mail.incoming.rules import Message
from engage.mail.incoming.service.routing import key_in
from engage.mail.rules import RecipientKind


def end_what_is_complained_of(unit: Unit, message: Message) -> None:
    keys = [key for one in message.complains_of if (key := key_in(unit, one))]
    for mail in sent_mails(unit.session, keys):
        if mail.recipient_kind == RecipientKind.FOLLOWER:
            row = unit.session.get(Subscription, mail.recipient_id, with_for_update=True)
            if row is not None:
                end(unit, row)
