"""The tables of counts in a report: which rows are joined, which are left out, and what it says.

A table that would say no more than the totals (because everything had to be joined) is not made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from engage.comments.campaigns.counting import Letters
from engage.privacy.disclosure import (
    Figure,
    Outcome,
    Tally,
    finest_runs,
    is_safe_row,
    joined_kinds,
    outcome,
    reason_figures,
    total,
)
from engage.reports.answers import answer_tables
from engage.reports.gathered import Gathered
from engage.reports.rules import Period, Row, Table
from engage.reports.source import EarlierRelease, ReplyFacts, ThemeFacts, TopicFacts
from engage.reports.words import Words


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
    """Every table of a report, fit to print together."""
    tallies = _by_period(asked)
    totals = outcome(total(tallies), asked.threshold)
    return (
        outcome_table(totals, asked.words),
        *period_tables(asked.periods, tallies, asked.threshold, asked.words),
        *channel_tables(_by_channel(asked.gathered), asked.threshold, asked.words),
        *letter_tables(_letters(asked.gathered), totals, asked.words),
        *reason_tables(_by_reason(asked.gathered), total(tallies), asked.threshold, asked.words),
        *answer_tables(asked.topics, asked.gathered, asked.threshold, asked.words),
    )


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


def _by_reason(gathered: Gathered) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for reasons, count in gathered.reasons.items():
        for reason in reasons:
            counts[reason] += count
    return dict(counts)


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


def period_tables(
    periods: Sequence[Period], tallies: Sequence[Tally], threshold: int, words: Words
) -> Iterator[Table]:
    """Published comments by period; received ones beside them, or by longer stretches."""
    if len(periods) < 2:
        return
    safe = partial(is_safe_row, threshold=threshold)
    stretches = finest_runs(tallies, safe)
    beside = len(stretches) == len(periods)
    caption = "periods.both" if beside else "periods.published"
    yield _tally_table("weeks", caption, _named(periods), tallies, beside, words)
    if beside or len(stretches) < 2:
        return
    longer = [_stretch(periods[start:end], words) for start, end in stretches]
    sums = [total(tallies[start:end]) for start, end in stretches]
    yield _tally_table("weeks_received", "periods.longer", longer, sums, True, words)


def channel_tables(tallies: Mapping[str, Tally], threshold: int, words: Words) -> Iterator[Table]:
    whole = total(list(tallies.values()))
    with_received = is_safe_row(whole, threshold)
    if not with_received:
        # What was received must then not be told, nor by which channels were used at all.
        tallies = {name: Tally(t.published, t.published) for name, t in tallies.items()}
    groups = joined_kinds(tallies, partial(is_safe_row, threshold=threshold))
    if not groups or (len(groups) == 1 and len(groups[0]) > 1):
        return
    yield _tally_table(
        "channels",
        "channels.both" if with_received else "channels.published",
        [_ways(group, group is groups[-1], words) for group in groups],
        [total([tallies[name] for name in group]) for group in groups],
        with_received,
        words,
    )


def reason_tables(
    counts: Mapping[str, int], whole: Tally, threshold: int, words: Words
) -> Iterator[Table]:
    """Reasons in falling order; those below the threshold share one row that gives no sum."""
    if whole.withheld < threshold:
        return
    figures = reason_figures(counts, whole.withheld, threshold)
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
        (*told, *("other" for _ in others)),
        ("comments",),
    )


def letter_tables(letters: Letters, totals: Outcome, words: Words) -> Iterable[Table]:
    """How many published comments follow letters that others sent too; all of them are counted.

    The rows add up to what is published, so they are told only where that number is.
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


def _named(periods: Sequence[Period]) -> list[tuple[str, str]]:
    return [(_key(period.first_day, period.last_day), period.label) for period in periods]


def _key(first: date | None, last: date | None) -> str:
    return f"{first}/{last}" if first and last else "whole"


def _stretch(periods: Sequence[Period], words: Words) -> tuple[str, str]:
    first, last = periods[0].first_day, periods[-1].last_day
    label = words.period(first, last) if first and last else words("whole_time")
    return _key(first, last), label


def _ways(group: Sequence[str], is_last: bool, words: Words) -> tuple[str, str]:
    """The last group is not told apart: a way in it may have brought nothing but declined ones."""
    if is_last and len(group) > 1:
        return "other", words("other_ways")
    joined = f" {words('and')} ".join(words.label("channel", name) for name in group)
    return "+".join(group), joined
