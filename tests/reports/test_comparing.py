"""The difference of two releases, as a page in either language tells it."""

from dataclasses import replace

import pytest

from engage.core.language import speaking
from engage.privacy.disclosure import Figure
from engage.reports.comparing import FigureChange, Label, figure_changes
from engage.reports.rules import Row, Table, as_json, canonical

PERIODS = Table(
    "weeks",
    "participation",
    "When people wrote",
    "Period",
    ("Received",),
    (Row("2 to 8 March 2026", (Figure(exact=30),)), Row("Total", (Figure(exact=30),))),
    "",
    ("2026-03-02/2026-03-08", "total"),
    ("received",),
)
THEMES = Table(
    "themes",
    "themes",
    "What people spoke of",
    "Theme",
    ("Comments",),
    (Row("Ferries at night", (Figure(exact=12),)),),
    "",
    ("ferries",),
    ("comments",),
)


def changes(*tables: Table) -> tuple[FigureChange, ...]:
    """From figures that are all one less."""
    before = tuple(
        replace(one, rows=tuple(Row(row.label, (_less(row.figures[0]),)) for row in one.rows))
        for one in tables
    )
    return figure_changes(canonical(as_json(before)), canonical(as_json(tables)))


def _less(figure: Figure) -> Figure:
    return Figure(exact=(figure.exact or 0) - 1)


def test_a_french_page_names_tables_rows_and_periods_in_french() -> None:
    with speaking("fr"):
        period, total = changes(PERIODS)
    assert period.table == Label("Quand les gens ont écrit", "fr")
    assert period.row == Label("du 2 au 8 mars 2026", "fr")
    assert (total.row, total.column) == (Label("Total", "fr"), Label("Reçus", "fr"))
    assert (total.before, total.after) == ("29", "30")


def test_what_staff_wrote_is_marked_as_english_on_a_french_page() -> None:
    with speaking("fr"):
        (theme,) = changes(THEMES)
    assert theme.table == Label("Ce dont les gens ont parlé", "fr")
    assert theme.row == Label("Ferries at night", "en")


@pytest.mark.parametrize("key", ["2026-03-02", "2026-03-02/total", "a/b/c", ""])
def test_what_only_looks_like_a_period_stands_as_it_is(key: str) -> None:
    odd = replace(PERIODS, rows=(PERIODS.rows[0],), keys=(key,))
    with speaking("fr"):
        (change,) = changes(odd)
    assert change.row == Label("2 to 8 March 2026", "en")


def test_an_english_page_says_what_the_report_says() -> None:
    period, _total = changes(PERIODS)
    assert [one.words for one in (period.table, period.row, period.column)] == [
        "When people wrote",
        "2 to 8 March 2026",
        "Received",
    ]
