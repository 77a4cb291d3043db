"""Whether a PDF is a bomb: refused before anybody's reader unpacks it.

Counted is what a reader would have to hold: pages, objects, pixels of pictures, bytes of every
stream unpacked bit by bit and thrown away, drawings that draw themselves.
"""

import zlib
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from engage.media.documents.limits import (
    ALL_BYTES,
    DRAWING_DEPTH,
    IMAGE_PIXELS,
    IMAGE_SIDE,
    OBJECTS,
    PAGES,
    STREAM_BYTES,
    Unfit,
    Why,
)

_FLATE: Final = ("/FlateDecode", "/Fl")
_PACKED: Final = frozenset((*_FLATE, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"))
_CHUNK: Final = 1024 * 1024


def weigh(pdf: pikepdf.Pdf) -> None:
    """Raises Unfit for what is too large or turns in a circle."""
    if len(pdf.objects) > OBJECTS or len(pdf.pages) > PAGES:
        raise Unfit(Why.HEAVY)
    if not len(pdf.pages):
        raise Unfit(Why.EMPTY)
    total = 0
    drawings: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Stream):
            continue
        _refuse_large_picture(one)
        total += unpacked_size(one)
        if total > ALL_BYTES:
            raise Unfit(Why.HEAVY)
        drawings[one.objgen] = tuple(_drawn_by(one))
    _refuse_circles(drawings)


def filters_of(stream: pikepdf.Stream) -> tuple[str, ...]:
    """The names of its filters in their order."""
    found = stream.get("/Filter")
    if found is None:
        return ()
    return tuple(map(str, found)) if isinstance(found, pikepdf.Array) else (str(found),)


def unpacked_size(stream: pikepdf.Stream) -> int:
    """In bytes; pictures count by their pixels elsewhere. Raises Unfit."""
    filters = filters_of(stream)
    packed = [name for name in filters if name in _PACKED]
    if len(packed) > 1 or "/Crypt" in filters:
        # Packed twice: nobody does that but to hide a bomb.
        raise Unfit(Why.HEAVY)
    if filters and filters[0] in _FLATE:
        return _inflated(stream.read_raw_bytes())
    if not packed:
        return 0
    try:
        size = len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.PdfError:
        # A reader may unpack what this one cannot.
        raise Unfit(Why.BROKEN) from None
    if size > STREAM_BYTES:
        raise Unfit(Why.HEAVY)
    return size


def _inflated(raw: bytes) -> int:
    size, unpacker = 0, zlib.decompressobj()
    left = raw
    while left:
        try:
            piece = unpacker.decompress(left, _CHUNK)
        except zlib.error:
            return size
        size += len(piece)
        if size > STREAM_BYTES:
            raise Unfit(Why.HEAVY)
        if not piece and unpacker.unconsumed_tail == left:
            return size
        left = unpacker.unconsumed_tail
    return size


def _refuse_large_picture(stream: pikepdf.Stream) -> None:
    if str(stream.get("/Subtype", "")) != "/Image":
        return
    sides = [stream.get(name, stream.get(short, 0)) for name, short in _SIDES]
    if not all(isinstance(side, int) for side in sides):
        raise Unfit(Why.BROKEN)
    if max(sides) > IMAGE_SIDE or sides[0] * sides[1] > IMAGE_PIXELS:
        raise Unfit(Why.HEAVY)


_SIDES: Final = (("/Width", "/W"), ("/Height", "/H"))


def _drawn_by(stream: pikepdf.Stream) -> Iterator[tuple[int, int]]:
    """The drawings and patterns that a drawing may use."""
    resources = stream.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return
    for kind in ("/XObject", "/Pattern"):
        used = resources.get(kind)
        if isinstance(used, pikepdf.Dictionary):
            for one in _values(used):
                if isinstance(one, pikepdf.Stream) and one.objgen != (0, 0):
                    yield one.objgen


def _values(used: Any) -> Iterator[Any]:
    return (used[name] for name in used.keys())  # noqa: SIM118  no Python dictionary


def _refuse_circles(drawings: dict[tuple[int, int], tuple[tuple[int, int], ...]]) -> None:
    """Also for drawings so deep in one another that a reader gives up."""
    depths: dict[tuple[int, int], int] = {}
    for start, used in drawings.items():
        path, stack = {start}, [(start, iter(used))]
        while stack:
            one, rest = stack[-1]
            below = next((found for found in rest if found not in depths), None)
            if below is None:
                stack.pop()
                path.discard(one)
                deepest = max((depths.get(found, 0) for found in drawings.get(one, ())), default=0)
                depths[one] = deepest + 1
                if depths[one] > DRAWING_DEPTH:
                    raise Unfit(Why.HEAVY)
            elif below in path:
                raise Unfit(Why.HEAVY)
            else:
                path.add(below)
                stack.append((below, iter(drawings.get(below, ()))))
