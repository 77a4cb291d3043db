"""The tables of counts in a report: which rows are joined, which are left out, and what it says.

A table that would say no more than the totals (because everything had to be joined) is not made.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from engage.comments.campaigns.counting import Letters
from engage.privacy.disclosure import (
    Figure,
    Outcome,
    Tally,
    finest_runs,
    is_safe_row,
    joined_kinds,
    reason_figures,
    total,
)
from engage.reports import words
from engage.reports.rules import Period, Row, Table

BOTH: Final = ("Received", "Published")
ONLY_PUBLISHED: Final = ("Published",)


def outcome_table(outcome: Outcome) -> Table:
    rows = (
        Row("Received", (outcome.received,)),
        Row("Published", (outcome.published,)),
        Row("Not published", (outcome.withheld,)),
    )
    note = "Not published: declined by a moderator, withdrawn by the author, or still waiting."
    return Table("outcome", "What became of the comments", "Comments", ("Number",), rows, note)


def period_tables(
    periods: Sequence[Period], tallies: Sequence[Tally], threshold: int
) -> Iterable[Table]:
    """Published comments by period; received ones beside them, or by longer stretches."""
    if len(periods) < 2:
        return
    safe = partial(is_safe_row, threshold=threshold)
    stretches = finest_runs(tallies, safe)
    beside = len(stretches) == len(periods)
    labels = [period.label for period in periods]
    caption = "When people wrote" if beside else "When the published comments were written"
    yield _tally_table("weeks", caption, "Period", labels, tallies, beside)
    if beside or len(stretches) < 2:
        return
    yield _tally_table(
        "weeks_received",
        "Received and published, by longer periods",
        "Period",
        [_stretch_words(periods[start:end]) for start, end in stretches],
        [total(tallies[start:end]) for start, end in stretches],
        True,
    )


def channel_tables(tallies: Mapping[str, Tally], threshold: int) -> Iterable[Table]:
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
        "How people took part" if with_received else "How the published comments came",
        "Way",
        [_ways_words(group, is_last=group is groups[-1]) for group in groups],
        [total([tallies[name] for name in group]) for group in groups],
        with_received,
    )


def reason_tables(counts: Mapping[str, int], whole: Tally, threshold: int) -> Iterable[Table]:
    """Reasons in falling order; those below the threshold share one row that gives no sum."""
    if whole.withheld < threshold:
        return
    figures = reason_figures(counts, whole.withheld, threshold)
    told = [reason for reason, count in figures.items() if count.exact is not None]
    told.sort(key=lambda reason: (-(figures[reason].exact or 0), reason))
    rows = [Row(words.label(words.REASONS, reason), (figures[reason],)) for reason in told]
    others = {count for count in figures.values() if count.exact is None}
    rows += [Row(words.OTHER_REASONS if told else words.EACH_REASON, (n,)) for n in others]
    note = "A comment can have several reasons. Withdrawn and waiting comments have none."
    caption = "Why moderators declined comments"
    yield Table("reasons", caption, "Reason", ("Comments",), tuple(rows), note)


def letter_tables(letters: Letters, outcome: Outcome) -> Iterable[Table]:
    """How many published comments follow letters that others sent too; all of them are counted.

    The rows add up to what is published, so they are told only where that number is.
    """
    if not letters.letters or outcome.published.exact is None:
        return
    rows = (
        Row("Follow a letter that others sent too", (Figure(exact=letters.comments),)),
        Row("Such letters", (Figure(exact=letters.letters),)),
        Row("Different comments, each letter counted once", (Figure(exact=letters.different),)),
    )
    note = "Only published comments are grouped. Each of them is counted as one comment."
    yield Table("letters", "Letters that several people sent", "Comments", ("Number",), rows, note)


def _tally_table(
    key: str,
    caption: str,
    first_column: str,
    labels: Sequence[str],
    tallies: Sequence[Tally],
    with_received: bool,
) -> Table:
    named = [*zip(labels, tallies, strict=True), ("Total", total(tallies))]
    rows = tuple(
        Row(
            label,
            (Figure(exact=tally.received), Figure(exact=tally.published))
            if with_received
            else (Figure(exact=tally.published),),
        )
        for label, tally in named
    )
    return Table(key, caption, first_column, BOTH if with_received else ONLY_PUBLISHED, rows, "")


def _ways_words(group: Sequence[str], is_last: bool) -> str:
    """The last group is not told apart: a way in it may have brought nothing but declined ones."""
    if is_last and len(group) > 1:
        return words.OTHER_WAYS
    return " and ".join(words.label(words.CHANNELS, name) for name in group)


def _stretch_words(periods: Sequence[Period]) -> str:
    first, last = periods[0].first_day, periods[-1].last_day
    return words.period_words(first, last) if first and last else words.WHOLE_TIME
