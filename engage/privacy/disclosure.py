"""Disclosure control: which counts may be printed so that nobody can be singled out (R74).

Pure. The rule behind everything here: no count, and no difference of two counts that a reader
can take, may fall between one and the threshold. A reader is assumed to be clever: they count
the published comments that are listed, subtract one table from another, look at the public
site, and know these rules. So we mostly *join* rows until each joined row is safe, because a
joined row cannot be undone, and only where rows overlap (reasons) do we blank single cells.

Zero is no small count: 'nothing was held back' says nothing about anybody. A zero is therefore
never hidden behind a mark that a subtraction would lift, and never printed in a table of kinds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 10


@dataclass(frozen=True)
class Figure:
    """A count as a reader sees it: exact, below a bound, or (both None) not shown at all."""

    exact: int | None = None
    fewer_than: int | None = None

    @property
    def words(self) -> str:
        if self.exact is not None:
            return f"{self.exact:,}" if self.exact else "none"
        return f"fewer than {self.fewer_than}" if self.fewer_than else "not shown"


NOT_SHOWN = Figure()


@dataclass(frozen=True)
class Tally:
    """Comments received in one week or by one channel, and how many of them are published."""

    received: int = 0
    published: int = 0

    @property
    def withheld(self) -> int:
        return self.received - self.published

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.received + other.received, self.published + other.published)


def total(tallies: Sequence[Tally]) -> Tally:
    return sum(tallies, Tally())


@dataclass(frozen=True)
class Outcome:
    """The three totals of an engagement, each as far as it may be shown."""

    received: Figure
    published: Figure
    withheld: Figure


def figure(count: int, threshold: int) -> Figure:
    """The count itself from the threshold on, else only that it is below."""
    return Figure(exact=count) if count >= threshold else Figure(fewer_than=threshold)


def may_show_received(tally: Tally, threshold: int) -> bool:
    """Whether 'received' may stand beside a published count that everyone can verify."""
    if tally.withheld == 0:
        return tally.published >= threshold
    return tally.withheld >= threshold


def is_safe_row(tally: Tally, threshold: int) -> bool:
    """Whether a row may show published and received beside each other."""
    return tally.published >= threshold and may_show_received(tally, threshold)


def outcome(tally: Tally, threshold: int) -> Outcome:
    """The totals. Published can be counted by anyone, so only the difference needs protection.

    Of three figures that add up, a blank one needs a second blank one beside it.
    """
    published = figure(tally.published, threshold)
    if not may_show_received(tally, threshold):
        return Outcome(NOT_SHOWN, published, Figure(fewer_than=threshold))
    withheld = NOT_SHOWN if published.exact is None else Figure(exact=tally.withheld)
    return Outcome(Figure(exact=tally.received), published, withheld)


def finest_runs(
    tallies: Sequence[Tally], is_safe: Callable[[Tally], bool]
) -> tuple[tuple[int, int], ...]:
    """Cut a row of weeks into as many runs [start, end) as possible, every one of them safe.

    Empty when not even the whole is safe. Ties go to the cut whose last run is shortest, so
    that the answer depends on the counts alone. A run never ends in an empty week, unless it
    is the last, which keeps centuries of empty weeks cheap.
    """
    cuts = [0, *(n for n, tally in enumerate(tallies[:-1], 1) if tally.received), len(tallies)]
    best: dict[int, tuple[int, int]] = {0: (0, 0)}
    for place, end in enumerate(cuts[1:], 1):
        run, known = Tally(), end
        for start in reversed(cuts[:place]):
            run += total(tallies[start:known])
            known = start
            if start in best and is_safe(run) and best[start][0] + 1 > best.get(end, (0, 0))[0]:
                best[end] = (best[start][0] + 1, start)
    runs: list[tuple[int, int]] = []
    end = len(tallies)
    while end:
        if end not in best:
            return ()
        runs.append((best[end][1], end))
        end = best[end][1]
    return tuple(reversed(runs))


def joined_kinds(
    tallies: Mapping[str, Tally], is_safe: Callable[[Tally], bool]
) -> tuple[tuple[str, ...], ...]:
    """Group kinds (channels) so that every group is safe; empty when not even all together are.

    Kinds nobody used are left out. The others are put in line by their published count, which
    is public anyway, and cut like weeks. Gathering the unsafe ones wherever they stand would
    keep more of them apart, but then who is in the group tells what each one's count was.
    """
    used = sorted(
        (kind for kind, tally in tallies.items() if tally.received),
        key=lambda kind: (-tallies[kind].published, kind),
    )
    runs = finest_runs([tallies[kind] for kind in used], is_safe)
    return tuple(tuple(used[start:end]) for start, end in runs)


def reason_figures(counts: Mapping[str, int], withheld: int, threshold: int) -> dict[str, Figure]:
    """Figures for reasons, of which one comment can have several.

    A reason that names all but a few of the withheld comments would give those few away, and
    so would all shown reasons together for the reader who guesses that each comment has one.
    Where a count is hidden for that, the small ones are marked alike: to know which is the
    larger would be enough to solve for both. With no small one to hide behind, all are hidden.
    """
    figures = {reason: figure(count, threshold) for reason, count in sorted(counts.items())}
    shown = {reason: n.exact for reason, n in figures.items() if n.exact is not None}
    alone = [reason for reason, count in shown.items() if 0 < withheld - count < threshold]
    told = {reason: count for reason, count in shown.items() if reason not in alone}
    if told and 0 < withheld - sum(told.values()) < threshold:
        told.pop(min(told, key=lambda reason: (told[reason], reason)))
    if len(told) == len(shown):
        return figures
    if len(figures) - len(told) == 1:
        return dict.fromkeys(figures, NOT_SHOWN)
    return {reason: n if reason in told else NOT_SHOWN for reason, n in figures.items()}
