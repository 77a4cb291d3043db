"""Mails as programs write them, for tests: bytes, so that nothing mends them on the way."""

import base64
import quopri
from dataclasses import dataclass, field

from engage.mail.incoming.reading.message import read_message
from engage.mail.incoming.rules import Message, Reason

TO = "engage+ferry@gov.bc.ca"
OWN = "Please keep the morning ferry. I take it to work every day."
FRENCH = "Gardez le traversier du matin. Je le prends chaque jour pour aller au travail."


def mail(
    body: str | bytes,
    *,
    kind: str = "text/plain; charset=utf-8",
    encoding: str = "8bit",
    subject: str = "The ferry",
    headers: str = "",
    sender: str = "Robin Sample <robin@mail.example>",
) -> bytes:
    """A message of one part; `headers` are lines in addition."""
    content = body.encode() if isinstance(body, str) else body
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    top = (
        f"Return-Path: <robin@mail.example>\n{headers}From: {sender}\nTo: {TO}\n"
        f"Subject: {subject}\nDate: Mon, 2 Mar 2026 10:00:00 -0800\n"
        f"Message-ID: <1@mail.example>\nMIME-Version: 1.0\nContent-Type: {kind}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    return _crlf(top.encode() + content)


def part(content: str | bytes, kind: str = "text/plain; charset=utf-8", more: str = "") -> bytes:
    """One part with its own header lines; what is no text goes as base64."""
    if isinstance(content, str):
        return f"Content-Type: {kind}\n{more}\n{content}".encode()
    return (
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n{more}\n".encode()
        + base64.encodebytes(content)
    )


def html(content: str, more: str = "") -> bytes:
    return part(content, "text/html; charset=utf-8", more)


def file(name: str, content: bytes = b"content", kind: str = "application/pdf") -> bytes:
    return part(content, kind, f'Content-Disposition: attachment; filename="{name}"\n')


def joined(*parts: bytes, kind: str = "mixed", boundary: str = "=_b1", more: str = "") -> bytes:
    """A multipart as a part of another."""
    mark = f"--{boundary}\n".encode()
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n\n'.encode()
        + b"".join(mark + one.rstrip(b"\n") + b"\n" for one in parts)
        + f"--{boundary}--\n".encode()
    )


def several(
    *parts: bytes,
    kind: str = "mixed",
    subject: str = "The ferry",
    headers: str = "",
    more: str = "",
) -> bytes:
    """A message of several parts."""
    top = (
        f"{headers}From: Robin Sample <robin@mail.example>\nTo: {TO}\nSubject: {subject}\n"
        "Message-ID: <1@mail.example>\nMIME-Version: 1.0\n"
    )
    return _crlf(top.encode() + joined(*parts, kind=kind, boundary="=_top", more=more))


def both(text: str, markup: str, **about: str) -> bytes:
    """Plain text and HTML of one text."""
    return several(part(text), html(markup), kind="alternative", **about)


def _crlf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@dataclass(frozen=True)
class Case:
    """A mail and what reading makes of it; `cut` are stretches of what was cut."""

    name: str
    raw: bytes = field(repr=False)
    text: str
    cut: tuple[str, ...] = ()
    reason: Reason | None = None
    files: tuple[str, ...] = ()


def check(case: Case) -> Message:
    read = read_message(case.raw)
    assert read.text == case.text, (read.text, read.cut)
    for stretch in case.cut:
        assert stretch in read.cut, (stretch, read.cut)
    assert case.cut or not read.cut, read.cut
    assert read.no_comment == case.reason
    assert tuple(one.name for one in read.attachments) == case.files
    return read


def by_name(case: Case) -> str:
    return case.name
