"""How the leak gate opens a finished file: every place where text can stand, with its address.

What cannot be read is refused rather than passed: a gate that skips a file is no gate. A reader
goes through its file as a stream and holds no more of it than a page, a row or a paragraph.
"""

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

import pikepdf
import pypdfium2

from engage.reports.leaks.readers.archives import read_office, read_zip
from engage.reports.leaks.readers.documents import read_json
from engage.reports.leaks.readers.lines import read_text
from engage.reports.leaks.readers.markup import read_xml
from engage.reports.leaks.readers.pages import read_html
from engage.reports.leaks.readers.passage import Passage, Seen, UnreadableFile
from engage.reports.leaks.readers.pdf import read_pdf
from engage.reports.leaks.readers.pictures import read_jpeg, read_png
from engage.reports.leaks.readers.tables import read_csv

__all__ = ["FILE_NAME", "Passage", "Source", "UnreadableFile", "opened", "passages"]

FILE_NAME: Final = "file name"
_SCHEMA: Final = ".schema.json"
"""Such a file says what fields are called and mean, and is the same for every report."""
Source = Path | bytes
_FAULTS: Final = (
    ValueError,
    LookupError,
    RuntimeError,
    EOFError,
    OSError,
    csv.Error,
    struct.error,
    zipfile.BadZipFile,
    pikepdf.DataDecodingError,
    pikepdf.PasswordError,
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
)


def opened(source: Source) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def passages(name: str, file: BinaryIO, *, is_thorough: bool = True) -> Iterator[Passage]:
    """All text of a file, its name included; short texts at their first place alone unless it is
    read thoroughly. Raises UnreadableFile.
    """
    try:
        yield from _passages(name, file, 0, Seen(is_thorough=is_thorough))
    except UnreadableFile:
        raise
    except _FAULTS:
        # The reader's own words may quote the file: they stay out of the message.
        raise UnreadableFile("the leak gate could not read a file to its end") from None


def _passages(name: str, file: BinaryIO, depth: int, seen: Seen) -> Iterator[Passage]:
    yield Passage(FILE_NAME, name, is_metadata=True)
    ending = name.rpartition(".")[2].lower()
    if ending in _OFFICE:
        yield from read_office(file, partial(_passages, seen=seen), depth, seen)
    elif ending in _HOLDERS:
        yield from _HOLDERS[ending](file, partial(_passages, seen=seen), depth)
    elif name.endswith(_SCHEMA):
        for passage in read_json(file, Seen(is_thorough=True)):
            yield passage._replace(is_vocabulary=True)
    elif ending in _REPEATING:
        yield from _REPEATING[ending](file, seen)
    elif ending in _READERS:
        yield from _READERS[ending](file)
    else:
        raise UnreadableFile("the leak gate has no reader for a file of this kind")


_READERS: Final[Mapping[str, Callable[[BinaryIO], Iterator[Passage]]]] = MappingProxyType(
    {
        "jpeg": read_jpeg,
        "jpg": read_jpeg,
        "md": read_text,
        "png": read_png,
        "txt": read_text,
    }
)
_REPEATING: Final[Mapping[str, Callable[[BinaryIO, Seen], Iterator[Passage]]]] = MappingProxyType(
    {"csv": read_csv, "html": read_html, "json": read_json, "svg": read_xml, "xml": read_xml}
)
_OFFICE: Final = frozenset(("docx", "xlsx"))
_Holder = Callable[
    [BinaryIO, Callable[[str, BinaryIO, int], Iterator[Passage]], int], Iterator[Passage]
]
_HOLDERS: Final[Mapping[str, _Holder]] = MappingProxyType({"pdf": read_pdf, "zip": read_zip})
