"""What a message is by itself, and what it asks for. Pure, and it never raises.

Read from the message's own lines and structure, its subject, what its author wrote (`own_text`)
and all of its text (`whole_text`). Whether anything is left of it to be a comment is not asked
here, nor anything that needs the database.
"""

from dataclasses import dataclass, field
from email.message import Message

from engage.mail.incoming.rules import Bounce, Reason
from engage.mail.incoming.sorting.codes import receipt_codes
from engage.mail.incoming.sorting.headers import headers_of
from engage.mail.incoming.sorting.languages import language_of
from engage.mail.incoming.sorting.loops import is_our_own


@dataclass(frozen=True)
class Sorted:
    """`no_comment`: why it is none; `bounce` where that is a delivery report."""

    no_comment: Reason | None = None
    bounce: Bounce | None = None
    wants_withdrawal: bool = False
    language: str = "en"
    receipt_codes: tuple[str, ...] = field(default=(), repr=False)


def sorted_as(message: Message, subject: str, own_text: str, whole_text: str) -> Sorted:
    """The verdict; `subject` is decoded, on one line."""
    return Sorted(
        no_comment=Reason.LOOP if is_our_own(headers_of(message)) else None,
        language=language_of(own_text),
        receipt_codes=receipt_codes(whole_text),
    )
