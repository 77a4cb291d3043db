"""The server that takes our mail, read from one address: `smtp://user:password@host:587`.

`smtps://` speaks TLS from the first byte. `smtp://` must change to TLS before anything is said,
and a server that cannot is not used; on the machine itself there is nobody to listen in.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

PORTS: Final = {"smtp": 587, "smtps": 465}
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Security(StrEnum):
    PLAIN = "plain"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailSettings:
    """How to hand mail over, and from whom it says that it is."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """What stands after the @ of the sender, and of every Message-ID."""
        return self.sender.rpartition("@")[2]


def mail_address_fault(text: str) -> str | None:
    """What is wrong with the sender's address, in words for who set it."""
    return None if _ADDRESS.fullmatch(text) else "must be one e-mail address, without a name"


def read_mail_server(
    url: str, sender: str, loopback: Collection[str]
) -> tuple[MailSettings | None, str]:
    """The settings, or None and what is wrong with the URL; the words never quote it."""
    parts = server_parts(url, PORTS)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment:
        return None, "must be smtp://[user:password@]host[:port] or smtps://..."
    if (parts.username is None) != (parts.password is None):
        return None, "needs both user and password, or neither"
    host = parts.hostname or ""
    plain = Security.PLAIN if host in loopback else Security.STARTTLS
    return (
        MailSettings(
            host=host,
            port=parts.port or PORTS[parts.scheme],
            security=Security.TLS if parts.scheme == "smtps" else plain,
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        ),
        "",
    )


def server_parts(url: str, schemes: Collection[str]) -> SplitResult | None:
    """The parts of `scheme://...host[:port]`; None for anything else."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_one else None
