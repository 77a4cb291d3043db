"""Planning an update on the staff's pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.jobs.worker import run_due
from engage.updates.service import add_update
from engage.updates.tasks import HANDLERS
from tests.app_fixtures import NOON, MakeEngagement
from tests.engagements.pages import fields, form_at, send
from tests.governance.elections.calendar import set_election
from tests.updates.writing import WORDS, stamp_update

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
UPDATE = f"{BASE}/updates/the-first-night"
PLAN = f"{UPDATE}/plan"
CANCEL = f"{PLAN}/cancel"
PUBLIC = "/engagements/night-buses"


@pytest.fixture
def approved(sign_in: SignIn, make_engagement: MakeEngagement, units: Units) -> Actor:
    make_engagement()
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        stamp_update(unit, engagement, add_update(unit, engagement, WORDS))
    return sign_in(Role.ENGAGEMENT_LEAD)


def test_a_lead_plans_changes_and_leaves_it(
    client: FlaskClient, approved: Actor, units: Units, clock: FixedClock
) -> None:
    assert f'href="{PLAN}"' in client.get(f"{UPDATE}/publish").text
    assert send(client, PLAN, planned_at="2026-03-05T09:00").status_code == 303
    page = client.get(f"{BASE}/updates").text
    assert "Draft. Planned for Thursday, 5 March 2026, 9\u00a0am Pacific time" in page
    assert send(client, PLAN, planned_at="2026-03-06T09:00").status_code == 303
    assert fields(client.get(PLAN).text, PLAN)["planned_at"] == "2026-03-06T09:00"
    assert send(client, PLAN, CANCEL).status_code == 303
    assert "Planned for" not in client.get(f"{BASE}/updates").text
    clock.instant = NOON + timedelta(days=9)
    run_due(units, HANDLERS)
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404


def test_what_was_planned_stands_on_the_public_pages_at_its_time(
    client: FlaskClient, approved: Actor, units: Units, clock: FixedClock
) -> None:
    send(client, PLAN, planned_at="2026-03-02T13:00")
    # The page is kept before, and shows the update all the same.
    assert "The first night" not in client.get(PUBLIC).text
    clock.instant = NOON + timedelta(hours=1)
    run_due(units, HANDLERS)
    assert "The first night" in client.get(PUBLIC).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Give the date and the time"),
        ("tomorrow", "give a date and a time, such as"),
        ("2026-03-02T09:00", "That time has passed"),
        ("2036-03-02T09:00", "within the next two years"),
        ("0001-01-01T00:00", "Give a year between"),
        ("9999-12-31T23:59", "Give a year between"),
    ],
)
def test_what_is_wrong_with_a_time_is_said_at_the_field(
    client: FlaskClient, approved: Actor, typed: str, said: str
) -> None:
    answer = send(client, PLAN, planned_at=typed)
    assert answer.status_code == 422
    assert 'href="#planned_at"' in answer.text
    assert said in answer.text
    assert "Planned for" not in client.get(f"{BASE}/updates").text


def test_of_two_who_plan_the_second_loses_nothing(client: FlaskClient, approved: Actor) -> None:
    stale = form_at(client, PLAN)
    send(client, PLAN, planned_at="2026-03-05T09:00")
    answer = client.post(PLAN, data=stale | {"planned_at": "2026-03-07T10:30"})
    assert answer.status_code == 409
    assert "Somebody changed the plan" in answer.text
    assert "5 March 2026, 9 am" in answer.text
    assert fields(answer.text, PLAN)["planned_at"] == "2026-03-07T10:30"
    answer = client.post(PLAN, data=fields(answer.text, PLAN))
    assert answer.status_code == 303


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "\0", ""])
def test_a_number_that_no_page_gave_changes_nothing(
    client: FlaskClient, approved: Actor, number: str
) -> None:
    send(client, PLAN, planned_at="2026-03-05T09:00")
    given = form_at(client, PLAN) | {"seen_plan": number, "planned_at": "2026-03-09T09:00"}
    assert client.post(PLAN, data=given).status_code in (409, 422)
    assert client.post(CANCEL, data=given).status_code in (409, 422)
    assert "Planned for Thursday, 5 March" in client.get(f"{BASE}/updates").text


def test_an_edit_says_that_it_ended_the_plan_and_both_pages_say_why(
    client: FlaskClient, approved: Actor
) -> None:
    send(client, PLAN, planned_at="2026-03-05T09:00")
    assert "Saving another text ends the plan" in client.get(UPDATE).text
    answer = send(client, UPDATE, summary="Another.")
    assert "does not become public at the planned time" in client.get(answer.location).text
    for page in (PLAN, f"{BASE}/updates", UPDATE):
        assert "its text was changed" in client.get(page).text
    assert "has to be approved first" in client.get(PLAN).text
    assert "because its text was changed" in client.get("/staff/").text
    assert send(client, PLAN, CANCEL).status_code == 303
    assert "its text was changed" not in client.get(f"{BASE}/updates").text
    assert "because its text was changed" not in client.get("/staff/").text


def test_a_plan_within_an_election_that_is_known_says_what_will_come(
    client: FlaskClient, approved: Actor, units: Units
) -> None:
    set_election(units)
    answer = send(client, PLAN, planned_at="2026-03-20T09:00")
    assert "An election period is set for that time" in client.get(answer.location).text


def test_planning_asks_for_approval_first(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement, units: Units
) -> None:
    make_engagement()
    with units.writing(SYSTEM) as unit:
        add_update(unit, engagement_by_slug(unit.session, "night-buses"), WORDS)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get(PLAN).text
    assert "cannot be planned yet" in page
    assert 'name="planned_at"' not in page
    answer = client.post(PLAN, data=form_at(client, UPDATE) | {"planned_at": "2026-03-05T09:00"})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
