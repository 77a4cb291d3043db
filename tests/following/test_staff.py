"""What staff see of followers: a number, and that only when it is large enough."""

from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.following.models import Subscription
from engage.following.rules import Pace, State
from engage.mail.followers.digests import wants_digest
from tests.app_fixtures import build_engagement, make_person
from tests.following.people import EMAIL, Follower, app_of, engagement_of
from tests.permissions.people import ask, member

PAGE = "/staff/engagements/night-buses/followers"


def followed_by(units: Units, count: int, state: State = State.ACTIVE) -> None:
    engagement_id = engagement_of(units).id
    with units.writing(SYSTEM) as unit:
        unit.session.add_all(
            Subscription(
                public_id=f"{state}-{number}",
                engagement_id=engagement_id,
                state=state,
                pace=Pace.DAILY,
                language="en",
                notice_hash="e" * 64,
                asked_at=unit.now,
                confirmation_at=unit.now,
                confirmed_at=unit.now,
            )
            for number in range(count)
        )


def test_few_followers_are_no_number_and_nobody_is_named(mail_units: Units) -> None:
    build_engagement(mail_units)
    Follower(mail_units).ask()
    followed_by(mail_units, 4)
    followed_by(mail_units, 9, State.ENDED)
    app = app_of(mail_units)
    lead = member(app, Role.ENGAGEMENT_LEAD)
    client = app.test_client(use_cookies=False)
    page = ask(client, "GET", PAGE, lead).text
    assert "fewer than 5" in page
    assert EMAIL not in page
    with mail_units.writing(SYSTEM) as unit:
        unit.session.get_one(Subscription, 1).state = State.ACTIVE
    page = ask(client, "GET", PAGE, lead).text
    assert "fewer than 5" not in page
    assert "<dd>5</dd>" in page


def test_a_choice_of_the_digest_is_ones_own_by_its_session(units: Units) -> None:
    app = app_of(units)
    one, other = (
        member(app, Role.MODERATOR),
        make_person(units, Role.MODERATOR, email="k@gov.bc.ca"),
    )
    client: FlaskClient = app.test_client(use_cookies=False)
    typed = {"digest": "off", "person_id": str(other.person_id), "is_wanted": "1"}
    assert ask(client, "POST", "/staff/account/digest", one, typed).status_code == 303
    with units.reading(SYSTEM) as unit:
        assert not wants_digest(unit, one.id)
        assert wants_digest(unit, other.person_id or 0)
