"""Every figure of a report as one row with what it is of, for the data files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engage.privacy.disclosure import Figure
from engage.reports.rules import Report, Table
from engage.reports.words import Words


@dataclass(frozen=True)
class Count:
    """A figure: of which table, row and column, by key and in words."""

    section: str
    table: str
    table_title: str
    row: str
    row_title: str
    column: str
    column_title: str
    figure: Figure

    @property
    def number(self) -> int | None:
        return self.figure.exact

    @property
    def fewer_than(self) -> int | None:
        return None if self.figure.exact is not None else self.figure.fewer_than

    def mark(self, words: Words) -> str:
        """What stands in place of a number; empty beside one."""
        return "" if self.figure.exact is not None else words.figure(self.figure)


def counts_of(report: Report, words: Words) -> Iterator[Count]:
    """The tables in their order, then the letters, which stand in none."""
    for table in report.tables:
        yield from _of_table(table)
    for number, campaign in enumerate(report.campaigns, 1):
        yield Count(
            "campaigns",
            "campaigns",
            words("data.campaigns"),
            str(number),
            words("letters.one", number=number),
            "comments",
            words("comments"),
            campaign.figure,
        )


def _of_table(table: Table) -> Iterator[Count]:
    columns = _keyed(table.column_keys, table.columns)
    for (row, title), one in zip(
        _keyed(table.keys, [row.label for row in table.rows]), table.rows, strict=True
    ):
        for (column, column_title), figure in zip(columns, one.figures, strict=True):
            yield Count(
                table.section, table.key, table.caption, row, title, column, column_title, figure
            )


def _keyed(keys: Sequence[str], labels: Sequence[str]) -> list[tuple[str, str]]:
    """Labels with their keys; a table that names none has its rows numbered."""
    numbers = [str(number) for number in range(1, len(labels) + 1)]
    return list(zip(keys or numbers, labels, strict=True))
