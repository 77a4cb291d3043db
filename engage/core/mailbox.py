"""The mailbox that citizens write to, and the addresses that lead into it.

One installation has one mailbox and an address in it for every engagement: `ENGAGE_INBOX_ADDRESS`
is that address with `{engagement}` where the engagement's own part stands, as in
`engage+{engagement}@gov.bc.ca` (plus-addressing) or `{engagement}@engage.gov.bc.ca` (an alias).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from engage.core.mail_server import Security, mail_address_fault, server_parts

PORTS: Final = {"imap": 143, "imaps": 993}
PLACE: Final = "{engagement}"
_SLUG: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"


@dataclass(frozen=True)
class InboxAddress:
    """The pattern of the addresses; before and after the engagement's part, in small letters."""

    before: str
    after: str

    @classmethod
    def read(cls, pattern: str) -> "InboxAddress":
        before, _, after = pattern.strip().casefold().partition(PLACE)
        return cls(before, after)

    @property
    def domain(self) -> str:
        return self.after.rpartition("@")[2]

    def of(self, slug: str) -> str:
        """The address to write to about one engagement."""
        return f"{self.before}{slug}{self.after}"

    def slug_in(self, address: str) -> str | None:
        """The engagement's part of one of our addresses; None for any other address.

        '' where the part is missing: written to the mailbox itself (`engage@...`).
        """
        address = address.strip().casefold()
        if address == self.bare:
            return ""
        found = re.fullmatch(
            f"{re.escape(self.before)}({_SLUG}){re.escape(self.after)}", address, re.ASCII
        )
        return found[1] if found else None

    @property
    def bare(self) -> str:
        """The mailbox's address without any engagement's part; '' where an alias has none."""
        return f"{self.before.rstrip('+-.')}{self.after}" if self.before.rstrip("+-.") else ""


@dataclass(frozen=True)
class MailboxSettings:
    """How to read the mailbox; `folder` is where new mail arrives."""

    host: str
    port: int
    security: Security
    address: InboxAddress
    folder: str = "INBOX"
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def inbox_address_fault(text: str) -> str | None:
    """What is wrong with the pattern, in words for who set it."""
    words = f"must be one address with {PLACE} before the @, as in engage+{PLACE}@gov.bc.ca"
    if text.count(PLACE) != 1 or PLACE not in text.partition("@")[0]:
        return words
    return words if mail_address_fault(text.replace(PLACE, "a")) else None


def read_mailbox(
    url: str, pattern: str, loopback: Collection[str]
) -> tuple[MailboxSettings | None, str]:
    """The settings, or None and what is wrong with the URL; the words never quote it."""
    parts = server_parts(url, PORTS)
    if parts is None or parts.query or parts.fragment:
        return None, "must be imaps://user:password@host[:port][/folder] or imap://..."
    if not parts.username or parts.password is None:
        return None, "needs the mailbox's user and password"
    host = parts.hostname or ""
    plain = Security.PLAIN if host in loopback else Security.STARTTLS
    return (
        MailboxSettings(
            host=host,
            port=parts.port or PORTS[parts.scheme],
            security=Security.TLS if parts.scheme == "imaps" else plain,
            address=InboxAddress.read(pattern),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            user=unquote(parts.username),
            password=unquote(parts.password),
        ),
        "",
    )
