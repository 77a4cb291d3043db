"""Declaring, ending and being kept off, at the browser: what each may see, and what is kept."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.conduct.queries import conflicts_of
from tests.app_fixtures import MakeEngagement, csrf_token, make_person
from tests.moderation.conftest import Post
from tests.moderation.keeping_off import WHY, keep_off, topic_id
from tests.moderation.senders import send_looked_at

SignIn = Callable[..., Actor]
PAGE = "/staff/conflicts"
NEW = "/staff/conflicts/new?engagement=night-buses"
OVER = "She has left that company."


@pytest.fixture
def engagement(make_engagement: MakeEngagement) -> Engagement:
    return make_engagement()


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_moderator_declares_one_and_ends_it(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement, post: Post
) -> None:
    me = sign_in(Role.MODERATOR)
    send_looked_at(units, "More buses, please.")
    assert "More buses, please." in page(client, "/staff/queue")
    assert "Should buses run at night?" in page(client, "/staff/conflicts/new")
    about = str(topic_id(units, engagement, "routes"))
    assert post(NEW, about=about, reason=WHY).status_code == 303
    shown = page(client, PAGE)
    assert WHY in shown
    assert "Declared by you" in shown
    queue = page(client, "/staff/queue")
    assert "More buses, please." not in queue
    assert "1 of these you may not decide" in queue
    assert "More buses, please." not in page(client, "/staff/")
    assert post(f"{PAGE}/1/end", reason=OVER).status_code == 303
    assert OVER in page(client, PAGE)
    assert "More buses, please." in page(client, "/staff/queue")
    with units.reading(me) as unit:
        assert not conflicts_of(unit.session, me.person_id)


def test_a_decision_on_an_open_page_is_refused_and_what_was_written_stays(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement, post: Post
) -> None:
    me = sign_in(Role.MODERATOR)
    number, _ = send_looked_at(units)
    path = f"/staff/queue/{number}"
    token = csrf_token(client, path)
    keep_off(units, me, engagement, "routes")
    answer = client.post(
        path,
        data={
            "csrf_token": token,
            "seen_version": "1",
            "outcome": "not_publish",
            "reasons": "spam",
            "note": "Seen this before.",
            "message": "Dear author, we could not publish this.",
        },
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("keeps you off this topic", "Seen this before.", "Dear author, we could not"):
        assert words in html
    assert 'name="outcome"' not in page(client, path)


def test_a_declaration_says_with_what_and_why_and_loses_nothing(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement, post: Post
) -> None:
    me = sign_in(Role.MODERATOR)
    for about, reason, field in (
        ("", WHY, "about"),
        ("99", WHY, "about"),
        ("x" * 50, WHY, "about"),
        ("whole", " ", "reason"),
        ("whole", WHY * 200, "reason"),
    ):
        answer = post(NEW, about=about, reason=reason)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in html
        assert reason.strip()[:40] in html.replace("&#39;", "'")
    with units.reading(me) as unit:
        assert not conflicts_of(unit.session, me.person_id)
    assert post(NEW, about="whole", reason=WHY).status_code == 303
    again = post(NEW, about="whole", reason=WHY)
    assert again.status_code == 409
    assert "stands already" in again.get_data(as_text=True)


def test_extra_fields_record_nothing_for_anybody_else(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement, post: Post
) -> None:
    sign_in(Role.MODERATOR)
    other = make_person(units, Role.MODERATOR, email="max@gov.bc.ca")
    answer = post(NEW, about="whole", reason=WHY, person=str(other.person_id))
    assert answer.status_code == 403
    with units.reading(other) as unit:
        assert not conflicts_of(unit.session, other.person_id)


def test_a_lead_records_one_for_a_colleague_of_the_ministry_alone(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement, post: Post
) -> None:
    other = make_person(units, Role.MODERATOR, ministry="TRAN", email="max@gov.bc.ca")
    stranger = make_person(units, Role.MODERATOR, ministry="HLTH", email="hl@gov.bc.ca")
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    assert post(NEW, about="whole", reason=WHY, person=str(stranger.person_id)).status_code == 422
    assert post(NEW, about="whole", reason=WHY, person=str(other.person_id)).status_code == 303
    assert "recorded by" in page(client, PAGE)
    with units.reading(other) as unit:
        assert conflicts_of(unit.session, other.person_id).bars(engagement.id)


def test_who_it_was_recorded_for_says_that_they_know_and_cannot_end_it(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement
) -> None:
    me = sign_in(Role.MODERATOR)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    keep_off(units, lead, engagement, of=me)
    told = "A conflict of interest was recorded for you"
    assert told in page(client, "/staff/")
    token = {"csrf_token": csrf_token(client, PAGE)}
    assert client.post(f"{PAGE}/1/seen", data=token).status_code == 303
    assert told not in page(client, "/staff/")
    assert "an engagement lead ends it" in page(client, f"{PAGE}/1/end")
    refused = client.post(f"{PAGE}/1/end", data=token | {"reason": OVER})
    assert refused.status_code == 403


def test_a_colleague_and_another_ministry_know_nothing_of_it(
    client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement
) -> None:
    other = make_person(units, Role.MODERATOR, email="max@gov.bc.ca")
    keep_off(units, other, engagement)
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    assert WHY not in page(client, PAGE)
    page(client, f"{PAGE}/1/end", 404)
    page(client, NEW, 404)
    page(client, f"{PAGE}/new?engagement=nothing", 404)
    page(client, f"{PAGE}/99999999999/end", 404)


def test_yearly_the_moderator_confirms_to_have_declared_everything(
    client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    sign_in(Role.MODERATOR, acknowledged=False)
    both = {"standards_of_conduct": "y", "moderation_policy": "y"}
    answer = post("/staff/acknowledge", **both)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#has_no_conflict"' in html
    assert 'href="/staff/conflicts"' in html
    assert post("/staff/acknowledge", **both, has_no_conflict="y").status_code == 303
