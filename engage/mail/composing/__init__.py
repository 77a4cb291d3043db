"""What each kind of mail says, made from the ids in its row at the moment when it is sent.

A mail begins with the question whether its recipient may be written to at all: `addresses` answers
it from the table in rules.NEEDS, and no composer sees an address that was not allowed (R25).
"""

from collections.abc import Callable, Mapping
from typing import Final

from engage.core.unit import Unit
from engage.mail.composing import answers, authors, staff
from engage.mail.composing.addresses import Suppressed, recipient_of
from engage.mail.followers import composing as followers
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, NotNow, Recipient, Trouble, Words

Composer = Callable[[Unit, OutgoingMail, Recipient], Words | NotNow | None]
"""The words of one mail; None when nobody needs it any more, NotNow while it is held."""

COMPOSERS: Final[Mapping[MailKind, Composer]] = {
    MailKind.INVITATION: staff.invitation,
    MailKind.APPROVAL_WAITS: staff.approval,
    MailKind.ACKNOWLEDGEMENT: answers.acknowledgement,
    MailKind.WITHDRAWN: answers.withdrawn,
    MailKind.NOT_TAKEN: answers.not_taken,
    MailKind.DECISION: authors.decision,
    MailKind.RESULTS: authors.results,
    **followers.COMPOSERS,
}


def composed(unit: Unit, mail: OutgoingMail) -> tuple[Recipient, Words] | NotNow | Trouble | None:
    """Whom a mail goes to and what it says; None when it is not, or no longer, to be sent.

    Trouble.SUPPRESSED: it would go to an address that gives mail back.
    """
    try:
        recipient = recipient_of(unit, mail)
    except Suppressed:
        return Trouble.SUPPRESSED
    if recipient is None:
        return None
    words = COMPOSERS[MailKind(mail.kind)](unit, mail, recipient)
    return (recipient, words) if isinstance(words, Words) else words
