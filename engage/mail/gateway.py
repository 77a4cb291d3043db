"""Hands one message to the mail server, and says in one word why when that fails.

A server's own words stay here: they quote the address. Each wait is limited, and so is the whole
exchange, or a server that says one letter a minute would keep a worker for hours.
"""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from engage.core.mail_server import MailSettings, Security
from engage.mail.rules import Letter, Trouble

WAIT_SECONDS: Final = 20.0
DEADLINE_SECONDS: Final = 90.0


class NotTaken(Exception):
    """The server did not take the message; perhaps it did, when the line broke at the very end."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def hand_over(
    settings: MailSettings,
    letter: Letter,
    wait: float = WAIT_SECONDS,
    deadline: float = DEADLINE_SECONDS,
) -> None:
    """Returns when the server has the message; raises NotTaken otherwise. Times are in seconds."""
    trouble = None
    try:
        with _connected(settings, wait, deadline) as server:
            server.sendmail(letter.sender, [letter.recipient], letter.message)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        trouble = _trouble(error)
    # Raised outside: the error that came from below would quote the address in its chain.
    if trouble is not None:
        raise NotTaken(trouble)


@contextmanager
def _connected(settings: MailSettings, wait: float, deadline: float) -> Iterator[smtplib.SMTP]:
    server = _unconnected(settings, wait)
    watch = threading.Timer(deadline, lambda: _cut(server))
    watch.daemon = True
    watch.start()
    try:
        server.connect(settings.host, settings.port)
        if settings.security is Security.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)
        yield server
        # The message is over there: how the goodbye goes changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        watch.cancel()
        server.close()


def _unconnected(settings: MailSettings, wait: float) -> smtplib.SMTP:
    """Not connected yet, so that the deadline holds from the greeting on.

    The name we give is the sender's domain: the machine's own would say where we run.
    """
    name = settings.domain
    server: smtplib.SMTP
    if settings.security is Security.TLS:
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(local_hostname=name, timeout=wait, context=context)
    else:
        server = smtplib.SMTP(local_hostname=name, timeout=wait)
    # Only a constructor that connects keeps it, and TLS compares the certificate with it.
    server._host = settings.host  # type: ignore[attr-defined]
    return server


def _cut(server: smtplib.SMTP) -> None:
    """Ends whatever the exchange waits for; it then fails like any line that drops."""
    line = server.sock
    if line is not None:
        with suppress(OSError):
            line.shutdown(2)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return Trouble.RECIPIENT if codes and min(codes) >= 500 else Trouble.BUSY
    if isinstance(error, smtplib.SMTPDataError):
        return Trouble.REFUSED if error.smtp_code >= 500 else Trouble.BUSY
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected):
        return Trouble.UNREACHABLE
    if isinstance(error, smtplib.SMTPResponseException):
        # Sign-in, sender or greeting: what is wrong there is ours, unless it says 'later'.
        return Trouble.SETUP if error.smtp_code >= 500 else Trouble.BUSY
    is_ours = isinstance(error, smtplib.SMTPException | ssl.SSLCertVerificationError | ValueError)
    return Trouble.SETUP if is_ours else Trouble.UNREACHABLE
