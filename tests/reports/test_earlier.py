"""Releases compared: what came in between is told only where it is none or many (R74)."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.questions import QuestionKind
from engage.reports.build import build_report
from engage.reports.earlier import group_of, key_of, releases
from engage.reports.rules import Report
from engage.reports.source import (
    CommentFacts,
    EarlierRelease,
    QuestionFacts,
    ReplyFacts,
    ThemeFacts,
    TopicFacts,
)
from tests.reports.factories import declined, published, source
from tests.reports.releasing import KINDS, Aim, Kind, Reader, release, remembered, uneven_people
from tests.reports.test_crosstabs import AIMS

T = 10


def rows(report: Report, key: str) -> dict[str, list[str]]:
    """A table's figures by row; empty if the report does not have it."""
    found = [table for table in report.tables if table.key == key]
    return {row.label: [one.words for one in row.figures] for table in found for row in table.rows}


def after(reports: Sequence[Report], *comments: CommentFacts, threshold: int = T) -> Report:
    return build_report(source(*comments, earlier=remembered(reports)), threshold)


def by_way(**counts: int) -> list[CommentFacts]:
    return [
        published(f"{way} {n}", channel=way) for way, count in counts.items() for n in range(count)
    ]


# --- keys -----------------------------------------------------------------------------------------


@given(st.frozensets(st.text(max_size=8), min_size=1, max_size=5))
def test_a_row_is_known_again_whatever_people_may_choose(names: frozenset[str]) -> None:
    assert group_of(key_of(names)) == names


def test_an_answer_in_the_words_of_a_row_is_not_taken_for_it() -> None:
    keys = [key_of([name]) for name in ("total", "none", "other", "answered", "", "65+")]
    assert len(set(keys)) == 6
    assert keys[4] == "none" and "total" not in keys


def test_figures_that_are_no_tables_are_refused() -> None:
    for figures in ("[{", '[{"key": "x", "keys": 1, "column_keys": [], "rows": []}]'):
        with pytest.raises(ValueError):
            releases([EarlierRelease(1, T, figures)])


# --- ways of taking part --------------------------------------------------------------------------


def test_the_same_comments_give_the_same_tables_again() -> None:
    comments = [*by_way(web=40, email=25), *(declined(week=n % 3) for n in range(20))]
    first = after([], *comments)
    assert after([first], *comments).tables == first.tables


def test_two_more_by_one_way_are_not_seen() -> None:
    first = after([], *by_way(web=40, email=25))
    second = after([first], *by_way(web=40, email=27))
    assert rows(first, "channels") == {
        "This website": ["40", "40"],
        "E-mail": ["25", "25"],
        "Total": ["65", "65"],
    }
    assert rows(second, "channels") == {}


def test_many_more_are_seen_and_ways_that_grew_by_few_are_joined() -> None:
    first = after([], *by_way(web=40, email=25, phone=20))
    second = after([first], *by_way(web=60, email=31, phone=25))
    assert rows(second, "channels") == {
        "This website": ["60", "60"],
        "All other ways together": ["56", "56"],
        "Total": ["116", "116"],
    }
    third = after([first, second], *by_way(web=75, email=45, phone=40))
    assert rows(third, "channels")["E-mail"] == ["45", "45"]


def test_a_few_taken_away_are_seen_as_little_as_a_few_added() -> None:
    first = after([], *by_way(web=40, email=25))
    assert rows(after([first], *by_way(web=40, email=22)), "channels") == {}
    assert "E-mail" in rows(after([first], *by_way(web=40, email=12)), "channels")


def test_what_was_joined_before_is_not_told_by_how_little_came_since() -> None:
    """17 and 3 were one row of 20. With nine more, 17 and 12 would show that at least 3 were."""
    first = after([], *by_way(web=17, email=3))
    assert rows(first, "channels") == {}
    assert rows(after([], *by_way(web=17, email=12)), "channels") != {}
    assert rows(after([first], *by_way(web=17, email=12)), "channels") == {}


# --- what became of comments ----------------------------------------------------------------------


def test_a_few_more_that_were_declined_hide_what_was_received() -> None:
    some = by_way(web=40)
    first = after([], *some, *(declined() for _ in range(20)))
    second = after([first], *some, *(declined() for _ in range(23)))
    assert rows(second, "outcome") == {
        "Received": ["not shown"],
        "Published": ["40"],
        "Not published": ["not shown"],
    }
    assert {table.key for table in second.tables} & {"reasons", "weeks_received"} == set()
    third = after([first, second], *some, *(declined() for _ in range(40)))
    assert rows(third, "outcome")["Not published"] == ["40"]


def test_a_count_that_was_small_is_not_told_as_soon_as_it_is_not() -> None:
    """After 'fewer than ten', fifteen would say that at least six came in between."""
    some = by_way(web=40)
    first = after([], *some, *(declined() for _ in range(8)))
    assert rows(first, "outcome")["Not published"] == ["fewer than 10"]
    second = after([first], *some, *(declined() for _ in range(15)))
    assert rows(second, "outcome")["Not published"] == ["not shown"]
    third = after([first], *some, *(declined() for _ in range(30)))
    assert rows(third, "outcome")["Not published"] == ["30"]


def test_a_reason_that_grew_by_a_few_is_told_no_more() -> None:
    many = [declined("off_topic") for _ in range(40)]
    first = after([], *many, *(declined("spam") for _ in range(20)), *by_way(web=40))
    more = [*many, *(declined("profanity") for _ in range(30))]
    second = after([first], *more, *(declined("spam") for _ in range(24)), *by_way(web=40))
    assert rows(first, "reasons")["Spam or repetition"] == ["20"]
    assert "Spam or repetition" not in rows(second, "reasons")


def test_weeks_that_few_declined_ones_came_in_are_joined() -> None:
    weeks = [published(f"{n}", week=n % 4) for n in range(60)]
    first = after([], *weeks, *(declined(week=n % 4) for n in range(60)))
    assert "weeks" in {table.key for table in first.tables if "received" in table.column_keys}
    late = [declined(week=3) for _ in range(12)] + [declined(week=0) for _ in range(2)]
    second = after([first], *weeks, *(declined(week=n % 4) for n in range(60)), *late)
    told = [t for t in second.tables if t.key.startswith("weeks") and "received" in t.column_keys]
    withheld = [
        [row.figures[0].exact - row.figures[1].exact for row in table.rows] for table in told
    ]
    assert all(n - m not in range(1, T) for line in withheld for n in line for m in (15, 30, 45))


# --- answers, themes, replies ---------------------------------------------------------------------


def test_an_answer_that_few_more_chose_is_joined_or_hidden() -> None:
    def people(a: int, b: int, none: int) -> Counter[Kind]:
        given = {"A": a, "B": b, "": none}
        return Counter({Kind("ferries", "web", one, "", False): n for one, n in given.items()})

    first = release(people(40, 30, 20))
    assert rows(first, "answers_ferries_one")["Aye"] == ["40"]
    second = release(people(60, 34, 26), [first])
    assert rows(second, "answers_ferries_one") == {
        "Aye": ["60"],
        "Bee or no answer": ["60"],
        "Total": ["120"],
    }
    third = release(people(43, 31, 21), [first])
    assert rows(third, "answers_ferries_one")["Aye"] == ["not shown"]


def test_how_few_gave_an_answer_is_not_told_by_how_little_came_since() -> None:
    """Nine of thirty answered; one more did, and ten of thirty-one: it was nine at least."""
    topic = TopicFacts("ferries", "Sailings", "Why?", 1, (several_of("AB"),))
    left, gave = answered_with(), answered_with("A", "B")
    first = build_report(source(*[gave] * 9, *[left] * 21, topics=(topic,)))
    assert "Gave at least one answer" not in rows(first, "answers_ferries_why")
    more = source(*[gave] * 10, *[left] * 21, topics=(topic,), earlier=remembered([first]))
    assert "Gave at least one answer" not in rows(build_report(more), "answers_ferries_why")
    alone = source(*[gave] * 10, *[left] * 21, topics=(topic,))
    assert rows(build_report(alone), "answers_ferries_why")["Gave at least one answer"] == ["10"]


def test_how_few_gave_none_is_not_told_by_how_little_came_since() -> None:
    topic = TopicFacts("ferries", "Sailings", "Why?", 1, (several_of("AB"),))
    left, gave = answered_with(), answered_with("A", "B")
    first = build_report(source(*[gave] * 21, *[left] * 9, topics=(topic,)))
    more = source(*[gave] * 21, *[left] * 10, topics=(topic,), earlier=remembered([first]))
    assert "Gave at least one answer" not in rows(build_report(more), "answers_ferries_why")


def several_of(values: str) -> QuestionFacts:
    labels = tuple((value, f"Answer {value}") for value in values)
    return QuestionFacts("why", QuestionKind.SEVERAL, "What for?", labels)


def answered_with(*values: str) -> CommentFacts:
    return replace(published("Words."), answers=tuple(("why", value) for value in values))


def test_themes_that_were_read_after_an_interim_report_are_told_in_the_final_one() -> None:
    """Nothing was read when the first was made, half by the second: none of it hides the end."""
    themes = (ThemeFacts("cost", "Cost", "Coût", "What it costs.", None, 1),)
    about, other, unread = (
        replace(published("Words."), themes=found) for found in (("cost",), (), None)
    )
    first = build_report(source(*[unread] * 40, themes=themes))
    assert rows(first, "themes") == {}
    half = [about] * 5 + [other] * 35 + [unread] * 15
    second = build_report(source(*half, themes=themes, earlier=remembered([first])))
    assert rows(second, "themes")["Cost"] == ["fewer than 10"]
    whole = source(*[about] * 25, *[other] * 45, themes=themes, earlier=remembered([first, second]))
    assert rows(build_report(whole), "themes")["Cost"] == ["25"]


def test_a_theme_and_what_it_leaves_of_its_parent_are_no_small_numbers() -> None:
    themes = tuple(
        ThemeFacts(key, label, label, "", parent, n)
        for n, (key, label, parent) in enumerate(
            [
                ("cost", "Cost", None),
                ("fares", "Fares", "cost"),
                ("time", "Time", None),
                ("x", "X", None),
            ]
        )
    )

    def made(spoke: dict[tuple[str, ...], int], reports: Sequence[Report] = ()) -> Report:
        comments = [
            CommentFacts("ferries", "published", "web", published("").week, (), f"{n}", themes=some)
            for some, count in spoke.items()
            for n in range(count)
        ]
        return build_report(source(*comments, themes=themes, earlier=remembered(reports)))

    first = made({("fares",): 30, ("cost",): 20, ("time",): 25, (): 30})
    assert rows(first, "themes") == {
        "Read for themes": ["105"],
        "Cost": ["50"],
        "Fares": ["30"],
        "Time": ["25"],
        "X": ["fewer than 10"],
        "All published comments": ["105"],
    }
    nearly = made({("fares",): 30, ("cost",): 3, ("time",): 25, (): 30})
    assert rows(nearly, "themes")["Fares"] == ["not shown"]
    later = made({("fares",): 30, ("cost",): 40, ("time",): 28, (): 45}, [first])
    assert rows(later, "themes")["Cost"] == ["70"]
    assert rows(later, "themes")["Time"] == ["not shown"]


def test_replies_are_counted_and_few_answers_to_them_are_not() -> None:
    many = by_way(web=40)
    facts = ReplyFacts(replies=14, answered=12, written_back=3)
    first = build_report(source(*many, replies=facts))
    assert rows(first, "replies") == {
        "Replies published": ["14"],
        "Comments that they answer": ["12"],
        "Comments written back to a reply": ["fewer than 10"],
    }
    more = ReplyFacts(replies=24, answered=22, written_back=14)
    second = build_report(source(*many, replies=more, earlier=remembered([first])))
    assert rows(second, "replies")["Comments written back to a reply"] == ["not shown"]
    assert rows(build_report(source(*many)), "replies") == {}


def test_a_threshold_of_five_after_ten_tells_no_growth_of_less_than_five() -> None:
    first = after([], *by_way(web=40, email=25, phone=12))
    assert rows(after([first], *by_way(web=60, email=31, phone=18), threshold=5), "channels")
    assert rows(after([first], *by_way(web=60, email=31, phone=18)), "channels") != rows(
        after([], *by_way(web=60, email=31, phone=18)), "channels"
    )
    closer = after([first], *by_way(web=60, email=27, phone=14), threshold=5)
    assert "E-mail" not in rows(closer, "channels")


# --- the reader of all releases -------------------------------------------------------------------


def grown(dice: random.Random, people: Counter[Kind], how: str) -> Counter[Kind]:
    """The same people and more; 'away' takes some away instead, 'swapped' does both."""

    def change(kind: Kind) -> int:
        match how:
            case "few":
                return int(dice.random() < 0.05)
            case "one topic":
                return dice.randint(0, 8) if kind.topic == "fares" else 0
            case "one way":
                return dice.randint(0, 6) if kind.channel == "web" else 0
            case "away":
                return dice.randint(-2, 0)
            case "swapped":
                return dice.randint(-12, 14)
        return dice.randint(0, 20)

    return Counter({kind: max(0, people[kind] + change(kind)) for kind in KINDS})


def is_hidden(ends: tuple[int, int], *, only_added: bool) -> bool:
    low, high = ends
    return low <= 1 and (high >= T if only_added else high >= -1 and high - low >= T - 1)


@pytest.mark.parametrize(
    ("ways", "only_added"),
    [
        (("few",), True),
        (("one topic",), True),
        (("one way", "few"), True),
        (("many", "one topic"), True),
        (("away",), False),
        (("swapped", "few"), False),
    ],
)
def test_no_small_number_and_no_small_growth_is_found(
    ways: tuple[str, ...], only_added: bool
) -> None:
    """Pairs and triples of releases with every table, and every listed comment's topic.

    What two things of one comment have in common is bounded by the tables of each of them; beyond
    that, cross-tabs tell nothing.
    """
    dice = random.Random("".join(ways))
    story = [uneven_people(dice)]
    for how in ways:
        story.append(grown(dice, story[-1], how))
    reports: list[Report] = []
    for people in story:
        reports.append(release(people, reports))
    reader, plain, listed = (Reader(reports, only_added) for _ in range(3))
    reader.read_tables()
    plain.read_tables(crossed=False)
    for aim in dice.sample(AIMS, 8):
        without = plain if is_pair(aim) else listed
        for t, people in enumerate(story):
            count = size(people, aim)
            low, high = ends = reader.count(t, aim)
            assert low <= count <= high, "the attack itself is sound"
            if 0 < count < T and not is_hidden(ends, only_added=True):
                assert ends == without.count(t, aim), (t, aim)
            growth = count - size(story[t - 1], aim) if t else 0
            if 0 < abs(growth) < T:
                ends = reader.growth(t, aim)
                if not is_hidden(ends, only_added=only_added):
                    assert ends == without.growth(t, aim), (t, aim)


def size(people: Counter[Kind], aim: Aim) -> int:
    return sum(n for k, n in people.items() if all(str(getattr(k, a)) == b for a, b in aim))


def is_pair(aim: Aim) -> bool:
    """Whether it is about two things, but for the topic that a question belongs to."""
    return len(aim) > 1 and not (len(aim) == 2 and aim[1][0] in ("one", "two"))


def test_the_reader_finds_what_came_where_releases_are_not_compared() -> None:
    dice = random.Random(2)
    first = Counter(dict.fromkeys(KINDS, 12))
    second = grown(dice, first, "few")
    reader = Reader([release(first), release(second)])
    reader.read_tables()
    found = [(reader.growth(1, aim), size(second, aim) - size(first, aim)) for aim in AIMS]
    assert sum(low == high == true and 0 < true < T for (low, high), true in found) > 3
