"""The staff pages of elections, as a browser without JavaScript uses them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind
from engage.governance.elections.models import ElectionException, ElectionPeriod
from engage.governance.elections.queries import shows_comments
from engage.governance.elections.service import ask_exception
from engage.governance.outbound import Action, Outbound
from engage.governance.service import Held, refuse_if_held
from tests.app_fixtures import build_engagement
from tests.approving import approve_everything
from tests.engagements.pages import form_at, send
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    SWORN,
    VOTED,
    asked_for,
    director,
    executive,
    held_items,
    set_election,
)

PAGE = "/staff/elections"
NEW = f"{PAGE}/periods/new"
ASK = f"{PAGE}/exceptions/new"
LONG = {"kind": Kind.ONGOING, "closes_at": None}
SignIn = Callable[..., Actor]


def hold(units: Units, engagement_id: int, kind: Outbound = Outbound.PROMOTE) -> int:
    with pytest.raises(Held), units.writing(SYSTEM) as unit:
        refuse_if_held(unit, Action(kind, engagement_id))
    return held_items(units)[-1].id


def press(client: FlaskClient, action: str, **values: str) -> TestResponse:
    token = form_at(client, PAGE, "/staff/sign-out")["csrf_token"]
    return client.post(action, data={"csrf_token": token} | values)


def leave(client: FlaskClient) -> None:
    """Signs out, for the next person at this browser."""
    assert press(client, "/staff/sign-out").status_code in (302, 303)


def periods(units: Units) -> list[ElectionPeriod]:
    with units.reading(SYSTEM) as unit:
        return unit.session.query(ElectionPeriod).all()


def test_a_period_is_set_on_the_wall_clock_and_its_day_ends_at_midnight(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ADMINISTRATOR)
    dates = {"called_on": "2026-03-10T11:00", "voting_day": "2026-04-07", "sworn_on": ""}
    assert send(client, NEW, **dates).status_code == 303
    (row,) = periods(units)
    assert (row.called_at, row.voting_ends_at, row.sworn_at) == (CALL, VOTED, None)
    changed = {"sworn_on": "2026-05-06 12:00"}
    assert send(client, f"{PAGE}/periods/{row.id}", **changed).status_code == 303
    (row,) = periods(units)
    assert (row.called_at, row.sworn_at, row.version) == (CALL, SWORN, 2)
    assert "Wednesday, 6 May 2026, noon" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"called_on": "soon"}, "Give a date and a time"),
        ({"called_on": ""}, "Give a date and a time"),
        ({"voting_day": "07/04/2026"}, "Give a date: "),
        ({"voting_day": "9999-12-31"}, "Give a date: "),
        ({"voting_day": "2026-03-01"}, "Voting day must come after the call"),
        ({"sworn_on": "2026-04-01T09:00"}, "sworn in after voting day"),
    ],
)
def test_bad_dates_are_told_at_their_field_and_stay_there(
    client: FlaskClient, units: Units, sign_in: SignIn, changes: dict[str, str], message: str
) -> None:
    sign_in(Role.ADMINISTRATOR)
    dates = {"called_on": "2026-03-10T11:00", "voting_day": "2026-04-07", "sworn_on": ""} | changes
    answer = send(client, NEW, **dates)
    assert answer.status_code == 422
    assert message in answer.text
    ((field, typed),) = changes.items()
    assert f'id="{field}-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert periods(units) == []


def test_a_role_in_one_ministry_sets_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="TRAN")
    assert client.get(NEW).status_code == 403
    answer = press(client, NEW, called_on="2026-03-10T11:00", voting_day="2026-04-07")
    assert answer.status_code == 403
    assert periods(units) == []
    assert "Set an election period" not in client.get(PAGE).text


def test_of_two_who_change_a_period_the_second_reads_it_and_keeps_what_was_typed(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ADMINISTRATOR)
    number = set_election(units)
    page = f"{PAGE}/periods/{number}"
    old = form_at(client, page)
    assert send(client, page, sworn_on="2026-05-07T10:00").status_code == 303
    answer = client.post(page, data=old | {"sworn_on": "2026-05-08T10:00"})
    assert answer.status_code == 409
    assert "Somebody changed this election period meanwhile" in answer.text
    assert 'value="2026-05-08T10:00"' in answer.text


def test_held_things_are_approved_one_by_one_when_the_period_is_over(
    client: FlaskClient, units: Units, clock: FixedClock, sign_in: SignIn
) -> None:
    engagement = build_engagement(units, **LONG).id
    set_election(units)
    clock.instant = IN_INTERREGNUM
    first, second = hold(units, engagement), hold(units, engagement, Outbound.SEND_MAIL)
    sign_in(Role.COMMUNICATIONS_DIRECTOR)
    text = client.get(PAGE).text
    assert "Mail to subscribers" in text
    assert ">Approve<" not in text
    assert press(client, f"{PAGE}/held/{first}").status_code == 422
    clock.instant = AFTER
    sign_in(Role.COMMUNICATIONS_DIRECTOR)
    assert "2 things that the election held wait for approval" in client.get("/staff/").text
    assert press(client, f"{PAGE}/held/{first}").status_code == 303
    assert press(client, f"{PAGE}/held/{second}", then="drop").status_code == 303
    assert [one.outcome for one in held_items(units)] == ["approved", "dropped"]
    answer = press(client, f"{PAGE}/held/{second}")
    assert answer.status_code == 409
    assert "A colleague dropped this meanwhile" in answer.text
    assert press(client, f"{PAGE}/held/{second}", seen="dropped").status_code == 303


def test_the_pages_of_another_ministry_are_unknown(
    client: FlaskClient, units: Units, clock: FixedClock, sign_in: SignIn
) -> None:
    engagement = build_engagement(units, **LONG).id
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    item = hold(units, engagement)
    with units.writing(director(units)) as unit:
        asked = ask_exception(unit, asked_for(period, engagement, Outbound.PROMOTE)).id
    clock.instant = AFTER
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="HLTH")
    assert "Promotion" not in client.get(PAGE).text
    assert press(client, f"{PAGE}/held/{item}").status_code == 404
    assert client.get(f"{PAGE}/exceptions/{asked}").status_code == 404
    assert press(client, f"{PAGE}/exceptions/{asked}").status_code == 404
    assert press(client, f"{PAGE}/exceptions/{asked}/revoke").status_code == 404


def test_an_exception_is_asked_for_by_one_and_granted_by_the_other(
    client: FlaskClient, units: Units, clock: FixedClock, sign_in: SignIn
) -> None:
    engagement = build_engagement(units, **LONG).id
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    sign_in(Role.COMMUNICATIONS_DIRECTOR)
    wanted = {
        "period": str(period),
        "engagement": str(engagement),
        "kind": "promote",
        "ground": "statutory_advertising",
        "reason": "The Act wants it published within a week.",
        "program": "bc-wildfire-service",
    }
    answer = send(client, ASK, **wanted)
    assert answer.status_code == 422
    assert 'id="authority-error"' in answer.text
    assert "published within a week" in answer.text
    answer = send(client, ASK, **wanted, authority="section 4 of the Forest Act")
    assert answer.status_code == 303
    page = answer.headers["Location"]
    text = client.get(page).text
    assert "It waits for the executive director" in text
    assert "section 4 of the Forest Act" in text
    assert "Grant the exception" not in text
    leave(client)
    sign_in(Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    assert "An exception waits for your decision" in client.get("/staff/").text
    assert send(client, page, reason="").status_code == 422
    assert send(client, page, reason="I read the Act.").status_code == 303
    assert "In force until the election period ends" in client.get(page).text
    assert send(client, page, f"{page}/revoke").status_code == 303
    assert "Revoked by" in client.get(page).text
    assert press(client, f"{page}/revoke").status_code == 409


def test_extra_fields_change_nothing(
    client: FlaskClient, units: Units, clock: FixedClock, sign_in: SignIn
) -> None:
    engagement = build_engagement(units, **LONG).id
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    with units.writing(executive(units)) as unit:
        number = ask_exception(unit, asked_for(period, engagement, Outbound.PROMOTE)).id
    sign_in(Role.ENGAGEMENT_LEAD)
    grabbed = {"reason": "Me.", "role": "communications_director", "communications_by": "1"}
    assert press(client, f"{PAGE}/exceptions/{number}", **grabbed).status_code == 403
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(ElectionException, number).communications_by is None


def test_a_lead_who_publishes_meanwhile_reads_why_not_and_finds_it_in_the_list(
    client: FlaskClient, units: Units, clock: FixedClock, sign_in: SignIn
) -> None:
    build_engagement(units, published=False, **LONG)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    with units.writing(SYSTEM) as unit:
        approve_everything(unit, engagement_by_slug(unit.session, "night-buses"))
    answer = send(client, "/staff/engagements/night-buses/publish")
    assert answer.status_code == 422
    assert "held during the election period" in answer.text
    (item,) = held_items(units)
    assert item.held_by == lead.person_id
    assert "Launch of the engagement" in client.get(PAGE).text


def test_the_page_of_an_engagement_decides_on_its_comments(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    engagement = build_engagement(units, **LONG).id
    page = "/staff/engagements/night-buses/election"
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "They are held during an election." in client.get(page).text
    assert press(client, page, shows="yes").status_code == 403
    leave(client)
    sign_in(Role.COMMUNICATIONS_DIRECTOR)
    for _ in range(2):  # twice is once
        assert press(client, page, shows="yes").status_code == 303
    with units.reading(SYSTEM) as unit:
        assert shows_comments(unit.session, engagement)
    assert "They are shown during an election." in client.get(page).text


def test_that_page_is_unknown_in_another_ministry(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units, **LONG)
    page = "/staff/engagements/night-buses/election"
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="HLTH")
    assert client.get(page).status_code == 404
    assert press(client, page, shows="yes").status_code == 404
