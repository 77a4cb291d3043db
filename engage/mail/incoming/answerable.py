"""Whom an answer may go to. Pure.

Answers of machines to answers of machines are what fills a mailbox overnight, so an address that
says that nobody reads there is not written to, and neither is one of our own.
"""

import re
from typing import Final

from engage.core.addresses import read_email
from engage.core.mail_server import MailSettings
from engage.core.mailbox import MailboxSettings

_NOBODY: Final = re.compile(
    r"(?:no|not?-?|do-?not|dont)-?(?:reply|respond|answer)|noreponse|(?:ne-?pas|non?)-?repondre"
    r"|mailer-?daemon|postmaster|bounces?|listserv|auto-?(?:reply|responder|mailer)"
)


def is_answerable(address: str) -> bool:
    """Whether somebody can read there, as far as the address itself tells."""
    found = read_email(address)
    if found is None:
        return False
    name = re.sub(r"[._]", "-", found.local_part.casefold()).partition("+")[0]
    return _NOBODY.fullmatch(name) is None and not name.startswith(("bounce-", "bounces-"))


def is_ours(address: str, mail: MailSettings | None, mailbox: MailboxSettings | None) -> bool:
    """Whether we ourselves write from this address, or read at it."""
    address = address.strip().casefold()
    if mail is not None and address == mail.sender.casefold():
        return True
    return mailbox is not None and mailbox.address.slug_in(address) is not None
