"""Whatever is known of a person is found at every place of every format that can hold a text."""

import base64
import io
import zipfile

import pikepdf
import pytest

from engage.comments.rules import receipt_code, receipt_hash
from engage.reports.leaks import Gate, Identifier, Kind, UnreadableFile, find_leaks
from tests.reports import leak_files
from tests.reports.leak_files import PLACES, Planted, docx_paragraph, pdf_text, png, zipped

CODE = receipt_code(b"any secret", "a nonce")
PEOPLE = {
    Kind.NAME: "Jane Hume",
    Kind.EMAIL: "jane.hume@example.org",
    Kind.PHONE: "250 555 0199",
    Kind.ADDRESS: "1203 Discovery Street",
    Kind.IP: "203.0.113.77",
    Kind.IDENTITY_NUMBER: "046 454 286",
    Kind.QUARANTINED: "takes daily doses of Medication A",
    Kind.UNPUBLISHED_FRAGMENT: "the house has been stealing hydro power since spring",
    Kind.STAFF: "Quentin Ledger",
    Kind.RECEIPT: CODE,
}
KNOWN = [Identifier(kind, value) for kind, value in PEOPLE.items() if kind is not Kind.RECEIPT]
# What these places cannot hold whole.
SHORT = {Kind.NAME, Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.IP, Kind.STAFF, Kind.RECEIPT}
HELD = {
    "xlsx_sheet_name": SHORT,
    "xlsx_note_author": SHORT,
    "zip_name": SHORT,
    "docx_part_name": SHORT,
    "pdf_attachment_name": SHORT,
}


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(KNOWN, receipt_hashes=[receipt_hash(CODE.replace("-", ""))])


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_kind_is_found_at_every_place(gate: Gate, place) -> None:
    kinds = HELD.get(place.__name__, set(PEOPLE))
    name, content = place([value for kind, value in PEOPLE.items() if kind in kinds])
    leaks = gate.leaks_in({name: content})
    assert {leak.kind for leak in leaks} == kinds
    told = repr(leaks).lower()
    for word in ("jane", "hume", "discovery", "0199", "ledger", CODE[:4].lower()):
        assert word not in told


DISGUISES = {
    "upper case": str.upper,
    "accents": lambda text: text.replace("e", "\u00e9").replace("u", "u\u0308"),
    "soft hyphens": "\u00ad".join,
    "zero width": "\u200b".join,
    "right to left marks": "\u200f".join,
    "isolated": lambda text: f"\u2067{text}\u2069",
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if c.isalnum() and c.isascii() else c for c in text
    ),
    "per cent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    "place", [docx_paragraph, leak_files.docx_runs, leak_files.xlsx_cell, leak_files.xlsx_shared,
              leak_files.svg_text, leak_files.json_large, leak_files.zip_text]
)  # fmt: skip
def test_no_disguise_helps(gate: Gate, place, disguise) -> None:
    name, content = place([DISGUISES[disguise](value) for value in PEOPLE.values()])
    assert {leak.kind for leak in gate.leaks_in({name: content})} == set(PEOPLE)


@pytest.mark.parametrize("disguise", ["upper case", "accents", "soft hyphens", "zero width"])
def test_no_disguise_helps_on_a_page(gate: Gate, disguise) -> None:
    name, content = pdf_text([DISGUISES[disguise](value) for value in PEOPLE.values()])
    assert {leak.kind for leak in gate.leaks_in({name: content})} == set(PEOPLE)


@pytest.mark.parametrize("letters", ["utf-16-le", "utf-16-be"])
def test_words_of_two_bytes_a_letter_are_read(gate: Gate, letters: str) -> None:
    """They are UTF-8 as well, with a zero beside each letter, and no mark need say which."""
    values = "\n\n".join(PEOPLE.values())
    content = zipped(("notes.txt", values.encode(letters)))
    assert {leak.kind for leak in gate.leaks_in({"a.zip": content})} == set(PEOPLE)


INNOCENT = (
    "Jane and David of Hume Street, near 1203 Main Street.",
    "Built on 2026-03-02 from 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.",
    "250 people, 555 letters, 199 calls; 12 505 550 199 in all; 46 454 286 and 203.0.113.7.",
    "The house has been stealing hydro power. Takes daily doses of Medication B.",
    "Section 26.1.3 of Bill 14 (2019): 1,203 km, $4.50, 10:15 to 11:45, 2024-2026.",
)


@pytest.mark.parametrize(
    "place", [docx_paragraph, leak_files.docx_heading, leak_files.docx_properties,
              leak_files.xlsx_cell, leak_files.xlsx_shared, leak_files.xlsx_properties, pdf_text,
              leak_files.pdf_narrow, leak_files.pdf_outline, leak_files.pdf_information,
              leak_files.svg_text, leak_files.png_packed, leak_files.zip_in_zip]
)  # fmt: skip
def test_what_leads_to_nobody_is_innocent_everywhere(gate: Gate, place) -> None:
    name, content = place(INNOCENT)
    assert gate.leaks_in({name: content}) == []


def test_counts_side_by_side_are_no_telephone(gate: Gate) -> None:
    rows = [["12", "505", "550", "199"], ["2", "505", "550", "199"], ["25", "055", "501", "99"]]
    files = {
        "a.csv": "\r\n".join(",".join(row) for row in rows).encode(),
        "a.html": "".join(
            f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr></table>"
            for row in rows[:2]
        ).encode(),
        "a.json": str(rows[:2]).replace("'", '"').encode(),
    }
    files["a.csv"] = files["a.csv"].rpartition(b"\r\n")[0]
    assert gate.leaks_in(files) == []
    assert gate.leaks_in({"a.csv": b"1,250,555,0199"})


def test_what_formats_call_their_own_things_names_nobody() -> None:
    names = ["Title", "Normal", "Page", "Span", "Table", "Bold", "Author", "Grid", "Rect", "Text"]
    known = [Identifier(Kind.NAME, name) for name in names]
    files = dict([docx_paragraph(["x"]), pdf_text(["x"]), leak_files.svg_title(["x"])])
    files["a.html"] = b"<style>.grid { color: bold }</style><table class=title><tr></table>"
    files["a.schema.json"] = b'{"title": "Title", "description": "A page of text"}'
    assert find_leaks(files, known) == []
    assert find_leaks({"a.html": b"<p>A bold page</p>"}, known)


def test_who_made_a_file_is_found_even_if_staff_published_the_name() -> None:
    known = [Identifier(Kind.STAFF, "Quentin Ledger"), Identifier(Kind.STAFF, "q.ledger@gov.bc.ca")]
    public = ["Quentin Ledger, director, leads the work."]
    in_text = dict([docx_paragraph(public), pdf_text(public), leak_files.xlsx_cell(public)])
    assert find_leaks(in_text, known, public_texts=public) == []
    assert {leak.kind for leak in find_leaks(in_text, known)} == {Kind.STAFF}
    for place in (
        leak_files.docx_properties,
        leak_files.docx_comment_author,
        leak_files.xlsx_properties,
        leak_files.xlsx_note_author,
        leak_files.pdf_information,
        leak_files.pdf_metadata,
        leak_files.png_exif,
        leak_files.zip_name,
    ):
        for maker in ("Quentin Ledger", "q.ledger@gov.bc.ca"):
            files = dict([place([maker, maker])])
            (kind,) = {leak.kind for leak in find_leaks(files, known, public_texts=public)}
            assert kind is Kind.STAFF, place.__name__


def _saved(**options: object) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_text(["x"])[1])) as made:
        made.save(file, **options)
    return file.getvalue()


def _swollen() -> bytes:
    return zipped(("a.txt", b" " * 30_000_000))


def _locked() -> bytes:
    """A part that says that it is encrypted."""
    content = bytearray(zipped(("a.txt", b"x")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _with_part(name: str, content: bytes) -> Planted:
    document = io.BytesIO(docx_paragraph(["x"])[1])
    with zipfile.ZipFile(document, "a") as made:
        made.writestr(name, content)
    return "a.docx", document.getvalue()


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
PACKED = base64.b64encode(b"Jane Hume")
REFUSED = {
    "a PDF under a password": lambda: (
        "a.pdf",
        _saved(encryption=pikepdf.Encryption(owner="x", user="y")),
    ),
    "a PDF with an earlier version": lambda: ("a.pdf", _saved() + _saved()),
    "a PDF with something behind it": lambda: ("a.pdf", _saved() + b"Jane Hume"),
    "half a PDF": lambda: ("a.pdf", _saved()[:2000]),
    "something else that is called a PDF": lambda: ("a.pdf", b"Jane Hume"),
    "a PDF with a file of an unknown kind": lambda: (
        "a.pdf",
        _attached("x.exe"),
    ),
    "half a workbook": lambda: ("a.xlsx", leak_files.xlsx_cell(["x"])[1][:-30]),
    "a document with a program": lambda: _with_part("word/vbaProject.bin", b"x"),
    "a document with entities": lambda: _with_part("word/more.xml", BOMB),
    "a document with broken XML": lambda: _with_part("word/more.xml", b"<a>"),
    "an archive that swells": lambda: ("a.zip", _swollen()),
    "an archive under a password": lambda: ("a.zip", _locked()),
    "an archive with something before it": lambda: (
        "a.zip",
        b"Jane Hume" + zipped(("a.txt", b"x")),
    ),
    "an archive with a file of an unknown kind": lambda: ("a.zip", zipped(("a.exe", b"x"))),
    "archives in archives in archives": lambda: (
        "a.zip",
        zipped(("b.zip", zipped(("c.zip", zipped(("d.zip", zipped(("a.txt", b"x")))))))),
    ),
    "a picture with something behind it": lambda: ("a.png", png() + b"Jane Hume"),
    "half a picture": lambda: ("a.png", png()[:-20]),
    "a drawing with entities": lambda: ("a.svg", BOMB),
    "a PDF with a remark before its end": lambda: (
        "a.pdf",
        _saved().replace(b"%%EOF", b"%Jane Hume\n%%EOF"),
    ),
    "a page with something packed into an address": lambda: (
        "a.html",
        b'<img alt="" src="data:text/plain;base64,' + PACKED + b'">',
    ),
    "a page with something packed into its style": lambda: (
        "a.html",
        b"<style>p { background: url(data:text/plain;base64," + PACKED + b") }</style>",
    ),
    "a drawing with something packed into it": lambda: (
        "a.svg",
        b'<svg><image href="data:text/plain; Base64,' + PACKED + b'"/></svg>',
    ),
}


def _attached(name: str) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_text(["x"])[1])) as made:
        made.attachments[name] = b"x"
        made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_to_its_end_is_refused(gate: Gate, case: str) -> None:
    name, content = REFUSED[case]()
    with pytest.raises(UnreadableFile) as refusal:
        gate.leaks_in({name: content})
    assert "Jane" not in str(refusal.value) and refusal.value.__cause__ is None


@pytest.mark.parametrize("marks", ["<r>{}</r>", "<x><a>{}</a></x>", "<x><p/>{}</x>"])
def test_text_that_stands_in_no_paragraph_is_read_too(gate: Gate, marks: str) -> None:
    name, content = _with_part("customXml/item9.xml", marks.format("Jane Hume").encode())
    assert {leak.kind for leak in gate.leaks_in({name: content})} == {Kind.NAME}


def test_a_comment_may_speak_of_packed_addresses(gate: Gate) -> None:
    said = b"<p>My screen shows data:text/plain;base64,eA== and nothing else.</p>"
    assert gate.leaks_in({"a.html": said}) == []


def test_a_bytes_between_the_parts_of_an_archive_are_refused(gate: Gate) -> None:
    first = zipped(("a.txt", b"x"))
    start = first.index(b"PK\x01\x02")
    with pytest.raises(UnreadableFile):
        gate.leaks_in({"a.zip": first[:start] + b"Jane Hume" * 9 + first[start:]})
