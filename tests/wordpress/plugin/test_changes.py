"""When a comment was changed, a post that changed meanwhile, and what the plugin says it can do."""

import time
import xmlrpc.client
from datetime import datetime, timedelta

import pytest

from engage.wordpress.rules import Capability
from tests.wordpress.plugin.conftest import Pushed, Row, There, good


def test_insertion_edit_and_status_set_the_time_of_change(there: There) -> None:
    post = there.post()
    made = good(there.sync.post("comments", json=Pushed(post).body()))
    times = [moment(made["engage_modified"])]
    for change in ({"content": "Edited"}, {"status": "spam"}, {"status": "approved"}):
        time.sleep(1)
        stored = good(there.editor.post(f"comments/{made['id']}", json=change))
        times.append(moment(stored["engage_modified"]))
    time.sleep(1)
    good(there.editor.delete(f"comments/{made['id']}"))  # into the trash: no edit goes with it
    trashed = good(there.sync.get(f"comments/{made['id']}", params={"context": "edit"}))
    times.append(moment(trashed["engage_modified"]))
    assert times == sorted(set(times)), "each later than the one before"
    called = there.call("wp.getComment", made["id"])
    assert moment(called["engage_modified"]) == times[-1]


def test_a_change_by_xmlrpc_counts_too(there: There) -> None:
    post = there.post()
    made = good(there.sync.post("comments", json=Pushed(post).body()))
    time.sleep(1)
    there.call("wp.editComment", made["id"], {"content": "Edited"}, login=there.site.editor)
    stored = good(there.sync.get(f"comments/{made['id']}", params={"context": "edit"}))
    assert moment(stored["engage_modified"]) > moment(made["engage_modified"])


def test_visitors_do_not_see_it(there: There) -> None:
    post = there.post()
    good(there.sync.post("comments", json=Pushed(post).body()))
    (shown,) = good(there.visitor.get("/wp-json/wp/v2/comments", params={"post": post}))
    assert "engage_modified" not in shown


def test_comments_changed_since_are_found_in_the_same_second_too(there: There) -> None:
    post = there.post()
    earlier = good(there.sync.post("comments", json=Pushed(post).body()))
    time.sleep(1)
    later = good(there.sync.post("comments", json=Pushed(post).body(content="Later")))
    assert found(there, post, later["engage_modified"]) == {later["id"]}
    assert found(there, post, later["engage_modified"] + "Z") == {later["id"]}
    assert found(there, post, earlier["engage_modified"]) == {earlier["id"], later["id"]}
    after = moment(later["engage_modified"]) + timedelta(seconds=1)
    assert found(there, post, after.isoformat()) == set()
    time.sleep(1)
    good(there.editor.post(f"comments/{earlier['id']}", json={"status": "hold"}))
    assert earlier["id"] in found(there, post, after.isoformat())


def test_a_time_that_is_none_is_refused(there: There) -> None:
    query = {"engage_modified_after": "yesterday", "context": "edit"}
    assert there.sync.get("comments", params=query).status_code == 400


def test_an_update_that_saw_the_newest_is_taken(there: There) -> None:
    post = stored(there, there.post())
    body = {"title": "Newer", "engage_if_unmodified_since": post["modified_gmt"]}
    assert good(there.sync.post(f"posts/{post['id']}", json=body))["title"]["raw"] == "Newer"


def test_an_update_over_somebodys_change_is_refused(there: There) -> None:
    seen = stored(there, there.post())
    time.sleep(1)
    theirs = good(there.editor.post(f"posts/{seen['id']}", json={"title": "Theirs"}))
    for form in (seen["modified_gmt"], seen["modified_gmt"] + "Z"):
        body = {"title": "Ours", "engage_if_unmodified_since": form}
        answer = there.sync.post(f"posts/{seen['id']}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "engage_modified")
        assert answer.json()["data"]["modified_gmt"] == theirs["modified_gmt"]
    assert stored(there, seen["id"])["title"]["raw"] == "Theirs"


def test_an_update_that_names_no_time_is_as_ever(there: There) -> None:
    post = there.post()
    good(there.sync.post(f"posts/{post}", json={"title": "Newer"}))
    answer = there.sync.post(f"posts/{post}", json={"engage_if_unmodified_since": "soon"})
    assert answer.status_code == 400


def test_what_it_can_do_is_told_in_the_platforms_words(there: There) -> None:
    url = f"{there.site.rest}engage/v1/capabilities"
    told = good(there.sync.get(url))
    assert set(told["capabilities"]) == {each.value for each in Capability}
    called = there.call("engage.capabilities")
    assert {**called, "time": ""} == {**told, "time": ""}
    assert abs(moment(told["time"].rstrip("Z")) - moment(called["time"].rstrip("Z"))) < timedelta(
        minutes=1
    )
    assert "engage/v1" in good(there.visitor.get("/wp-json/"))["namespaces"]


def test_an_account_that_is_not_the_platforms_hears_so(there: There) -> None:
    told = good(there.editor.get(f"{there.site.rest}engage/v1/capabilities"))
    assert not told["is_sync_user"]
    assert not {"create_comments", "create_on_closed"} & set(told["capabilities"])


def test_visitors_are_told_nothing(there: There) -> None:
    assert there.visitor.get("/wp-json/engage/v1/capabilities").status_code == 401
    with xmlrpc.client.ServerProxy(there.site.xmlrpc) as server, pytest.raises(xmlrpc.client.Fault):
        server.engage.capabilities(1, "wpadmin", "wrong")
    with xmlrpc.client.ServerProxy(there.site.xmlrpc) as server, pytest.raises(xmlrpc.client.Fault):
        server.engage.capabilities()


def found(there: There, post: int, since: str) -> set[int]:
    query: dict[str, str | int] = {
        "post": post,
        "status": "any",
        "context": "edit",
        "engage_modified_after": since,
    }
    return {row["id"] for row in good(there.sync.get("comments", params=query))}


def stored(there: There, post: int) -> Row:
    row: Row = good(there.sync.get(f"posts/{post}", params={"context": "edit"}))
    return row


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
