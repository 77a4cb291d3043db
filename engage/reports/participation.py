"""When and how people took part: published comments by period, topic and way (R74).

What was received stands beside them where that gives nobody away.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from engage.privacy.disclosure import (
    Figure,
    Tally,
    figure,
    is_safe_row,
    kinds_in_line,
    total,
)
from engage.reports.asked import Asked
from engage.reports.earlier import OTHERS, REST, Counts, Group, Releases, counts_of, key_of
from engage.reports.gathered import Gathered
from engage.reports.growth import joined
from engage.reports.rules import Period, Row, Table
from engage.reports.source import TopicFacts
from engage.reports.words import Words


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
            found += [{frozenset({*used, OTHERS}): (whole,)}] if whole else []
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
    names += sorted(group - {OTHERS} - frozenset(names))
    if len(group) > 1 and (is_last or OTHERS in group):
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
