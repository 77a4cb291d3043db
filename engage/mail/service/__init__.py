"""A mail is ordered, taken in hand, and what became of it recorded; each in its own transaction.

Between taking and recording the server is spoken to. A worker that dies there sends at most the one
mail again that it had in hand: the same message to the byte, with the same Message-ID.

`ordering` comes first and knows no composer, as those of followers' mail order mail too.
"""

from engage.mail.service.forgetting import forget_address
from engage.mail.service.ordering import DELIVER, order_mail, order_mails, wake
from engage.mail.service.preparing import Ready, drop_all, looked_at_again, take_batch
from engage.mail.service.recording import (
    give_back,
    note_outage,
    note_trouble,
    record_refused,
    record_sent,
)
from engage.mail.service.retrying import drop_held, release_held, retry_all, retry_mail
from engage.mail.service.returning import record_bounce

__all__ = [
    "DELIVER",
    "Ready",
    "drop_all",
    "drop_held",
    "forget_address",
    "give_back",
    "looked_at_again",
    "note_outage",
    "note_trouble",
    "order_mail",
    "order_mails",
    "record_bounce",
    "record_refused",
    "record_sent",
    "release_held",
    "retry_all",
    "retry_mail",
    "take_batch",
    "wake",
]
