"""Themes, topics and answers called as rows of a table are: "Other", "Total", "None"."""

from dataclasses import replace

import pytest

from engage.engagements.questions import QuestionKind
from engage.reports.build import build_report
from engage.reports.rules import Report, Table
from engage.reports.source import (
    CommentFacts,
    FrozenSource,
    QuestionFacts,
    ThemeFacts,
    TopicFacts,
)
from tests.reports.factories import MONDAY, source
from tests.reports.releasing import remembered

NAMES = ("answered", "none", "other", "total")


def comment(
    topic: str, channel: str = "web", answers: dict[str, str] | None = None, theme: str = ""
) -> CommentFacts:
    given = tuple((answers or {}).items())
    themes = (theme,) if theme else ()
    return CommentFacts(topic, "published", channel, MONDAY, (), "Words.", None, given, themes)


def table_of(report: Report, key: str) -> Table:
    (found,) = (one for one in report.tables if one.key == key)
    return found


def labels(table: Table) -> list[str]:
    return [row.label for row in table.rows]


def test_a_theme_is_told_with_its_own_number_whatever_it_is_called() -> None:
    themes = tuple(ThemeFacts(n, n.title(), "", "", None, p) for p, n in enumerate(NAMES, 1))
    listed = [
        comment("ferries", theme=name)
        for place, name in enumerate(NAMES, 1)
        for _ in range(20 * place)
    ]
    report = build_report(replace(source(*listed), themes=themes))
    told = {row.label: row.figures[0] for row in table_of(report, "themes").rows}
    for place, theme in enumerate(report.themes, 1):
        assert theme.figure == told[theme.label]
        assert theme.figure.exact == 20 * place


def twice(made: FrozenSource) -> Report:
    """The report of a second release with the same comments."""
    first = build_report(made)
    return build_report(replace(made, earlier=remembered([first])))


@pytest.mark.parametrize("name", NAMES)
def test_a_topic_keeps_its_title_in_a_table_that_was_released_before(name: str) -> None:
    topics = (TopicFacts("fares", "Fares", "", 1), TopicFacts(name, "Anything else", "", 2))
    listed = [
        comment(topic, channel)
        for topic in ("fares", name)
        for channel in ("web", "email", "phone")
        for _ in range(20)
    ]
    again = twice(replace(source(*listed), topics=topics))
    crossed = table_of(again, "cross_topics_channels")
    assert labels(crossed) == ["Fares", "Anything else", "Total"]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_keeps_its_words_in_a_table_that_was_released_before(name: str) -> None:
    questions = tuple(
        QuestionFacts(key, QuestionKind.CHOICE, f"{key}?", (("yes", "Yes"), (name, "Said so")))
        for key in ("one", "two")
    )
    topics = (TopicFacts("ferries", "Ferries", "", 1, questions),)
    listed = [
        comment("ferries", answers={"one": one, "two": two})
        for one in ("yes", name)
        for two in ("yes", name)
        for _ in range(20)
    ]
    again = twice(replace(source(*listed), topics=topics))
    crossed = table_of(again, "cross_ferries_one_two")
    assert sorted(labels(crossed)) == ["Said so", "Total", "Yes"]
    assert sorted(crossed.columns) == ["Said so", "Total", "Yes"]
