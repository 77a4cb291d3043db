"""The platform's comments: each at most once, many at a time, the same by both interfaces."""

import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from tests.wordpress.plugin.conftest import Pushed, There, content, good


@pytest.fixture
def closed(there: There) -> int:
    return there.post(content(comments_open=False), comment_status="closed")


def test_an_alias_that_is_there_is_named_and_nothing_is_made(there: There, closed: int) -> None:
    pushed = Pushed(closed)
    made = good(there.sync.post("comments", json=pushed.body()))
    answer = there.sync.post("comments", json=pushed.body(content="Other words", post=there.post()))
    assert (answer.status_code, answer.json()["code"]) == (409, "engage_exists")
    assert answer.json()["data"]["comment_id"] == made["id"]
    assert answer.json()["data"]["post"] == closed
    assert len(there.comments(closed)) == 1


@pytest.mark.parametrize("status", ["hold", "spam", "trash"])
def test_it_is_there_in_any_status(there: There, closed: int, status: str) -> None:
    pushed = Pushed(closed)
    made = good(there.sync.post("comments", json=pushed.body()))
    good(there.sync.post(f"comments/{made['id']}", json={"status": status}))
    assert there.sync.post("comments", json=pushed.body()).status_code == 409


def test_what_was_deleted_can_be_made_again(there: There, closed: int) -> None:
    pushed = Pushed(closed)
    made = good(there.sync.post("comments", json=pushed.body()))
    good(there.sync.delete(f"comments/{made['id']}", params={"force": "true"}))
    assert good(there.sync.post("comments", json=pushed.body()))["id"] != made["id"]


def test_of_many_at_the_same_time_one_makes_it(there: There, closed: int) -> None:
    for _ in range(5):
        pushed = Pushed(closed)
        with ThreadPoolExecutor(8) as pool:
            # Texts differ, so that WordPress's own check of duplicates helps nobody.
            jobs = [
                pool.submit(
                    there.sync.post, "comments", json=pushed.body(content=f"Words {number}")
                )
                for number in range(8)
            ]
        answers = [job.result() for job in jobs]
        made = [answer.json()["id"] for answer in answers if answer.status_code == 201]
        assert len(made) == 1
        refused = [answer.json() for answer in answers if answer.status_code != 201]
        assert {each["code"] for each in refused} == {"engage_exists"}
        assert {each["data"]["comment_id"] for each in refused} == set(made)


def test_an_alias_may_be_kept_at_an_update(there: There, closed: int) -> None:
    pushed = Pushed(closed)
    made = good(there.sync.post("comments", json=pushed.body()))
    body = {"author_email": pushed.author_email, "content": "Redacted"}
    assert good(there.sync.post(f"comments/{made['id']}", json=body))["id"] == made["id"]


def test_many_by_rest_each_with_its_answer(there: There, closed: int) -> None:
    first, second = Pushed(closed), Pushed(closed)
    good(there.sync.post("comments", json=first.body()))
    bodies = [
        first.body(),
        second.body(content="Second"),
        second.body(),
        Pushed(0).body(content=""),
    ]
    answers = good(batch(there, closed, bodies))
    assert [each["status"] for each in answers] == [409, 201, 409, 400]
    assert answers[1]["comment"]["content"]["raw"] == "Second"
    assert answers[1]["comment"]["status"] == "approved"
    assert answers[2]["data"]["comment_id"] == answers[1]["comment"]["id"]
    shown = good(there.visitor.get("/wp-json/wp/v2/comments", params={"post": closed}))
    assert len(shown) == 2


def test_many_by_xmlrpc_each_with_its_answer(there: There, closed: int) -> None:
    first, second = Pushed(closed), Pushed(closed)
    dated = second.body(content="Zweites & <b>drittes</b> \u2014 \U0001f68c")
    dated["date_gmt"] = xmlrpc.client.DateTime(datetime(2026, 3, 4, 5, 6, 7))
    answers = there.call("engage.newComments", closed, [first.body(), dated, first.body()])
    assert [each["status"] for each in answers] == [201, 201, 409]
    assert answers[2]["data"]["comment_id"] == answers[0]["comment"]["id"]
    assert {each["comment"]["date_gmt"] for each in answers[:2]} == {"2026-03-04T05:06:07"}
    stored = there.call("wp.getComment", answers[1]["comment"]["id"])
    assert stored["content"] == "Zweites & <b>drittes</b> \u2014 \U0001f68c"
    assert (stored["author"], stored["status"], stored["user_id"]) == ("Robin", "approve", "0")


def test_both_interfaces_store_the_same(there: There, closed: int) -> None:
    text = "It's 5\" of C:\\dir &lt;b&gt; &amp;&#035;65; \\' done"
    rest = good(there.sync.post("comments", json=Pushed(closed).body(content=text)))
    many = good(batch(there, closed, [Pushed(closed).body(content=text)]))[0]["comment"]
    (called,) = there.call("engage.newComments", closed, [Pushed(closed).body(content=text)])
    assert {rest["content"]["raw"], many["content"]["raw"]} == {called["comment"]["content"]["raw"]}


def test_an_answer_goes_under_its_parent(there: There, closed: int) -> None:
    parent = good(there.sync.post("comments", json=Pushed(closed).body()))["id"]
    (made,) = there.call("engage.newComments", closed, [Pushed(closed).body(parent=parent)])
    assert made["comment"]["parent"] == parent


def test_the_number_of_comments_is_right_after_many(there: There, closed: int) -> None:
    good(batch(there, closed, [Pushed(closed).body(content=f"No. {n}") for n in range(7)]))
    assert "7" in str(there.call("wp.getCommentCount", closed)["approved"])
    page = there.visitor.get("/", params={"p": closed}, follow_redirects=True).text
    assert "7 comments" in page.lower() or "7 thoughts" in page.lower()


def test_nobody_else_makes_many(there: There, closed: int) -> None:
    body = {"post": closed, "comments": [Pushed(closed).body()]}
    url = f"{there.site.rest}engage/v1/comments"
    assert there.editor.post(url, json=body).status_code == 403
    assert there.visitor.post(url, json=body).status_code == 401
    for login in (there.site.editor, Wrong()):
        with pytest.raises(xmlrpc.client.Fault):
            there.call("engage.newComments", closed, body["comments"], login=login)  # type: ignore[arg-type]
    assert there.comments(closed) == []


def test_too_many_or_no_list_is_refused(there: There, closed: int) -> None:
    bodies = [Pushed(closed).body(content=str(number)) for number in range(101)]
    assert batch(there, closed, bodies).status_code == 400
    assert there.sync.post(f"{there.site.rest}engage/v1/comments", json={"post": 1}).is_error
    for wrong in (bodies, "one", 5):
        with pytest.raises(xmlrpc.client.Fault):
            there.call("engage.newComments", closed, wrong)
    assert there.comments(closed) == []


class Wrong:
    user, app_password = "wpadmin", "wrong"


def batch(there: There, post: int, bodies: list[dict[str, object]]):  # type: ignore[no-untyped-def]
    url = f"{there.site.rest}engage/v1/comments"
    return there.sync.post(url, json={"post": post, "comments": bodies})
