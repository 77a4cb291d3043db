"""Themes by topic: a cross-tab of which one comment can be in several rows (R74)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from engage.privacy.disclosure import Figure
from engage.privacy.network import Place
from engage.privacy.rules import Earlier, Grid, hidden_places
from engage.reports.axes import Axis, as_in_all
from engage.reports.crossing import Making, line_of, narrows_past, told_cells, totals_of
from engage.reports.earlier import TOTAL, Told, key_of
from engage.reports.margins import Lines, Margin, known
from engage.reports.rules import Row, Table
from engage.reports.themed import label_of, tops, with_below


def themes_by_topic(making: Making, topics: Axis) -> Iterator[Table]:
    """A row for each theme that belongs to no other: of all comments on a topic, how many.

    Each theme is a table of two rows, with it and without it; the second is not printed, but
    everybody can subtract. What a comment speaks of can be read in it, so nothing but small numbers
    is hidden.
    """
    words, key = making.words, "cross_themes_topics"
    past = making.past.of(key)
    columns = as_in_all(topics, past, words, "and", columns=True)
    if not columns.fits:
        return
    labels = {theme.key: label_of(theme, words) for theme in making.themes}
    every = _by_topic(making, columns, None)
    rows = [
        (key_of([theme]), labels[theme], line)
        for theme in _told_themes(making)
        if (line := _theme_line(making, columns, theme, every)) is not None
    ]
    if not rows:
        return
    whole = tuple(Figure(exact=n) for n in (*every, sum(every)))
    rows.append((TOTAL, words("all_published"), whole))
    yield Table(
        key,
        "themes",
        words("cross.themes_topics"),
        words("themes.first"),
        (*columns.labels, words("total")),
        tuple(Row(label, line) for _key, label, line in rows),
        words("cross.themes_note"),
        tuple(name for name, _label, _line in rows),
        (*columns.keys, TOTAL),
        has_total=True,
    )


def _told_themes(making: Making) -> list[str]:
    table = making.tables.get("themes")
    if table is None:
        return []
    told = {key for key, row in zip(table.keys, table.rows, strict=True) if row.figures[0].exact}
    return [theme for theme in tops(making.themes) if key_of([theme]) in told]


def _by_topic(making: Making, columns: Axis, theme: str | None) -> tuple[int, ...]:
    """Published comments in each column, those that speak of a theme or all."""
    family = with_below(theme, making.themes) if theme else frozenset()
    counts = Counter[int]()
    for profile, count in making.gathered.profiles.items():
        if theme is None or family & set(profile.themes or ()):
            counts[columns.place(profile.topic)] += count
    return tuple(counts[j] for j in range(len(columns.groups)))


def _theme_line(
    making: Making, columns: Axis, theme: str, every: Sequence[int]
) -> tuple[Figure, ...] | None:
    """The row of a theme; None where less than half of it is left."""
    of_theme = _by_topic(making, columns, theme)
    without = tuple(n - m for n, m in zip(every, of_theme, strict=True))
    key = key_of([theme])
    grid = Grid((key, "without"), columns.keys, (of_theme, without))
    before = [
        _theme_before(told, grid)
        for told in making.past.of("cross_themes_topics")
        if key in told.rows
    ]
    hidden = hidden_places(grid, making.threshold, totals_of(grid), frozenset(), False, before)
    if len(hidden) > len(columns.groups):
        return None
    past = []
    for release in making.past.tables:
        told = release.get("cross_themes_topics")
        lines = Margin("topics", "published").of(release, columns)
        if lines is None:
            return None
        cells = told_cells(_theme_before(told, grid), grid) if told and key in told.rows else {}
        themes = release.get("themes")
        whole = themes.figure(key, "comments").exact if themes else None
        rows: Lines = () if whole is None else ((frozenset({0}), whole),)
        past.append(known(rows, lines, 2, len(columns.groups), cells))
    return None if narrows_past(past, grid, hidden, making.threshold) else line_of(grid, hidden, 0)


def _theme_before(told: Told, grid: Grid) -> Earlier:
    """With the second row, as whoever read that release subtracted it."""
    found: dict[Place, int | None] = {}
    for j, column in enumerate((*grid.columns, TOTAL)):
        part = told.figure(grid.rows[0], column).exact if column in told.columns else 0
        whole = told.figure(TOTAL, column).exact if column in told.columns else 0
        found[0, j], found[2, j] = part, whole
        found[1, j] = None if part is None or whole is None else whole - part
    return found
