"""imaplib with bounds: each wait, each command as a whole, each line, each literal.

imaplib believes what a server says: it waits for ever on one that drips, and makes room for a
literal of any size that is named. Here every byte passes `_fill`, which knows what is enough.
"""

import imaplib
import socket
import ssl
import time
from typing import Final, Protocol

from engage.core.mail_server import Security

LONGEST_LINE: Final = 8 * 1024 * 1024
"""A search that finds a million messages names them on one line."""
LITERALS: Final = 1024 * 1024
"""What a server may send in literals where no message was asked for."""
PIECE: Final = 64 * 1024


class Dropped(OSError):
    """The other side ended the line."""


class Exceeded(Exception):
    """The other side sent more than anything that was asked for can be."""


class NoTls(Exception):
    """The server does not change to TLS, and nothing is said to it in the clear."""


class Place(Protocol):
    """Where a mail server is, and how it is spoken to."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> Security: ...


class Line(imaplib.IMAP4):
    """One connection. `wait` is the longest silence, `deadline` the longest command, in seconds."""

    def __init__(self, place: Place, wait: float, deadline: float) -> None:
        self._security = place.security
        self._wait = wait
        self._deadline = deadline
        self._received = bytearray()
        self._begin(LITERALS, 0.0)
        super().__init__(place.host, place.port, timeout=wait)
        if self._security is Security.STARTTLS:
            self._change_to_tls()

    def allow(self, literals: int = LITERALS, seconds: float = 0.0) -> None:
        """Begins a new command: what it may bring, and how long beyond the deadline it may take."""
        self.untagged_responses.clear()
        self._begin(literals, seconds)

    def _begin(self, literals: int, seconds: float) -> None:
        self._literals = literals
        self._ends_at = time.monotonic() + self._deadline + seconds

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), timeout)
        if self._security is Security.TLS:
            self.sock = self._over_tls(self.sock)

    def _over_tls(self, plain: socket.socket) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        try:
            return context.wrap_socket(plain, server_hostname=self.host)
        except ssl.SSLCertVerificationError:
            plain.close()
            raise
        except ssl.SSLError:
            # It answered the first words of TLS with something else.
            plain.close()
            raise NoTls from None

    def _change_to_tls(self) -> None:
        """Before anything is said. What came ahead of its time may be somebody else's words."""
        try:
            if self.state != "NONAUTH" or "STARTTLS" not in self.capabilities:
                raise NoTls
            answer, _ = self._simple_command("STARTTLS")
            if answer != "OK":
                raise NoTls
            if self._received:
                raise Exceeded
            self.sock = self._over_tls(self.sock)
            self._get_capabilities()
        except BaseException:
            self.shutdown()
            raise

    def ask_capabilities(self) -> None:
        """They change with TLS and with signing in."""
        self._get_capabilities()

    def read(self, size: int) -> bytes:
        self._literals -= size
        if self._literals < 0:
            raise Exceeded
        while len(self._received) < size:
            self._fill(self._wait)
        return self._taken(size)

    def readline(self) -> bytes:
        return self.line_within(self._wait)

    def line_within(self, wait: float) -> bytes:
        """The next line, with its end; raises TimeoutError after `wait` seconds of silence."""
        looked_at = 0
        while (at := self._received.find(b"\n", looked_at)) < 0:
            looked_at = len(self._received)
            if looked_at > LONGEST_LINE:
                raise Exceeded
            self._fill(wait)
        return self._taken(at + 1)

    def _taken(self, size: int) -> bytes:
        with memoryview(self._received) as received:
            taken = bytes(received[:size])  # One copy: a message may be large.
        del self._received[:size]
        return taken

    def _fill(self, wait: float) -> None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(wait, left))
        piece = self.sock.recv(PIECE)
        if not piece:
            raise Dropped
        self._received += piece

    def send(self, data: bytes) -> None:  # type: ignore[override]
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(self._wait, left))
        self.sock.sendall(data)

    def say_goodbye(self, wait: float) -> None:
        self._wait = wait
        self.allow()
        self.logout()

    def shutdown(self) -> None:
        self.sock.close()
