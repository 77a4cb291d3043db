"""The staff's pages of a plan, through the application as a browser meets it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.planning import queries
from engage.engagements.planning.rules import PlanningContent
from engage.engagements.queries import engagement_by_slug
from tests.app_fixtures import MakeEngagement
from tests.engagements.pages import fields, form_at, send

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
PLAN = f"{BASE}/plan"
SECTIONS = ("idea", "need", "privacy", "fields", "security", "property", "records")


def saved(units: Units, made: Engagement) -> PlanningContent:
    with units.reading(SYSTEM) as unit:
        return queries.planning_content(unit.session, engagement_by_slug(unit.session, made.slug))


@pytest.mark.parametrize("name", SECTIONS)
def test_saving_an_untouched_section_changes_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement, name: str
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    before = saved(units, made)
    assert send(client, f"{PLAN}/{name}").status_code == 303
    assert saved(units, made) == before


def test_of_two_who_edit_the_plan_the_second_is_told_and_loses_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/need"
    stale = form_at(client, page)
    send(client, page, audience="Night workers.")
    answer = client.post(page, data=stale | {"need": "A timetable"})
    assert answer.status_code == 409
    assert "Night workers." in answer.text
    kept = fields(answer.text, page)
    assert kept["need"] == "A timetable"
    assert client.post(page, data=kept).status_code == 303
    assert saved(units, made).need == "A timetable"
