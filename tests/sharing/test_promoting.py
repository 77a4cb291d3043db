"""Messages for social media: what they say, when, and that Hootsuite can read them."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from engage.core.clock import FixedClock
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.rules import Timing
from engage.governance.outbound import Outbound
from engage.sharing.promoting import LINK_COUNTS, LONGEST, MOST, hootsuite, planned
from tests.app_fixtures import NOON, build_engagement
from tests.governance.elections.calendar import CALL, granted, set_election

SignIn = Callable[..., Actor]
ZONE = "America/Vancouver"
STAFF = "/staff/engagements/night-buses/promotion"
moments = st.datetimes(
    datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
)  # fmt: skip


def rows(client: FlaskClient) -> list[list[str]]:
    answer = client.get(f"{STAFF}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.get_data().decode(), newline="")))


def test_what_is_to_come_is_planned_around_the_dates() -> None:
    timing = Timing(NOON, NOON + timedelta(days=2), NOON + timedelta(days=30), None)
    told = planned(timing, "Should buses run at night?", NOON, ZONE)
    assert [one.why for one in told] == ["It opens", "A week is left", "It closes soon"]
    assert told[0].text == (
        "Have your say: Should buses run at night?"
        " Open until Wednesday, 1 April 2026, 1 pm Pacific time."
    )
    assert told[2].at == datetime(2026, 3, 31, 16, 0, tzinfo=UTC)


def test_nothing_of_the_past_is_planned(units: Units) -> None:
    timing = Timing(NOON, NOON, NOON + timedelta(days=5), None)
    told = planned(timing, "Buses?", NOON + timedelta(minutes=1), ZONE)
    assert [one.why for one in told] == ["It closes soon"]
    assert planned(timing, "Buses?", NOON + timedelta(days=5), ZONE) == ()


def test_an_opening_that_an_election_holds_is_not_planned() -> None:
    timing = Timing(NOON, NOON + timedelta(days=2), None, None, is_opening_held=True)
    assert planned(timing, "Buses?", NOON, ZONE) == ()


@given(moments, moments, st.none() | moments, st.none() | moments, st.text(max_size=200))
def test_every_message_is_one_that_the_composer_takes(
    now: datetime,
    opens: datetime,
    closes: datetime | None,
    results: datetime | None,
    title: str,
) -> None:
    told = planned(Timing(opens, opens, closes, results), title, now, ZONE)
    assert len(told) <= MOST
    for one in told:
        assert one.at > now
        assert (one.at.minute % 5, one.at.second, one.at.microsecond) == (0, 0, 0)
        assert len(one.text) + 1 + LINK_COUNTS <= LONGEST
        assert one.text[0].isalpha()
    written = hootsuite(told, "https://a.ca/x", ZONE).decode()
    for at, text, link in csv.reader(io.StringIO(written, newline="")):
        datetime.strptime(at, "%m/%d/%Y %H:%M")
        assert "\n" not in text
        assert link == "https://a.ca/x"


def test_a_title_that_looks_like_a_formula_is_none() -> None:
    timing = Timing(NOON, NOON + timedelta(days=2), None, None)
    told = planned(timing, '=HYPERLINK("http://evil.example")\n+1', NOON, ZONE)
    written = hootsuite(told, "https://a.ca/x", ZONE).decode()
    (row,) = csv.reader(io.StringIO(written, newline=""))
    assert all(cell[0].isalnum() for cell in row)


def test_staff_take_the_file_from_the_page_of_the_engagement(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get(STAFF).text
    assert "Last chance to have your say: Should buses run at night?" in page
    assert f'href="{STAFF}.csv"' in page
    assert [(row[0], row[2]) for row in rows(client)] == [
        ("03/23/2026 09:00", "http://localhost/engagements/night-buses"),
        ("03/29/2026 09:00", "http://localhost/engagements/night-buses"),
    ]


def test_before_it_is_public_there_is_nothing_to_promote(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    build_engagement(units, published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "There is nothing to promote" in client.get(STAFF).text
    assert client.get(f"{STAFF}.csv").status_code == 404


def test_an_election_holds_promotion_unless_it_is_excepted(
    client: FlaskClient, sign_in: SignIn, units: Units, clock: FixedClock
) -> None:
    made = build_engagement(units, closes_at=CALL + timedelta(days=5))
    period = set_election(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert len(rows(client)) == 1
    assert "Held by the election" in client.get(STAFF).text
    granted(units, period, made.id, Outbound.PROMOTE)
    assert len(rows(client)) == 2
    assert "Held by the election" not in client.get(STAFF).text
