"""Loops that only counting shows: two machines that answer each other, and floods of one address.

Counted by when the messages arrived, so that what waited while nobody fetched is no flood. What is
filed so is kept, and a person can make a comment of it.
"""

from datetime import timedelta
from typing import Final

from engage.core.unit import Unit
from engage.mail.incoming.answerable import is_ours
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.lookup import came_from, sent_mails
from engage.mail.incoming.rules import Message
from engage.mail.incoming.service.routing import key_in

AN_HOUR: Final = timedelta(hours=1)
ANSWERED_REPLIES: Final = 10
"""Replies to our answers, of one address within an hour, that are answered in their turn."""
OF_ONE_ADDRESS: Final = 300
"""Messages of one address within an hour that are taken for what they say: an office may pass on a
pile of letters, and only a machine passes on more."""


def is_loop(unit: Unit, row: IncomingMail, message: Message, *, is_reply: bool) -> bool:
    """Whether it comes from ourselves, or is one too many. `is_reply`: to a mail of ours."""
    if is_ours(message.sender, unit.settings.mail, unit.settings.mailbox):
        return True
    own_key = key_in(unit, message.message_id)
    if own_key and sent_mails(unit.session, [own_key]):
        return True
    if row.sender_index is None:
        return False
    since = row.arrived_at - AN_HOUR
    others = came_from(unit.session, row, since)
    if others >= OF_ONE_ADDRESS:
        return True
    if not is_reply or others <= ANSWERED_REPLIES:
        return False
    return came_from(unit.session, row, since, answered=True) > ANSWERED_REPLIES
