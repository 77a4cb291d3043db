"""The report of an engagement with questions, from the database to the files."""

from dataclasses import replace

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.reports.build import build_report
from engage.reports.freeze import freeze
from engage.reports.order import Kind, Order
from engage.reports.rules import Report
from tests.comments.answers.asking import OFTEN, STOP, WHY, ask, asked
from tests.comments.citizen import Fields, settle
from tests.reports.factories import listed_whole
from tests.reports.people import made_for


def report_of(units: Units) -> Report:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        return listed_whole(build_report(freeze(unit, engagement, Order(Kind.FINAL)), 2))


def test_what_was_chosen_in_published_comments_is_counted(both_units: Units) -> None:
    citizen = asked(both_units, OFTEN, WHY, STOP)
    for number, often in enumerate(("Never", "Never", "Every day", "Every day", "Every week")):
        fields: Fields = {"q-often": often, "q-why": ["Work", "Visits"], "q-stop": f"Stop {number}"}
        page = citizen.send(f"Comment {number}.", **fields)
        settle(both_units, page.code, "not_published" if often == "Every week" else "published")
    alone = citizen.send("", **{"q-often": "Never"}).code
    settle(both_units, alone, "published")
    ask(both_units, replace(OFTEN, options=("Every day", "Rarely")), WHY)
    tables = {table.caption: table for table in report_of(both_units).tables}
    table = tables[f"About routes: {OFTEN.label}"]
    assert [(row.label, row.figures[0].words) for row in table.rows] == [
        ("Every day", "2"),
        ("Rarely", "none"),
        ("Never (no longer offered)", "3"),
        ("Total", "5"),
    ]
    assert f"About routes: {STOP.label}" not in tables


def test_tables_of_answers_are_in_every_file(units: Units) -> None:
    citizen = asked(units, OFTEN)
    for number in range(3):
        page = citizen.send(f"Comment {number}.", **{"q-often": "Never"})
        settle(units, page.code, "published")
    files = made_for(units).files
    for name in ("report.html", "counts.csv", "report.json"):
        (content,) = (found for key, found in files.items() if key.endswith(name))
        assert OFTEN.label in content.decode()


def test_what_was_taken_back_is_counted_no_more(units: Units) -> None:
    citizen = asked(units, OFTEN)
    codes = []
    for number in range(4):
        page = citizen.send(f"Comment {number}.", **{"q-often": "Never"})
        settle(units, page.code, "published")
        codes.append(page.code)
    citizen.take_back(codes[0])
    often = next(one for one in report_of(units).tables if one.key.startswith("answers"))
    assert often.rows[-1].figures[0].exact == 3


def test_words_of_a_question_in_an_unpublished_text_refuse_no_report(units: Units) -> None:
    """The label stands in everybody's text, and a reader may quote it: it is the Province's."""
    label = "Which stop on the way from the ferry to the mill needs a bench most?"
    citizen = asked(units, replace(OFTEN, label=f"{label} Or none?"), replace(STOP, label=label))
    for number, state in enumerate(("published", "published", "not_published")):
        fields: Fields = {"q-often": "Never", "q-stop": f"Number {number}"}
        page = citizen.send(f"You ask: {label} Or none? I say {number}.", **fields)
        settle(units, page.code, state)
    settle(units, citizen.send("", **{"q-often": "Never"}).code, "not_published")
    made = made_for(units)
    assert made.leaks == []
    assert any(b"Number 1" in content for content in made.files.values())
    assert not any(b"Number 2" in content for content in made.files.values())
