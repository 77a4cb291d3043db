"""What a benchmark hands back, and how it reads in a terminal and in docs/performance.md."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured thing in words; `met` is None where no goal was set."""

    what: str
    value: str
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return "" if self.met is None else "met" if self.met else "MISSED"


@dataclass(frozen=True)
class Benchmark:
    """`measure` takes what is to be told of its progress."""

    name: str
    title: str
    measure: Callable[[Callable[[str], None]], list[Figure]]


@dataclass(frozen=True)
class Section:
    """One benchmark's figures, with the state of the machine that they were taken in."""

    benchmark: Benchmark
    state: Sequence[str]
    figures: Sequence[Figure]


def at_least(what: str, value: float, goal: float, unit: str) -> Figure:
    """A figure with a lower bound."""
    shown = f"{number(value)}{unit}"
    return Figure(what, shown, f"at least {number(goal)}{unit}", value >= goal)


def spread(values: Sequence[float], unit: str = "") -> str:
    """The median with the lowest and the highest, so that a reader sees the noise."""
    low, high = number(min(values)), number(max(values))
    return f"{number(median(values))}{unit} ({low} to {high})"


def number(value: float) -> str:
    """Three figures or so: more would be noise."""
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{places}f}"


def as_table(section: Section) -> str:
    """Markdown that reads well in a terminal too."""
    head = ("Figure", "Measured", "Goal", "")
    rows = [head, *((f.what, f.value, f.goal, f.verdict) for f in section.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    state = [f"- {line}" for line in section.state]
    return "\n".join([f"### {section.benchmark.title}", "", *state, "", lines[0], rule, *lines[1:]])
