"""PDF: what each page shows (PDFium), and every string in every object (pikepdf).

A name can be split over lines, hyphenated, or begin on one page and end on the next: each page is
read as it stands and with its lines drawn together, and across to the next. Objects are gone
through one by one, reachable or not, so that neither tags, outlines, links, form fields, notes nor
document information can hold what a page does not show.
"""

import io
import re
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pikepdf
import pypdfium2

from engage.reports.leaks.readers.archives import DEEPEST, OpenPart
from engage.reports.leaks.readers.markup import read_xml
from engage.reports.leaks.readers.passage import Passage, Seen, beginning_of, end_of
from engage.reports.leaks.readers.pictures import read_jpeg

_LIBRARY: Final = threading.Lock()  # PDFium serves one thread at a time
_HYPHENS: Final = re.compile(r"[-\u00ad\u2010\u2011\u0002\ufffe][ \t]*(?:\r?\n[ \t]*|(?=\w))")
_END: Final = b"%%EOF"
_LAST_LINES: Final = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF\s*\Z")
_BEGINNING: Final = re.compile(
    rb"%PDF-\d\.\d[\r\n]{1,2}(?:%[\x80-\xff]{1,8}[\r\n]{1,2})?\d{1,10} \d{1,5} obj\b"
)
_STRAY: Final = re.compile(
    rb"\bendobj\b(?!\s{1,8}(?:\d{1,10}\s\d{1,5}\sobj|xref|startxref|trailer)\b)"
)
"""An object that neither another one follows nor the table of all."""
_NEAR: Final = 64
_CHUNK: Final = 1024 * 1024
_EDGE: Final = 600
_LARGEST_STREAM: Final = 64 * 1024**2
_DEEPEST: Final = 40
_MAKER_KEYS: Final = frozenset(("/T", "/Author", "/Creator", "/Producer", "/Company", "/Manager"))
_PACKED: Final = frozenset(("/Image", "/Type1C", "/CIDFontType0C", "/OpenType"))
_GLYPH: Final = re.compile(rb"[\s\d.+-]+ d[01]\s")
_LETTERS: Final = re.compile(rb"\(((?:[^()\\]|\\.|\([^()]*\))*)\)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_MARKS: Final = re.compile(rb"/(?:ActualText|Alt|E|T|Contents)\s*[(<]")


def read_pdf(file: BinaryIO, open_part: OpenPart, depth: int) -> Iterator[Passage]:
    """Raises ValueError, pikepdf.PdfError or pypdfium2.PdfiumError for what cannot be read."""
    if depth >= DEEPEST:
        raise ValueError("a file in a file in a file")
    _refuse_what_stands_outside(file)
    with pikepdf.open(file) as document:
        yield from _Objects(document, open_part, depth).strings()
    file.seek(0)
    yield from _pages(file)


def _refuse_what_stands_outside(file: BinaryIO) -> None:
    """One version of the document and nothing before or behind: an earlier one stays in the file
    when a later one is written after it, and no reader would open that."""
    file.seek(0)
    if not _BEGINNING.match(file.read(_NEAR)):
        raise ValueError("no PDF, or something before its first object")
    file.seek(0)
    ends, held = 0, b""
    while chunk := file.read(_CHUNK):
        held += chunk
        seen = max(0, len(held) - _NEAR)
        ends += held.count(_END, 0, seen + len(_END) - 1)
        _refuse_stray(held, seen)
        held = held[seen:]
    ends += held.count(_END)
    _refuse_stray(held, len(held))
    if ends != 1 or not _LAST_LINES.search(held):
        raise ValueError("a PDF with earlier versions, or something behind its end")
    file.seek(0)


def _refuse_stray(held: bytes, seen: int) -> None:
    stray = _STRAY.search(held)
    if stray and stray.start() < seen:
        raise ValueError("something between the objects of a PDF")


def _pages(file: BinaryIO) -> Iterator[Passage]:
    before = ""
    with _LIBRARY:
        document = pypdfium2.PdfDocument(file)
        count = len(document)
    try:
        for number in range(count):
            with _LIBRARY:
                text = _page_text(document, number)
            yield from _readings(f"page {number + 1}", text)
            across = f"{_last_lines(before)}\n{_first_lines(text)}"
            yield from _readings(f"page {number + 1}", across, joined=True)
            before = text
    finally:
        with _LIBRARY:
            document.close()


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()


def _readings(place: str, text: str, *, joined: bool = False) -> Iterator[Passage]:
    whole = text.replace("\ufffe", "-").replace("\u0002", "-")
    yield Passage(place, whole, joined, side_by_side=True)
    closed = _HYPHENS.sub("", text)
    if closed != whole:
        yield Passage(place, closed, joined, side_by_side=True)


def _last_lines(text: str) -> str:
    """The end of a page without its last line, which is a footer on every page."""
    return end_of(text.rstrip().rpartition("\n")[0], _EDGE)


def _first_lines(text: str) -> str:
    return beginning_of(text.lstrip(), _EDGE)


class _Objects:
    def __init__(self, document: pikepdf.Pdf, open_part: OpenPart, depth: int) -> None:
        self._document, self._open_part, self._depth = document, open_part, depth
        self._names: set[str] = set()
        self._pages = set(_drawings(document))
        info = document.trailer.get("/Info")
        self._info = info.objgen if isinstance(info, pikepdf.Dictionary) else None
        self._is_about = False

    def strings(self) -> Iterator[Passage]:
        yield from self._in("the end of the file", self._document.trailer, 0)
        for number, one in enumerate(self._document.objects, 1):
            place = f"object {number}"
            self._is_about = self._info is not None and one.objgen == self._info
            if isinstance(one, pikepdf.Stream):
                yield from self._in(place, one.stream_dict, 0)
                yield from self._stream(place, one)
            else:
                yield from self._in(place, one, 0)

    def _in(self, place: str, one: Any, level: int, key: str = "") -> Iterator[Passage]:
        if level > _DEEPEST:
            raise ValueError("nested too deeply")
        match one:
            case pikepdf.Dictionary():
                for name, value in one.items():
                    yield from self._name(place, name)
                    if not getattr(value, "is_indirect", False):
                        yield from self._in(place, value, level + 1, name)
            case pikepdf.Array():
                for value in one:
                    if not getattr(value, "is_indirect", False):
                        yield from self._in(place, value, level + 1, key)
            case pikepdf.String() if key != "/ID":
                is_metadata = self._is_about or key in _MAKER_KEYS
                yield Passage(place, str(one), is_metadata=is_metadata)
            case pikepdf.Name():
                yield from self._name(place, str(one))

    def _name(self, place: str, name: str) -> Iterator[Passage]:
        if name not in self._names:
            self._names.add(name)
            yield Passage(place, name[1:], is_vocabulary=True)

    def _stream(self, place: str, stream: pikepdf.Stream) -> Iterator[Passage]:
        kind, subtype = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
        if kind in ("/XRef", "/ObjStm"):
            return
        if subtype == "/Image":
            yield from self._picture(place, stream)
            return
        content = self._content(stream)
        if subtype == "/XML" or kind == "/Metadata":
            yield from read_xml(
                _file(content), Seen(is_thorough=True), part=place, is_metadata=True
            )
        elif kind == "/EmbeddedFile":
            yield from self._attachment(place, stream, content)
        elif subtype not in _PACKED and "/Length1" not in stream:
            yield from self._marks(place, stream, content)

    def _content(self, stream: pikepdf.Stream) -> bytes:
        content = stream.read_bytes()
        if len(content) > _LARGEST_STREAM:
            raise ValueError("a stream swells beyond measure")
        return content

    def _marks(self, place: str, stream: pikepdf.Stream, content: bytes) -> Iterator[Passage]:
        """Of what draws a page the texts that are only said aloud, and its letters, as a page does
        not show what a note looks like; of all else every word."""
        if self._draws(stream, content):
            if _MARKS.search(content):
                for instruction in pikepdf.parse_content_stream(stream):
                    for operand in instruction.operands:
                        if isinstance(operand, pikepdf.Dictionary):
                            yield from self._in(place, operand, 0)
            yield from _letters(place, content)
        else:
            is_font = b"begincmap" in content
            yield Passage(place, content.decode("utf-8", "replace"), is_vocabulary=is_font)

    def _draws(self, stream: pikepdf.Stream, content: bytes) -> bool:
        """Whether it is of a page, form, pattern or sign of a font: numbers, and few words."""
        return (
            stream.objgen in self._pages
            or str(stream.get("/Subtype", "")) == "/Form"
            or "/PatternType" in stream
            or _GLYPH.match(content) is not None
        )

    def _picture(self, place: str, stream: pikepdf.Stream) -> Iterator[Passage]:
        filters = stream.get("/Filter")
        if str(filters) == "/DCTDecode" or (
            isinstance(filters, pikepdf.Array) and "/DCTDecode" in [str(one) for one in filters]
        ):
            raw = stream.read_raw_bytes() if isinstance(filters, pikepdf.Name) else None
            if raw is None:
                raise ValueError("a picture that is packed twice")
            for passage in read_jpeg(_file(raw)):
                yield passage._replace(place=f"{place}, {passage.place}")

    def _attachment(self, place: str, stream: pikepdf.Stream, content: bytes) -> Iterator[Passage]:
        names = [
            name
            for name, attached in self._document.attachments.items()
            for file in [attached.get_file()]
            if file.obj.objgen == stream.objgen
        ]
        if not names:
            raise ValueError("an attachment without a name")
        for passage in self._open_part(names[0], _file(content), self._depth + 1):
            yield passage._replace(place=f"{place}, {passage.place}")


def _drawings(document: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """The streams that draw the pages."""
    for page in document.pages:
        drawn = page.obj.get("/Contents")
        for one in drawn if isinstance(drawn, pikepdf.Array) else (drawn,):
            if isinstance(one, pikepdf.Stream):
                yield one.objgen


def _letters(place: str, content: bytes) -> Iterator[Passage]:
    """What a drawing writes with letters rather than with numbers of a font's signs, in pieces of
    words or whole ones."""
    pieces = [_ESCAPED.sub(_escaped, one).decode("latin-1") for one in _LETTERS.findall(content)]
    for between in ("", " "):
        if text := between.join(pieces):
            yield Passage(place, text, joined=True, side_by_side=True)


def _escaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8) & 0xFF]) if match[1].isdigit() else match[1]


def _file(content: bytes) -> BinaryIO:
    return io.BytesIO(content)
