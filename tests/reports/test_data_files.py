"""Every file of a release: what they are called, that they say the same, and that none can act.

What cannot occur: a lone surrogate. Words lose them when the report is built, and no file of UTF-8
could hold one.
"""

import gc
import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from engage.core.sheets import guarded, guarded_throughout
from engage.reports.build import build_report
from engage.reports.dictionary import FILES, names
from engage.reports.rehash import content_hash_of
from engage.reports.renderers import render_files
from engage.reports.renderers.counts import counts_of
from engage.reports.renderers.data import write_data
from engage.reports.rules import Report
from engage.reports.words import Words
from tests.reports import documents
from tests.reports.factories import published, source, templates
from tests.reports.rendered import (
    FORMULAS,
    HOSTILE,
    as_excel_reads,
    data_files,
    document,
    holding,
    meagre,
    rich,
    rows_of,
)

SIGNS = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001


def digits(words: str) -> str:
    return words.replace(",", "").replace("\u202f", "")


def test_documents_are_in_each_language_and_data_in_the_main_one(tmp_path: Path) -> None:
    told: list[float] = []
    both = [documents.empty(language=language) for language in ("en", "fr")]
    files = render_files(both, tmp_path, templates(), told.append).files
    assert (
        sorted(files)
        == sorted(path.name for path in tmp_path.iterdir())
        == [
            "small-island-ferries-comments.csv",
            "small-island-ferries-counts.csv",
            "small-island-ferries-data-dictionary.csv",
            "small-island-ferries-data.xlsx",
            "small-island-ferries-rapport.docx",
            "small-island-ferries-rapport.html",
            "small-island-ferries-rapport.pdf",
            "small-island-ferries-report.docx",
            "small-island-ferries-report.html",
            "small-island-ferries-report.json",
            "small-island-ferries-report.pdf",
            "small-island-ferries-report.schema.json",
        ]
    )
    assert told == sorted(told) and told[-1] == 1
    stated, recomputed = content_hash_of(files["small-island-ferries-report.json"])
    assert stated == recomputed
    for name in ("report.html", "rapport.html"):
        assert stated in files[f"small-island-ferries-{name}"].read_text("utf-8")


def test_nothing_is_left_beside_the_files(tmp_path: Path) -> None:
    files = data_files(holding(*HOSTILE), tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(files.values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_format_holds_the_same_figures(language: str, tmp_path: Path) -> None:
    report, words = rich(language), Words(language)
    files = data_files(report, tmp_path)
    told = [
        (one.table, one.row, one.column, one.number, one.mark(words))
        for one in counts_of(report, words)
    ]
    csv = [
        (row["table"], row["row"], row["column"], row["number"], row["mark"])
        for row in by_column(files["counts.csv"])
    ]
    assert csv == [(t, r, c, "" if n is None else str(n), m) for t, r, c, n, m in told]
    sheet = load_workbook(files["data.xlsx"])[words("data.counts")]
    cells = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cells == [number for _t, _r, _c, number, _m in told]
    tables = json.loads(files["report.json"].read_bytes())["head"]["tables"]
    assert [
        figure["exact"] for table in tables for row in table["rows"] for figure in row["figures"]
    ] == cells
    in_words = [digits(words.figure(one.figure)) for one in counts_of(report, words)]
    assert figures_of(document(report), report) == in_words


def figures_of(content: bytes, report: Report) -> list[str]:
    """Of the document's tables, in the order in which the report has them."""
    tables = [t for t in Document(io.BytesIO(content)).tables if t.style.name == "Report Table"]
    found = {t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")): t for t in tables}
    ordered = [found[table.caption] for table in report.tables]
    return [digits(c.text) for t in ordered for row in t.rows[1:] for c in row.cells[1:]]


def by_column(path: Path) -> list[dict[str, str]]:
    header, *rows = rows_of(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_comments_stand_word_for_word_where_no_formula_could_begin(tmp_path: Path) -> None:
    report = holding(*HOSTILE)
    rows = by_column(data_files(report, tmp_path)["comments.csv"])
    for row, comment in zip(rows, report.comments, strict=True):
        assert row["comment"] in (comment.text, f"'{comment.text}")
        assert (row["comment"] != comment.text) == (guarded(comment.text) != comment.text)
    period, topic = report.periods[0], report.topics[0]
    assert rows[0] == {
        "comment": f"'{HOSTILE[0]}",
        "topic": topic.slug,
        "topic_title": topic.title,
        "period": period.label,
        "period_start": str(period.first_day),
        "period_end": str(period.last_day),
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_a_program_parts_cells_at(
    separator: str, tmp_path: Path
) -> None:
    """Excel takes semicolons where the comma is the decimal sign, as in French Canada."""
    made = source(*(published(text) for text in HOSTILE), title=FORMULAS[0])
    report = build_report(made)
    titles = zip(report.topics, FORMULAS[-4:], strict=False)
    report = replace(report, topics=tuple(replace(one, title=title) for one, title in titles))
    files = data_files(report, tmp_path)
    for name in ("comments.csv", "counts.csv", "data-dictionary.csv"):
        text = files[name].read_bytes().decode("utf-8-sig")
        cells = [cell for cell in as_excel_reads(text, separator) if cell.startswith(SIGNS)]
        assert cells == [], name


def test_the_reader_above_would_notice_a_formula() -> None:
    assert "=1+1" in list(as_excel_reads('"Topic","Fine;=1+1;"\r\n', ";"))
    assert "=1+1" not in list(as_excel_reads('"Fine;=1+1;","Topic"\r\n', ";"))
    assert list(as_excel_reads('"a ""b""","c"\r\n"d"', ",")) == ['a "b"', "c", "", "d"]


@given(st.text())
def test_nothing_but_apostrophes_is_added(text: str) -> None:
    assert guarded_throughout(text).replace("'", "") == text.replace("'", "")
    assert guarded_throughout(text) == text or guarded_throughout(text).count("'") > text.count("'")


def test_the_dictionary_explains_every_column_of_every_file(tmp_path: Path) -> None:
    report = rich()
    files = data_files(report, tmp_path)
    rows = by_column(files["data-dictionary.csv"])
    for name, columns in FILES:
        header = tuple(rows_of(files[f"{name}.csv"])[0])
        assert header == names(columns)
        told = [row for row in rows if row["file"] == name]
        assert tuple(row["column"] for row in told) == header
        assert all(all(row.values()) for row in told)
    (topic,) = [row for row in rows if (row["column"], row["file"]) == ("topic", "comments")]
    assert topic["values_en"] == ", ".join(one.slug for one in report.topics)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_engagements_with_little_to_tell_still_make_every_file(
    language: str, tmp_path: Path
) -> None:
    for number, report in enumerate(meagre(language)):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = data_files(report, folder)
        assert content_hash_of(files["report.json"])[0] == content_hash_of(files["report.json"])[1]
        assert len(rows_of(files["comments.csv"])) == len(report.comments) + 1
        assert len(load_workbook(files["data.xlsx"]).sheetnames) == 4
        assert Document(io.BytesIO(document(report))).paragraphs


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(), max_size=6), st.text(), st.text())
def test_whatever_people_type_every_file_opens(
    tmp_path: Path, texts: list[str], title: str, prompt: str
) -> None:
    made = source(*(published(text) for text in texts), title=title, summary=prompt, contact=prompt)
    report = build_report(made)
    files = data_files(report, tmp_path)
    assert content_hash_of(files["report.json"])[0] == content_hash_of(files["report.json"])[1]
    assert len(rows_of(files["comments.csv"])) == len(texts) + 1
    book = load_workbook(files["data.xlsx"])
    assert book["Comments"].max_row == len(texts) + 1
    assert Document(io.BytesIO(document(report))).core_properties.author


PRINTED = """
import hashlib, sys, tempfile
from pathlib import Path
from tests.reports.rendered import HOSTILE, data_files, document, holding, rich
with tempfile.TemporaryDirectory() as folder:
    for name, path in sorted(data_files(holding(*HOSTILE), Path(folder)).items()):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), name)
print(hashlib.sha256(document(rich("fr"))).hexdigest(), "docx")
"""


def test_the_same_report_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "fr_CA.UTF-8"))
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == 7
    told = hashlib.sha256(document(rich("fr"))).hexdigest()
    assert runs[0].splitlines()[-1] == f"{told} docx"


def test_a_report_is_gone_through_once_for_all_its_data_files(tmp_path: Path) -> None:
    class Counted(documents.Held):
        passes = 0

        def __iter__(self):  # type: ignore[no-untyped-def]
            type(self).passes += 1
            return super().__iter__()

    report: Report = documents.report(comments=Counted(documents.report().comments.comments))
    data_files(report, tmp_path)
    assert Counted.passes == 1


@pytest.mark.filterwarnings("error")
def test_a_build_that_is_called_off_leaves_nothing_open(tmp_path: Path) -> None:
    def call_off(_share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_data(holding(*("Words",) * 6_000), tmp_path, call_off)
    gc.collect()
    assert not [path for path in tmp_path.iterdir() if path.is_dir() or path.suffix == ".xlsx"]
