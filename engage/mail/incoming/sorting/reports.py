"""The standard delivery report in a message: what happened, and to which mail (RFC 3464). Pure.

Its fields stand in blocks, one for the message and one for each address. The mail comes back
whole, or as its header lines alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engage.mail.incoming.sorting.headers import Headers, headers_of
from engage.mail.incoming.sorting.seen import Part, Seen, inner, text_of

MOST_BLOCKS: Final = 50

_STATUS_TYPES: Final = ("message/delivery-status", "message/global-delivery-status")
_WHOLE: Final = ("message/rfc822", "message/global")
_LINES: Final = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_FIELD: Final = re.compile(
    r"^([A-Za-z][A-Za-z-]{0,60}):[ \t]*([^\r\n]{0,500}(?:\r?\n[ \t][^\r\n]{0,500}){0,3})", re.M
)
_FAILED: Final = "failed"
_DELIVERED: Final = frozenset({"delivered", "relayed", "expanded"})


@dataclass(frozen=True)
class DeliveryReport:
    """`actions` and `statuses` of all addresses; `message_ids` of what came back.

    `is_standard`: the message is the report; else it only holds parts of one.
    """

    is_standard: bool

    actions: frozenset[str]
    statuses: frozenset[str]
    message_ids: tuple[str, ...] = field(repr=False)

    @property
    def is_delivered(self) -> bool:
        """Nothing went wrong: somebody's server sends receipts."""
        return bool(self.actions) and self.actions <= _DELIVERED

    @property
    def is_permanent(self) -> bool:
        """A status of 5.x.x, or a failure without any."""
        if any(status.startswith("5") for status in self.statuses):
            return True
        return _FAILED in self.actions and not any(s.startswith("4") for s in self.statuses)


def delivery_report(mail: Seen) -> DeliveryReport:
    """What there is of one in a message, whatever it is."""
    parts = [part for part in mail.parts if part.content_type in _STATUS_TYPES]
    blocks = [block for part in parts for block in _blocks(part)]
    return DeliveryReport(
        is_standard=bool(parts) and _is_report(mail),
        actions=frozenset(word for block in blocks for word in block.words("action")),
        statuses=frozenset(word for block in blocks for word in block.words("status")),
        message_ids=tuple(_ids(mail, blocks)),
    )


def _is_report(mail: Seen) -> bool:
    """It is one, or a gateway put a notice around it: then the report is a part by itself."""
    if mail.headers.parameter("report-type") not in ("", "delivery-status"):
        return False
    return any(part.content_type == "multipart/report" for part in mail.parts)


def _blocks(part: Part) -> Iterator[Headers]:
    children = inner(part.message)[:MOST_BLOCKS]
    if children:
        yield from (headers_of(child) for child in children)
    else:
        yield _fields(text_of(part))


def _fields(text: str) -> Headers:
    return Headers((found[1], found[2]) for found in _FIELD.finditer(text))


def _ids(mail: Seen, blocks: list[Headers]) -> Iterator[str]:
    """Of the mail that it is about: as the report says it, and as it came back."""
    for block in blocks:
        yield from block.all("original-message-id")
        yield from block.all("x-original-message-id")
    yield from returned_ids(mail)


def returned_ids(mail: Seen) -> Iterator[str]:
    """Of the mail that came back, as it says itself."""
    for part in mail.parts:
        if part.content_type in _WHOLE:
            for child in inner(part.message)[:1]:
                yield from headers_of(child).all("message-id")
            yield from _fields(text_of(part)).all("message-id")
        elif part.content_type in _LINES:
            yield from _returned_lines(part)


def _returned_lines(part: Part) -> Iterator[str]:
    children = inner(part.message)[:1]
    if children:
        yield from headers_of(children[0]).all("message-id")
    yield from _fields(text_of(part)).all("message-id")
