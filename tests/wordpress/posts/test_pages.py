"""The pages on an engagement's post and on what differs, through a client."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, engagement_content, topics_of
from engage.wiring import make_units
from engage.wordpress.marks import notice_shown
from engage.wordpress.plans import LinkState, Thing, Trouble
from engage.wordpress.post_plans import PostOutcome
from engage.wordpress.queries import link_of
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.rules import NO_DRESSING
from engage.wordpress.seen import PostSeen, ours_of
from engage.wordpress.service import plan_post, record_post
from engage.wordpress.service.noting import note_difference
from engage.wordpress.service.posts import wanted_post
from tests.app_fixtures import build_engagement, csrf_token, settings_for

SignIn = Callable[..., Actor]
PAGE = "/staff/engagements/night-buses/wordpress"
LIST = "/staff/wordpress/differences"


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    nowhere = {
        "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
        "ENGAGE_WORDPRESS_USER": "engage",
        "ENGAGE_WORDPRESS_PASSWORD": "none",
    }
    made = make_units(settings_for(sqlite_url, tmp_path, **nowhere), clock)
    yield made
    made.database.dispose()


def pushed(units: Units, notice: bool = True) -> int:
    """An engagement whose post WordPress shows."""
    engagement = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        plan = plan_post(unit, engagement.id, 900)
        assert plan is not None
        assert plan.fields is not None
        seen = PostSeen(notice_shown(plan.fields.content) if notice else "", False)
        outcome = PostOutcome(
            LinkState.SHOWN, 7, "publish", unit.now, post=seen, dressed=NO_DRESSING
        )
        record_post(unit, plan, outcome)
    return engagement.id


def edited(units: Units, **theirs: str) -> int:
    """A difference about the post: somebody changed these parts there."""
    engagement_id = pushed(units)
    with units.writing(SYSTEM) as unit:
        link = link_of(unit.session, Thing.ENGAGEMENT, engagement_id)
        wanted = wanted_post(unit, engagement_by_slug(unit.session, "night-buses"))
        assert link is not None
        assert wanted is not None
        link.state = LinkState.CONFLICT
        values = ours_of(wanted.fields) | theirs
        return note_difference(unit, link, Trouble.CHANGED_THERE, values, unit.now).id


def said(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, path: str, page: str, **values: str) -> tuple[int, str]:
    token = csrf_token(client, page)
    answer = client.post(path, data=values | {"csrf_token": token})
    return answer.status_code, answer.get_data(as_text=True)


def test_the_switch_is_refused_at_its_field_while_the_post_lacks_its_notice(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = pushed(units, notice=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    with units.reading(SYSTEM) as unit:
        topic = str(topics_of(unit.session, number)[0].id)
    status, html = sent(
        client, f"{PAGE}/comments", PAGE, takes_comments="y", topic=topic, ministry_id="9"
    )
    assert status == 422
    assert 'id="takes_comments-error"' in html
    assert "does not show the whole collection notice" in html
    assert f'<option selected value="{topic}">' in html
    with units.reading(SYSTEM) as unit:
        choice = choice_of(unit.session, number)
        assert choice is not None
        assert not choice.takes_comments


def test_comments_are_switched_on_and_off(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = pushed(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "The version in force stands in the post." in said(client, PAGE)
    with units.reading(SYSTEM) as unit:
        topic = str(topics_of(unit.session, number)[0].id)
    status, _ = sent(client, f"{PAGE}/comments", PAGE, takes_comments="y", topic=topic)
    assert status == 303
    assert "They open with the next push." in said(client, PAGE)
    status, html = sent(client, f"{PAGE}/comments", PAGE, topic=topic, seen="")
    assert status == 409
    assert "A colleague changed these choices" in html
    seen = html.split('name="seen" type="hidden" value="', 1)[1].split('"', 1)[0]
    assert sent(client, f"{PAGE}/comments", PAGE, topic=topic, seen=seen)[0] == 303


def test_a_look_is_asked_for_and_a_missing_post_says_so(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "Not there yet" in said(client, PAGE)
    assert sent(client, f"{PAGE}/look", PAGE)[0] == 303
    assert "The post is not on WordPress yet." in said(client, PAGE)


def test_both_texts_are_shown_beside_each_other_as_text(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = edited(units, title="Buses &#038; <script>alert(1)</script>trains")
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "Changed on WordPress: the post of “Should buses run at night?”" in said(client, LIST)
    html = said(client, f"{LIST}/{number}")
    assert "<script>alert" not in html
    assert "Only in ours: </span>Should" in html
    assert "Only on WordPress: </span>Buses &amp; alert(1)trains" in html
    assert "Put our text back" in html
    assert "Keep theirs" in html


def test_the_first_of_two_settles_and_the_second_is_told(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = edited(units, title="Buses, buses")
    page = f"{LIST}/{number}"
    sign_in(Role.ENGAGEMENT_LEAD)
    html = said(client, page)
    seen = html.split('name="seen" type="hidden" value="', 1)[1].split('"', 1)[0]
    ours = html.split('name="ours" type="hidden" value="', 1)[1].split('"', 1)[0]
    assert sent(client, page, page, how="theirs", seen=seen, ours="0" * 64)[0] == 409
    assert (
        sent(client, page, page, how="theirs", ours=ours, seen="2026-03-02T20:00:01+00:00")[0]
        == 409
    )
    assert sent(client, page, page, how="neither", seen=seen, ours=ours)[0] == 422
    assert sent(client, page, page, how="theirs", seen=seen, ours=ours)[0] == 303
    status, html = sent(client, page, LIST, how="ours", seen=seen, ours=ours)
    assert status == 409
    assert "Sam Staff kept theirs on" in html
    assert "Put our text back" not in html
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        draft = engagement_content(unit.session, engagement.draft_revision_id)
        assert draft.title == "Buses, buses"
    assert "The two sides say the same" in said(client, LIST)


def test_differences_are_for_those_who_answer_for_the_engagement(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = edited(units, title="Buses")
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    said(client, f"{LIST}/{number}", 404)
    assert "Should buses" not in said(client, LIST)
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, LIST)})
    sign_in(Role.MODERATOR)
    said(client, f"{LIST}/{number}", 404)
    assert "Should buses" not in said(client, LIST)
