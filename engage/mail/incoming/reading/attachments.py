"""The files of a message: listed, and kept within limits. None is ever opened. Pure."""

import re
from typing import Final

from engage.core.text import plain_one_line
from engage.mail.incoming.reading.parts import Part
from engage.mail.incoming.reading.words import decoded_words
from engage.mail.incoming.rules import Attached

MOST_KEPT: Final = 10
MOST_LISTED: Final = 50
LARGEST: Final = 10 * 1024 * 1024
LARGEST_TOGETHER: Final = 20 * 1024 * 1024
NAME_LENGTH: Final = 120

_UNWANTED: Final = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_ENDINGS: Final = {
    "message/rfc822": "message.eml",
    "text/calendar": "calendar.ics",
    "text/html": "page.html",
    "text/plain": "text.txt",
    "application/pdf": "document.pdf",
    "application/ms-tnef": "winmail.dat",
    "image/jpeg": "image.jpg",
    "image/png": "image.png",
    "image/gif": "image.gif",
}


def attached(files: list[Part], shown_images: set[str]) -> tuple[Attached, ...]:
    """At most fifty, pictures within the text after the others; the first ten with content."""
    ordered = sorted(files, key=lambda part: _is_shown(part, shown_images))
    listed: list[Attached] = []
    kept = together = 0
    for part in ordered[:MOST_LISTED]:
        one = _one(part, kept, LARGEST_TOGETHER - together)
        if one.content is not None:
            kept += 1
            together += one.size
        listed.append(one)
    return tuple(listed)


def _is_shown(part: Part, shown_images: set[str]) -> bool:
    return part.media_type.startswith("image/") and part.content_id in shown_images


def _one(part: Part, kept: int, left: int) -> Attached:
    name = safe_name(part.file_name, part.media_type)
    about = part.size * 3 // 4 if part.encoding == "base64" else part.size
    if kept >= MOST_KEPT:
        return Attached(name, part.media_type, about, None, "too_many")
    # Base64 wraps its lines, so what is sent is larger than it looks by a few percent.
    if about > min(LARGEST, left) * 21 // 20:
        return Attached(name, part.media_type, about, None, "too_large")
    content = part.content()
    if len(content) > min(LARGEST, left):
        return Attached(name, part.media_type, len(content), None, "too_large")
    if not content:
        return Attached(name, part.media_type, 0, None, "unreadable")
    return Attached(name, part.media_type, len(content), content)


def safe_name(said: str, media_type: str) -> str:
    """A file's name without a path, and nothing in it that cannot be seen."""
    name = decoded_words(said)
    name = re.split(r"[/\\]", name)[-1] or name
    name = _UNWANTED.sub(" ", name)
    name = plain_one_line(name, 10_000).strip(" .")
    if not name:
        return _ENDINGS.get(media_type, "file")
    if len(name) > NAME_LENGTH:
        stem, dot, ending = name.rpartition(".")
        tail = f".{ending}" if dot and len(ending) <= 10 else ""
        name = (stem if tail else name)[: NAME_LENGTH - len(tail) - 1].rstrip() + "…" + tail
    return name
