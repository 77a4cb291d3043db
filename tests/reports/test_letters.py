"""Letters that several people sent are told of, and everybody is still counted (R79)."""

import csv
import io
from dataclasses import replace

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.campaigns.counting import letters_among
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.moderation.models import CampaignMember
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.reports.build import build_report
from tests.app_fixtures import build_engagement
from tests.moderation.screened import screen_all
from tests.reports.factories import declined, published, source
from tests.reports.people import crowd, made_for, say
from tests.reports.test_report import keys, rows

LETTER = (
    "Dear Minister, please run the night bus between all the towns of our valley until two in the"
    " morning on every day of the week. Shift workers, students and nurses need a safe way home,"
    " and a taxi costs more than an hour of their pay. A bus every hour would be enough."
)


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40))
def test_every_published_comment_is_counted_once(campaigns: list[int | None]) -> None:
    followed = [one for one in campaigns if one is not None]
    letters = letters_among(followed, len(campaigns))
    assert letters.published == len(campaigns)
    assert 2 * letters.letters <= letters.comments <= letters.published
    assert letters.letters <= letters.different <= letters.published or not letters.published


def test_the_report_tells_letters_of_published_comments() -> None:
    followers = [replace(published(f"We want it, {n}."), letter=7) for n in range(4)]
    alone = replace(published("The only one of its letter that is public."), letter=9)
    others = [published(f"My own words, {n}.") for n in range(20)]
    report = build_report(source(*followers, alone, *others))
    assert rows(report, "letters") == {
        "Comments that follow a letter others sent too": ["4"],
        "How many letters there are": ["1"],
        "Different comments, each letter counted once": ["22"],
    }


def test_a_number_of_published_comments_that_is_not_told_cannot_be_worked_out() -> None:
    followers = [replace(published(f"We want it, {n}."), letter=7) for n in range(4)]
    report = build_report(source(*followers, declined()))
    assert report.outcome.published.exact is None
    assert "letters" not in keys(report)


def test_without_letters_there_is_no_such_table() -> None:
    others = [published(f"My own words, {n}.") for n in range(20)]
    assert "letters" not in keys(build_report(source(*others)))


def followed(units: Units) -> None:
    """Twenty published comments, of which three follow one letter."""
    build_engagement(units)
    crowd(units, 17)
    numbers = [say(units, f"{LETTER} {end}", "waiting") for end in ("", "Thank you.", "Ivy")]
    screen_all(units)
    with units.writing(SYSTEM) as unit:
        for number in numbers:
            decide(unit, number, 1, Outcome.PUBLISH, (), "")


def test_what_the_intake_grouped_stands_in_the_report(both_units: Units) -> None:
    followed(both_units)
    with both_units.reading(SYSTEM) as unit:
        whole = [len(one) for one in _members(unit.session).values()]
    counted = made_for(both_units).files["night-buses-counts.csv"].decode("utf-8-sig")
    told = csv.DictReader(io.StringIO(counted))
    values = [int(row["number"]) for row in told if row["table"] == "letters"]
    assert values == [sum(whole), len(whole), 20 - sum(whole) + len(whole)]
    assert 3 in whole


def _members(session: Session) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for member in session.scalars(select(CampaignMember)):
        found.setdefault(member.campaign_id, []).append(member.comment_id)
    return found


def test_the_public_page_says_it_in_a_sentence(units: Units, client: FlaskClient) -> None:
    followed(units)
    words = " ".join(client.get("/engagements/night-buses/moderation").get_data(True).split())
    assert "of the published comments follow" in words
    assert "If we count each letter once," in words or "If we count the letter once," in words


def test_the_page_of_few_comments_tells_nothing_of_letters(
    units: Units, client: FlaskClient
) -> None:
    build_engagement(units)
    numbers = [say(units, f"{LETTER} {end}", "waiting") for end in ("", "Thank you.", "Ivy")]
    screen_all(units)
    with units.writing(SYSTEM) as unit:
        for number in numbers:
            decide(unit, number, 1, Outcome.PUBLISH, (), "")
    page = client.get("/engagements/night-buses/moderation").get_data(True)
    assert "follow a letter" not in page
