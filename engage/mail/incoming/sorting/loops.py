"""Our own mail come back to us: a mailbox that sends on what it gets, to whom it gets it from.

Every mail of ours carries the mark. Loops without it (other machines answering our answers) are cut
by count where messages are taken in.
"""

from typing import Final

from engage.mail.incoming.sorting.headers import Headers

OWN_MARK: Final = "x-engage-mail"


def is_our_own(headers: Headers) -> bool:
    """A reply or a bounce only holds our mail in a part; these are the message's own lines."""
    return bool(headers.all(OWN_MARK))
