"""The way of comments to a closed post where the plugin is not there."""

import itertools

import httpx
import pytest

from engage.wordpress.errors import NotPossible
from engage.wordpress.gateway import Transport, open_transport
from engage.wordpress.gateway.rest.sending import LETTER_BOX
from engage.wordpress.rules import Capability, CommentStatus
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.conftest import (
    BARE,
    CommentsOn,
    MakeComment,
    fields_of,
    make_one,
    new_key,
    settings_of,
)

_machines = itertools.count(1)
pytestmark = pytest.mark.parametrize("way", [BARE])


@pytest.fixture
def post_id(there: Transport) -> int:
    key = new_key()
    return there.create_post(key, fields_of(key)).id


def test_without_the_plugin_little_is_promised(there: Transport, wordpress: WordPressSite) -> None:
    assert there.capabilities() == {Capability.CREATE_COMMENTS}
    with open_transport(settings_of(wordpress, "xmlrpc")) as other:
        assert other.capabilities() == {Capability.LOCKED_UPDATE}


def test_xmlrpc_creates_nothing_without_the_plugin_and_says_why(
    wordpress: WordPressSite, post_id: int, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    with (
        open_transport(settings_of(wordpress, "xmlrpc")) as other,
        pytest.raises(NotPossible, match="only with the plugin"),
    ):
        other.create_comments(post_id, [make_comment()])
    assert comments_on(post_id) == []


def test_nobody_else_can_read_or_use_the_letter_box(
    there: Transport,
    wordpress: WordPressSite,
    post_id: int,
    make_comment: MakeComment,
    public: httpx.Client,
    administrator: httpx.Client,
) -> None:
    make_one(there, post_id, make_comment())
    query = {"slug": LETTER_BOX, "status": "private", "context": "edit"}
    (box,) = administrator.get("pages", params=query).json()
    assert public.get(f"/?page_id={box['id']}").status_code == 404
    assert public.get(f"/wp-json/wp/v2/pages/{box['id']}").status_code == 401
    _submit(wordpress, box["id"], "Eve", "eve@example.test")
    query = {"post": box["id"], "status": "any", "context": "edit"}
    assert administrator.get("comments", params=query).json() == []


def test_a_letter_box_that_people_opened_is_made_private_again(
    there: Transport,
    wordpress: WordPressSite,
    post_id: int,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
) -> None:
    make_one(there, post_id, make_comment("one"))
    (box,) = administrator.get("pages", params={"slug": LETTER_BOX, "status": "private"}).json()
    tampered = {"status": "publish", "comment_status": "closed"}
    administrator.post(f"pages/{box['id']}", json=tampered)
    with open_transport(settings_of(wordpress, "rest")) as later:
        make_one(later, post_id, make_comment("two"))
    again = administrator.get(f"pages/{box['id']}").json()
    assert (again["status"], again["comment_status"]) == ("private", "open")
    assert len(comments_on(post_id)) == 2


def test_a_push_that_died_in_the_letter_box_is_delivered_by_the_next(
    there: Transport,
    post_id: int,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
) -> None:
    sent = make_comment("Left behind")
    make_one(there, post_id, make_comment("another, so that the letter box is there"))
    (box,) = administrator.get("pages", params={"slug": LETTER_BOX, "status": "private"}).json()
    left = {
        "post": box["id"],
        "author_name": sent.author_name,
        "author_email": sent.alias,
        "content": sent.content,
        "status": "hold",
    }
    left_id = administrator.post("comments", json=left).json()["id"]
    made = make_one(there, post_id, sent, frozenset({sent.alias}))
    assert (made.id, made.post_id, made.status) == (left_id, post_id, CommentStatus.APPROVED)
    assert [row["id"] for row in comments_on(post_id)].count(left_id) == 1


def test_two_workers_who_send_the_same_at_once_make_one(
    there: Transport,
    wordpress: WordPressSite,
    post_id: int,
    make_comment: MakeComment,
    comments_on: CommentsOn,
) -> None:
    """The second has not heard of the first, and does not look: WordPress itself refuses it."""
    there.set_comments_open(post_id, True)
    sent = make_comment()
    first = make_one(there, post_id, sent)
    with open_transport(settings_of(wordpress, "rest")) as other:
        assert make_one(other, post_id, sent) == first
    assert len(comments_on(post_id)) == 1


def test_a_stranger_gains_no_approval_from_a_name_and_a_public_id(
    there: Transport,
    wordpress: WordPressSite,
    post_id: int,
    make_comment: MakeComment,
    comments_on: CommentsOn,
) -> None:
    """WordPress publishes at once who gives the name and address of an approved author."""
    there.set_comments_open(post_id, True)
    make_one(there, post_id, make_comment("mine", "Robin", public_id="k7f3q"))
    answer = _submit(wordpress, post_id, "Robin", "c-k7f3q@sync.invalid")
    assert "unapproved=" in answer.headers["location"]
    assert len(comments_on(post_id)) == 1


def _submit(site: WordPressSite, post_id: int, name: str, email: str) -> httpx.Response:
    """WordPress's own form, each time from another machine: one may comment every 15 seconds."""
    form = {"comment": f"by {email}", "author": name, "email": email, "comment_parent": "0"}
    data = {**form, "comment_post_ID": str(post_id)}
    way = httpx.HTTPTransport(local_address=f"127.2.0.{next(_machines)}")
    with httpx.Client(base_url=site.url, transport=way, timeout=20) as client:
        return client.post("/wp-comments-post.php", data=data)
