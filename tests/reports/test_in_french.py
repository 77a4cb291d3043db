"""A French report says what staff translated in French, and what they did not as it was written."""

from collections.abc import Callable

import pytest

from engage.accounts.service.ministries import name_in_french
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.reports.build import build_report
from engage.reports.freeze import freeze
from engage.reports.order import BOTH, Kind, Order
from engage.reports.rules import Report, Table, content_hash
from tests.comments.answers.asking import HAPPY, OFTEN, ask, asked
from tests.comments.citizen import settle
from tests.multilingual.translating import in_language
from tests.reports.factories import listed_whole
from tests.reports.people import made_for, order_now, say, value_in

TITLE = "Should buses run at night?"
MARK = "En français :"


def report_in(units: Units, language: str) -> Report:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        frozen = freeze(unit, engagement, Order(Kind.FINAL))
        return listed_whole(build_report(frozen, 2, language))


def answered(units: Units) -> None:
    """A topic with two questions, answered twice the same."""
    citizen = asked(units, OFTEN, HAPPY)
    for number in range(2):
        page = citizen.send(f"Comment {number}.", **{"q-often": "Never", "q-happy": "5"})
        settle(units, page.code, "published")


def table_about(report: Report, words: str) -> Table:
    return next(table for table in report.tables if words in table.caption)


def test_what_staff_translated_is_said_in_french(both_units: Units) -> None:
    answered(both_units)
    in_language(both_units, "fr", MARK)
    with both_units.writing(SYSTEM) as unit:
        number = engagement_by_slug(unit.session, "night-buses").ministry_id
        name_in_french(unit, number, "ministère des Transports", seen="")
    report = report_in(both_units, "fr")
    assert (report.title, report.ministry) == (f"{MARK} {TITLE}", "ministère des Transports")
    assert report.summary.startswith(MARK)
    assert any(block.text.startswith(MARK) for block in report.about)
    assert {topic.title for topic in report.topics} == {
        f"{MARK} About {t}" for t in ("routes", "fares")
    }
    assert all(topic.prompt.startswith(MARK) for topic in report.topics)
    often = table_about(report, OFTEN.label)
    assert often.caption == f"{MARK} About routes\u202f: {MARK} {OFTEN.label}"
    assert f"{MARK} Never" in [row.label for row in often.rows]
    happy = table_about(report, HAPPY.label)
    assert any(HAPPY.high in row.label and MARK in row.label for row in happy.rows)
    assert {one.text for one in report.comments} == {"Comment 0.", "Comment 1."}


def test_a_translation_changes_nothing_of_the_english_report(both_units: Units) -> None:
    answered(both_units)
    before = report_in(both_units, "en")
    in_language(both_units, "fr", MARK)
    after = report_in(both_units, "en")
    assert after == before and content_hash(after) == content_hash(before)


NOT_HELD: dict[str, Callable[[Units], None]] = {
    "nothing": lambda _units: None,
    "another language": lambda units: in_language(units, "ar", MARK),
}


@pytest.mark.parametrize("translated", NOT_HELD.values(), ids=NOT_HELD)
def test_what_was_not_translated_stands_as_it_was_written(
    units: Units, translated: Callable[[Units], None]
) -> None:
    answered(units)
    translated(units)
    report = report_in(units, "fr")
    assert report.title == TITLE
    assert report.ministry == "Ministry of Transportation and Transit"


def test_a_question_that_was_changed_since_stands_as_it_is_asked(units: Units) -> None:
    answered(units)
    in_language(units, "fr", MARK)
    ask(units, HAPPY)
    report = report_in(units, "fr")
    assert table_about(report, OFTEN.label).caption.endswith(f": {OFTEN.label}")
    assert table_about(report, HAPPY.label).caption.endswith(f": {MARK} {HAPPY.label}")


def test_both_documents_are_in_the_report_each_with_its_title(units: Units) -> None:
    answered(units)
    say(units, "One more.")
    in_language(units, "fr", MARK)
    usual = order_now(units)
    made = made_for(units, order=Order(usual.kind, usual.week, BOTH))
    assert list(made.leaks) == []
    assert f"<title>{TITLE}".encode() in made.files["night-buses-report.html"]
    assert f"<title>{MARK} {TITLE}".encode() in made.files["night-buses-rapport.html"]
    assert value_in(made)["title"] == TITLE
