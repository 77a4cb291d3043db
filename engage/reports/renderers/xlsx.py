"""The report as a workbook: what it is, comments, counts, and what the columns mean (R84).

Text is word for word: a cell of text is never run, so nothing is put before it. What does not fit
into one cell or one sheet goes on in the next, and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from engage.reports.dictionary import (
    COMMENTS,
    COUNTS,
    DICTIONARY,
    Column,
    labels,
    told,
)
from engage.reports.renderers.counts import Count
from engage.reports.renderers.csv import days_of
from engage.reports.renderers.sheets import LONGEST, TextBook, TextSheet, pieces_of
from engage.reports.rules import PublishedComment, Report
from engage.reports.words import Words

_INK: Final = "#2D2D2D"
_BLUE: Final = "#013366"
_LINE: Final = "#D8D8D8"
_FONT: Final = "BC Sans"


class CommentBook:
    """Takes the comments one by one; the other sheets when they have all come."""

    def __init__(self, path: Path, scratch: Path, report: Report, words: Words) -> None:
        self._report, self._words = report, words
        self._titles = {topic.slug: topic.title for topic in report.topics}
        self._days = {period.label: days_of(period) for period in report.periods}
        self._book = TextBook(path, scratch, _properties(report, words), words("tag"))
        text = {"font_name": _FONT, "font_size": 11, "font_color": _INK, "valign": "top"}
        self._cell = self._book.style(**text, num_format="@", text_wrap=True)
        self._number = self._book.style(**text, num_format="#,##0")
        self._head = self._book.style(
            **text | {"font_color": "#FFFFFF", "valign": "vcenter"},
            bold=True,
            text_wrap=True,
            bg_color=_BLUE,
            border=1,
            border_color=_LINE,
        )
        self._title = self._book.style(
            **text | {"font_size": 18, "font_color": _BLUE}, bold=True, text_wrap=True
        )
        self._subtitle = self._book.style(
            **text | {"font_size": 13, "font_color": _BLUE, "valign": "bottom"},
            bold=True,
            text_wrap=True,
        )
        self._read_me: TextSheet = self._book.add_worksheet(words("data.read_me"))
        self._parts = 0
        self._cells = (self._cell,) * len(COMMENTS)
        self._comments = self._next_part()

    def put(self, comment: PublishedComment) -> None:
        topic, period, text = comment.topic, comment.period, comment.text
        rest = (topic, self._titles[topic], period, *self._days[period])
        if len(text) * 2 > LONGEST:
            self._put_long(text, rest)
        else:
            self._put_row((text, *rest))

    def finish(self, counts: Iterable[Count], content_hash: str) -> None:
        """Writes the other sheets and the file."""
        self._end_sheet(self._comments, COMMENTS)
        self._add_counts(counts)
        self._add_dictionary()
        self._add_read_me(content_hash)
        self._book.close()

    def close(self) -> None:
        self._book.let_go()

    def _put_row(self, row: Sequence[str]) -> None:
        if self._comments.is_full:
            self._end_sheet(self._comments, COMMENTS)
            self._comments = self._next_part()
        self._comments.put(row, self._cells)

    def _put_long(self, text: str, rest: Sequence[str]) -> None:
        """A text that a cell cannot hold, in several rows that each say so."""
        before, after = self._words("data.goes_on_from"), self._words("data.goes_on")
        pieces = pieces_of(text, LONGEST - 2 * len(before) - 2 * len(after) - 2)
        for number, piece in enumerate(pieces):
            start = f"{before}\n" if number else ""
            end = f"\n{after}" if number < len(pieces) - 1 else ""
            self._put_row((f"{start}{piece}{end}", *rest))

    def _next_part(self) -> TextSheet:
        self._parts += 1
        name = self._words("data.comments")
        return self._sheet(name if self._parts == 1 else f"{name} {self._parts}", COMMENTS)

    def _sheet(self, name: str, columns: Sequence[Column]) -> TextSheet:
        """A sheet with its header, which stays in sight."""
        sheet: TextSheet = self._book.add_worksheet(name)
        sheet.set_widths([column.width for column in columns])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.put(labels(columns, self._words.language), (self._head,) * len(columns))
        return sheet

    def _end_sheet(self, sheet: TextSheet, columns: Sequence[Column]) -> None:
        sheet.autofilter(0, 0, sheet.rows_written - 1, len(columns) - 1)

    def _add_counts(self, counts: Iterable[Count]) -> None:
        sheet = self._sheet(self._words("data.counts"), COUNTS)
        styles = [self._number if c.kind[0] == "whole number" else self._cell for c in COUNTS]
        for one in counts:
            row = (
                one.table_title, one.row_title, one.column_title, one.number,
                one.mark(self._words), one.fewer_than, one.section, one.table, one.row, one.column,
            )  # fmt: skip
            sheet.put(row, styles)
        self._end_sheet(sheet, COUNTS)

    def _add_dictionary(self) -> None:
        sheet = self._sheet(self._words("data.dictionary"), DICTIONARY)
        for row in told(self._report.topics):
            sheet.put(row, (self._cell,) * len(DICTIONARY))
        self._end_sheet(sheet, DICTIONARY)

    def _add_read_me(self, content_hash: str) -> None:
        sheet = self._read_me
        sheet.set_widths([90])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)
        for is_heading, text in _read_me(self._report, self._words, content_hash):
            style, line = (self._subtitle, 30) if is_heading else (self._cell, 16)
            for piece in pieces_of(text):
                sheet.put((piece,), (style if sheet.rows_written else self._title,), line)


def _properties(report: Report, words: Words) -> dict[str, object]:
    return {
        "title": report.title,
        "subject": words("data.subject"),
        "author": words("data.publisher"),
        "company": words("data.publisher"),
        "category": report.ministry,
    }


def _read_me(report: Report, words: Words, content_hash: str) -> Iterator[tuple[bool, str]]:
    """Lines in order; True before a heading. The first is the title."""
    yield True, report.title
    yield False, words("data.subject")
    yield False, report.ministry
    if report.opened and report.closed:
        yield False, words("data.dates", opened=report.opened.words, closed=report.closed.words)
    yield False, words("data.as_of", moment=report.as_of.words)
    if report.contact:
        yield False, words("about.contact_words", contact=report.contact)
    yield True, words("data.what_is_here")
    yield False, words("data.sheets")
    yield False, words("data.long_cells")
    yield True, words("page.made")
    for paragraph in report.method:
        yield False, paragraph
    yield True, words("about.use")
    yield False, words("about.use_words", ministry=report.ministry)
    yield False, words("data.licence")
    yield True, words("made.fingerprint")
    yield False, words("made.fingerprint_words")
    yield False, content_hash
