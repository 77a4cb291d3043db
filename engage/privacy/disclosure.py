"""Disclosure control: which counts may be printed so that nobody can be singled out (R74).

Pure. The rule behind everything here: no count, and no difference of two counts that a reader
can take, may fall between one and the threshold. A reader is assumed to be clever: they count
the published comments that are listed, subtract one table from another, look at the public
site, and know these rules. So we mostly *join* rows until each joined row is safe, because a
joined row cannot be undone, and only where rows overlap (reasons) do we blank single cells.

Zero is no small count: 'nothing was held back' says nothing about anybody. A zero is therefore
never hidden behind a mark that a subtraction would lift, and never printed in a table of kinds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

THRESHOLD = 10


class Summed(Protocol):
    """What weeks or ways are joined by: it adds up, and knows whether anything came."""

    @property
    def received(self) -> int: ...
    def __add__(self, other: Self) -> Self: ...


S = TypeVar("S", bound=Summed)


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


def is_small(count: int, threshold: int) -> bool:
    """Whether a count, or by how much one rose or fell, singles people out."""
    return 0 < abs(count) < threshold


def keeps_growth(now: Figure, before: Figure, threshold: int) -> bool:
    """Whether nobody sees from two figures of the same thing that it grew or shrank by a few.

    Told is what did not change, or changed by the threshold at least; else it must be possible that
    it hardly changed, and that it changed by about as much as the threshold.
    """
    ends = [_ends(figure) for figure in (now, before)]
    if None in (ends[0][1], ends[1][1]):
        return True
    if 0 < (before.exact or 0) < (now.fewer_than or 0):
        return False  # told by a lower threshold, and now between what it was and a few more
    (least, most), (was_least, was_most) = ((low, high or 0) for low, high in ends)
    low, high = least - was_most, most - was_least
    if low == high == 0 or low >= threshold or high <= -threshold:
        return True
    return low <= 1 and high >= -1 and high - low >= threshold - 1


def _ends(figure: Figure) -> tuple[int, int | None]:
    if figure.exact is not None:
        return figure.exact, figure.exact
    return 0, figure.fewer_than - 1 if figure.fewer_than else None


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


def finest_runs(tallies: Sequence[S], is_safe: Callable[[S], bool]) -> tuple[tuple[int, int], ...]:
    """Cut a row of weeks into as many runs [start, end) as possible, every one of them safe.

    Empty when not even the whole is safe. Ties go to the cut whose last run is shortest, so
    that the answer depends on the counts alone. A run never ends in an empty week, unless it
    is the last, which keeps centuries of empty weeks cheap.
    """
    if not tallies:
        return ()
    cuts = [0, *(n for n, tally in enumerate(tallies[:-1], 1) if tally.received), len(tallies)]
    best: dict[int, tuple[int, int]] = {0: (0, 0)}
    for place, end in enumerate(cuts[1:], 1):
        run = tallies[end - 1]
        known = end - 1
        for start in reversed(cuts[:place]):
            for tally in tallies[start:known]:
                run = run + tally
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


def kinds_in_line(tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    """Kinds (ways of taking part) in the order in which neighbours are joined.

    Kinds nobody used are left out. The others are put in line by their published count, which
    is public anyway, and cut like weeks. Gathering the unsafe ones wherever they stand would
    keep more of them apart, but then who is in the group tells what each one's count was.
    """
    used = (kind for kind, tally in tallies.items() if tally.received)
    return tuple(sorted(used, key=lambda kind: (-tallies[kind].published, kind)))


def reason_figures(counts: Mapping[str, int], withheld: int, threshold: int) -> dict[str, Figure]:
    """Figures for reasons, of which one comment can have several.

    A reason that names all but a few of the withheld comments would give those few away, and
    so would all shown reasons together for the reader who guesses that each comment has one.
    Of answers that is no guess: what the shown ones leave is then made up of the small ones, and
    where one of them could not be none, it is not told that they are small.
    Where a count is hidden for that, the small ones are marked alike: to know which is the
    larger would be enough to solve for both. With no small one to hide behind, all are hidden.
    """
    figures = {reason: figure(count, threshold) for reason, count in sorted(counts.items())}
    shown = {reason: n.exact for reason, n in figures.items() if n.exact is not None}
    alone = [reason for reason, count in shown.items() if 0 < withheld - count < threshold]
    told = {reason: count for reason, count in shown.items() if reason not in alone}
    if told and 0 < withheld - sum(told.values()) < threshold:
        told.pop(min(told, key=lambda reason: (told[reason], reason)))
    small, left = len(figures) - len(shown), withheld - sum(told.values())
    if len(told) == len(shown) and not _fills(small, left, threshold - 1):
        return figures
    if len(figures) - len(told) == 1:
        return dict.fromkeys(figures, NOT_SHOWN)
    return {reason: n if reason in told else NOT_SHOWN for reason, n in figures.items()}


def _fills(small: int, left: int, most: int) -> bool:
    """Whether so many numbers of at most `most` make up what is left only if none of them is 0."""
    return (small - 1) * most < left <= small * most


@dataclass(frozen=True)
class Overlap:
    """Figures of an earlier release of which one comment can have several, and in `wholes` how many
    there were in all, counted in one or more ways."""

    figures: Mapping[str, Figure]
    wholes: tuple[Figure, ...]


def overlapping_figures(
    counts: Mapping[str, int],
    wholes: Sequence[Figure],
    threshold: int,
    before: Sequence[Overlap] = (),
) -> dict[str, Figure]:
    """As `reason_figures`; and no figure, nor what it leaves of a whole, changed by a few.

    `wholes` are those of `Overlap`, in the same order; the first one that is told is the whole that
    figures are compared with. What is hidden because it changed is marked like all that is hidden.
    """
    whole = next(one.exact for one in wholes if one.exact is not None)
    figures = reason_figures(counts, whole, threshold)
    told = {
        key
        for key, now in figures.items()
        if now.exact is not None and _stands(key, now, wholes, threshold, before)
    }
    hidden = {key: now for key, now in figures.items() if key not in told}
    shows_small = all(
        keeps_growth(now, one.figures.get(key, NOT_SHOWN), threshold)
        for key, now in hidden.items()
        for one in before
    )
    if shows_small and all(now.exact is None for now in hidden.values()):
        return figures
    if len(hidden) == 1:
        return dict.fromkeys(figures, NOT_SHOWN)
    return {key: now if key in told else NOT_SHOWN for key, now in figures.items()}


def _stands(
    key: str, now: Figure, wholes: Sequence[Figure], threshold: int, before: Sequence[Overlap]
) -> bool:
    for one in before:
        was, pairs = one.figures.get(key, NOT_SHOWN), list(zip(wholes, one.wholes, strict=True))
        if not keeps_growth(now, was, threshold):
            return False
        if not keeps_past(now, was, _most_grown(pairs), threshold):
            return False
        if not all(
            keeps_growth(rest_of(whole, now), rest_of(whole_was, was), threshold)
            for whole, whole_was in pairs
        ):
            return False
    return True


def _most_grown(pairs: Iterable[tuple[Figure, Figure]]) -> Figure:
    """By how much the whole grew: more were read for themes, say, than were sent."""
    grown = [rest.exact for now, was in pairs if (rest := rest_of(now, was)).exact is not None]
    return Figure(exact=max(grown)) if grown else NOT_SHOWN


def keeps_past(now: Figure, was: Figure, grown: Figure, threshold: int) -> bool:
    """Whether an earlier count that was not told is not told now by how little all of them grew.

    It was at least what it is now less all that were added.
    """
    if now.exact is None or was.exact is not None or grown.exact is None:
        return True
    least = max(0, now.exact - max(0, grown.exact))
    return least <= 1 or (was.fewer_than is None and now.exact - least >= threshold)


def rest_of(whole: Figure, part: Figure) -> Figure:
    """What a figure leaves of the whole, if a reader can say."""
    if whole.exact is None or part.exact is None:
        return NOT_SHOWN
    return Figure(exact=whole.exact - part.exact)
