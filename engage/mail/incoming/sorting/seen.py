"""What every room of sorting looks at: lines, parts, subject and words, each bounded. Pure.

The walk over the parts neither recurses nor enters messages within the message, whose lines are
not this one's. What lies in them is read by the rooms that need it.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from engage.mail.incoming.sorting.headers import Headers, headers_of, one_line

MOST_PARTS: Final = 200
TEXT_LENGTH: Final = 200_000
_TAGS: Final = re.compile(
    r"(?:[\[({<*]{1,3} ?(?:external|externe|ext|caution|outside)[^\])}>*]{0,20}[\])}>*]{1,3}"
    r"|(?:external|externe|ext)(?: e-?mail)? ?:)[ :-]{0,3}",
    re.I,
)
"""What our own servers put before the subject of mail from outside."""
_DOCUMENT: Final = re.compile(r"application/(?!(?:x-)?pkcs7|pgp|ics|ms-tnef)")
READ_LENGTH: Final = 4_000
"""Of what a person or a machine wrote: what somebody wants is said on the first page."""


@dataclass(frozen=True)
class Part:
    """One part; `kind` is the multipart that it stands in, such as 'alternative', or ''."""

    headers: Headers = field(repr=False)
    message: Message = field(repr=False)
    kind: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.content_type


@dataclass(frozen=True)
class Seen:
    """A message; `parts` has itself first."""

    headers: Headers = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    subject: str = field(repr=False)
    own_text: str = field(repr=False)
    whole_text: str = field(repr=False)

    def has(self, *content_types: str) -> bool:
        return any(part.content_type in content_types for part in self.parts)

    @property
    def has_file(self) -> bool:
        """A document came with it: what a person sends by a scanner, say."""
        return any(
            part.headers.is_attachment and bool(_DOCUMENT.match(part.content_type))
            for part in self.parts
        )

    @property
    def is_reply(self) -> bool:
        """It says to be one: of a person or of a machine."""
        return self.headers.has_any(("in-reply-to", "references"))


def seen(message: Message, subject: str, own_text: str, whole_text: str) -> Seen:
    parts = tuple(_parts(message))
    return Seen(
        headers=parts[0].headers,
        parts=parts,
        subject=_untagged(one_line(subject)),
        own_text=own_text[:READ_LENGTH],
        whole_text=whole_text[:TEXT_LENGTH],
    )


def _untagged(subject: str) -> str:
    tag = _TAGS.match(subject)
    return subject[tag.end() :] if tag else subject


def _parts(message: Message) -> Iterator[Part]:
    """At most MOST_PARTS of them, in their order."""
    waiting = [(message, "")]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        current, kind = waiting.pop()
        part = Part(headers_of(current), current, kind)
        yield part
        main, _, own_kind = part.content_type.partition("/")
        if main == "multipart":
            waiting += [(child, own_kind) for child in reversed(inner(current)[:MOST_PARTS])]


def inner(message: Message) -> list[Message]:
    """The messages that a part holds: parts, a returned message, blocks of a report."""
    if not message.is_multipart():
        return []
    children: object = message.get_payload()
    if not isinstance(children, list):
        return []
    return [child for child in children if isinstance(child, Message)]


def text_of(part: Part) -> str:
    """A part's own text, decoded as far as it can be and cut.

    The payload is taken as it lies: `get_payload` asks the header lines on its way, which raises
    for some that are broken.
    """
    payload: object = getattr(part.message, "_payload", "")
    if not isinstance(payload, str):
        return ""
    raw = payload[:TEXT_LENGTH].encode("utf-8", "surrogateescape")
    encoding = next(part.headers.words("content-transfer-encoding"), "")
    try:
        if encoding == "base64":
            raw = binascii.a2b_base64(raw[: len(raw) // 4 * 4])
        elif encoding == "quoted-printable":
            raw = binascii.a2b_qp(raw)
    except ValueError:
        return ""
    return raw.decode("utf-8", "replace")
