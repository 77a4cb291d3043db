"""The tables of counts in a report: which rows are joined, which are left out, and what it says.

A table that would say no more than the totals (because everything had to be joined) is not made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from engage.comments.campaigns.counting import Letters
from engage.privacy.disclosure import (
    NOT_SHOWN,
    Figure,
    Outcome,
    Overlap,
    Tally,
    figure,
    is_safe_row,
    keeps_growth,
    kinds_in_line,
    outcome,
    overlapping_figures,
    total,
)
from engage.reports.answers import answer_tables
from engage.reports.crosstabs import Making, cross_tables
from engage.reports.earlier import REST, Counts, Group, Releases, Told, counts_of, key_of, releases
from engage.reports.gathered import Gathered
from engage.reports.growth import joined
from engage.reports.replies_told import reply_tables
from engage.reports.rules import Period, Row, Table
from engage.reports.source import EarlierRelease, ReplyFacts, ThemeFacts, TopicFacts
from engage.reports.themed import theme_tables
from engage.reports.words import Words
from engage.reports.words.en import WORDS

_REASONS: Final = tuple(key.removeprefix("reason.") for key in WORDS if key.startswith("reason."))
"""Those that nobody was declined for count too: that one is not named must tell nothing."""


@dataclass(frozen=True)
class Asked:
    """Everything that tables are made from. `weeks` gives the place among `periods` of each Monday;
    `topics` are in order, with titles and labels that are safe to print."""

    gathered: Gathered
    periods: tuple[Period, ...]
    weeks: Mapping[date, int]
    topics: tuple[TopicFacts, ...]
    themes: tuple[ThemeFacts, ...]
    replies: ReplyFacts
    earlier: tuple[EarlierRelease, ...]
    threshold: int
    words: Words


def report_tables(asked: Asked) -> tuple[Table, ...]:
    """Every table of a report, fit to print together and beside the earlier releases."""
    past, threshold, words = releases(asked.earlier), asked.threshold, asked.words
    tallies, gathered = _by_period(asked), asked.gathered
    whole = total(tallies)
    totals = told_outcome(whole, past, threshold)
    tells_received = totals.received.exact is not None
    tables = (
        outcome_table(totals, words),
        *period_tables(asked, tallies, past, tells_received),
        *topic_tables(asked.topics, gathered, threshold, words),
        *channel_tables(_by_channel(gathered), past, threshold, words, tells_received),
        *reply_tables(asked.replies, past, threshold, words),
        *theme_tables(asked.themes, gathered, past, threshold, words),
        *letter_tables(_letters(gathered), totals, words),
        *(reason_tables(gathered, whole, past, threshold, words) if tells_received else ()),
        *answer_tables(asked.topics, gathered, past, threshold, words),
    )
    by_key = {table.key: table for table in tables}
    making = Making(by_key, asked.topics, asked.themes, gathered, past, threshold, words)
    return (*tables, *cross_tables(making))


def _by_period(asked: Asked) -> tuple[Tally, ...]:
    """Received and published by period; what came outside of all lies in the nearest."""
    tallies = [Tally()] * len(asked.periods)
    first, last = min(asked.weeks), max(asked.weeks)
    for came, count in asked.gathered.received.items():
        place = asked.weeks[min(max(came.week, first), last)]
        tallies[place] += Tally(count, asked.gathered.published[came])
    return tuple(tallies)


def _by_channel(gathered: Gathered) -> dict[str, Tally]:
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for came, count in gathered.received.items():
        tallies[came.channel] += Tally(count, gathered.published[came])
    return dict(tallies)


def _letters(gathered: Gathered) -> Letters:
    shared = [size for size in gathered.letters.values() if size > 1]
    return Letters(gathered.published.total(), sum(shared), len(shared))


# --- what became of the comments ------------------------------------------------------------------


def told_outcome(whole: Tally, past: Releases, threshold: int) -> Outcome:
    """The totals; without those not published where an earlier release shows that they grew by few.

    How many are published anybody can count.
    """
    totals = outcome(whole, threshold)
    withheld = totals.withheld if totals.received.exact is None else Figure(exact=whole.withheld)
    known = [was for told in past.of("outcome") for was in _withheld_before(told)]
    if all(keeps_growth(withheld, was, threshold) for was in known):
        return totals
    return Outcome(NOT_SHOWN, totals.published, NOT_SHOWN)


def _withheld_before(told: Told) -> Iterator[Figure]:
    """What a reader of that release knew of those not published, who counted the published ones.

    Where that release did not tell how many were published, we cannot say either: then all that it
    may have been.
    """
    received, published, withheld = (
        told.figure(row, "number") for row in ("received", "published", "not_published")
    )
    if withheld.exact is not None or received.exact is None:
        yield withheld
    elif published.exact is not None:
        yield Figure(exact=received.exact - published.exact)
    else:
        for count in range(min(received.exact + 1, published.fewer_than or 1)):
            yield Figure(exact=received.exact - count)


def outcome_table(totals: Outcome, words: Words) -> Table:
    keys = ("received", "published", "not_published")
    figures = (totals.received, totals.published, totals.withheld)
    rows = tuple(Row(words(key), (one,)) for key, one in zip(keys, figures, strict=True))
    return Table(
        "outcome",
        "participation",
        words("outcome.caption"),
        words("outcome.first"),
        (words("number"),),
        rows,
        words("outcome.note"),
        keys,
        ("number",),
    )


# --- when and how people wrote --------------------------------------------------------------------


def period_tables(
    asked: Asked, tallies: Sequence[Tally], past: Releases, tells_received: bool
) -> Iterator[Table]:
    """Published comments by period; received ones beside them, or by longer stretches."""
    periods, words = asked.periods, asked.words
    if len(periods) < 2:
        return
    stretches = _stretches(asked, tallies, past) if tells_received else ()
    beside = len(stretches) == len(periods)
    caption = "periods.both" if beside else "periods.published"
    named = [_named(period, period, words) for period in periods]
    yield _tally_table("weeks", caption, named, tallies, beside, words)
    if beside or len(stretches) < 2:
        return
    longer = [_named(periods[start], periods[end - 1], words) for start, end in stretches]
    sums = [total(tallies[start:end]) for start, end in stretches]
    yield _tally_table("weeks_received", "periods.longer", longer, sums, True, words)


def _stretches(
    asked: Asked, tallies: Sequence[Tally], past: Releases
) -> tuple[tuple[int, int], ...]:
    """Periods, or several of them, by which received comments may be told too."""
    weeks: list[set[str]] = [set() for _period in asked.periods]
    for monday, place in asked.weeks.items():
        weeks[place].add(monday.isoformat())
    rows = joined(
        [(frozenset(names), tally) for names, tally in zip(weeks, tallies, strict=True)],
        partial(is_safe_row, threshold=asked.threshold),
        lambda tally: (tally.withheld,),
        _withheld_by_week(past),
        asked.threshold,
    )
    places = [[n for n, names in enumerate(weeks) if names <= group] for group, _tally in rows]
    return tuple((min(found), max(found) + 1) for found in places if found)


def _withheld_by_week(past: Releases) -> list[Counts]:
    told = [
        counts_of(one, ("received", "published"), group=_weeks_of)
        for one in (*past.of("weeks"), *past.of("weeks_received"))
        if "received" in one.columns
    ]
    return [{group: (r - p,) for group, (r, p) in one.items()} for one in told if one]


def _weeks_of(key: str) -> Group:
    first, last = map(date.fromisoformat, key.split("/"))
    days = range(0, (last - first).days, 7)
    return frozenset((first + timedelta(days=n)).isoformat() for n in days)


def _named(first: Period, last: Period, words: Words) -> tuple[str, str]:
    """Key and label of a stretch of periods."""
    start, end = first.first_day, last.last_day
    if not start or not end:
        return "whole", words("whole_time")
    return f"{start}/{end}", first.label if first is last else words.period(start, end)


def topic_tables(
    topics: Sequence[TopicFacts], gathered: Gathered, threshold: int, words: Words
) -> Iterator[Table]:
    """Published comments by topic, as everybody can count them in the report."""
    counts = Counter[str]()
    for came, count in gathered.published.items():
        counts[came.topic] += count
    if len(counts) < 2 or counts.total() < threshold:
        return
    figures = [(one, counts[one.slug]) for one in topics]
    yield Table(
        "topics",
        "participation",
        words("topics.caption"),
        words("topic"),
        (words("published"),),
        tuple(
            Row(topic.title, (figure(count, threshold) if count else Figure(exact=0),))
            for topic, count in figures
        ),
        "",
        tuple(key_of([topic.slug]) for topic, _count in figures),
        ("published",),
    )


def channel_tables(
    tallies: Mapping[str, Tally],
    past: Releases,
    threshold: int,
    words: Words,
    tells_received: bool,
) -> Iterator[Table]:
    with_received = tells_received and is_safe_row(total(list(tallies.values())), threshold)
    if not with_received:
        # What was received must then not be told, nor by which channels were used at all.
        tallies = {name: Tally(t.published, t.published) for name, t in tallies.items()}
    used = kinds_in_line(tallies)
    rows = joined(
        [(frozenset({name}), tallies[name]) for name in used],
        partial(is_safe_row, threshold=threshold),
        _by_measure if with_received else lambda tally: (tally.published,),
        _channels_before(past, used),
        threshold,
    )
    if not rows or (len(rows) == 1 and len(rows[0][0]) > 1):
        return
    yield _tally_table(
        "channels",
        "channels.both" if with_received else "channels.published",
        [_ways(group, used, group is rows[-1][0], words) for group, _tally in rows],
        [tally for _group, tally in rows],
        with_received,
        words,
    )


def _by_measure(tally: Tally) -> tuple[int, ...]:
    return tally.published, tally.withheld, tally.received


def _channels_before(past: Releases, used: Iterable[str]) -> list[Counts]:
    """Where ways were not told, all of them are one row: how many were published is known."""
    found: list[Counts] = []
    for release in past.tables:
        told = release.get("channels")
        if told is None:
            whole = release["outcome"].figure("published", "number").exact
            found += [{frozenset({*used, REST}): (whole,)}] if whole else []
            continue
        columns = tuple(one for one in ("published", "received") if one in told.columns)
        counts = counts_of(told, columns, names=used)
        if len(columns) > 1:
            counts = {group: (p, r - p, r) for group, (p, r) in counts.items()}
        if counts:
            found.append(counts)
    return found


def _ways(group: Group, used: Sequence[str], is_last: bool, words: Words) -> tuple[str, str]:
    """The last group is not told apart: a way in it may have brought nothing but declined ones."""
    names = [name for name in used if name in group]
    names += sorted(group - {REST} - frozenset(names))
    if len(group) > 1 and (is_last or REST in group):
        return REST, words("other_ways")
    return key_of(names), f" {words('and')} ".join(words.label("channel", name) for name in names)


def _tally_table(
    key: str,
    caption: str,
    named: Sequence[tuple[str, str]],
    tallies: Sequence[Tally],
    with_received: bool,
    words: Words,
) -> Table:
    """`named` are the rows' keys and labels."""
    columns = ("received", "published") if with_received else ("published",)
    lines = [*zip(named, tallies, strict=True), (("total", words("total")), total(tallies))]
    return Table(
        key,
        "participation",
        words(caption),
        words("way" if key == "channels" else "time"),
        tuple(words(column) for column in columns),
        tuple(
            Row(label, tuple(Figure(exact=getattr(tally, column)) for column in columns))
            for (_key, label), tally in lines
        ),
        "",
        tuple(name for (name, _label), _tally in lines),
        columns,
        has_total=True,
    )


# --- why comments were declined, and letters ------------------------------------------------------


def reason_tables(
    gathered: Gathered, whole: Tally, past: Releases, threshold: int, words: Words
) -> Iterator[Table]:
    """Reasons in falling order; those below the threshold share one row that gives no sum."""
    if whole.withheld < threshold:
        return
    counts: Counter[str] = Counter(dict.fromkeys(_REASONS, 0))
    for reasons, count in gathered.reasons.items():
        counts.update(dict.fromkeys(reasons, count))
    before = [_reasons_before(one, counts) for one in past.tables if "reasons" in one]
    withheld = (Figure(exact=whole.withheld),)
    figures = overlapping_figures(counts, withheld, threshold, before)
    told = [reason for reason, count in figures.items() if count.exact is not None]
    told.sort(key=lambda reason: (-(figures[reason].exact or 0), reason))
    rows = [Row(words.label("reason", reason), (figures[reason],)) for reason in told]
    others = {count for count in figures.values() if count.exact is None}
    rows += [Row(words("other_reasons" if told else "each_reason"), (n,)) for n in others]
    yield Table(
        "reasons",
        "moderation",
        words("reasons.caption"),
        words("reasons.first"),
        (words("comments"),),
        tuple(rows),
        words("reasons.note"),
        (*told, *(REST for _ in others)),
        ("comments",),
    )


def _reasons_before(release: Mapping[str, Told], reasons: Iterable[str]) -> Overlap:
    """A reason that was not told may have been among the small ones."""
    told = release["reasons"]
    figures = {row: told.figure(row, "comments") for row in told.rows if row != REST}
    rest = told.figure(REST, "comments")
    known = list(_withheld_before(release["outcome"]))
    withheld = known[0] if len(known) == 1 else NOT_SHOWN
    return Overlap({name: figures.get(name, rest) for name in reasons}, (withheld,))


def letter_tables(letters: Letters, totals: Outcome, words: Words) -> Iterable[Table]:
    """How many published comments follow letters that others sent too; all of them are counted.

    The rows add up to what is published, so they are told only where that number is. Readers can
    put the published comments together by their words as well as we can.
    """
    if not letters.letters or totals.published.exact is None:
        return
    counts = {
        "following": letters.comments,
        "letters": letters.letters,
        "different": letters.different,
    }
    yield Table(
        "letters",
        "campaigns",
        words("letters.caption"),
        words("comments"),
        (words("number"),),
        tuple(Row(words(f"letters.{key}"), (Figure(exact=n),)) for key, n in counts.items()),
        words("letters.note"),
        tuple(counts),
        ("number",),
    )
