"""Who may comment under the platform's posts."""

import xmlrpc.client
from datetime import UTC, datetime

import httpx
import pytest

from tests.wordpress.plugin.conftest import FAR, Pushed, There, content, good

PAST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def closed(there: There) -> int:
    return there.post(content(comments_open=False), comment_status="closed")


def test_the_platform_comments_on_a_closed_post_in_one_call(there: There, closed: int) -> None:
    made = good(there.sync.post("comments", json=Pushed(closed).body()))
    assert made["status"] == "approved"
    assert made["author_name"] == "Robin"
    assert made["date_gmt"] == "2026-03-04T05:06:07"
    (shown,) = good(there.visitor.get("/wp-json/wp/v2/comments", params={"post": closed}))
    assert shown["id"] == made["id"]


def test_another_editor_is_not_admitted_to_a_closed_post(there: There, closed: int) -> None:
    answer = there.editor.post("comments", json=Pushed(closed).body())
    assert (answer.status_code, answer.json()["code"]) == (403, "rest_comment_closed")
    with pytest.raises(xmlrpc.client.Fault, match="closed"):
        there.call("wp.newComment", closed, {"content": "Me too"}, login=there.site.editor)
    assert there.comments(closed) == []


def test_a_stranger_is_not_admitted_to_a_closed_post(there: There, closed: int) -> None:
    assert there.leave(closed).status_code == 403
    assert there.comments(closed) == []


def test_the_platform_is_not_admitted_to_closed_posts_of_others(there: There) -> None:
    other = there.post("<p>A recipe</p>", comment_status="closed")
    answer = there.sync.post("comments", json=Pushed(other).body())
    assert (answer.status_code, answer.json()["code"]) == (403, "rest_comment_closed")


def test_over_xmlrpc_what_the_platform_makes_is_held_first(there: There, closed: int) -> None:
    number = there.call("wp.newComment", closed, {"content": "Pushed the old way"})
    assert there.call("wp.getComment", number)["status"] == "hold"
    assert good(there.visitor.get("/wp-json/wp/v2/comments", params={"post": closed})) == []


def test_a_visitor_may_comment_while_post_and_mark_are_open(there: There) -> None:
    post = there.post()
    assert there.leave(post).status_code == 302
    assert len(there.comments(post)) == 1


@pytest.mark.parametrize(
    "text",
    [
        content(closes=PAST),
        content(comments_open=False),
        content(notice=""),
        content(is_whole=False),
        content() + "<!--nextpage-->more",
        content().replace("2199-01-01", "2199-13-01"),
    ],
    ids=["over", "mark closed", "no notice", "words missing", "paged", "no date"],
)
def test_an_open_post_takes_no_comment_of_a_visitor(there: There, text: str) -> None:
    post = there.post(text)
    assert there.leave(post).status_code == 403
    assert there.comments(post) == []
    assert 'id="commentform"' not in page_of(there, post)


def test_a_post_of_the_site_stays_as_its_people_set_it(there: There) -> None:
    post = there.post("<p>A recipe</p>")
    assert there.leave(post).status_code == 302
    assert 'id="commentform"' in page_of(there, post)


def test_the_platform_comments_after_the_end(there: There) -> None:
    post = there.post(content(closes=PAST))
    good(there.sync.post("comments", json=Pushed(post).body()))


def test_closing_is_by_the_clock_and_needs_no_push(there: There) -> None:
    post = there.post(content(closes=FAR))
    assert there.leave(post).status_code == 302
    stored = good(there.sync.get(f"posts/{post}", params={"context": "edit"}))
    assert stored["comment_status"] == "open"
    good(there.sync.post(f"posts/{post}", json={"content": content(closes=PAST)}))
    assert there.leave(post).status_code == 403
    again = good(there.sync.get(f"posts/{post}", params={"context": "edit"}))
    assert again["comment_status"] == "open"


def page_of(there: There, post: int) -> str:
    answer = httpx.get(f"{there.site.url}/?p={post}", follow_redirects=True, timeout=30)
    assert answer.status_code == 200
    return answer.text
