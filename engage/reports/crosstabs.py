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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engage.engagements.questions import QuestionKind
from engage.privacy.network import Place
from engage.privacy.rules import Earlier, Grid, hidden_places
from engage.reports.answers import table_key
from engage.reports.axes import Axis, as_in_all, axis_of, topic_axis
from engage.reports.crossing import Making, line_of, narrows_past, told_cells, totals_of
from engage.reports.earlier import TOTAL, Told
from engage.reports.gathered import Profile
from engage.reports.margins import Margin, Ways, known
from engage.reports.rules import Row, Table
from engage.reports.source import QuestionFacts, TopicFacts
from engage.reports.themes_crossed import themes_by_topic

MOST_TABLES: Final = 12
MOST_QUESTIONS: Final = 4
"""Cross-tabs in a report, and questions of a topic that are crossed with its first one."""

Named = Callable[[Profile], str]
"""By what a comment is counted in a row or column."""


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
    yield from themes_by_topic(making, topics)
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
        if len(making.topics) > 1:
            caption = words("answers.of_topic", topic=topic.title, caption=caption)
        said = (caption, other.label)
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
    hidden = hidden_places(grid, making.threshold, totals_of(grid), frozenset(), True, before)
    if 2 * len(hidden) > len(rows.groups) * len(columns.groups):
        return
    past = []
    for release in making.past.tables:
        of_rows, of_columns = margins[0].of(release, rows), margins[1].of(release, columns)
        if of_rows is None or of_columns is None:
            return
        cells = told_cells(_before(release[key], grid), grid) if key in release else {}
        past.append(known(of_rows, of_columns, len(rows.groups), len(columns.groups), cells))
    if narrows_past(past, grid, hidden, making.threshold):
        return
    caption, first = said
    total = making.words("total")
    lines = tuple(
        Row(label, line_of(grid, hidden, i)) for i, label in enumerate((*rows.labels, total))
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


def _before(told: Told, grid: Grid) -> Earlier:
    """The same places in an earlier release; where it has no such line, nobody was there."""
    rows, columns = (*grid.rows, TOTAL), (*grid.columns, TOTAL)
    known = (set(told.rows), set(told.columns))
    return {
        (i, j): told.figure(row, column).exact if row in known[0] and column in known[1] else 0
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }
