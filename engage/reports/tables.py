"""The tables of counts in a report: which rows are joined, which are left out, and what it says.

A table that would say no more than the totals (because everything had to be joined) is not made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engage.comments.campaigns.counting import Letters
from engage.privacy.disclosure import (
    NOT_SHOWN,
    Figure,
    Outcome,
    Overlap,
    Tally,
    keeps_growth,
    outcome,
    overlapping_figures,
    total,
)
from engage.reports.answers import answer_tables
from engage.reports.asked import Asked
from engage.reports.crossing import Making
from engage.reports.crosstabs import cross_tables
from engage.reports.earlier import REST, Releases, Told, releases
from engage.reports.gathered import Gathered
from engage.reports.participation import channel_tables, period_tables, topic_tables
from engage.reports.replies_told import reply_tables
from engage.reports.rules import Row, Table
from engage.reports.themed import theme_tables
from engage.reports.words import Words
from engage.reports.words.en import WORDS

_REASONS: Final = tuple(key.removeprefix("reason.") for key in WORDS if key.startswith("reason."))
"""Those that nobody was declined for count too: that one is not named must tell nothing."""


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
