"""Whom a message is from and whom it was sent to. Pure, and it never raises.

A mailbox's own lines (Delivered-To and its like) say how a message came into it, To and Cc only
what its author wrote. A line is read in one pass: names in quotes may hold addresses of others.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from engage.core.mail_server import mail_address_fault
from engage.core.text import plain_one_line
from engage.mail.incoming.reading.fields import Fields
from engage.mail.incoming.reading.words import decoded_words

TRACES: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
RECIPIENTS: Final = ("to", "cc", "resent-to", "resent-cc")
MOST: Final = 200
LENGTH: Final = 254
NAME_LENGTH: Final = 200

_TOKEN: Final = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"?'
    r"|\((?P<comment>(?:[^()\\]|\\.)*+)\)?"
    r"|<(?P<angle>[^<>]*+)>?"
    r"|(?P<end>[,;])"
    r'|(?P<other>[^"(<,;]++)',
    re.DOTALL,
)
_ADDRESS: Final = re.compile(
    r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}[^\W\d_][\w-]{1,62}"
)


def sender_of(fields: Fields) -> tuple[str, str]:
    """The address in small letters ('' where none can be written to), and the name before it."""
    name = ""
    for value in fields.all("from"):
        for said, address in mailboxes(value):
            if address and mail_address_fault(address) is None:
                return address, said
            name = name or said
    return "", name


def recipients_of(fields: Fields) -> tuple[str, ...]:
    """All it was sent to. The mailbox's own lines come first, and alone where they name one of
    the others: a copy for each address is delivered, and this is the one for that."""
    traced = _listed(fields, TRACES)
    others = [address for address in _listed(fields, RECIPIENTS) if address not in traced]
    named = set(traced) & set(_listed(fields, RECIPIENTS))
    if named and not any(_is_detail(other, traced) for other in others):
        return tuple(traced[:MOST])
    return tuple([*traced, *others][:MOST])


def _is_detail(address: str, traced: Iterable[str]) -> bool:
    """engage+ferry@gov.bc.ca, where the mailbox says only engage@gov.bc.ca."""
    local, _, domain = address.partition("@")
    bare = re.split(r"[+]", local, maxsplit=1)[0]
    return bare != local and f"{bare}@{domain}" in traced


def _listed(fields: Fields, names: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for name in names:
        for value in fields.all(name):
            for _, address in mailboxes(value):
                if address:
                    found[address] = None
                if len(found) >= MOST:
                    return list(found)
    return list(found)


def mailboxes(value: str) -> Iterator[tuple[str, str]]:
    """Names and addresses of a line; '' for an address that is none."""
    found = list(_taken_apart(value))
    if not any(address for _, address in found):
        # The whole of 'Name <address>' in one encoded word, or a quote that never closes.
        plain = decoded_words(value).replace('"', " ")
        again = list(_taken_apart(plain)) if plain != value else []
        found = again if any(address for _, address in again) else found
    yield from found


def _taken_apart(value: str) -> Iterator[tuple[str, str]]:
    words: list[str] = []
    comments: list[str] = []
    angle: str | None = None
    for token in _TOKEN.finditer(value):
        kind = token.lastgroup
        if kind == "end":
            yield _mailbox(words, comments, angle)
            words, comments, angle = [], [], None
        elif kind == "angle":
            angle = token["angle"]
        elif kind == "comment":
            comments.append(token["comment"])
        else:
            words.append(token["quoted"] if kind == "quoted" else token["other"])
    if words or comments or angle is not None:
        yield _mailbox(words, comments, angle)


def _mailbox(words: list[str], comments: list[str], angle: str | None) -> tuple[str, str]:
    said = " ".join(words)
    if angle is None:
        written = next((word for word in reversed(said.split()) if "@" in word), "")
        said = " ".join([said.replace(written, ""), *comments]).rpartition(":")[2]
    else:
        written = "".join(angle.split())
    address = _address(written.rpartition(":")[2].strip(".'"))
    return plain_one_line(decoded_words(said).strip(" \"'"), NAME_LENGTH), address


def _address(written: str) -> str:
    is_one = len(written) <= LENGTH and _ADDRESS.fullmatch(written)
    return _in_letters_of_dns(written.lower()) if is_one else ""


def _in_letters_of_dns(address: str) -> str:
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
