"""From frozen facts to the one `Report`: counts protected, comments stripped, order scrambled.

Pure but for the spool: the same facts give the same report whatever order the rows came in, on any
machine. The comments are gone through once; what one language says is put together afterwards, so
that a report in two languages reads them no second time.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from engage.core.dates import iso, local_week
from engage.core.text import clean_plain, plain_one_line
from engage.privacy.disclosure import NOT_SHOWN, THRESHOLD, Figure, Outcome, Tally, finest_runs
from engage.privacy.disclosure import figure as figure_of
from engage.reports.asked import Asked
from engage.reports.axes import MOST_LINES
from engage.reports.crosstabs import MOST_QUESTIONS, MOST_TABLES
from engage.reports.earlier import key_of
from engage.reports.gathered import Gathered, monday_of, passed_on
from engage.reports.prose import blocks_of
from engage.reports.rules import (
    Campaign,
    Moment,
    Period,
    Quotation,
    Report,
    Rows,
    Said,
    Table,
    Theme,
    Topic,
)
from engage.reports.source import (
    FrozenSource,
    LetterFacts,
    QuotationFacts,
    ThemeFacts,
    TopicFacts,
)
from engage.reports.spool import Spool
from engage.reports.tables import report_tables
from engage.reports.words import Words

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WEEK: Final = timedelta(days=7)
_MOMENT: Final = timedelta(microseconds=1)
_TELL_EVERY: Final = 500
_line = partial(plain_one_line, limit=300)


@dataclass(frozen=True)
class Material:
    """Everything that was read, put in order: what a report in any language is made of.

    `source` is without its comments; they lie in the spool, which goes with `close`.
    """

    source: FrozenSource
    gathered: Gathered
    spool: Spool
    topics: tuple[TopicFacts, ...]
    mondays: tuple[date, ...]
    runs: tuple[tuple[int, int], ...]

    def said_in(self, language: str) -> "Material":
        """The same with what staff wrote in this language, where they did."""
        source = self.source.said_in(language)
        return replace(self, source=source, topics=_in_order(source.topics))

    def close(self) -> None:
        self.spool.close()


def gather(
    source: FrozenSource,
    threshold: int = THRESHOLD,
    told: Callable[[int], object] = lambda _done: None,
) -> Material:
    """Goes through the comments, once; `told` hears how many. Raises ValueError on facts that do
    not fit.
    """
    if not _SLUG.fullmatch(source.slug):
        raise ValueError("a report is named by its engagement's slug, which must be a plain one")
    found, spool = Gathered(), Spool()
    try:
        _put_aside(source, {topic.slug for topic in source.topics}, found, spool, told)
    except BaseException:
        spool.close()
        raise
    mondays = _mondays(source, found)
    tallies = dict.fromkeys(mondays, Tally())
    for came, count in found.published.items():
        tallies[came.week] += Tally(count, count)
    # By published comments alone: a cut would tell in which week another one came.
    runs = finest_runs(list(tallies.values()), lambda tally: tally.published >= threshold)
    topics = _in_order(source.topics)
    return Material(replace(source, comments=()), found, spool, topics, mondays, runs)


def _put_aside(
    source: FrozenSource,
    slugs: Container[str],
    found: Gathered,
    spool: Spool,
    told: Callable[[int], object],
) -> None:
    for done, comment in enumerate(passed_on(source.comments, found)):
        if done % _TELL_EVERY == 0:
            told(done)
        if comment.text is not None:
            if comment.topic not in slugs:
                raise ValueError("a comment belongs to no topic of the engagement")
            spool.put(comment.topic, monday_of(comment.week), clean_plain(comment.text))


def build_report(source: FrozenSource, threshold: int = THRESHOLD, language: str = "en") -> Report:
    """The report of an engagement as it stood. Raises ValueError on facts that do not fit."""
    return report_of(gather(source, threshold), threshold, Words(language))


def report_of(material: Material, threshold: int, words: Words) -> Report:
    """What was gathered, said in one language."""
    material = material.said_in(words.language)
    source = material.source
    periods, weeks = _periods(material, words)
    asked = Asked(
        material.gathered, periods, weeks, material.topics, source.themes, source.replies,
        source.earlier, threshold, words,
    )  # fmt: skip
    tables = report_tables(asked)
    themes, said = _by_theme(source, material.topics, tables, words)
    return Report(
        language=words.language,
        title=_line(source.title),
        ministry=_line(source.ministry),
        slug=source.slug,
        summary=clean_plain(source.summary),
        about=blocks_of(source.body),
        contact=_line(source.contact),
        is_final=source.is_final,
        opened=_day(source.opens_at, source.time_zone, words),
        closed=_day(source.closes_at, source.time_zone, words),
        as_of=_as_of(source, words),
        threshold=threshold,
        topics=tuple(Topic(t.slug, t.title, clean_plain(t.prompt)) for t in material.topics),
        outcome=_outcome(tables),
        tables=tables,
        themes=themes,
        said=said,
        campaigns=_campaigns(source.letters, material.gathered, threshold),
        results_summary=clean_plain(source.results_summary),
        what_was_done=blocks_of(source.results_body),
        periods=periods,
        method=_method(material, tables, threshold, words),
        comments=_rows(material, periods, weeks, words),
    )


def _mondays(source: FrozenSource, found: Gathered) -> tuple[date, ...]:
    """Every week of the engagement, also those in which nothing came.

    The first and last week are the engagement's own, not those of its first and last comment,
    as long as the published ones lie within (those taken over from elsewhere may not). A comment
    that is not published moves neither end: it is counted in the week that is nearest.
    """
    known = [came.week for came in found.published]
    # What ends at midnight ends in the week that is over then.
    last = min(filter(None, [source.closes_at, source.as_of])) - _MOMENT
    ends = [source.opens_at, last]
    known += [local_week(end, source.time_zone) for end in ends if end and end <= source.as_of]
    first, weeks = min(known), (max(known) - min(known)).days // 7 + 1
    return tuple(first + _WEEK * n for n in range(weeks))


def _periods(material: Material, words: Words) -> tuple[tuple[Period, ...], dict[date, int]]:
    """Weeks joined until each period has enough published comments; else one period for all."""
    mondays, runs = material.mondays, material.runs
    if not runs:
        return (Period(words("whole_time"), None, None),), dict.fromkeys(mondays, 0)
    periods = tuple(_period(mondays[start], mondays[end - 1], words) for start, end in runs)
    weeks = {
        monday: place for place, (start, end) in enumerate(runs) for monday in mondays[start:end]
    }
    return periods, weeks


def _period(first: date, last: date, words: Words) -> Period:
    sunday = last + timedelta(days=6)
    return Period(words.period(first, sunday), first, sunday)


def _rows(
    material: Material, periods: Sequence[Period], weeks: Mapping[date, int], words: Words
) -> Rows:
    slugs = [topic.slug for topic in material.topics]
    labels = [period.label for period in periods]
    return material.spool.rows(slugs, weeks, labels, words("answers_only"))


def _outcome(tables: Sequence[Table]) -> Outcome:
    (table,) = (table for table in tables if table.key == "outcome")
    received, published, withheld = (row.figures[0] for row in table.rows)
    return Outcome(received, published, withheld)


def _by_theme(
    source: FrozenSource, topics: Sequence[TopicFacts], tables: Sequence[Table], words: Words
) -> tuple[tuple[Theme, ...], tuple[Said, ...]]:
    """Themes with their figures and quotations, and the quotations that name no theme, by topic."""
    figures: dict[str, Figure] = {}
    for table in tables:
        if table.key == "themes":
            figures = {k: row.figures[0] for k, row in zip(table.keys, table.rows, strict=True)}
    quoted = sorted(source.quotations, key=lambda one: (one.position, one.text))
    known = sorted(source.themes, key=lambda theme: (theme.position, theme.key))

    def told(theme: ThemeFacts) -> Theme:
        label = theme.label_fr if words.language == "fr" else theme.label_en
        return Theme(
            key=theme.key,
            label=_line(label or theme.label_en or theme.label_fr),
            definition=clean_plain(theme.definition),
            figure=figures.get(key_of([theme.key]), NOT_SHOWN),
            quotations=tuple(_quoted(one) for one in quoted if one.theme == theme.key),
            subthemes=tuple(told(one) for one in known if one.parent == theme.key),
        )

    keys = {theme.key for theme in known}
    loose = [one for one in quoted if one.theme not in keys]
    said = tuple(
        Said(topic.slug, tuple(_quoted(one) for one in loose if one.topic == topic.slug))
        for topic in topics
        if any(one.topic == topic.slug for one in loose)
    )
    return tuple(told(theme) for theme in known if theme.parent not in keys), said


def _quoted(one: QuotationFacts) -> Quotation:
    return Quotation(clean_plain(one.text), one.language, _line(one.attribution))


def _campaigns(
    letters: Sequence[LetterFacts], found: Gathered, threshold: int
) -> tuple[Campaign, ...]:
    """The letters that many published comments follow, the largest first."""
    sizes = [(found.letters[one.letter], clean_plain(one.text)) for one in letters]
    told = sorted((size, text) for size, text in sizes if size >= threshold and text)
    return tuple(Campaign(figure_of(size, threshold), text) for size, text in reversed(told))


def _method(
    material: Material, tables: Sequence[Table], threshold: int, words: Words
) -> tuple[str, ...]:
    """How the report came about, in paragraphs for the reader who wants to check it."""
    source, found = material.source, material.gathered
    said = [words("method.reach_final" if source.is_final else "method.reach_interim")]
    said += [words(f"method.{key}") for key in ("moderation", "identity")]
    if source.quotations:
        said.append(words("method.quotations"))
    if source.themes:
        share = _share_words(found.coded, found.published.total(), threshold, words)
        said.append(words("method.themes", coded=share))
    said.append(words("method.dates", threshold=threshold))
    said.append(words("method.counts", threshold=threshold))
    if any(table.key.startswith("cross_") for table in tables):
        said.append(
            words(
                "method.crosstabs", tables=MOST_TABLES, lines=MOST_LINES, questions=MOST_QUESTIONS
            )
        )
    if threshold != THRESHOLD:
        said.append(words("method.lower_threshold", threshold=threshold))
    if source.letters or found.letters:
        said.append(words("method.campaigns"))
    said += [words(f"method.{key}") for key in ("limits", "sheets", "fingerprint")]
    return tuple(said)


def _share_words(part: int, whole: int, threshold: int, words: Words) -> str:
    """'All', or about how many in whole tens of percent where neither side is a small count.

    Who reads 'about 100 per cent' asks what is missing.
    """
    if part == whole:
        return words("all")
    if min(part, whole - part) < threshold:
        return words("a_part")
    percent = round(10 * part / whole) * 10
    ends = {0: "a_small_part", 100: "nearly_all"}
    return words(ends.get(percent, "about_percent"), percent=percent)


def _in_order(topics: Sequence[TopicFacts]) -> tuple[TopicFacts, ...]:
    ordered = sorted(topics, key=lambda topic: (topic.position, topic.slug))
    return tuple(map(_said_plainly, ordered))


def _said_plainly(topic: TopicFacts) -> TopicFacts:
    """Titles and labels as lines that are safe to print."""
    questions = (
        replace(
            one,
            label=_line(one.label),
            values=tuple((value, _line(label)) for value, label in one.values),
        )
        for one in topic.questions
    )
    return replace(topic, title=_line(topic.title), questions=tuple(questions))


def _as_of(source: FrozenSource, words: Words) -> Moment:
    """The closing to the minute; before it only the week."""
    if source.is_final:
        return Moment(words.instant(source.as_of, source.time_zone), iso(source.as_of))
    monday = local_week(source.as_of - _MOMENT, source.time_zone)
    year, week, _day_of_week = monday.isocalendar()
    period = words.period(monday, monday + timedelta(days=6))
    return Moment(words("week_of", period=period), f"{year}-W{week:02}")


def _day(moment: datetime | None, time_zone: str, words: Words) -> Moment | None:
    return Moment(words.day(moment, time_zone), iso(moment)) if moment else None
