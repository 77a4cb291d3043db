"""Tables of two things at once: what they say, what they hide, and that together they hold."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from engage.reports.axes import MOST_LINES
from engage.reports.build import build_report
from engage.reports.crosstabs import MOST_TABLES
from engage.reports.rules import Report, Table
from engage.reports.source import CommentFacts
from tests.reports.factories import MONDAY
from tests.reports.releasing import (
    CHANNELS,
    QUESTIONS,
    TOPICS,
    VALUES,
    Aim,
    Kind,
    Reader,
    frozen,
    release,
    some_people,
    uneven_people,
)

T = 10


def crosstabs(report: Report) -> dict[str, Table]:
    return {table.key: table for table in report.tables if table.key.startswith("cross_")}


def words(table: Table) -> dict[str, list[str]]:
    return {row.label: [one.words for one in row.figures] for row in table.rows}


def ferries(**counts: int) -> Counter[Kind]:
    """Comments on one topic by answers: `AB=30` chose A in the first question, B in the other."""
    people: Counter[Kind] = Counter()
    for answers, count in counts.items():
        one, two = (value.replace("o", "") for value in answers)
        people[Kind("ferries", "web", one, two, False)] += count
    return people


def test_answers_are_told_by_the_answers_to_the_first_question() -> None:
    report = release(ferries(AA=30, AB=20, BA=15, BB=40, oA=12, oB=11))
    table = crosstabs(report)["cross_ferries_one_two"]
    assert table.columns == ("Aye", "Bee", "No answer", "Total")
    assert words(table) == {
        "Aye": ["30", "15", "12", "57"],
        "Bee": ["20", "40", "11", "71"],
        "Total": ["50", "55", "23", "128"],
    }
    assert "Question one?" in table.caption and "Question two?" in table.caption


def test_a_small_number_goes_with_others_and_totals_stay() -> None:
    report = release(ferries(AA=30, AB=20, BA=15, BB=40, oA=3, oB=20, Ao=30, Bo=35, oo=40))
    table = crosstabs(report)["cross_ferries_one_two"]
    lines = [row.figures for row in table.rows]
    assert [line[-1].exact for line in lines] == [48, 80, 105, 233]
    hidden = [(i, j) for i, line in enumerate(lines) for j, n in enumerate(line) if n.exact is None]
    assert len(hidden) == 4 and (0, 2) in hidden
    assert len({figure for line in lines for figure in line if figure.exact is None}) == 1


def test_a_table_of_which_little_is_left_is_not_made() -> None:
    report = release(ferries(AA=30, AB=2, BA=3, BB=40))
    assert "answers_ferries_one" in {table.key for table in report.tables}
    assert crosstabs(report) == {}


def test_a_group_of_one_mind_is_not_shown_to_be_so() -> None:
    """All who said Bee to the first question said Bee to the other: nobody may read that."""
    report = release(ferries(AA=30, AB=25, BB=40, oA=20, oB=20, Ao=20, oo=20))
    table = crosstabs(report).get("cross_ferries_one_two")
    assert table is None or words(table)["Bee"][1] == "not shown"


def test_topics_of_few_comments_are_in_no_table_with_others() -> None:
    people = Counter({Kind("ferries", way, "", "", True): 30 for way in CHANNELS})
    people[Kind("fares", "email", "A", "A", True)] = 4
    assert crosstabs(release(people)) == {}
    people[Kind("fares", "email", "A", "A", True)] = 40
    people[Kind("fares", "phone", "A", "A", True)] = 20
    people[Kind("fares", "web", "A", "A", False)] = 40
    people[Kind("ferries", "web", "", "", False)] = 40
    assert set(crosstabs(release(people))) == {"cross_topics_channels", "cross_themes_topics"}


def test_themes_are_told_by_topic() -> None:
    people = Counter(
        {Kind("ferries", "web", "", "", True): 30, Kind("ferries", "web", "", "", False): 20}
    )
    people += Counter(
        {Kind("fares", "web", "A", "A", True): 14, Kind("fares", "web", "A", "A", False): 16}
    )
    table = crosstabs(release(people))["cross_themes_topics"]
    assert words(table) == {
        "Cost": ["30", "14", "44"],
        "All published comments": ["50", "30", "80"],
    }


def test_there_are_only_so_many_and_only_so_large() -> None:
    values = tuple((str(n), f"Answer {n}") for n in range(MOST_LINES + 1))
    asked = tuple(replace(QUESTIONS[0], key=f"q{n}", values=values[:2]) for n in range(9))
    wide = replace(QUESTIONS[0], key="wide", values=values)
    dice = random.Random(1)
    given = [
        tuple((one.key, dice.choice(one.values)[0]) for one in (*asked, wide)) for _ in range(900)
    ]
    comments = [
        CommentFacts("ferries", "published", "web", MONDAY, (), "W.", None, one) for one in given
    ]
    made = frozen(Counter())
    topics = tuple(
        replace(topic, questions=(asked[0], wide, *asked[1:])) if topic.slug == "ferries" else topic
        for topic in made.topics
    )
    found = crosstabs(build_report(replace(made, comments=comments, topics=topics)))
    assert set(found) == {"cross_ferries_q0_q1", "cross_ferries_q0_q2", "cross_ferries_q0_q3"}
    assert len(found) < MOST_TABLES


AIMS: tuple[Aim, ...] = (
    *((("channel", way),) for way in CHANNELS),
    *((("topic", topic), ("channel", way)) for topic in TOPICS for way in CHANNELS),
    *((("topic", topic), ("cost", "True")) for topic in TOPICS),
    *((("topic", "ferries"), (name, value)) for name in ("one", "two") for value in VALUES),
    *((("topic", "ferries"), ("one", one), ("two", two)) for one in VALUES for two in VALUES),
)


@pytest.mark.parametrize("seed", range(16))
def test_all_tables_together_tell_no_small_number(seed: int) -> None:
    """One program over everybody: each comment's topic, way, both answers and theme at once.

    What two things of one comment have in common is bounded by how many have each of them; beyond
    that, the cross-tabs tell no more about a small number than their rule allows.
    """
    dice = random.Random(seed)
    people = uneven_people(dice) if seed % 3 else some_people(dice, 15, 0.6)
    report = release(people)
    reader, before = Reader([report]), Reader([report])
    reader.read_tables()
    before.read_tables(crossed=False)
    for aim in AIMS:
        truth = sum(n for kind, n in people.items() if _has(kind, aim))
        low, high = reader.count(0, aim)
        assert low <= truth <= high, "the attack itself is sound"
        if 0 < truth < T:
            assert (low <= 1 and high >= T) or (low, high) == before.count(0, aim), aim


def test_the_reader_finds_small_numbers_where_nothing_is_hidden() -> None:
    people = some_people(random.Random(1), 3)
    reader = Reader([release(people, threshold=1)])
    reader.read_tables()
    found = [reader.count(0, aim) for aim in AIMS]
    assert sum(low == high and 0 < low < T for low, high in found) > 5


def _has(kind: Kind, aim: Aim) -> bool:
    return all(str(getattr(kind, name)) == value for name, value in aim)
