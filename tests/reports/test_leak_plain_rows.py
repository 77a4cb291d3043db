"""Plain rows of a sheet are read without a parser, and nothing is read otherwise than by one."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engage.reports.leaks.readers import plain_rows
from engage.reports.leaks.readers.markup import SHEETS, Reader, SharedStrings
from engage.reports.leaks.readers.passage import Passage, Readable, Seen
from engage.reports.leaks.readers.worksheets import SheetReader
from tests.reports.rendered import holding
from tests.reports.test_xlsx import parts

HEAD = plain_rows.HEAD + b'\n<worksheet xmlns="a"><cols/><sheetData>'
TAIL = (
    b"</sheetData><pageMargins left='0.7'/>"
    b"<headerFooter><oddFooter>&amp;P of 2</oddFooter></headerFooter></worksheet>"
)
FIRST = (
    b'<row r="1" ht="16"><c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">Comment</t></is>'
    b"</c></row>"
)
REFUSED = "refused"


class Slow(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, self.most))


class Parsed(SheetReader):
    """All of it by the parser."""

    def _pass(self, file: Readable) -> Iterator[None]:
        return Reader._pass(self, file)


class Counting(SheetReader):
    """Counts the cells that needed no parser."""

    taken_short = 0

    def _take(self, cells: Iterable[plain_rows.Cell]) -> None:
        taken = list(cells)
        type(self).taken_short += len(taken)
        super()._take(taken)


def reading(
    content: bytes, reader: type[SheetReader], most: int = 131_072, *, is_thorough: bool = True
) -> list[Passage] | str:
    strings = SharedStrings()
    strings.add("shared words")
    seen = Seen(is_thorough=is_thorough)
    read = reader(seen, SHEETS, "xl/worksheets/sheet2.xml", strings=strings)
    try:
        return list(read.read(Slow(content, most)))
    except (ValueError, LookupError):  # the latter of an encoding that nobody knows
        return REFUSED


def assert_same(content: bytes, most: int = 131_072) -> None:
    for is_thorough in (True, False):
        short = reading(content, Counting, most, is_thorough=is_thorough)
        assert short == reading(content, Parsed, is_thorough=is_thorough)


def cell(text: str, place: str = "A2") -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = shown.replace("\r", "&#13;")
    return f'<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def row(*cells: str, height: str = "16", number: int | str = 2) -> bytes:
    return f'<row r="{number}" ht="{height}">{"".join(cells)}</row>'.encode("utf-8", "replace")


JANE = cell("Jane Hume")
COUNT = '<c r="B2" s="4"><v>3</v></c>'
PLAIN = row(JANE, COUNT)
signs = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
words = st.sampled_from(
    ["Jane", "Hume", " ", "", "a & b", "&amp;", '&"Jane"12', "<r>", "]]>", "\n"]
)
texts = st.one_of(words, signs, st.text("Jan &<>\r\n\t;", max_size=8), st.just("long words " * 30))
cells = st.one_of(
    st.builds(cell, texts, st.sampled_from(["A2", "ZZ9999999", "AAA2", "A12345678901"])),
    st.integers(0, 10**16).map(lambda number: f'<c r="C2" s="12"><v>{number}</v></c>'),
)
heights = st.sampled_from(["16", "409", "12.5", "1e3", "1600", "Jane"])
numbers = st.sampled_from([1, 999_999, 1_000_000, 1_047_999, 1_048_576, 1_048_577, "٣", "Jane", ""])
plain = st.builds(
    lambda cells, height, number: row(*cells, height=height, number=number),
    st.lists(cells, max_size=4),
    heights,
    numbers,
)
ODD = [
    # what stands at other places, or is written in another way
    row(JANE.replace('r="A2" s="1"', 's="1" r="A2"')),
    row(JANE.replace('s="1"', 's="Jane"')),
    row(JANE.replace('s="1"', 's="1" descr="Jane Hume"')),
    row(JANE.replace('s="1"', 's="1" s="1"')),
    row(JANE.replace('"A2"', "'A2'")),
    row(JANE.replace("preserve", "Jane")),
    row(JANE.replace("inlineStr", "str")),
    row('<c r="A2" s="1" t="s"><v>0</v></c>', COUNT),
    row(JANE.replace("<t ", "<r><t ").replace("</t>", "</t></r><r><t>Hume</t></r>")),
    row(JANE.replace("<t xml:space=", "<x:t xml:space=").replace("</t>", "</x:t>")),
    row(JANE.replace("Jane Hume", "Jane<!-- Hume -->Hume")),
    row(JANE.replace("Jane Hume", "Jane <![CDATA[Hume & <row>]]>")),
    row(JANE.replace("Jane Hume", "Jane <?Hume of it?>Hume")),
    row(JANE.replace("Jane Hume", "&#74;ane &quot;&apos;Hume&#x41;")),
    row(JANE.replace("Jane Hume", "&Jane;")),
    row(JANE.replace("Jane Hume", "Jane & Hume")),
    row(JANE.replace("Jane Hume", "Jane ]]> Hume")),
    row(JANE.replace("Jane Hume", "Jane\r\nHume\rDoe")),
    row(JANE.replace("Jane Hume", "Jane\x01Hume")),
    row(JANE.replace("Jane Hume", "Jane\uffffHume")),
    PLAIN.replace(b"Jane", b"Jane\xff"),
    PLAIN.replace(b"Jane", b"Jane\xed\xa0\x80"),
    PLAIN.replace(b"Jane", b"Jane\xc0\xbc"),
    row(JANE, "Jane Hume", COUNT),
    row(JANE, "<!-- Jane Hume -->", COUNT),
    row("Jane ", JANE),
    row(JANE, "<f>Jane Hume</f>"),
    b"Jane Hume",
    b"\n",
    b"<row/>",
    b"<row r='7'/>",
    b"</row>",
    b"<row><row>",
    b"<!--" + PLAIN + PLAIN + b"-->",
    b"<![CDATA[" + PLAIN + PLAIN + b"]]>",
    b"<?Jane " + PLAIN + b"?>",
    b"<!-- " + PLAIN,
    b"</sheetData><sheetData>",
    b"</sheetData>" + PLAIN + b"<sheetData>",
    b"<x:row r='2'>" + JANE.encode() + b"</x:row >",
    b"<x:row r='2' descr='" + b"&lt;/row>" + b"'>" + PLAIN + b"</x:row>",
    b"<r>" + PLAIN + PLAIN + b"</r>",
    b"<a>Jane " + PLAIN + PLAIN + b"</a>",
    PLAIN[:-3],
    PLAIN.replace(b"</row>", b"</row >"),
    PLAIN.replace(b"</row>", b""),
]
pieces = st.lists(st.one_of(plain, plain, st.just(PLAIN), st.sampled_from(ODD)), max_size=6)


@settings(max_examples=300, deadline=None)
@given(pieces, st.sampled_from([1, 3, 17, 200, 131_072]))
def test_rows_of_any_kind_are_read_as_the_parser_reads_them(rows: list[bytes], most: int) -> None:
    assert_same(HEAD + FIRST + b"".join(rows) + TAIL, most)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("most", [1, 50, 131_072])
def test_a_row_that_is_not_plain_is_parsed_and_so_is_what_it_reaches_to(
    odd: bytes, most: int
) -> None:
    assert_same(HEAD + FIRST + PLAIN + odd + PLAIN + PLAIN + TAIL, most)


MARKS = [
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"'", b'"', b"\r", b"\xff", b"\x01", b"<r>", b"<",
    b"</row>", b"<row>", b">", b"/", b"\xef\xbf\xbf", b"Jane", b"&#13;", b"&#74;", b"\xc3", b" ",
]  # fmt: skip
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 8), st.sampled_from([b"", *MARKS])), max_size=3
)


@settings(max_examples=500, deadline=None)
@given(st.lists(plain, min_size=1, max_size=4), edits, st.sampled_from([1, 40, 131_072]))
def test_whatever_somebody_changes_in_a_sheet_is_seen(
    rows: list[bytes], edits: list[tuple[float, int, bytes]], most: int
) -> None:
    content = HEAD + FIRST + PLAIN + b"".join(rows) + TAIL
    for share, taken, put in edits:
        at = int(share * len(content))
        content = content[:at] + put + content[at + taken :]
    assert_same(content, most)


@given(st.characters(exclude_categories=["Cs"]))
@example("\x7f")
@example("\x85")
@example("\ufffe")
@example("\U0001ffff")
def test_a_sign_that_the_parser_refuses_is_refused(sign: str) -> None:
    assert_same(HEAD + FIRST + PLAIN.replace(b"Jane", sign.encode()) + TAIL)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        plain_rows.HEAD,
        HEAD,
        HEAD + FIRST,
        HEAD + FIRST + PLAIN,
        b"\xef\xbb\xbf" + HEAD + FIRST + PLAIN + TAIL,
        (HEAD + FIRST + PLAIN + TAIL).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        (HEAD + FIRST + PLAIN + PLAIN + TAIL).replace(b"UTF-8", b"ISO-8859-1"),
        (HEAD + FIRST + row(cell("Zo\xeb")) + TAIL).replace(b"UTF-8", b"ISO-8859-1"),
        (HEAD + FIRST + PLAIN.replace(b"J", b"\xe9") + TAIL).replace(b"UTF-8", b"ISO-8859-1"),
        (HEAD + FIRST + PLAIN + TAIL).replace(b"<worksheet", b"<!DOCTYPE a []><worksheet"),
        (HEAD + FIRST + PLAIN + TAIL).replace(
            b"<worksheet", b"<!DOCTYPE a [<!ATTLIST c descr CDATA 'Jane Hume'>]><worksheet"
        ),
    ],
)
def test_a_part_that_begins_or_ends_otherwise_is_left_to_the_parser(content: bytes) -> None:
    for most in (1, 131_072):
        assert_same(content, most)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"<row r='1'></row>",
        b"<row r='1' x='preserve'><c/></row>",
        FIRST.replace(b"preserve", b"default"),
        FIRST.replace(b' ht="16"', b""),
        FIRST.replace(b"is>", b"x:is>"),
    ],
)
def test_names_that_no_row_has_told_are_met_first(first: bytes) -> None:
    assert_same(HEAD + first + PLAIN + PLAIN + TAIL)


@pytest.mark.parametrize("name", [b"r", b"a", b"c", b"row", b"x:sheetData"])
def test_rows_may_stand_within_other_marks(name: bytes) -> None:
    content = HEAD + FIRST + PLAIN + PLAIN + TAIL
    assert_same(content.replace(b"sheetData>", name + b">"))
    assert_same(content.replace(b"worksheet", name))


@pytest.mark.parametrize("depth", [395, 396, 397, 398, 399])
def test_rows_may_stand_too_deep(depth: int) -> None:
    marks, ends = b"<x>" * depth, b"</x>" * depth
    assert_same(HEAD + FIRST + marks + FIRST + PLAIN + PLAIN + ends + TAIL)
    assert_same(HEAD + FIRST + marks + b"<row></row>" + PLAIN + ends + TAIL)


def test_a_sheet_of_ours_is_read_without_a_parser(tmp_path: Path) -> None:
    said = [f"Jane Hume said {n} & <b>\r\n" for n in range(300)]
    made = parts(holding(*said), tmp_path)
    sheet = made["xl/worksheets/sheet2.xml"].encode()
    Counting.taken_short = 0
    assert_same(sheet)
    cells = sheet.count(b"<c ") - sheet.split(b"</row>")[0].count(b"<c ")
    assert Counting.taken_short == 2 * cells


def test_a_row_without_an_end_is_not_waited_for() -> None:
    held = [
        len(piece)
        for piece in plain_rows.pieces(
            Slow(HEAD + b'<row r="2" ht="16">' + b"a" * 3_000_000, 100_000), lambda: True
        )
        if isinstance(piece, bytes)
    ]
    assert max(held) < 1_300_000
