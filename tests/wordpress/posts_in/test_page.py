"""The page on what comes from WordPress, through a client."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.worker import run_due
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.models import WordPressContact, WordPressSource
from engage.wordpress.rules import PostStatus
from engage.wordpress.service.kinds import LOOK_AT_CATEGORIES, PULL_POSTS
from tests.app_fixtures import build_engagement, csrf_token, settings_for
from tests.wordpress.posts_in.conftest import SETTINGS, Pair, build_pair, published
from tests.wordpress.posts_in.test_taking import edited, prompted
from tests.wordpress.posts_in.there import NEWS, SITE

SignIn = Callable[..., Actor]
PAGE = "/staff/engagements/night-buses/wordpress/posts"


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, **SETTINGS), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def fed(units: Units, clock: FixedClock) -> Pair:
    return build_pair(units, clock)


def said(client: FlaskClient, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, path: str = "", **values: str) -> tuple[int, str]:
    token = csrf_token(client, PAGE)
    answer = client.post(f"{PAGE}{path}", data=values | {"csrf_token": token})
    return answer.status_code, answer.get_data(as_text=True)


def waiting(units: Units, kind: str) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).where(Job.kind == kind)) or 0


def test_who_begins_is_told_to_read_the_categories_first(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    html = said(client)
    assert "No category is chosen" in html
    assert "Nothing came from WordPress yet" in html
    assert "were not read yet" in html
    assert sent(client, "/categories")[0] == 303
    assert waiting(units, LOOK_AT_CATEGORIES) == 1


def test_a_category_is_chosen_once_and_ended_once(
    client: FlaskClient, fed: Pair, sign_in: SignIn
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    status, html = sent(client, category="", becomes="")
    assert status == 422
    assert "Choose what posts become here." in html
    status, html = sent(client, category="99", becomes="topic")
    assert status == 422
    assert "Choose a category of WordPress." in html
    assert "checked" in html
    more = {"engagement_id": "99", "created_by": "1"}
    assert sent(client, category=str(NEWS), becomes="update", **more)[0] == 303
    assert sent(client, category=str(NEWS), becomes="topic")[0] == 422
    (source,) = fed.rows(WordPressSource)
    assert (source.engagement_id, source.becomes) == (1, "update")
    assert waiting(fed.units, PULL_POSTS) == 1
    assert "Not read yet" in said(client)
    assert sent(client, "/look")[0] == 303
    assert sent(client, f"/{source.id}/end")[0] == 303
    assert sent(client, f"/{source.id}/end")[0] == 303
    assert "Somebody ended this source already." in said(client)
    assert sent(client, "/999/end")[0] == 404


def test_what_became_of_each_post_is_shown(client: FlaskClient, fed: Pair, sign_in: SignIn) -> None:
    fed.choose()
    fed.there.write(title="Taken <b>in</b>")
    fed.there.write("x " * 40_000, title="Far too long")
    fed.there.write(f'<img src="{SITE}/gone.png" alt="x">', title="Without its picture")
    gone = fed.there.write(title="Gone again")
    fed.look()
    fed.there.change(gone, status=PostStatus.TRASH)
    fed.look()
    sign_in(Role.ENGAGEMENT_LEAD)
    html = said(client)
    assert "Taken in" in html
    assert "Shorten or divide the post on WordPress" in html
    assert f"so its description stands there: {SITE}/gone.png" in html
    assert "Can no longer be read there" in html
    assert "2 taken in, 1 taken down there, 1 not taken." in html


def test_a_draft_that_both_changed_is_compared_and_settled_on_its_page(
    client: FlaskClient, fed: Pair, sign_in: SignIn
) -> None:
    fed.choose()
    number = fed.there.write("<p>Buses run late.</p>")
    fed.look()
    edited(fed, "Buses run very late.")
    fed.there.change(number, content="<p>Buses run later & later.</p>")
    fed.look()
    (difference,) = fed.open_differences()
    sign_in(Role.ENGAGEMENT_LEAD)
    assert f"/staff/wordpress/differences/{difference.id}" in said(client)
    page = f"/staff/wordpress/differences/{difference.id}"
    html = said(client, page)
    assert "Take theirs" in html
    assert "a post that came to" in said(client, "/staff/wordpress/differences")
    seen = html.split('name="seen"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    ours = html.split('name="ours"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    values = {"how": "theirs", "seen": seen, "ours": ours, "csrf_token": csrf_token(client, page)}
    assert client.post(page, data=values).status_code == 303
    assert fed.update_says(fed.updates()[0]).body == "Buses run later & later."
    assert client.post(page, data=values).status_code == 409


def test_a_topic_whose_post_is_gone_says_what_to_do(
    client: FlaskClient, fed: Pair, sign_in: SignIn
) -> None:
    fed.choose("topic")
    del fed.there.posts[fed.there.write()]
    number = fed.there.write()
    fed.look()
    prompted(fed)
    del fed.there.posts[number]
    fed.look()
    (difference,) = fed.open_differences()
    sign_in(Role.ENGAGEMENT_LEAD)
    html = said(client, f"/staff/wordpress/differences/{difference.id}")
    assert "nothing was taken from view" in html
    assert "Keep it here" in html
    assert f"/topics/{fed.topics()[0].slug}" in html


def test_a_public_update_says_so(client: FlaskClient, fed: Pair, sign_in: SignIn) -> None:
    fed.choose()
    number = fed.there.write()
    fed.look()
    fed.do(published)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "Public" in said(client)
    fed.there.change(number, content="<p>New.</p>")
    fed.look()
    assert "Public, with a newer draft" in said(client)


def test_another_ministry_knows_nothing_of_it(
    client: FlaskClient, fed: Pair, sign_in: SignIn
) -> None:
    source = fed.choose()
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    assert client.get(PAGE).status_code == 404
    token = csrf_token(client, "/staff/account")
    for path in ("", "/look", "/categories", f"/{source}/end"):
        assert client.post(PAGE + path, data={"csrf_token": token}).status_code == 404


def test_while_wordpress_is_down_the_look_waits_and_counts_against_nothing(fed: Pair) -> None:
    fed.choose()
    fed.there.write()
    fed.look()
    run_due(fed.units, HANDLERS)
    (job,) = [one for one in fed.rows(Job) if one.kind == PULL_POSTS]
    assert job.state == JobState.WAITING
    (contact,) = fed.rows(WordPressContact)
    assert (contact.troubles, contact.trouble) == (1, "Transient")
    assert len(fed.updates()) == 1
