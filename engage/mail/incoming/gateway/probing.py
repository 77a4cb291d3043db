"""Whether the mail server would take our mail: as far as signing in, and nothing is sent."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from engage.core.mail_server import MailSettings, Security
from engage.mail.incoming.places import MailboxTrouble

WAIT_SECONDS: Final = 20.0


def smtp_trouble(settings: MailSettings, wait: float = WAIT_SECONDS) -> MailboxTrouble | None:
    """What keeps mail from being handed over, in one word; None when nothing does."""
    try:
        with _connected(settings, wait) as server:
            if settings.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password)
            server.noop()
    except Exception as error:
        return _trouble(error, settings.security)
    return None


@contextmanager
def _connected(settings: MailSettings, wait: float) -> Iterator[smtplib.SMTP]:
    """The name we give is the sender's domain: the machine's own would say where we run."""
    place, name = (settings.host, settings.port), settings.domain
    server: smtplib.SMTP
    if settings.security is Security.TLS:
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(*place, local_hostname=name, timeout=wait, context=context)
    else:
        server = smtplib.SMTP(*place, local_hostname=name, timeout=wait)
    try:
        server.ehlo_or_helo_if_needed()
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _trouble(error: Exception, security: Security) -> MailboxTrouble:
    for kinds, trouble in _BY_KIND:
        if isinstance(error, kinds):
            return trouble
    if isinstance(error, ssl.SSLError) and security is Security.TLS:
        return MailboxTrouble.NO_TLS
    if isinstance(error, smtplib.SMTPResponseException):
        is_sign_in = error.smtp_code in {530, 534, 535, 538}
        return MailboxTrouble.SIGN_IN if is_sign_in else MailboxTrouble.REFUSED
    return MailboxTrouble.UNREACHABLE if isinstance(error, OSError) else MailboxTrouble.NONSENSE


_BY_KIND: Final[tuple[tuple[type[Exception], MailboxTrouble], ...]] = (
    (smtplib.SMTPAuthenticationError, MailboxTrouble.SIGN_IN),
    (smtplib.SMTPServerDisconnected, MailboxTrouble.UNREACHABLE),
    # No TLS among what it offers, or no way of signing in that both know.
    (smtplib.SMTPNotSupportedError, MailboxTrouble.NO_TLS),
    (socket.gaierror, MailboxTrouble.UNRESOLVED),
    (TimeoutError, MailboxTrouble.TOO_SLOW),
    (ssl.SSLCertVerificationError, MailboxTrouble.CERTIFICATE),
)
