"""Hands messages to the mail server over one line, and says in one word why when that fails.

A server's own words stay here: they quote the address. Each wait is limited, and so is the life of
a line, or a server that says one letter a minute would keep a worker for hours. A line that drops
is dialled again, a few times.
"""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Final

from engage.core.mail_server import MailSettings, Security
from engage.mail.rules import Letter, Trouble

WAIT_SECONDS: Final = 20.0
DEADLINE_SECONDS: Final = 90.0
"""Less than a mail's lease (rules.LEASE): what is cut off here is still in this worker's hand."""
ENOUGH: Final = 2 / 3
"""The part of the deadline after which no other message is begun on a line."""
MOST_DROPS: Final = 3


class NotTaken(Exception):
    """The server did not take the message; perhaps it did, when the line broke at the very end.

    `is_outage`: it took nothing at all, so that this says nothing of the message.
    """

    def __init__(self, trouble: Trouble, *, is_outage: bool = False) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.is_outage = is_outage


class Line:
    """A line to the mail server, dialled when the first message is handed over."""

    def __init__(self, settings: MailSettings, wait: float, deadline: float) -> None:
        self._settings = settings
        self._wait = wait
        self._begun = monotonic()
        self._deadline = deadline
        self._server: smtplib.SMTP | None = None
        self._watch: threading.Timer | None = None
        self._drops = 0

    @property
    def is_spent(self) -> bool:
        """Whether the rest should go over another line, later."""
        return monotonic() - self._begun >= self._deadline * ENOUGH

    def hand_over(self, letter: Letter) -> None:
        """Returns when the server has the message; raises NotTaken otherwise."""
        self.dial()
        trouble, is_outage = None, False
        try:
            self._send(letter)
        except smtplib.SMTPSenderRefused as error:
            trouble, is_outage = _trouble(error), True
        except (smtplib.SMTPException, OSError, ValueError) as error:
            trouble = _trouble(error)
        # Raised outside: the error that came from below would quote the address in its chain.
        if trouble is not None:
            self._drops += not self._is_up
            raise NotTaken(trouble, is_outage=is_outage)

    def dial(self) -> None:
        """Connects where no line is up; raises NotTaken when nothing can be handed over."""
        if self._is_up:
            return
        self._hang_up()
        trouble = Trouble.UNREACHABLE if self._drops >= MOST_DROPS else None
        if trouble is None:
            try:
                self._connect()
            except (smtplib.SMTPException, OSError, ValueError) as error:
                trouble = _trouble(error)
        if trouble is not None:
            self._hang_up()
            raise NotTaken(trouble, is_outage=True)

    def close(self) -> None:
        """The messages are over there: how the goodbye goes changes nothing."""
        if self._server is not None and self._is_up:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
        self._hang_up()

    @property
    def _is_up(self) -> bool:
        return self._server is not None and self._server.sock is not None

    def _connect(self) -> None:
        settings = self._settings
        server = self._server = _unconnected(settings, self._wait)
        left = max(self._deadline - (monotonic() - self._begun), 0.1)
        self._watch = threading.Timer(left, lambda: _cut(server))
        self._watch.daemon = True
        self._watch.start()
        server.connect(settings.host, settings.port)
        if settings.security is Security.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)

    def _send(self, letter: Letter) -> None:
        server = self._server
        assert server is not None  # noqa: S101  `dial` raised otherwise
        options: tuple[str, ...] = ()
        if not letter.recipient.isascii():
            server.ehlo_or_helo_if_needed()
            if not server.has_extn("smtputf8"):
                raise smtplib.SMTPRecipientsRefused({"": (553, b"")})
            options = ("SMTPUTF8",)
        try:
            server.sendmail(letter.sender, [letter.recipient], letter.message, options)
        except (smtplib.SMTPServerDisconnected, OSError):
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._server is not None:
            self._server.close()
        self._server = self._watch = None


@contextmanager
def line_to(
    settings: MailSettings, wait: float = WAIT_SECONDS, deadline: float = DEADLINE_SECONDS
) -> Iterator[Line]:
    """A line for some messages; times are in seconds."""
    line = Line(settings, wait, deadline)
    try:
        yield line
    finally:
        line.close()


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
