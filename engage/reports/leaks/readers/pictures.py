"""Pictures: what is written beside the pixels. What the pixels show is not read.

PNG by its chunks and JPEG by its segments, each of which has to be known or is read as text; what
stands behind the end of the picture is refused. EXIF is read as the bytes that it is: its texts lie
in one piece, whatever table points at them.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from engage.reports.leaks.readers.passage import Passage

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SILENT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB bKGD hIST pHYs acTL fcTL fdAT".split()
)
_LONGEST: Final = 4 * 1024 * 1024
_LITTLE_ENDIAN: Final = re.compile(rb"(?:[^\0]\0){2,}")
_BIG_ENDIAN: Final = re.compile(rb"(?:\0[^\0]){2,}")
_UNREADABLE: Final = "a picture that is cut off or holds something else"


def read_png(file: BinaryIO) -> Iterator[Passage]:
    """Raises ValueError or struct.error for what is none."""
    if file.read(len(_PNG)) != _PNG:
        raise ValueError(_UNREADABLE)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", file.read(8))
        if length > _LONGEST and kind not in _SILENT:
            raise ValueError("more text in a picture than is read")
        content = _exactly(file, length)
        file.read(4)
        if kind not in _SILENT:
            yield from _chunk(kind, content)
    if file.read(1):
        raise ValueError(_UNREADABLE)


def _chunk(kind: bytes, content: bytes) -> Iterator[Passage]:
    place = "a note in the picture"
    if kind in (b"zTXt", b"iCCP"):
        keyword, _, packed = content.partition(b"\0")
        yield from _words(place, keyword + b"\n" + _unpacked(packed[1:]))
    elif kind == b"iTXt":
        keyword, _, rest = content.partition(b"\0")
        is_packed, rest = rest[:1] == b"\x01", rest[2:]
        language, _, rest = rest.partition(b"\0")
        translated, _, text = rest.partition(b"\0")
        text = _unpacked(text) if is_packed else text
        yield from _words(place, b"\n".join((keyword, language, translated, text)))
    else:
        yield from _words(place, content)


def read_jpeg(file: BinaryIO) -> Iterator[Passage]:
    """Raises ValueError or struct.error for what is none."""
    if file.read(2) != b"\xff\xd8":
        raise ValueError(_UNREADABLE)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise ValueError(_UNREADABLE)
        (length,) = struct.unpack(">H", file.read(2))
        content = _exactly(file, length - 2)
        if marker[1] == 0xDA:
            break
        if marker[1] == 0xFE or 0xE0 <= marker[1] <= 0xEF:
            yield from _words("a note in the picture", content)
    rest = file.read()
    if not rest.rstrip(b"\0").endswith(b"\xff\xd9") or rest.count(b"\xff\xd9") != 1:
        raise ValueError(_UNREADABLE)


def _words(place: str, content: bytes) -> Iterator[Passage]:
    """Bytes as the texts that they can be: nobody says in which letters a note is written. Of two
    bytes each, a text may seem to begin with the last letter of what stands before it.
    """
    texts = {content.decode("utf-8", "ignore"), content.decode("latin-1")}
    for wide in (_LITTLE_ENDIAN, _BIG_ENDIAN):
        runs = [run.replace(b"\0", b"").decode("latin-1") for run in wide.findall(content)]
        texts.update(("\n".join(runs), "\n".join(run[1:] for run in runs)))
    for text in sorted(texts):
        if text:
            yield Passage(place, text, is_metadata=True)


def _exactly(file: BinaryIO, length: int) -> bytes:
    content = file.read(length) if length >= 0 else b""
    if len(content) != max(0, length):
        raise ValueError(_UNREADABLE)
    return content


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed, _LONGEST)
    except zlib.error:
        raise ValueError(_UNREADABLE) from None
    if unpacker.unconsumed_tail:
        raise ValueError("more text in a picture than is read")
    return found
