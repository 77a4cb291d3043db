"""ZIP: archives and office files, part by part, within bounds.

A part is opened by its own reader and by nothing that it says about itself: sizes are counted while
they are read. Bytes that belong to no part are refused, because no reader would look at them.
"""

import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final, NamedTuple

from engage.reports.leaks.readers import worksheets
from engage.reports.leaks.readers.markup import PLAIN, SHEETS, WORDS, SharedStrings, read_xml
from engage.reports.leaks.readers.passage import Passage, Seen

MOST_PARTS: Final = 200_000
DEEPEST: Final = 3
LARGEST: Final = 4 * 1024**3
_SWELLS: Final = 250
_SWELLS_FROM: Final = 1024**2
_IN_MEMORY: Final = 8 * 1024**2
_LONGEST_SIZES: Final = 24
_END_OF_LIST: Final = 22
_ENCRYPTED: Final = 0x1
_SIZES_FOLLOW: Final = 0x8
_CHUNK: Final = 65_536

OpenPart = Callable[[str, BinaryIO, int], Iterator[Passage]]


def read_zip(file: BinaryIO, open_part: OpenPart, depth: int) -> Iterator[Passage]:
    """Raises ValueError, zipfile.BadZipFile or the errors of the parts' readers."""
    if depth >= DEEPEST:
        raise ValueError("archives in archives in archives")
    with zipfile.ZipFile(file) as archive:
        for noted in _parts(archive, file):
            yield from _about(noted)
            part = noted.info
            if not part.is_dir():
                with _unpacked(archive, part) as content:
                    for passage in open_part(PurePosixPath(part.filename).name, content, depth + 1):
                        yield passage._replace(place=f"{part.filename}: {passage.place}")
        yield from _remark(archive)


def read_office(file: BinaryIO, open_part: OpenPart, depth: int, seen: Seen) -> Iterator[Passage]:
    """DOCX and XLSX; the shared strings of a workbook before its sheets."""
    if depth >= DEEPEST:
        raise ValueError("archives in archives in archives")
    strings = SharedStrings()
    with zipfile.ZipFile(file) as archive:
        parts = _parts(archive, file)
        for noted in sorted(parts, key=lambda one: one.info.filename != "xl/sharedStrings.xml"):
            yield from _about(noted)
            part = noted.info
            name = part.filename
            if name.lower().endswith((".xml", ".rels", ".vml")):
                is_word = name.startswith("word/")
                shape = WORDS if is_word else SHEETS if name.startswith("xl/") else PLAIN
                is_about = name.startswith("docProps/")
                with archive.open(part) as opened:
                    counted = _Counted(opened, part)
                    if name.startswith(worksheets.PARTS):
                        yield from worksheets.read_sheet(counted, seen, name, strings)
                    else:
                        yield from read_xml(
                            counted, seen, shape, part=name, is_metadata=is_about, strings=strings
                        )
            elif not part.is_dir():
                with _unpacked(archive, part) as content:
                    for passage in open_part(PurePosixPath(name).name, content, depth + 1):
                        yield passage._replace(place=f"{name}: {passage.place}")
        yield from _remark(archive)


class _Part(NamedTuple):
    info: zipfile.ZipInfo
    heading: bytes
    """Name and fields as they stand before the part; the list at the end may have others."""


def _parts(archive: zipfile.ZipFile, file: BinaryIO) -> list[_Part]:
    """In the order of the list. Raises ValueError for bytes that belong to none of them."""
    listed = archive.infolist()
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST:
        raise ValueError("more in an archive than is read")
    headings, position = {}, 0
    for part in sorted(listed, key=lambda part: part.header_offset):
        if part.flag_bits & _ENCRYPTED or (part.is_dir() and part.file_size):
            raise ValueError("a part is encrypted, or a folder has words of its own")
        if part.header_offset != position:
            raise ValueError("bytes between the parts")
        file.seek(position + 26)
        name_length, extra_length = (int.from_bytes(file.read(2), "little") for _ in range(2))
        headings[position] = file.read(name_length + extra_length)
        position = file.tell() + part.compress_size
        if part.flag_bits & _SIZES_FOLLOW:
            position += _length_of_sizes(file, position, part)
    if archive.start_dir != position:
        raise ValueError("bytes between the parts")
    _refuse_what_stands_behind(archive, file)
    return [_Part(part, headings[part.header_offset]) for part in listed]


def _length_of_sizes(file: BinaryIO, position: int, part: zipfile.ZipInfo) -> int:
    """Of what follows a part that was written without going back: check sum and sizes."""
    file.seek(position)
    found = file.read(_LONGEST_SIZES)
    for mark in (b"PK\x07\x08", b""):
        for numbers in ("<III", "<IQQ"):
            with suppress(struct.error):
                sizes = mark + struct.pack(numbers, part.CRC, part.compress_size, part.file_size)
                if found.startswith(sizes):
                    return len(sizes)
    raise ValueError("bytes between the parts")


def _refuse_what_stands_behind(archive: zipfile.ZipFile, file: BinaryIO) -> None:
    """The library looks for the end of the list from behind, past whatever was added."""
    end = file.seek(0, 2) - _END_OF_LIST - len(archive.comment)
    file.seek(max(0, end))
    if not file.read(4) == b"PK\x05\x06":
        raise ValueError("bytes behind the archive")


def _about(part: _Part) -> Iterator[Passage]:
    name = part.info.filename
    yield Passage("the name of a part", name, is_metadata=True)
    for words in (part.info.comment, part.info.extra, part.heading.removeprefix(name.encode())):
        if words:
            text = words.decode("utf-8", "replace")
            yield Passage("what is noted of a part", text, is_metadata=True)


def _remark(archive: zipfile.ZipFile) -> Iterator[Passage]:
    if archive.comment:
        text = archive.comment.decode("utf-8", "replace")
        yield Passage("the remark of the archive", text, is_metadata=True)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> BinaryIO:
    """A file that can be gone back and forth in; on disk when it is large, and without a name."""
    held = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed by its reader
    try:
        with archive.open(part) as opened:
            shutil.copyfileobj(_Counted(opened, part), held, _CHUNK)
        held.seek(0)
    except BaseException:
        held.close()
        raise
    return held  # type: ignore[return-value]


class _Counted:
    """A part that is refused once it swells beyond what office files do."""

    def __init__(self, file: IO[bytes], part: zipfile.ZipInfo) -> None:
        self._file = file
        self._most = max(_SWELLS_FROM, part.compress_size * _SWELLS)
        self._read = 0

    def read(self, size: int = -1, /) -> bytes:
        content = self._file.read(size)
        self._read += len(content)
        if self._read > self._most:
            raise ValueError("a part swells beyond measure")
        return content
