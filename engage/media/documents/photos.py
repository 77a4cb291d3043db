"""Photographs inside a document, without what a camera or an editor wrote beside the pixels.

The place where a photograph was taken lies in a segment of its own, which no page draws. Nothing is
encoded anew: segments are left out.
"""

import re
import struct
from typing import Final

_START: Final = b"\xff\xd8"
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD8)))
_SCAN: Final = 0xDA
_MARKER: Final = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])")
"""What ends the pixels of a scan: neither a stuffed byte nor a restart."""
_END: Final = 0xD9
_DRAWN_BY: Final = frozenset((0xE0, 0xEE))
"""JFIF, and Adobe's word on how colours are written: without it they come out wrong."""
_BOXES_SAID: Final = frozenset((b"uuid", b"xml ", b"uinf"))


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without its application segments and comments, and nothing behind its end. Raises
    ValueError."""
    if not jpeg.startswith(_START):
        raise ValueError("no JPEG")
    parts, at = [_START], 2
    while at + 2 <= len(jpeg) and jpeg[at] == 0xFF:
        kind = jpeg[at + 1]
        if kind == 0xFF or kind in _ALONE:
            at += 1 if kind == 0xFF else 2
            continue
        if kind == _END:
            return b"".join((*parts, jpeg[at : at + 2]))
        end = _end_of_segment(jpeg, at)
        if not _is_note(kind):
            parts.append(jpeg[at:end])
        at = end
    raise ValueError("a broken JPEG")


def _is_note(kind: int) -> bool:
    return (0xE0 <= kind <= 0xEF and kind not in _DRAWN_BY) or kind == 0xFE


def _end_of_segment(jpeg: bytes, at: int) -> int:
    """Behind the segment, and behind the pixels that follow the head of a scan."""
    if at + 4 > len(jpeg):
        raise ValueError("a broken JPEG")
    length: int = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    end = at + 2 + length
    if length < 2 or end > len(jpeg):
        raise ValueError("a broken JPEG")
    if jpeg[at + 1] != _SCAN:
        return end
    found = _MARKER.search(jpeg, end)
    if found is None:
        raise ValueError("a broken JPEG")
    return found.start()


def without_boxes(jp2: bytes) -> bytes:
    """A JPEG 2000 file without boxes of words; a bare codestream as it is. Raises ValueError."""
    if jp2.startswith(b"\xff\x4f\xff\x51"):
        return jp2
    parts, at = [], 0
    while at < len(jp2):
        if at + 8 > len(jp2):
            raise ValueError("a broken box")
        length, kind = struct.unpack(">I4s", jp2[at : at + 8])
        if length == 1 and at + 16 <= len(jp2):
            length = struct.unpack(">Q", jp2[at + 8 : at + 16])[0]
        elif length == 0:
            length = len(jp2) - at
        if length < 8 or at + length > len(jp2):
            raise ValueError("a broken box")
        if kind not in _BOXES_SAID:
            parts.append(jp2[at : at + length])
        at += length
    return b"".join(parts)
