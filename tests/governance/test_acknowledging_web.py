"""The page on which moderators acknowledge the rules, and how the queue leads there and back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.governance.service import has_acknowledged
from tests.app_fixtures import build_engagement, csrf_token

BOTH = {"standards_of_conduct": "y", "moderation_policy": "y", "has_no_conflict": "y"}
PAGE = "/staff/acknowledge"
SignIn = Callable[..., Actor]


def test_the_queue_leads_a_newcomer_to_the_rules_and_back(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    person = sign_in(Role.MODERATOR, acknowledged=False)
    answer = client.get("/staff/queue?engagement=night-buses")
    assert answer.status_code == 302
    assert answer.location == f"{PAGE}?next=/staff/queue%3Fengagement%3Dnight-buses"
    page = client.get(answer.location)
    assert "Before you moderate or answer in public, read and acknowledge" in page.text
    done = client.post(answer.location, data={"csrf_token": csrf_token(client, PAGE), **BOTH})
    assert done.status_code == 303
    assert done.location == "/staff/queue?engagement=night-buses"
    with units.reading(person) as unit:
        assert has_acknowledged(unit)
    assert client.get("/staff/queue").status_code == 200


def test_both_texts_are_shown_in_full(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.MODERATOR, acknowledged=False)
    page = client.get(PAGE).text
    for words in ("The full official text governs", "We read every comment before it is published"):
        assert words in page
    assert "Conflicts of interest</h3>" in page
    assert page.count("You have not acknowledged this version.") == 2


@pytest.mark.parametrize("left_out", BOTH)
def test_a_box_that_is_not_ticked_is_named(
    client: FlaskClient, sign_in: SignIn, units: Units, left_out: str
) -> None:
    person = sign_in(Role.MODERATOR, acknowledged=False)
    ticks = {name: "y" for name in BOTH if name != left_out}
    answer = client.post(PAGE, data={"csrf_token": csrf_token(client, PAGE), **ticks})
    assert answer.status_code == 422
    assert f'href="#{left_out}"' in answer.text
    with units.reading(person) as unit:
        assert not has_acknowledged(unit)


def test_who_acknowledged_reads_until_when_it_holds(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.MODERATOR)
    page = client.get(PAGE).text
    assert "Your acknowledgement ends on" in page
    assert "2 March 2027" in page


def test_after_a_year_the_queue_asks_again(
    client: FlaskClient, units: Units, sign_in: SignIn, clock: FixedClock
) -> None:
    sign_in(Role.MODERATOR)
    assert client.get("/staff/queue").status_code == 200
    clock.advance(days=366)
    sign_in(Role.MODERATOR, acknowledged=False)
    assert client.get("/staff/queue").location.startswith(PAGE)


def test_who_does_not_moderate_is_not_led_there(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert client.get("/staff/queue").status_code == 200


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/staff/sign-out", "/x", ""]
)
def test_it_leads_to_no_other_place(
    client: FlaskClient, units: Units, sign_in: SignIn, wanted: str
) -> None:
    build_engagement(units)
    sign_in(Role.MODERATOR, acknowledged=False)
    answer = client.post(
        PAGE, query_string={"next": wanted}, data={"csrf_token": csrf_token(client, PAGE), **BOTH}
    )
    assert answer.location == "/staff/queue"
