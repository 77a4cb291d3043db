"""Tables of two things at once: by topic and way, by two questions, by theme and topic (R74). Pure.

Rows and columns are those of the report's other tables, joined as they are there, so that the
totals of a cross-tab stand in the report already and are taken for public. Cells are hidden by
`privacy.rules`. A cross-tab of which less than half is left is not made.

Several tables about the same people could be solved together. They cannot here, because no two
things are linked in more than one way: a topic's comments by their period (which everybody can
count), by way, by each theme, by the first question, and that one by each other question. Between
tables that hang together like branches people can be put in any way that fits each table by itself,
so together they say no more than each alone (decomposable models; Dobra and Fienberg, PNAS 97,
2000). That is why answers are crossed with the first question alone, and never with ways or themes,
nor themes with each other or with ways. A question by topics is no table of its own: each topic's
answers stand in theirs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.engagements.questions import QuestionKind
from engage.privacy.disclosure import NOT_SHOWN, Figure
from engage.privacy.narrowing import Known, narrows
from engage.privacy.network import Place
from engage.privacy.rules import Earlier, Grid, hidden_places
from engage.reports.answers import table_key
from engage.reports.axes import Axis, as_in_all, axis_of, topic_axis
from engage.reports.earlier import TOTAL, Releases, Told, key_of
from engage.reports.gathered import Gathered, Profile
from engage.reports.margins import Lines, Margin, Ways, each, known
from engage.reports.rules import Row, Table
from engage.reports.source import QuestionFacts, ThemeFacts, TopicFacts
from engage.reports.themed import label_of, tops, with_below
from engage.reports.words import Words

MOST_TABLES: Final = 12
MOST_QUESTIONS: Final = 4
"""Cross-tabs in a report, and questions of a topic that are crossed with its first one."""

Named = Callable[[Profile], str]
"""By what a comment is counted in a row or column."""


@dataclass(frozen=True)
class Making:
    """What all cross-tabs are made from; `tables` are the report's other tables by key."""

    tables: Mapping[str, Table]
    topics: tuple[TopicFacts, ...]
    themes: tuple[ThemeFacts, ...]
    gathered: Gathered
    past: Releases
    threshold: int
    words: Words


def cross_tables(making: Making) -> tuple[Table, ...]:
    """The cross-tabs that may be told, `MOST_TABLES` at most, in the order of the report."""
    return tuple(_all(making))[:MOST_TABLES]


def _all(making: Making) -> Iterator[Table]:
    counts = Counter[str]()
    for profile, count in making.gathered.profiles.items():
        counts[profile.topic] += count
    sizes = [(topic.slug, topic.title, counts[topic.slug]) for topic in making.topics]
    topics = topic_axis(sizes, making.threshold)
    yield from _topics_by_way(making, topics)
    yield from _themes_by_topic(making, topics)
    for topic in making.topics:
        yield from _answers_by_first(making, topic)


# --- two things of which each comment has one -----------------------------------------------------


def _topics_by_way(making: Making, topics: Axis) -> Iterator[Table]:
    words, key = making.words, "cross_topics_channels"
    used = {came.channel for came, n in making.gathered.published.items() if n}
    ways = axis_of(making.tables.get("channels"), "published", used)
    past = making.past.of(key)
    rows = as_in_all(topics, past, words, "and")
    columns = as_in_all(ways, past, words, "and", columns=True)
    counts = making.gathered.profiles
    said = (words("cross.topics_channels"), words("topic"))
    yield from _crosstab(
        making, key, "participation", said,
        _Crossed(rows, columns, counts, lambda one: one.topic, lambda one: one.channel),
        (Margin("topics", "published"), Ways("channels", "published")),
    )  # fmt: skip


def _answers_by_first(making: Making, topic: TopicFacts) -> Iterator[Table]:
    """Each other question of a topic by its first one, as far as one answer was to be chosen."""
    words = making.words
    questions = [
        one for one in topic.questions if one.is_asked and one.kind is not QuestionKind.SEVERAL
    ]
    counts = {one: n for one, n in making.gathered.profiles.items() if one.topic == topic.slug}
    for other in questions[1 : MOST_QUESTIONS + 1]:
        first = questions[0]
        key = f"cross_{topic.slug}_{first.key}_{other.key}"
        past = making.past.of(key)
        asked = [
            axis_of(making.tables.get(table_key(topic, one)), "comments") for one in (other, first)
        ]
        rows = as_in_all(asked[0], past, words, "or")
        columns = as_in_all(asked[1], past, words, "or", columns=True)
        caption = words("cross.answers", first=other.label, second=first.label)
        said = (f"{topic.title}: {caption}" if len(making.topics) > 1 else caption, other.label)
        yield from _crosstab(
            making, key, "answers", said,
            _Crossed(rows, columns, counts, _answer_to(other), _answer_to(first)),
            (
                Margin(table_key(topic, other), "comments"),
                Margin(table_key(topic, first), "comments"),
            ),
        )  # fmt: skip


def _answer_to(question: QuestionFacts) -> Named:
    return lambda one: next((value for key, value in one.answers if key == question.key), "")


@dataclass(frozen=True)
class _Crossed:
    rows: Axis
    columns: Axis
    counts: Mapping[Profile, int]
    row_of: Named
    column_of: Named

    @property
    def grid(self) -> Grid:
        cells = Counter[Place]()
        for profile, count in self.counts.items():
            place = self.rows.place(self.row_of(profile))
            cells[place, self.columns.place(self.column_of(profile))] += count
        width = range(len(self.columns.groups))
        counts = (tuple(cells[i, j] for j in width) for i in range(len(self.rows.groups)))
        return Grid(self.rows.keys, self.columns.keys, tuple(counts))


def _crosstab(
    making: Making,
    key: str,
    section: str,
    said: tuple[str, str],
    crossed: _Crossed,
    margins: tuple[Margin, Margin],
) -> Iterator[Table]:
    """The table with its caption and first column's head, unless too little is left of it."""
    rows, columns = crossed.rows, crossed.columns
    if not rows.fits or not columns.fits:
        return
    grid = crossed.grid
    before = [_before(told, grid) for told in making.past.of(key)]
    hidden = hidden_places(grid, making.threshold, _totals(grid), frozenset(), True, before)
    if 2 * len(hidden) > len(rows.groups) * len(columns.groups):
        return
    past = []
    for release in making.past.tables:
        of_rows, of_columns = margins[0].of(release, rows), margins[1].of(release, columns)
        if of_rows is None or of_columns is None:
            return
        cells = _told_cells(_before(release[key], grid), grid) if key in release else {}
        past.append(known(of_rows, of_columns, len(rows.groups), len(columns.groups), cells))
    if _narrows(past, grid, hidden, making.threshold):
        return
    caption, first = said
    total = making.words("total")
    lines = tuple(
        Row(label, _line(grid, hidden, i)) for i, label in enumerate((*rows.labels, total))
    )
    yield Table(
        key,
        section,
        caption,
        first,
        (*columns.labels, total),
        lines,
        making.words("cross.note"),
        (*grid.rows, TOTAL),
        (*grid.columns, TOTAL),
        has_total=True,
    )


def _narrows(past: Sequence[Known], grid: Grid, hidden: frozenset[Place], threshold: int) -> bool:
    """Whether earlier releases and this table together tell more than either may."""
    height, width = len(grid.rows), len(grid.columns)
    told = _told_cells({p: None if p in hidden else n for p, n in grid.values.items()}, grid)
    rows = each(grid.values[i, width] for i in range(height))
    columns = each(grid.values[height, j] for j in range(width))
    truth = {(i, j): grid.counts[i][j] for i in range(height) for j in range(width)}
    return narrows(past, known(rows, columns, height, width, told), truth, threshold)


def _told_cells(values: Earlier, grid: Grid) -> dict[Place, int]:
    return {p: n for p, n in values.items() if n is not None and not grid.shape.is_total(p)}


def _totals(grid: Grid) -> frozenset[Place]:
    return frozenset(place for place in grid.values if grid.shape.is_total(place))


def _line(grid: Grid, hidden: frozenset[Place], row: int) -> tuple[Figure, ...]:
    return tuple(
        NOT_SHOWN if (row, j) in hidden else Figure(exact=grid.values[row, j])
        for j in range(len(grid.columns) + 1)
    )


def _before(told: Told, grid: Grid) -> Earlier:
    """The same places in an earlier release; where it has no such line, nobody was there."""
    rows, columns = (*grid.rows, TOTAL), (*grid.columns, TOTAL)
    known = (set(told.rows), set(told.columns))
    return {
        (i, j): told.figure(row, column).exact if row in known[0] and column in known[1] else 0
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }


# --- themes, of which a comment can have several --------------------------------------------------


def _themes_by_topic(making: Making, topics: Axis) -> Iterator[Table]:
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
    hidden = hidden_places(grid, making.threshold, _totals(grid), frozenset(), False, before)
    if len(hidden) > len(columns.groups):
        return None
    past = []
    for release in making.past.tables:
        told = release.get("cross_themes_topics")
        lines = Margin("topics", "published").of(release, columns)
        if lines is None or "themes" not in release:
            return None
        cells = _told_cells(_theme_before(told, grid), grid) if told and key in told.rows else {}
        whole = release["themes"].figure(key, "comments").exact
        rows: Lines = () if whole is None else ((frozenset({0}), whole),)
        past.append(known(rows, lines, 2, len(columns.groups), cells))
    return None if _narrows(past, grid, hidden, making.threshold) else _line(grid, hidden, 0)


def _theme_before(told: Told, grid: Grid) -> Earlier:
    """With the second row, as whoever read that release subtracted it."""
    found: dict[Place, int | None] = {}
    for j, column in enumerate((*grid.columns, TOTAL)):
        part = told.figure(grid.rows[0], column).exact if column in told.columns else 0
        whole = told.figure(TOTAL, column).exact if column in told.columns else 0
        found[0, j], found[2, j] = part, whole
        found[1, j] = None if part is None or whole is None else whole - part
    return found
