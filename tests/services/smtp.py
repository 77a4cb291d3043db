"""A private mail server on loopback that keeps what it gets, and misbehaves when it is told to."""

import asyncio
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services.process import free_port

USER, PASSWORD = "engage", "a p@ss:word/with signs"
TAKEN = "250 Message accepted"


def _body(mail: EmailMessage, kind: Literal["plain", "html"]) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


@dataclass
class MailServer:
    """`at_recipient` and `at_data` are answers to give, one per message and then as always; `hang`
    and `drop` are answers too: silence, and a line that breaks. `seconds` is how long it thinks
    about a message; `refuses_mail`: it takes nothing at all. `victim` is a process that it kills
    when it has `kill_at` messages, before it says that it has the last one or just after."""

    port: int
    messages: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    keeps_before_dropping: bool = False
    refuses_mail: bool = False
    seconds: float = 0.0
    victim: int = 0
    kill_at: int = 0
    kill_before_answering: bool = True
    kills: int = 0
    _seen: list[Session] = field(default_factory=list)
    signed_in: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def lines(self) -> int:
        """How many connections brought a message."""
        return len(self._seen)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.messages]

    def texts(self) -> list[str]:
        """The plain part of each mail."""
        return [_body(mail, "plain") for mail in self.mails]

    def htmls(self) -> list[str]:
        return [_body(mail, "html") for mail in self.mails]

    async def handle_MAIL(  # noqa: N802  the names are aiosmtpd's
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.refuses_mail:
            return "421 4.3.2 closed for today"
        if session not in self._seen:
            self._seen.append(session)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  the names are aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.at_recipient.pop(0) if self.at_recipient else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return await self._given(server, answer)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        answer = self.at_data.pop(0) if self.at_data else TAKEN
        if answer.startswith("2") or self.keeps_before_dropping:
            content = envelope.content or b""
            self.messages.append(content.encode() if isinstance(content, str) else content)
            self.senders.append(str(envelope.mail_from))
            self.recipients += envelope.rcpt_tos
            await self._kill()
        return await self._given(server, answer)

    async def _kill(self) -> None:
        """Ends the worker that has just handed a message over."""
        if len(self.messages) != self.kill_at:
            return
        while not self.victim:  # the test has yet to read who that is
            await asyncio.sleep(0.001)
        self.kills += 1
        if self.kill_before_answering:
            os.kill(self.victim, signal.SIGKILL)
        else:
            asyncio.get_running_loop().call_later(0.002, os.kill, self.victim, signal.SIGKILL)

    async def _given(self, server: SMTP, answer: str) -> str:
        if answer == "hang":
            await asyncio.sleep(600)
        if answer == "drop":
            cast(Any, server.transport).abort()
        return answer

    def admit(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (
            (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        )
        self.signed_in += right
        return AuthResult(success=right, handled=right)


@contextmanager
def run_mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    from_the_start: bool = False,
    needs_sign_in: bool = False,
) -> Iterator[MailServer]:
    """`tls`: offers STARTTLS and insists on it; or speaks TLS `from_the_start`."""
    server = MailServer(free_port())
    options: dict[str, Any] = {}
    if tls:
        options = (
            {"ssl_context": tls}
            if from_the_start
            else {"require_starttls": True, "tls_context": tls}
        )
    if needs_sign_in:
        options |= {
            "authenticator": server.admit,
            "auth_required": True,
            "auth_require_tls": tls is not None and not from_the_start,
        }
    # Or it would ask for the machine's name in each greeting, which may take a second.
    options["server_hostname"] = "localhost"
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
