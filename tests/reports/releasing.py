"""Engagements that grow, their releases, and a reader who has every number of all of them."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from engage.engagements.questions import QuestionKind
from engage.reports.build import build_report
from engage.reports.rules import Report, as_json, canonical
from engage.reports.source import (
    CommentFacts,
    EarlierRelease,
    FrozenSource,
    QuestionFacts,
    ThemeFacts,
)
from tests.privacy.attacker import Interval, Worlds
from tests.reports.factories import MONDAY, source

TOPICS = ("fares", "ferries")
CHANNELS = ("email", "phone", "web")
VALUES = ("A", "B", "")
"""The last is no answer."""
THEMES = ("cost", "time")
QUESTIONS = tuple(
    QuestionFacts(key, QuestionKind.CHOICE, f"Question {key}?", (("A", "Aye"), ("B", "Bee")))
    for key in ("one", "two")
)


class Kind(NamedTuple):
    """Everything by which a report counts a published comment of the tests."""

    topic: str
    channel: str
    one: str
    two: str
    cost: bool


KINDS = tuple(
    Kind(topic, channel, one, two, cost)
    for topic in TOPICS
    for channel in CHANNELS
    for one in VALUES
    for two in (VALUES if topic == "ferries" else VALUES[:1])
    for cost in (False, True)
    if topic == "ferries" or one == VALUES[0]
)
"""The first topic asks nothing: all of its comments are of one kind there."""


def comment(kind: Kind) -> CommentFacts:
    given = (("one", kind.one), ("two", kind.two)) if kind.topic == "ferries" else ()
    return CommentFacts(
        kind.topic,
        "published",
        kind.channel,
        MONDAY,
        (),
        "Words.",
        None,
        tuple(pair for pair in given if pair[1]),
        ("cost",) if kind.cost else (),
    )


def frozen(people: Counter[Kind], earlier: Sequence[Report] = ()) -> FrozenSource:
    made = source(*(comment(kind) for kind, n in people.items() for _ in range(n)))
    topics = tuple(
        replace(topic, questions=QUESTIONS if topic.slug == "ferries" else ())
        for topic in made.topics
    )
    themes = (ThemeFacts("cost", "Cost", "Coût", "What it costs.", None, 1),)
    return replace(made, topics=topics, themes=themes, earlier=remembered(earlier))


def remembered(reports: Sequence[Report]) -> tuple[EarlierRelease, ...]:
    """As the service hands released reports to the next one."""
    return tuple(
        EarlierRelease(number, report.threshold, canonical(as_json(report.tables)))
        for number, report in enumerate(reports, 1)
    )


def release(people: Counter[Kind], earlier: Sequence[Report] = (), threshold: int = 10) -> Report:
    return build_report(frozen(people, earlier), threshold)


def some_people(dice: random.Random, most: int, share: float = 1) -> Counter[Kind]:
    """Of a share of all kinds, up to so many each."""
    return Counter({kind: dice.randint(0, most) for kind in KINDS if dice.random() < share})


def uneven_people(dice: random.Random) -> Counter[Kind]:
    """Many of most kinds; of one answer, and of some kinds more, hardly any."""
    share, rare, value = (
        dice.choice((0.1, 0.3, 0.5)),
        dice.choice(("one", "two")),
        dice.choice(VALUES),
    )

    def count(kind: Kind) -> int:
        is_rare = kind.topic == "ferries" and getattr(kind, rare) == value
        return (
            dice.randint(0, 3)
            if dice.random() < (0.7 if is_rare else share)
            else dice.randint(0, 60)
        )

    return Counter({kind: count(kind) for kind in KINDS})


# --- the reader -----------------------------------------------------------------------------------

Aim = tuple[tuple[str, str], ...]
"""Attributes with their values: the comments that have all of them."""


def kinds_with(aim: Aim) -> list[Kind]:
    return [k for k in KINDS if all(str(getattr(k, name)) == value for name, value in aim)]


@dataclass
class Reader:
    """Has some releases, knows how each table counts, and that comments were at most added."""

    reports: Sequence[Report]
    only_added: bool = True

    def __post_init__(self) -> None:
        self.worlds = Worlds([(t, kind) for t in range(len(self.reports)) for kind in KINDS])
        for t, report in enumerate(self.reports):
            listed = Counter(one.topic for one in report.comments)
            for topic in TOPICS:
                self._know(t, (("topic", topic),), listed[topic])
            if t and self.only_added:
                for kind in KINDS:
                    self.worlds.know({(t, kind): 1, (t - 1, kind): -1}, 0, float("inf"))

    def read_tables(self, *, crossed: bool = True) -> None:
        for t, report in enumerate(self.reports):
            tables = [one for one in report.tables if crossed or not one.key.startswith("cross_")]
            for table in tables:
                for kinds, figure in _figures(table):
                    weights = {(t, kind): 1 for kind in kinds}
                    if figure.exact is not None:
                        self.worlds.know(weights, figure.exact)
                    elif figure.fewer_than:
                        self.worlds.know(weights, 0, figure.fewer_than - 1)

    def _know(self, t: int, aim: Aim, count: int) -> None:
        self.worlds.know_sum([(t, kind) for kind in kinds_with(aim)], count)

    def count(self, t: int, aim: Aim) -> Interval:
        return self.worlds.range_of({(t, kind): 1 for kind in kinds_with(aim)})

    def growth(self, t: int, aim: Aim) -> Interval:
        """Between the release before and this one."""
        signs = {(t, kind): 1 for kind in kinds_with(aim)}
        return self.worlds.range_of(signs | {(t - 1, kind): -1 for kind in kinds_with(aim)})


def _figures(table) -> Iterator[tuple[list[Kind], object]]:
    """Each number of a table with the kinds that it counts."""
    for row, line in zip(table.keys, table.rows, strict=True):
        for column, figure in zip(table.column_keys, line.figures, strict=True):
            tests = [_test(table, row, table.keys), _test(table, column, table.column_keys)]
            if all(test is not None for test in tests):
                yield [k for k in KINDS if all(test(k) for test in tests)], figure


def _test(table, key: str, keys: Sequence[str]):  # noqa: PLR0911
    """What a row or column of a table counts; None for what is not about published comments."""
    is_row = keys is table.keys
    match table.key.split("_"), is_row:
        case (["channels"], False):
            return (lambda _kind: True) if key == "published" else None
        case (["channels"], True) | (["cross", "topics", "channels"], False):
            named = {
                name for one in keys if one not in ("other", "total") for name in one.split("+")
            }
            chosen = set(CHANNELS) - named if key == "other" else set(key.split("+"))
            return lambda kind: key == "total" or kind.channel in chosen
        case (["cross", "topics", "channels"], True) | (["cross", "themes", "topics"], False):
            return lambda kind: key == "total" or kind.topic in key.split("+")
        case (["cross", "themes", "topics"], True) | (["themes"], True):
            return lambda kind: key in ("total", "answered") or kind.cost
        case (["answers", topic, name], True):
            return _answer(topic, name, key)
        case (["cross", topic, first, other], _):
            return _answer(topic, other if is_row else first, key)
        case (["answers", *_] | ["themes"], False):
            return lambda _kind: True
    return None


def _answer(topic: str, question: str, key: str):
    values = {"" if one == "none" else one for one in key.split("+")}
    return lambda kind: (
        kind.topic == topic and (key == "total" or getattr(kind, question) in values)
    )
