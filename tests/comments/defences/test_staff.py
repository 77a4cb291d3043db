"""Leads switch proofs of work on and off; nobody else does."""

from collections.abc import Callable

from flask.testing import FlaskClient

from engage.comments.defences.proofs import proof_since
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from tests.app_fixtures import MakeEngagement, csrf_token

PAGE = "/staff/engagements/night-buses/defences"


def is_on(units: Units) -> bool:
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, "night-buses")
        return proof_since(unit.session, found.id) is not None


def turn(client: FlaskClient, to: str) -> int:
    form = {"proof": to, "csrf_token": csrf_token(client, PAGE)}
    return client.post(PAGE, data=form).status_code


def test_a_lead_switches_proofs_on_and_off(
    client: FlaskClient,
    units: Units,
    make_engagement: MakeEngagement,
    sign_in: Callable[..., Actor],
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "Ask browsers for a proof" in client.get(PAGE).get_data(as_text=True)
    assert "No comment waits here as suspected spam" in client.get(PAGE).get_data(as_text=True)
    assert turn(client, "on") == 303
    assert is_on(units)
    assert "Switched on since" in client.get(PAGE).get_data(as_text=True)
    assert turn(client, "off") == 303
    assert not is_on(units)


def test_a_moderator_does_not(
    client: FlaskClient, make_engagement: MakeEngagement, sign_in: Callable[..., Actor]
) -> None:
    make_engagement()
    sign_in(Role.MODERATOR)
    assert client.get(PAGE).status_code == 403


def test_a_lead_of_another_ministry_finds_nothing(
    client: FlaskClient, make_engagement: MakeEngagement, sign_in: Callable[..., Actor]
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    assert client.get(PAGE).status_code == 404
