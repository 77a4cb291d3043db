"""Files that stand for what staff upload, made as they are needed."""

import io
import struct
import zlib

from PIL import Image

RED = (200, 30, 30)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    """A picture of one colour, as this kind of file."""
    made = Image.new("RGB", size, RED).convert(mode)
    return saved(made, kind, **options)


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    into = io.BytesIO()
    made.save(into, kind, **options)
    return into.getvalue()


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes whose header says that they unpack to so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
