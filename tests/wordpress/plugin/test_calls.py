"""The plugin calls the platform: once a request, signed, saying nothing of anybody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.app import create_app
from engage.core.permissions import SYSTEM
from engage.jobs.models import Job
from engage.wiring import make_units
from engage.wordpress.calls import event_of, is_ours
from engage.wordpress.service.kinds import PULL_COMMENTS
from tests.app_fixtures import settings_for
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.wordpress.plugin.conftest import Pushed, There, good, opened
from tests.wordpress.plugin.sink import Sink, listening

SECRET = "a secret of the calls, quite long enough"


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def calling(sink: Sink) -> Iterator[WordPressSite]:
    constants = {"ENGAGE_HOOK_URL": sink.url, "ENGAGE_HOOK_SECRET": SECRET}
    with run_wordpress(plugin=True, constants=constants) as site:
        yield site


@pytest.fixture
def there(calling: WordPressSite, sink: Sink) -> Iterator[There]:
    with opened(calling) as found:
        sink.calls.clear()
        sink.answers = True
        yield found


def test_a_visitors_comment_calls_once(there: There, sink: Sink) -> None:
    there.leave(there.post(), "A secret opinion", "Kim Visitor")
    ((header, body),) = sink.wait_for(1)
    assert is_ours(header, body, SECRET, datetime.now(UTC))
    assert event_of(body) == "comments"


def test_the_platform_takes_the_call(
    there: There, sink: Sink, sqlite_url: str, tmp_path: Path
) -> None:
    there.leave(there.post())
    ((header, body),) = sink.wait_for(1)
    units = make_units(
        settings_for(
            sqlite_url,
            tmp_path,
            ENGAGE_WORDPRESS_URL=there.site.url,
            ENGAGE_WORDPRESS_USER=there.site.user,
            ENGAGE_WORDPRESS_PASSWORD=there.site.app_password,
            ENGAGE_WORDPRESS_HOOK_SECRET=SECRET,
        )
    )
    client = create_app(units.settings, units=units).test_client()
    answer = client.post("/wordpress/hook", data=body, headers={"X-Engage-Signature": header})
    assert answer.status_code == 202
    with units.reading(SYSTEM) as unit:
        assert PULL_COMMENTS in set(unit.session.scalars(select(Job.kind)))
    units.database.dispose()


def test_a_call_says_nothing_of_anybody(there: There, sink: Sink) -> None:
    there.leave(there.post(), "A secret opinion", "Kim Visitor")
    ((_, body),) = sink.wait_for(1)
    said = json.loads(body)
    assert set(said) == {"event", "at"}
    assert datetime.fromisoformat(said["at"]).tzinfo is not None


def test_what_the_platform_does_itself_calls_nobody(there: There, sink: Sink) -> None:
    post = there.post()
    made = good(there.sync.post("comments", json=Pushed(post).body()))
    good(there.sync.post(f"comments/{made['id']}", json={"content": "Redacted"}))
    there.call("wp.editComment", made["id"], {"status": "hold"})
    good(there.sync.delete(f"comments/{made['id']}", params={"force": "true"}))
    assert sink.wait_for(0) == []


@pytest.mark.parametrize("change", ["edit", "status", "delete", "xmlrpc"])
def test_what_people_there_do_with_a_comment_calls(there: There, sink: Sink, change: str) -> None:
    made = good(there.sync.post("comments", json=Pushed(there.post()).body()))["id"]
    match change:
        case "edit":
            good(there.editor.post(f"comments/{made}", json={"content": "Edited"}))
        case "status":
            good(there.editor.post(f"comments/{made}", json={"status": "spam"}))
        case "delete":
            good(there.editor.delete(f"comments/{made}", params={"force": "true"}))
        case "xmlrpc":
            there.call("wp.editComment", made, {"content": "Edited"}, login=there.site.editor)
    assert [event_of(body) for _, body in sink.wait_for(1)] == ["comments"]


def test_what_people_there_do_with_posts_calls(there: There, sink: Sink) -> None:
    body = {"title": "News", "status": "publish", "content": "Today"}
    post = good(there.editor.post("posts", json=body))["id"]
    good(there.editor.post(f"posts/{post}", json={"title": "Newer"}))
    good(there.editor.delete(f"posts/{post}"))
    good(there.editor.delete(f"posts/{post}", params={"force": "true"}))
    assert {event_of(body) for _, body in sink.wait_for(4)} == {"posts"}
    assert len(sink.calls) == 4


def test_comments_elsewhere_on_the_site_are_no_concern(there: There, sink: Sink) -> None:
    there.leave(there.post("<p>A recipe</p>"))
    assert sink.wait_for(0) == []


def test_many_changes_in_one_request_are_one_call(there: There, sink: Sink) -> None:
    post = there.post()
    made = [
        good(there.sync.post("comments", json=Pushed(post).body(content=f"No. {n}")))["id"]
        for n in range(4)
    ]
    login = there.site.editor
    calls = [
        {
            "methodName": "wp.editComment",
            "params": [1, login.user, login.app_password, each, {"content": f"Edited {each}"}],
        }
        for each in made
    ]
    answers = there.raw("system.multicall", calls)
    assert answers == [[True]] * 4
    assert len(sink.wait_for(1)) == 1


def test_the_account_is_told_that_calls_are_made(there: There) -> None:
    assert good(there.sync.get(f"{there.site.rest}engage/v1/capabilities"))["calls"] is True


def test_a_platform_that_hangs_keeps_one_visitor_at_most(there: There, sink: Sink) -> None:
    """The last of these tests: for a minute after it nobody is called."""
    sink.answers = False
    post = there.post()
    for _ in range(3):
        assert there.leave(post).status_code == 302
    assert len(sink.wait_for(1)) == 1
    assert len(there.comments(post)) == 3
