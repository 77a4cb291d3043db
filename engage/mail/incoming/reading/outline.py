"""The message as the standard library's `Message`, for what sorts it: its lines, its structure, and
the little text that tells what it is. Nothing in it is unbounded, and nothing is a file.
"""

from email.message import Message as Outline
from typing import Final

from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.reading.fields import Fields, read_fields
from engage.mail.incoming.reading.parts import Part
from engage.mail.incoming.reading.transfer import undone
from engage.mail.incoming.rules import Unreadable

READ: Final = 64 * 1024
BLOCKS: Final = 50

_TOLD: Final = frozenset(
    {"text/plain", "text/html", "text/rfc822-headers", "text/calendar", "text/x-amp-html"}
)
_BLOCKS: Final = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
    }
)


def outline(part: Part) -> Outline:
    """The tree of the part."""
    made = of_fields(part.fields, part)
    if part.parts:
        for inner in part.parts:
            made.attach(outline(inner))
    elif part.is_message:
        made.attach(_inner(part.content()[:READ]))
    elif part.media_type in _BLOCKS:
        for block in _blocks(part):
            made.attach(block)
    elif part.media_type in _TOLD:
        made.set_payload(_text(part))
    else:
        made.set_payload("")
    return made


def of_fields(fields: Fields, part: Part | None = None) -> Outline:
    """Header lines alone; the content's type as it was understood."""
    made = Outline()
    for name, value in fields.lines:
        if part is None or name not in ("content-type", "content-transfer-encoding"):
            made.set_raw(name, value)
    if part is not None:
        made.set_raw("content-type", _content_type(part))
    return made


def _content_type(part: Part) -> str:
    said = [part.media_type]
    for name, value in part.parameters.items():
        if name.isascii() and name.isprintable():
            escaped = value[:500].replace("\\", "\\\\").replace('"', '\\"')
            said.append(f'{name}="{escaped}"')
    return "; ".join(said)


def _blocks(part: Part) -> list[Outline]:
    """A report's groups of lines, each as a message of header lines alone."""
    made = []
    content = part.content()[:READ].replace(b"\r\n", b"\n").lstrip(b"\n")
    for block in content.split(b"\n\n")[:BLOCKS]:
        if block.strip():
            made.append(_inner(block))
    return made


def _inner(content: bytes) -> Outline:
    try:
        fields, _ = read_fields(content, 0, len(content), is_message=False)
    except Unreadable:
        return Outline()
    return of_fields(fields)


def _text(part: Part) -> str:
    content = memoryview(part.raw)[part.start : min(part.end, part.start + READ)]
    return decoded(undone(content, part.encoding), part.parameters.get("charset", ""))
