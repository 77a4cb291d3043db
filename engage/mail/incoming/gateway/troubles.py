"""What went wrong on the line to a mailbox, in one word that may be told and logged."""

import imaplib
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from imap_tools.errors import ImapToolsError, MailboxLoginError

from engage.core.trouble import origin
from engage.mail.incoming.gateway.line import Dropped, Exceeded, NoTls
from engage.mail.incoming.places import MailboxError, MailboxTrouble

log = logging.getLogger("engage.mail")

SAID_NO: Final = (ImapToolsError, imaplib.IMAP4.error)


@contextmanager
def told_in_a_word(refusal: MailboxTrouble = MailboxTrouble.REFUSED) -> Iterator[None]:
    """Whatever goes wrong inside becomes a MailboxError; `refusal`: what a plain no means here.

    Really whatever: a parser that meets nonsense may fail in any way, and none of them may get
    past the gateway with a server's words in it.
    """
    trouble: MailboxTrouble | None = None
    try:
        yield
    except MailboxError:
        raise
    except Exception as error:
        trouble = _trouble(error, refusal)
        log.info("mailbox trouble=%s cause=%s", trouble.value, origin(error))
    if trouble is not None:
        failed = MailboxError(trouble)
        try:
            raise failed
        finally:
            # The error from below quotes the server: it must not hang on in the chain.
            failed.__context__ = None


def _trouble(error: Exception, refusal: MailboxTrouble) -> MailboxTrouble:
    for kinds, trouble in _BY_KIND:
        if isinstance(error, kinds):
            return trouble
    if isinstance(error, imaplib.IMAP4.abort):
        # imaplib's own reading of what came: a goodbye, or no IMAP at all.
        return MailboxTrouble.NONSENSE if "unexpected" in str(error) else MailboxTrouble.UNREACHABLE
    return refusal if isinstance(error, SAID_NO) else MailboxTrouble.NONSENSE


_BY_KIND: Final[tuple[tuple[type[Exception], MailboxTrouble], ...]] = (
    (socket.gaierror, MailboxTrouble.UNRESOLVED),
    (TimeoutError, MailboxTrouble.TOO_SLOW),
    (ssl.SSLCertVerificationError, MailboxTrouble.CERTIFICATE),
    (NoTls, MailboxTrouble.NO_TLS),
    (Exceeded, MailboxTrouble.NONSENSE),
    (Dropped, MailboxTrouble.UNREACHABLE),
    (MailboxLoginError, MailboxTrouble.SIGN_IN),
    (OSError, MailboxTrouble.UNREACHABLE),
)
