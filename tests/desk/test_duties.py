"""The desk names rules to acknowledge, incidents nobody was told of, and reported comments."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.comments.defences.senders import NOBODY
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.desk.rules import Waiting, incidents_words, reported_words
from engage.incidents.rules import Kind, Step
from engage.incidents.service import open_incident, take_step
from engage.moderation.reported.service import report
from engage.moderation.reported.tickets import issue_report_token
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send


def waiting(units: Units, actor: Actor) -> list[Waiting]:
    with units.reading(actor) as unit:
        return list(duties(unit))


def titles(units: Units, actor: Actor) -> list[str]:
    return [one.title for one in waiting(units, actor)]


def test_a_newcomer_is_told_to_acknowledge_the_rules(units: Units, clock: FixedClock) -> None:
    newcomer = make_person(units, Role.MODERATOR, acknowledged=False)
    (one,) = waiting(units, newcomer)
    assert one.title == "Acknowledge the rules we work under before you moderate"
    assert (one.href, one.since <= clock.now()) == ("/staff/acknowledge", True)


def test_the_end_of_a_year_is_told_a_month_before(units: Units, clock: FixedClock) -> None:
    person = make_person(units, Role.MODERATOR)
    clock.advance(days=334)
    assert titles(units, person) == []
    clock.advance(days=1)
    assert titles(units, person) == [
        "Your acknowledgement of the rules ends on Tuesday, 2 March 2027"
    ]
    clock.advance(days=30)
    (lapsed,) = waiting(units, person)
    assert lapsed.title.startswith("Acknowledge the rules")
    assert lapsed.since == clock.now()


def test_who_does_not_moderate_has_nothing_to_acknowledge(units: Units) -> None:
    assert titles(units, make_person(units, Role.ENGAGEMENT_LEAD)) == []


@pytest.mark.parametrize(
    ("role", "ministry", "sees"),
    [
        (Role.MODERATOR, "TRAN", True),
        (Role.SECURITY_OFFICER, None, True),
        (Role.MODERATOR, "HLTH", False),
        (Role.ENGAGEMENT_LEAD, None, False),
    ],
)
def test_an_incident_waits_until_somebody_was_told(
    units: Units, role: Role, ministry: str | None, sees: bool
) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    with units.writing(SYSTEM) as unit:
        number = open_incident(unit, Kind.THREAT, comment_id=comment_id).id
    person = make_person(units, role, ministry=ministry)
    assert titles(units, person) == ["1 incident that nobody was told of yet"] * sees
    with units.writing(SYSTEM) as unit:
        take_step(unit, number, Step.CALLED_LINE, "")
    assert titles(units, person) == []


def test_reported_comments_wait_for_the_ministry_s_moderators(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    with units.writing(SYSTEM) as unit:
        decide(unit, comment_id, 1, "publish", (), "")
        public_id = unit.session.get_one(Comment, comment_id).public_id
    clock.advance(hours=1)
    with units.writing(CITIZEN) as unit:
        token = issue_report_token(unit, comment_id, 1)
        report(unit, public_id, token, "policy", "", NOBODY)
    reported_at = clock.now()
    clock.advance(hours=1)
    (one,) = waiting(units, make_person(units, Role.MODERATOR, ministry="TRAN"))
    assert (one.title, one.since, one.href) == (
        "1 public comment was reported",
        reported_at,
        "/staff/reported",
    )
    elsewhere = make_person(units, Role.MODERATOR, ministry="HLTH", email="h@gov.bc.ca")
    assert titles(units, elsewhere) == []


def test_the_desk_shows_them(
    client: FlaskClient, sign_in: Callable[..., Actor], units: Units
) -> None:
    sign_in(Role.MODERATOR, acknowledged=False)
    assert "Acknowledge the rules we work under" in client.get("/staff/").text


def test_an_actor_without_a_person_has_no_rules_to_acknowledge(units: Units) -> None:
    nobody = Actor(ActorKind.PERSON, None, frozenset({Grant(Role.MODERATOR)}))
    assert titles(units, nobody) == []


def test_the_words_for_counts() -> None:
    assert incidents_words(2) == "2 incidents that nobody was told of yet"
    assert reported_words(1_200) == "1,200 public comments were reported"
