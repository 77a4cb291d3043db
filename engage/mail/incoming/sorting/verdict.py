"""What a message is by itself, and what it asks for. Pure, and it never raises.

Read from the message's own lines and structure, its subject, what its author wrote (`own_text`)
and all of its text (`whole_text`). Whether anything is left of it to be a comment is not asked
here, nor anything that needs the database.

The order of the questions decides where several would say yes. Reports come first, since what they
tell of our own mail is of use, whoever else marked them. Then what our side says: our own mark, our
server's verdict. Then what the sender says: a calendar and a list submit automatically too, so
these are asked before the general case.

A request to take a comment back is heard whatever a filter calls it: it needs a proof to be
granted, and who sends spam has none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from engage.mail.incoming.rules import Bounce, Reason
from engage.mail.incoming.sorting.automatic import automatic_reason
from engage.mail.incoming.sorting.bounces import bounce_of
from engage.mail.incoming.sorting.calendars import is_calendar
from engage.mail.incoming.sorting.codes import receipt_codes
from engage.mail.incoming.sorting.complaints import complains_of
from engage.mail.incoming.sorting.languages import language_of
from engage.mail.incoming.sorting.lists import is_list
from engage.mail.incoming.sorting.loops import is_our_own
from engage.mail.incoming.sorting.receipts import is_receipt
from engage.mail.incoming.sorting.seen import Seen, seen
from engage.mail.incoming.sorting.spam import is_spam
from engage.mail.incoming.sorting.withdrawal import wants_withdrawal

_IN_ORDER: Final[tuple[tuple[Reason, Callable[[Seen], bool]], ...]] = (
    (Reason.READ_RECEIPT, is_receipt),
    (Reason.LOOP, lambda mail: is_our_own(mail.headers)),
    (Reason.SPAM, is_spam),
    (Reason.CALENDAR, is_calendar),
    (Reason.LIST, is_list),
)


@dataclass(frozen=True)
class Sorted:
    """`no_comment`: why it is none; `bounce` where that is a delivery report.

    `receipt_codes` are as they are looked up: sixteen characters without hyphens.
    """

    no_comment: Reason | None = None
    bounce: Bounce | None = None
    complains_of: tuple[str, ...] = field(default=(), repr=False)
    wants_withdrawal: bool = False
    language: str = "en"
    receipt_codes: tuple[str, ...] = field(default=(), repr=False)


def sorted_as(message: Message, subject: str, own_text: str, whole_text: str) -> Sorted:
    """The verdict; `subject` is decoded. What is no comment asks for nothing."""
    mail = seen(message, subject, own_text, whole_text)
    bounce = bounce_of(mail)
    complained = None if bounce else complains_of(mail)
    reason = _reason_of(mail, bounce, complained)
    asks = reason in (None, Reason.SPAM) and wants_withdrawal(own_text, subject)
    return Sorted(
        no_comment=None if asks else reason,
        bounce=bounce,
        complains_of=complained or (),
        wants_withdrawal=asks,
        language=_language(own_text, subject),
        receipt_codes=receipt_codes(whole_text),
    )


def _language(own_text: str, subject: str) -> str:
    """The subject is asked where the text has no words: it quotes the language of our answer."""
    said = language_of(own_text)
    return said or language_of(subject) or "en"


def _reason_of(
    mail: Seen, bounce: Bounce | None, complained: tuple[str, ...] | None
) -> Reason | None:
    if bounce is not None:
        return Reason.BOUNCE
    return Reason.COMPLAINT if complained is not None else _reason(mail)


def _reason(mail: Seen) -> Reason | None:
    for reason, holds in _IN_ORDER:
        if holds(mail):
            return reason
    return automatic_reason(mail)
