"""The report for spreadsheets and statistics programs: comments, counts, and what they mean (R84).

Columns have the same short names in every language and release; `dictionary.py` says what they are.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from engage.core.sheets import spreadsheet_file
from engage.reports.dictionary import COMMENTS, COUNTS, DICTIONARY, names, told
from engage.reports.renderers.counts import Count
from engage.reports.rules import Period, PublishedComment, Report, Topic
from engage.reports.words import Words


class CommentsFile:
    """Takes the comments one by one."""

    def __init__(self, path: Path, report: Report) -> None:
        self._titles = {topic.slug: topic.title for topic in report.topics}
        self._days = {period.label: days_of(period) for period in report.periods}
        self._closing = ExitStack()
        self._put = self._closing.enter_context(spreadsheet_file(path, names(COMMENTS)))

    def put(self, comment: PublishedComment) -> None:
        topic, period = comment.topic, comment.period
        title, days = self._titles[topic], self._days[period]
        self._put((comment.text, topic, title, period, *days))

    def close(self) -> None:
        self._closing.close()


def days_of(period: Period) -> tuple[str, str]:
    """The first and the last day in ISO 8601; empty where no days are told."""
    first, last = period.first_day, period.last_day
    return (first.isoformat() if first else "", last.isoformat() if last else "")


def write_counts(path: Path, counts: Iterable[Count], words: Words) -> None:
    with spreadsheet_file(path, names(COUNTS)) as put:
        for one in counts:
            put((
                one.table_title, one.row_title, one.column_title, _digits(one.number),
                one.mark(words), _digits(one.fewer_than), one.section, one.table, one.row,
                one.column,
            ))  # fmt: skip


def write_dictionary(path: Path, topics: Iterable[Topic]) -> None:
    with spreadsheet_file(path, names(DICTIONARY)) as put:
        for row in told(tuple(topics)):
            put(row)


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)
