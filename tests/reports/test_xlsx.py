"""The workbook: text stays text, nothing is lost, and every program can open it."""

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from engage.core.xml_text import visible
from engage.reports.dictionary import COMMENTS, COUNTS, DICTIONARY, labels
from engage.reports.renderers import sheets, xlsx
from engage.reports.renderers.counts import counts_of
from engage.reports.renderers.sheets import LONGEST, pieces_of
from engage.reports.rules import Report
from engage.reports.words import Words
from tests.reports.rendered import FORMULAS, HOSTILE, MARKUP, data_files, holding, rich


def book(report: Report, folder: Path) -> dict[str, Worksheet]:
    path = data_files(report, folder)["data.xlsx"]
    return {sheet.title: sheet for sheet in load_workbook(path)}


def parts(report: Report, folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(data_files(report, folder)["data.xlsx"]) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def column(sheet: Worksheet, number: int = 1) -> list[object]:
    return [row[number - 1] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_every_comment_is_there_word_for_word(tmp_path: Path) -> None:
    texts = [one for one in HOSTILE if "_x" not in one]
    assert column(book(holding(*texts), tmp_path)["Comments"]) == texts


@pytest.mark.parametrize("text", FORMULAS + MARKUP)
def test_whatever_it_looks_like_a_text_is_a_text(text: str, tmp_path: Path) -> None:
    report = holding(text)
    cell = book(report, tmp_path)["Comments"]["A2"]
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert cell.hyperlink is None
    for content in parts(report, tmp_path).values():
        assert "<f>" not in content and "<hyperlink" not in content
        assert 'TargetMode="External"' not in content


def test_what_excel_would_read_as_a_letter_is_written_as_excel_writes_it(tmp_path: Path) -> None:
    (sheet,) = [
        content
        for name, content in parts(holding("_x0041_ and _x41_, _x0042_x0043_"), tmp_path).items()
        if name.endswith("sheet2.xml")
    ]
    assert "_x005F_x0041_ and _x41_, _x005F_x0042_x005F_x0043_" in sheet


def test_what_xml_forbids_is_shown(tmp_path: Path) -> None:
    sheet = book(holding("a\x00b\x1b[2Jc\ufffed", "one\r\ntwo"), tmp_path)["Comments"]
    assert column(sheet) == ["a␀b␛[2Jc\ufffdd", "one\r\ntwo"]


@pytest.mark.parametrize("sign", ["w", "👍", "é\U0001f600"])
def test_a_text_that_no_cell_holds_goes_on_in_the_next_row(sign: str, tmp_path: Path) -> None:
    words = Words("en")
    text = sign * 50_000
    rows = [
        str(cell) for cell in column(book(holding("before", text, "after"), tmp_path)["Comments"])
    ]
    assert (rows[0], rows[-1]) == ("before", "after")
    assert all(len(row.encode("utf-16-le")) <= 2 * LONGEST for row in rows)
    on, from_above = f"\n{words('data.goes_on')}", f"{words('data.goes_on_from')}\n"
    assert [row.endswith(on) for row in rows[1:-1]] == [True] * (len(rows) - 3) + [False]
    assert [row.startswith(from_above) for row in rows[1:-1]] == [False] + [True] * (len(rows) - 3)
    joined = "".join(row.removeprefix(from_above).removesuffix(on) for row in rows[1:-1])
    assert joined == text


def test_pieces_never_part_a_pair_of_surrogates() -> None:
    assert pieces_of("👍👍👍", 3) == ["👍", "👍", "👍"]
    assert pieces_of("a👍b", 3) == ["a👍", "b"]
    assert pieces_of("", 3) == [""]


def test_comments_that_no_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    monkeypatch.setattr(xlsx.CommentBook, "finish", _comments_alone)
    texts = [f"Comment {number}" for number in range(8)]
    found = book(holding(*texts), tmp_path)
    names = ["Comments", "Comments 2", "Comments 3"]
    assert [name for name in found if name.startswith("Comments")] == names
    assert [cell for name in names for cell in column(found[name])] == texts
    assert {found[name]["A1"].value for name in names} == {"Comment"}
    assert [found[name].auto_filter.ref for name in names] == ["A1:F4", "A1:F4", "A1:F3"]


def _comments_alone(book: xlsx.CommentBook, _counts: object, _content_hash: str) -> None:
    """The other sheets have more rows than the few that a sheet holds in this test."""
    book._end_sheet(book._comments, COMMENTS)
    book._book.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_figures_are_numbers_and_marks_are_words(language: str, tmp_path: Path) -> None:
    report, words = rich(language), Words(language)
    sheet = book(report, tmp_path)[words("data.counts")]
    told = [
        (row[0], row[1], row[3], row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert told == [
        (one.table_title, one.row_title, one.number, one.mark(words) or None)
        for one in counts_of(report, words)
    ]
    assert {(number is None, mark is None) for _t, _r, number, mark in told} == {
        (True, False),
        (False, True),
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_sheet_has_a_header_that_stays_and_filters(language: str, tmp_path: Path) -> None:
    words = Words(language)
    found = book(rich(language), tmp_path)
    assert list(found) == [
        words(f"data.{name}") for name in ("read_me", "comments", "counts", "dictionary")
    ]
    for sheet, columns in zip(
        list(found.values())[1:], (COMMENTS, COUNTS, DICTIONARY), strict=True
    ):
        assert tuple(cell.value for cell in sheet[1]) == labels(columns, language)
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert not sheet.protection.sheet


def test_the_first_sheet_says_what_it_is_and_how_it_was_made(tmp_path: Path) -> None:
    report = rich()
    told = "\n".join(
        str(row[0]) for row in book(report, tmp_path)["Read me"].iter_rows(values_only=True)
    )
    assert told.startswith(report.title)
    assert all(paragraph in told for paragraph in report.method)
    assert report.ministry in told and report.contact in told
    assert re.search(r"^[0-9a-f]{64}$", told, re.MULTILINE)


@pytest.mark.parametrize(("language", "tag"), [("en", "en-CA"), ("fr", "fr-CA")])
def test_the_file_names_no_person_and_no_date_of_its_own(
    language: str, tag: str, tmp_path: Path
) -> None:
    path = data_files(rich(language), tmp_path)["data.xlsx"]
    about = load_workbook(path).properties
    assert about.creator == about.lastModifiedBy == Words(language)("data.publisher")
    assert about.language == tag
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core) == ["1980-01-01T00:00:00Z"] * 2
        assert {part.date_time[0] for part in archive.infolist()} == {1980}


@pytest.mark.parametrize("sign", ["a", "=", "👍", "\n", " "])
def test_text_that_xml_can_hold_is_not_changed(sign: str) -> None:
    assert visible(sign) == sign


def test_a_row_is_as_high_as_its_text_is_long_up_to_what_excel_shows(tmp_path: Path) -> None:
    sheet = book(holding("short", "w" * 250, "one\ntwo", "w" * 30_000), tmp_path)["Comments"]
    assert [sheet.row_dimensions[row].height for row in range(2, 6)] == [16, 48, 32, 409]
