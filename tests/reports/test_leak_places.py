"""Where an outsider would hide a name in the formats, beside what `leak_files` plants."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
import xlsxwriter
from pikepdf import Array, Dictionary, Name, String

from engage.reports.leaks import Gate, Identifier, Kind, UnreadableFile
from tests.reports.leak_files import docx_paragraph, pdf_text, png, xlsx_cell, zipped

NAME = "Marie Dupont"


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate([Identifier(Kind.NAME, NAME)])


def is_stopped(gate: Gate, name: str, content: bytes) -> bool:
    """Found, or refused as what cannot be read to its end; and never told."""
    try:
        leaks = gate.leaks_in({name: content})
    except UnreadableFile as fault:
        assert "Marie" not in str(fault) and fault.__cause__ is None
        return True
    assert "Marie" not in repr(leaks)
    return {leak.kind for leak in leaks} == {Kind.NAME}


MARKS = {
    "data of an element": '<p data-by="Marie Dupont">x</p>',
    "a name of an attribute": "<p marie-dupont>x</p>",
    "a class": '<p class="marie dupont">x</p>',
    "an address": '<a href="mailto:marie%20dupont">x</a>',
    "a set of pictures": '<img alt="" srcset="marie-dupont.png 2x">',
    "an attribute that is there twice": '<p title="x" title="Marie Dupont">x</p>',
    "a field": '<input value="Marie Dupont">',
    "a template": "<template><p>Marie Dupont</p></template>",
    "a script": '<script type="application/json">{"by": "\\u004darie Dupont"}</script>',
    "a remark of a style": "<style>/* Marie Dupont */</style>",
    "words of a style": '<style>p::after { content: "\\4d arie Dupont" }</style>',
    "a page in a page": '<iframe srcdoc="&lt;b>Marie&lt;/b> Dupont">',
    "a condition": "<!--[if IE]><p>Marie Dupont</p><![endif]-->",
    "an instruction": "<?xml Marie Dupont?>",
    "data that are no HTML": "<p><![CDATA[ Marie Dupont ]]></p>",
    "a mark": "<marie-dupont>x</marie-dupont>",
    "the end of a mark": "<p>x</p></marie-dupont>",
    "an attribute of an end": '<p>x</p title="Marie Dupont">',
    "an end that ends nothing": "<p>x</p></Marie Dupont>",
    "a mark without an end": '<p>x</p><p title="Marie Dupont',
    "a remark without an end": "<p>x</p><!-- Marie Dupont",
    "cells without ends": "<table><tr><th>Marie<td>Dupont<tr><td>x</table>",
    "the last cells without ends": "<table><tr><td>x<tr><th>Marie<td>Dupont",
    "a drawing": "<svg><desc>Marie Dupont</desc></svg>",
    "a word that may be broken": "<p>Ma<wbr>rie Du&shy;pont</p>",
}


@pytest.mark.parametrize("place", MARKS)
def test_nothing_in_a_page_escapes(gate: Gate, place: str) -> None:
    content = f"<!doctype html><html><body>{MARKS[place]}".encode()
    assert is_stopped(gate, "a.html", content)


@pytest.mark.parametrize(
    "content",
    [
        "<svg><!-- Marie Dupont --></svg>",
        "<svg/><!-- Marie Dupont -->",
        "<svg><?x Marie Dupont?></svg>",
        "<svg><![CDATA[Marie Dupont]]></svg>",
        '<svg xmlns="urn:marie-dupont"/>',
        '<svg xmlns:marie-dupont="urn:x"/>',
        '<?xml version="1.0" encoding="marie-dupont"?><svg/>',
    ],
)
def test_nothing_in_a_drawing_escapes(gate: Gate, content: str) -> None:
    assert is_stopped(gate, "a.svg", content.encode())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"a": [{"Marie Dupont": []}]}'),
        ("a.json", b'{"marie_dupont": 1}'),
        ("a.json", b'{"a": "{\\"b\\": \\"Marie Dupont\\"}"}'),
        ("a.json", b'{"a": "<b>Ma</b>rie Dupont, of <i>x"}'),
        ("a.schema.json", b'{"properties": {"Marie Dupont": {}}}'),
        ("a.csv", b'"<em>Marie</em><br>Dupont",x\r\n'),
        ("a.csv", b'Marie Dupont,x\r\n"y","z"\r\n'),
        ("a.csv", b"Marie,Dupont\r\ny,z\r\n"),
        ("a.csv", b'"\'=Marie Dupont"\r\n'),
        ("a.csv", b"x;Marie;Dupont;y\r\n"),
        ("Marie_Dupont.csv", b"x\r\n"),
        ("a.zip", zipped(("b/marie/dupont/a.txt", b"x"))),
        ("a.zip", zipped(("b.zip", zipped(("marie-dupont.csv", b"x"))))),
        ("a.zip", zipped(("b.zip", zipped(("c.csv", b"x"), remark=NAME.encode())))),
    ],
)
def test_nothing_in_keys_headers_and_names_escapes(gate: Gate, name: str, content: bytes) -> None:
    assert is_stopped(gate, name, content)


def _with(document: bytes, name: str, content: bytes) -> bytes:
    """An office file with one part more, or another one of this name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def _written(document: bytes, name: str, more: str) -> bytes:
    """With something more at the end of one part."""
    with zipfile.ZipFile(io.BytesIO(document)) as old:
        content = old.read(name).decode()
    end = content.rindex("</")
    return _with(document, name, f"{content[:end]}{more}{content[end:]}".encode())


DOCUMENT, BOOK = docx_paragraph(["nobody"])[1], xlsx_cell(["nobody"])[1]
TEXT, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
WORDS = {
    "a remark": (TEXT, "<!-- Marie Dupont -->"),
    "an instruction": (TEXT, "<?x Marie Dupont?>"),
    "a field": (TEXT, '<w:p><w:r><w:instrText>AUTHOR "Marie Dupont"</w:instrText></w:r></w:p>'),
    "a mark": (TEXT, '<w:bookmarkStart w:id="1" w:name="Marie_Dupont"/>'),
    "who changed it": (TEXT, '<w:p><w:ins w:id="1" w:author="Marie Dupont"/></w:p>'),
    "a control": (TEXT, '<w:sdt><w:sdtPr><w:alias w:val="Marie Dupont"/></w:sdtPr></w:sdt>'),
    "around a tab": (TEXT, "<w:p><w:r><w:t>Marie</w:t><w:tab/><w:t>Dupont</w:t></w:r></w:p>"),
    "around a soft hyphen": (
        TEXT,
        "<w:p><w:r><w:t>Ma</w:t><w:softHyphen/><w:t>rie Dupont</w:t></w:r></w:p>",
    ),
    "a variable": ("word/settings.xml", '<w:docVar w:name="a" w:val="Marie Dupont"/>'),
    "a style": ("word/styles.xml", '<w:style><w:name w:val="Marie Dupont"/></w:style>'),
    "who leads": ("docProps/app.xml", "<Manager>Marie Dupont</Manager>"),
    "the kinds of parts": ("[Content_Types].xml", "<!-- Marie Dupont -->"),
    "where it lay": ("_rels/.rels", '<a Target="file:///C:/Users/marie.dupont/a.docx"/>'),
}


@pytest.mark.parametrize("place", WORDS)
def test_nothing_in_a_document_escapes(gate: Gate, place: str) -> None:
    assert is_stopped(gate, "a.docx", _written(DOCUMENT, *WORDS[place]))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/people.xml", b'<a><b author="Marie Dupont"/></a>'),
        ("word/footnotes.xml", b"<a><b>Marie Dupont</b></a>"),
        ("customXml/item1.xml", b"<a><b>Marie Dupont</b></a>"),
        ("docProps/custom.xml", b'<a><property name="Marie Dupont"/></a>'),
        ("word/embeddings/book.xlsx", xlsx_cell([NAME])[1]),
        ("word/vbaProject.bin", b"Marie Dupont"),
        ("word/media/image9.png", png(NAME)),
        ("notes/", NAME.encode()),
    ],
)
def test_no_part_of_a_document_escapes(gate: Gate, part: str, content: bytes) -> None:
    assert is_stopped(gate, "a.docx", _with(DOCUMENT, part, content))


@pytest.mark.parametrize(
    ("part", "more"),
    [
        (SHEET, "<!-- Marie Dupont -->"),
        (SHEET, '<row r="9"><c r="A9" by="Marie Dupont"><v>1</v></c></row>'),
        (SHEET, '<row r="9" hidden="1"><c r="A9"><v>Marie Dupont</v></c></row>'),
        ("xl/workbook.xml", "<!-- Marie Dupont -->"),
        ("xl/workbook.xml", '<definedName name="Marie_Dupont">1</definedName>'),
        ("xl/workbook.xml", '<fileSharing userName="Marie Dupont"/>'),
        ("xl/styles.xml", '<numFmt numFmtId="9" formatCode="0 &quot;Marie Dupont&quot;"/>'),
        ("docProps/core.xml", "<category>Marie Dupont</category>"),
    ],
)
def test_nothing_in_a_workbook_escapes(gate: Gate, part: str, more: str) -> None:
    assert is_stopped(gate, "a.xlsx", _written(BOOK, part, more))


Sheet = xlsxwriter.worksheet.Worksheet
SHEETS: dict[str, Callable[[xlsxwriter.Workbook, Sheet], object]] = {
    "a list to choose from": lambda _, sheet: sheet.data_validation(
        0, 0, 0, 0, {"validate": "list", "source": ["a", NAME]}
    ),
    "a rule of colours": lambda _, sheet: sheet.conditional_format(
        0, 0, 0, 0, {"type": "text", "criteria": "containing", "value": NAME}
    ),
    "a filter": lambda _, sheet: (
        sheet.autofilter(0, 0, 3, 0),
        sheet.filter_column(0, f'x == "{NAME}"'),
    ),
    "a link": lambda _, sheet: sheet.write_url(0, 0, "https://example.com", tip=NAME),
    "a name of a value": lambda book, _: book.define_name("x", f'="{NAME}"'),
    "heads of a table": lambda _, sheet: sheet.add_table(
        0, 0, 2, 1, {"columns": [{"header": "Marie"}, {"header": "Dupont"}]}
    ),
    "a box of text": lambda _, sheet: sheet.insert_textbox(0, 0, NAME),
    "a head in two types": lambda _, sheet: sheet.set_header('&L&"Arial,Bold"Marie&12 Dupont'),
    "a picture behind": lambda _, sheet: sheet.set_background(io.BytesIO(png(NAME))),
    "a sheet that only programs show": lambda book, _: (
        hidden := book.add_worksheet("B"),
        hidden.write_string(0, 0, NAME),
        hidden.very_hidden(),
    ),
}


@pytest.mark.parametrize("place", SHEETS)
def test_no_sheet_escapes(gate: Gate, place: str) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    SHEETS[place](book, book.add_worksheet("A"))
    book.close()
    assert is_stopped(gate, "a.xlsx", file.getvalue())


SHOWN = b"BT /F1 9 Tf (by Marie Dupont) Tj ET"
PIECES = b"BT /F1 9 Tf [(Ma) -20 (rie)] TJ ( Du\\160ont \\(x\\)) Tj ET"


def _fonts() -> Dictionary:
    return Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def _noted(made: pikepdf.Pdf, **about: object) -> None:
    note = made.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **about))
    made.pages[0].obj.Annots = Array([note])
    made.Root.AcroForm = Dictionary(Fields=Array([note]))


def _look(made: pikepdf.Pdf, content: bytes) -> Dictionary:
    """What a note or a field looks like: no page's own text."""
    look = made.make_stream(content)
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
    look.Resources = Dictionary(Font=_fonts())
    return Dictionary(N=look)


def _drawn(made: pikepdf.Pdf, before: bytes) -> None:
    made.pages[0].obj.Resources.Font = _fonts()
    made.pages[0].contents_add(b"q " + before + SHOWN + b" Q")


def _stream(made: pikepdf.Pdf, content: bytes, **about: object) -> None:
    made.Root.Kept = made.make_stream(content, **about)


PAGES: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "what a note looks like": lambda pdf: _noted(pdf, Subtype=Name.FreeText, AP=_look(pdf, SHOWN)),
    "what a field looks like": lambda pdf: _noted(
        pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("f"), AP=_look(pdf, PIECES)
    ),
    "a note": lambda pdf: _noted(pdf, Subtype=Name.Text, T=String(NAME)),
    "a rich note": lambda pdf: _noted(pdf, Subtype=Name.Text, RC=String(f"<p>{NAME}</p>")),
    "a choice of a field": lambda pdf: _noted(
        pdf, Subtype=Name.Widget, FT=Name.Ch, T=String("f"), Opt=Array([String(NAME)])
    ),
    "a link": lambda pdf: _noted(
        pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://x.org/marie-dupont"))
    ),
    "unseen letters": lambda pdf: _drawn(pdf, b"3 Tr "),
    "letters beside the page": lambda pdf: _drawn(pdf, b"1 0 0 1 5000 5000 cm "),
    "letters of no size": lambda pdf: _drawn(pdf, b"0 0 0 0 0 0 cm "),
    "numbers of pages": lambda pdf: setattr(
        pdf.Root, "PageLabels", Dictionary(Nums=Array([0, Dictionary(P=String(NAME))]))
    ),
    "a layer": lambda pdf: setattr(
        pdf.Root, "OCProperties", Dictionary(OCGs=Array([Dictionary(Name=String(NAME))]))
    ),
    "a program": lambda pdf: setattr(
        pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String(f"alert('{NAME}')"))
    ),
    "a key": lambda pdf: pdf.Root.__setitem__("/Marie_Dupont", 1),
    "a stream": lambda pdf: _stream(pdf, NAME.encode()),
    "a stream of prose": lambda pdf: _stream(pdf, b"please read: Marie Dupont, 12 cm tall, re Tf"),
    "XMP": lambda pdf: _stream(
        pdf, f"<x><!-- {NAME} --></x>".encode(), Type=Name.Metadata, Subtype=Name.XML
    ),
    "an archive within": lambda pdf: pdf.attachments.__setitem__(
        "a.zip", pikepdf.AttachedFileSpec(pdf, zipped(("a.txt", NAME.encode())), filename="a.zip")
    ),
    "what an attachment is": lambda pdf: pdf.attachments.__setitem__(
        "a.txt", pikepdf.AttachedFileSpec(pdf, b"x", filename="a.txt", description=NAME)
    ),
}


@pytest.mark.parametrize("place", PAGES)
def test_nothing_in_a_pdf_escapes(gate: Gate, place: str) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_text(["nobody"])[1])) as made:
        PAGES[place](made)
        made.save(file, fix_metadata_version=False)
    assert is_stopped(gate, "a.pdf", file.getvalue())


@pytest.mark.parametrize("words", [b"%Marie Dupont\n", b"Marie Dupont\n", b"\n" * 99])
def test_words_between_the_objects_of_a_pdf_are_refused(gate: Gate, words: bytes) -> None:
    content = pdf_text(["nobody"])[1]
    ends = [at for at in range(len(content)) if content.startswith(b"endobj\n", at)]
    for place in (content.index(b"\n") + 1, ends[0] + 7, ends[-1] + 7):
        with pytest.raises(UnreadableFile):
            gate.leaks_in({"a.pdf": content[:place] + words + content[place:]})


def _noted_part(extra: bytes = b"", comment: bytes = b"") -> bytes:
    part = zipfile.ZipInfo("a.txt")
    part.extra, part.comment = extra, comment
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(part, b"x")
    return file.getvalue()


def _by_hand(name: bytes, shown: bytes = b"", extra: bytes = b"", behind: bytes = b"") -> bytes:
    """An archive whose first head says more than its list of contents."""
    content = b"" if name.endswith(b"/") else b"x"
    about = (zlib.crc32(content), len(content), len(content))
    numbers = struct.pack("<5H3I", 20, 0, 0, 0, 33, *about)
    first = b"PK\3\4" + numbers + struct.pack("<HH", len(name), len(extra)) + name + extra
    body = first + content + behind
    shown = shown or name
    listed = b"PK\1\2" + struct.pack("<H", 20) + numbers
    listed += struct.pack("<5HII", len(shown), 0, 0, 0, 0, 0, 0) + shown
    end = struct.pack("<4H2IH", 0, 0, 1, 1, len(listed), len(body), 0)
    return body + listed + b"PK\5\6" + end


FIELD = struct.pack("<HH", 0x9999, len(NAME)) + NAME.encode()
ARCHIVES = {
    "a note of a part": lambda: _noted_part(comment=NAME.encode()),
    "a field of a part": lambda: _noted_part(extra=FIELD),
    "a field of a part that the list does not have": lambda: _by_hand(b"a.txt", extra=FIELD),
    "another name of a part": lambda: _by_hand(NAME.encode(), b"nobodyxxxxxx"),
    "another name of a folder": lambda: _by_hand(b"Marie Dupont/", b"nobodyxxxxxx/"),
    "what stands behind a part": lambda: _by_hand(b"a.txt", behind=NAME.encode()),
    "what stands behind the archive": lambda: zipped(("a.txt", b"x")) + NAME.encode(),
    "what stands behind its remark": lambda: (
        zipped(("a.txt", b"x"), remark=b"hello") + NAME.encode()
    ),
    "words in a folder": lambda: zipped(("a/", NAME.encode())),
}


@pytest.mark.parametrize("place", ARCHIVES)
def test_nothing_in_an_archive_escapes(gate: Gate, place: str) -> None:
    assert is_stopped(gate, "a.zip", ARCHIVES[place]())


def test_archives_as_programs_write_them_are_read(gate: Gate) -> None:
    """Written without going back, a part is followed by its sizes, longer ones if it is large."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    piped, large = Pipe(), io.BytesIO()
    with zipfile.ZipFile(piped, "w") as made:
        made.writestr("a.txt", b"x")
        with made.open("b.txt", "w", force_zip64=True) as part:
            part.write(b"y")
    with zipfile.ZipFile(large, "w") as made, made.open("b.txt", "w", force_zip64=True) as part:
        part.write(b"y")
    for content in (piped.getvalue(), large.getvalue(), _by_hand(b"a.txt"), _by_hand(b"a/")):
        assert gate.leaks_in({"a.zip": content}) == []
        with pytest.raises(UnreadableFile):
            gate.leaks_in({"a.zip": content + b"Marie Dupont"})
