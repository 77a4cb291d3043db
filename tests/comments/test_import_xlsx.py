"""A workbook is read like a CSV file: the same rows and faults, and no harm from any bytes."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engage.comments import import_xlsx
from engage.comments.import_rules import Sheet, read_mapping, read_sheet
from engage.comments.import_xlsx import sheet_names
from engage.comments.rules import Channel, NoticeGiven, State

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
MAPPING = read_mapping(["text=words,received_at=at"])
WIDE = read_mapping(["text=words,received_at=at,channel=came,notice_given=notice"])


def workbook(*rows: tuple[object, ...], name: str = "Sheet") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(raw: bytes, mapping: dict[str, str] = MAPPING, name: str = "") -> Sheet:
    return read_sheet(raw, mapping, NOW, name=name)


def faults_of(sheet: Sheet) -> list[str]:
    return [str(fault) for fault in sheet.faults]


def repacked(raw: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one of its parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            new.writestr(one.filename, content if one.filename == part else old.read(one))
    return out.getvalue()


TWO = workbook(
    ("words", "at"), ("Late buses.", datetime(2026, 2, 1, 9, 30)), ("Trams.", 1518501496471)
)


def test_rows_dates_and_numbers_become_what_a_csv_file_would_have() -> None:
    sheet = read(TWO)
    assert faults_of(sheet) == []
    assert [(row.line, row.text, row.received_at) for row in sheet.rows] == [
        (2, "Late buses.", datetime(2026, 2, 1, 17, 30, tzinfo=UTC)),
        (3, "Trams.", datetime(2018, 2, 13, 5, 58, 16, 471000, tzinfo=UTC)),
    ]


def test_faults_name_the_row_and_quote_nothing() -> None:
    sheet = read(workbook(("words", "at"), ("Jane Roe said so.", "yesterday"), ("", 1518501496471)))
    found = faults_of(sheet)
    assert [one.split(":")[0] for one in found] == ["row 2", "row 3"]
    assert "Jane" not in str(found)


def test_blank_rows_are_passed_over_and_counted() -> None:
    sheet = read(workbook(("words", "at"), (), ("Trams.", 1518501496471), (None, None), ()))
    assert [(row.line, row.text) for row in sheet.rows] == [(3, "Trams.")]


def test_a_sheet_is_chosen_by_its_name() -> None:
    book = Workbook()
    for name, words in (("Letters", "A letter."), ("Calls", "A call.")):
        page = book.create_sheet(name)
        page.append(("words", "at"))
        page.append((words, 1518501496471))
    del book["Sheet"]
    raw = saved(book)
    assert sheet_names(raw) == ("Letters", "Calls")
    assert [row.text for row in read(raw).rows] == ["A letter."]
    assert [row.text for row in read(raw, name="Calls").rows] == ["A call."]
    assert "no sheet of that name" in faults_of(read(raw, name="Notes"))[0]


def test_a_formula_is_read_by_its_stored_value_and_never_worked_out() -> None:
    sheet = read(workbook(("words", "at"), ("=1+1", 1518501496471)))
    assert faults_of(sheet) == ["row 2: in 'words', the text is empty"]


def test_an_error_of_the_spreadsheet_is_told() -> None:
    assert "such as #REF!" in faults_of(read(workbook(("words", "at"), ("#REF!", 15185014964))))[0]


def test_channel_and_notice_are_read_and_a_letter_needs_its_notice() -> None:
    heading = ("words", "at", "came", "notice")
    sheet = read(
        workbook(
            heading, ("A letter.", 1518501496471, "Paper", "read out"), ("It.", 1518501496472)
        ),
        WIDE,
    )
    assert [(row.channel, row.notice_given, row.state) for row in sheet.rows] == [
        (Channel.PAPER, NoticeGiven.READ_OUT, State.WAITING),
        (Channel.IMPORT, NoticeGiven.BY_THE_COLLECTING_BODY, State.WAITING),
    ]
    refused = read(workbook(heading, ("A call.", 1518501496471, "phone"), ("x", 1, "pigeon")), WIDE)
    assert "row 2: how the collection notice was given is missing" in faults_of(refused)[0]
    assert any("the channel is not known" in one for one in faults_of(refused))


def test_letters_may_be_longer_than_what_a_form_takes() -> None:
    heading = ("words", "at", "came", "notice")
    long = "a" * 6_000
    ours = read(workbook(heading, (long, 1518501496471, "paper", "read_out")), WIDE)
    assert faults_of(ours) == []
    theirs = read(workbook(heading, (long, 1518501496471)), WIDE)
    assert "5,000 is the most" in faults_of(theirs)[0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old .xls file, or a workbook with a"),
        (b"PK\x03\x04" + bytes(100), "cannot be read"),
        (TWO[:-200], "cannot be read"),
        (
            repacked(TWO, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
            "cannot be read",
        ),
        (
            repacked(
                TWO,
                "xl/worksheets/sheet1.xml",
                b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>',
            ),
            "cannot be read",
        ),
        (
            repacked(
                TWO,
                "xl/worksheets/sheet1.xml",
                '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'.encode("utf-16"),
            ),
            "cannot be read",
        ),
    ],
    ids=["old", "junk", "cut off", "half XML", "entities", "outside entity"],
)
def test_what_cannot_be_read_says_so_at_its_first_row(raw: bytes, words: str) -> None:
    sheet = read(raw)
    assert sheet.rows == []
    assert words in faults_of(sheet)[0]


def test_a_zip_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", bytes(import_xlsx.UNPACKED + 1))
    assert len(out.getvalue()) < 100_000
    assert "unpacks to more than" in faults_of(read(out.getvalue()))[0]


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(TWO)) as old:
        page = old.read("xl/worksheets/sheet1.xml")
    lying = page.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"')
    assert lying != page
    assert len(read(repacked(TWO, "xl/worksheets/sheet1.xml", lying)).rows) == 2


def test_a_row_far_below_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_xlsx, "LAST_ROW", 1_000)
    with zipfile.ZipFile(io.BytesIO(TWO)) as old:
        page = old.read("xl/worksheets/sheet1.xml")
    far = page.replace(b'<row r="3"', b'<row r="99999999"').replace(b'r="A3"', b'r="A99999999"')
    sheet = read(repacked(TWO, "xl/worksheets/sheet1.xml", far))
    assert "more than" in faults_of(sheet)[0]


def test_too_many_rows_or_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_xlsx, "ROWS", 2)
    rows = [("x", 1518501496471)] * 5
    assert "rows; cut it" in faults_of(read(workbook(("words", "at"), *rows)))[0]
    wide = tuple(f"c{number}" for number in range(import_xlsx.COLUMNS + 1))
    assert "more than 100 columns" in faults_of(read(workbook(wide)))[0]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_workbook_gives_rows_or_faults_and_nothing_else(data: st.DataObject) -> None:
    raw = bytearray(TWO)
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    sheet = read(bytes(raw))
    assert sheet.rows or sheet.fault_count
    sheet_names(bytes(raw))


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_for_a_page_give_rows_or_faults(content: bytes) -> None:
    sheet = read(repacked(TWO, "xl/worksheets/sheet1.xml", content))
    assert sheet.rows or sheet.fault_count
