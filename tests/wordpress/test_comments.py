"""Comments on a real WordPress, where every post is closed to everybody else."""

import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.wordpress.errors import BadData, Gone
from engage.wordpress.gateway import Connection, WordPress
from engage.wordpress.gateway.comments import LETTER_BOX
from engage.wordpress.markup import author_name, clean
from engage.wordpress.rules import CommentStatus, PostFields, RemotePost
from tests.services.wordpress import WordPressSite
from tests.wordpress.conftest import WRITTEN, MakeComment, MakePost

CommentsOn = Callable[[int], list[dict[str, Any]]]

BIDI = "שלום \u202eright to left\u202c مرحبا"
HOSTILE = [
    "<script>alert(1)</script> <b>bold</b> &amp; &lt; [gallery] <!-- x -->",
    "emoji \U0001f600 \U0001f469\u200d\U0001f469\u200d\U0001f467 ᐃᓄᒃᑎᑐᑦ Ḵ̓",
    BIDI,
    "back\\slash \\\\ \\' \\\" %s %41 $1",
    "0",
    "</p></div>]]>&#x1f;&#0;",
    "line\nline\n\nparagraph",
]


@pytest.mark.parametrize("comments_open", [False, True])
def test_a_pushed_comment_is_public_under_its_own_name_and_date(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
    comments_open: bool,
) -> None:
    post = make_post(comments_open=comments_open)
    sent = make_comment("More trees", "Robin")
    made = gateway.create_comment(post.id, sent)
    (shown,) = comments_on(post.id)
    assert (shown["id"], shown["author_name"], shown["author"]) == (made.id, "Robin", 0)
    assert shown["content"]["rendered"] == "<p>More trees</p>\n"
    assert shown["date_gmt"] == "2026-03-04T05:06:07"
    assert (made.author_email, made.date, made.status) == (sent.alias, WRITTEN, CommentStatus.APPROVED)
    assert gateway.find_comment(sent.alias) == gateway.get_comment(made.id) == made


def test_a_closed_post_stays_closed_while_comments_arrive(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, public: httpx.Client
) -> None:
    post = make_post()
    gateway.create_comment(post.id, make_comment("Seen on the page"))
    page = public.get(post.link).text
    assert "Seen on the page" in page
    assert "wp-comments-post.php" not in page
    assert gateway.get_post(post.id).modified == post.modified
    refused = _submit(public, post.id, "Eve", "eve@example.test")
    assert refused.status_code == 403


def test_nobody_else_can_read_or_use_the_letter_box(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    public: httpx.Client,
    administrator: httpx.Client,
) -> None:
    gateway.create_comment(make_post().id, make_comment())
    query = {"slug": LETTER_BOX, "status": "private", "context": "edit"}
    (box,) = administrator.get("pages", params=query).json()
    assert public.get(f"/?page_id={box['id']}").status_code == 404
    assert public.get(f"/wp-json/wp/v2/pages/{box['id']}").status_code == 401
    _submit(public, box["id"], "Eve", "eve@example.test")
    query = {"post": box["id"], "status": "any", "context": "edit"}
    assert administrator.get("comments", params=query).json() == []


def test_a_letter_box_that_people_opened_is_made_private_again(
    gateway: WordPress,
    connection: Connection,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
) -> None:
    post = make_post()
    gateway.create_comment(post.id, make_comment("one"))
    (box,) = administrator.get("pages", params={"slug": LETTER_BOX, "status": "private"}).json()
    tampered = {"status": "publish", "comment_status": "closed"}
    administrator.post(f"pages/{box['id']}", json=tampered)
    with WordPress(connection) as later:
        later.create_comment(post.id, make_comment("two"))
    again = administrator.get(f"pages/{box['id']}").json()
    assert (again["status"], again["comment_status"]) == ("private", "open")
    assert len(comments_on(post.id)) == 2


@pytest.mark.parametrize("comments_open", [False, True])
def test_pushing_twice_makes_one_comment(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
    comments_open: bool,
) -> None:
    post = make_post(comments_open=comments_open)
    sent = make_comment()
    first = gateway.create_comment(post.id, sent)
    assert gateway.create_comment(post.id, sent) == first
    assert len(comments_on(post.id)) == 1


def test_a_push_that_died_in_the_letter_box_is_delivered_by_the_next(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
) -> None:
    post, sent = make_post(), make_comment("Left behind")
    gateway.create_comment(post.id, make_comment("another, so that the letter box is there"))
    (box,) = administrator.get("pages", params={"slug": LETTER_BOX, "status": "private"}).json()
    left = {
        "post": box["id"],
        "author_name": sent.author_name,
        "author_email": sent.alias,
        "content": sent.content,
        "status": "hold",
    }
    left_id = administrator.post("comments", json=left).json()["id"]
    made = gateway.create_comment(post.id, sent)
    assert (made.id, made.post_id, made.status) == (left_id, post.id, CommentStatus.APPROVED)
    assert [row["id"] for row in comments_on(post.id)].count(left_id) == 1


def test_two_people_may_say_the_same_under_the_same_name(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post(comments_open=True)
    for _ in range(2):
        gateway.create_comment(post.id, make_comment("I agree", "Robin"))
    assert len(comments_on(post.id)) == 2


@pytest.mark.parametrize("account", ["administrator", "editor"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_survives_as_text(
    wordpress: WordPressSite,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
    text: str,
    account: str,
) -> None:
    login = getattr(wordpress, account)
    post, sent = make_post(), make_comment(text, f"<b>{BIDI}</b> & %41")
    with WordPress(Connection(wordpress.url, login.user, login.app_password, 20)) as gateway:
        made = gateway.create_comment(post.id, sent)
        assert made.content == sent.content
        assert made.author_name == sent.author_name
        assert gateway.update_comment(made.id, sent) == made
    (shown,) = comments_on(post.id)
    for markup in ("<script", "<b>", "<!--"):
        assert markup not in shown["content"]["rendered"]
    assert shown["author_name"] == author_name(f"<b>{BIDI}</b> & %41")


def test_whatever_is_written_arrives_as_it_was_sent(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    made = gateway.create_comment(make_post().id, make_comment())
    pieces = st.sampled_from(
        ["&#", "x", "41;", "\\", "0", "%3c", "&", "<", ">", "]", "'", '"', " "]
    )
    written = st.text(min_size=1, max_size=50) | st.lists(pieces, min_size=1).map("".join)

    @settings(max_examples=30, deadline=None)
    @given(written.filter(lambda text: clean(text).strip()), st.text(max_size=20))
    def arrives(text: str, name: str) -> None:
        sent = make_comment(text, name)
        after = gateway.update_comment(made.id, sent)
        assert (after.content, after.author_name) == (sent.content, sent.author_name)
        assert unescape(after.content) == clean(text.strip())

    arrives()


def test_five_thousand_characters_arrive_whole(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    text = "&<\U0001f600é" * 1250
    made = gateway.create_comment(make_post().id, make_comment(text, "\U0001f600" * 300))
    assert unescape(made.content) == text
    assert len(made.author_name.encode()) <= 245


def test_characters_that_json_cannot_carry_are_left_out(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    made = gateway.create_comment(make_post().id, make_comment("a\x00b\x1bc\ud800d\ufffee"))
    assert made.content == "abcde"


def test_a_reply_hangs_on_its_parent(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post()
    parent = gateway.create_comment(post.id, make_comment("question"))
    gateway.create_comment(post.id, make_comment("answer", parent_id=parent.id))
    assert [row["parent"] for row in comments_on(post.id)] == [0, parent.id]


def test_an_update_replaces_text_and_name_and_nothing_else(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    made = gateway.create_comment(make_post().id, make_comment("my number is 250 555-0100"))
    changed = make_comment("my number is [removed]", "")
    after = gateway.update_comment(made.id, changed)
    assert after == replace(made, content="my number is [removed]", author_name="Anonymous")


@pytest.mark.parametrize("decision", ["hold", "spam", "trash"])
def test_what_people_took_down_on_wordpress_stays_down(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
    decision: str,
) -> None:
    post, sent = make_post(), make_comment()
    made = gateway.create_comment(post.id, sent)
    administrator.post(f"comments/{made.id}", json={"status": decision})
    assert gateway.create_comment(post.id, sent).status is CommentStatus(decision)
    assert gateway.update_comment(made.id, sent).status is CommentStatus(decision)
    assert comments_on(post.id) == []


def test_a_removed_comment_is_not_even_in_the_trash(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post, sent = make_post(), make_comment()
    made = gateway.create_comment(post.id, sent)
    gateway.remove_comment(made.id)
    gateway.remove_comment(made.id)
    assert comments_on(post.id) == []
    assert gateway.find_comment(sent.alias) is None
    with pytest.raises(Gone):
        gateway.get_comment(made.id)
    with pytest.raises(Gone):
        gateway.update_comment(made.id, sent)


def test_a_removed_comment_can_be_published_again(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post, sent = make_post(), make_comment()
    gateway.remove_comment(gateway.create_comment(post.id, sent).id)
    again = gateway.create_comment(post.id, sent)
    assert [row["id"] for row in comments_on(post.id)] == [again.id]


def test_nothing_is_pushed_to_a_post_that_is_not_public(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    post, sent = make_post(), make_comment()
    gateway.unpublish_post(post.id)
    with pytest.raises(Gone):
        gateway.create_comment(post.id, sent)
    with pytest.raises(Gone):
        gateway.create_comment(999_999_999, sent)
    assert gateway.find_comment(sent.alias) is None


def test_comments_come_back_with_a_post_published_again(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post()
    made = gateway.create_comment(post.id, make_comment())
    gateway.unpublish_post(post.id)
    assert isinstance(comments_on(post.id), dict) or comments_on(post.id) == []
    gateway.update_post(post.id, _fields(post), None)
    assert [row["id"] for row in comments_on(post.id)] == [made.id]


def test_a_push_sends_no_mail(
    gateway: WordPress, wordpress: WordPressSite, make_post: MakePost, make_comment: MakeComment
) -> None:
    before = {path.name for path in wordpress.mail.iterdir()}
    for comments_open in (False, True):
        gateway.create_comment(make_post(comments_open=comments_open).id, make_comment())
    assert {path.name for path in wordpress.mail.iterdir()} == before


def test_a_stranger_gains_no_approval_from_a_name_and_a_public_id(
    gateway: WordPress,
    make_post: MakePost,
    make_comment: MakeComment,
    public: httpx.Client,
    comments_on: CommentsOn,
) -> None:
    """WordPress publishes at once who gives the name and address of an approved author."""
    post = make_post(comments_open=True)
    gateway.create_comment(post.id, make_comment("mine", "Robin", public_id="k7f3q"))
    answer = _submit(public, post.id, "Robin", "c-k7f3q@sync.invalid")
    assert "unapproved=" in answer.history[0].headers["location"]
    assert len(comments_on(post.id)) == 1


def test_an_answer_that_names_another_author_is_not_believed(
    gateway: WordPress, make_post: MakePost, make_comment: MakeComment
) -> None:
    gateway.create_comment(make_post().id, make_comment())
    assert gateway.find_comment("c-nobody@sync.invalid") is None
    with pytest.raises(BadData):
        gateway.find_comment("not an address")


def _submit(public: httpx.Client, post_id: int, name: str, email: str) -> httpx.Response:
    """WordPress's own form, which takes one comment of a visitor in fifteen seconds."""
    form = {"comment": f"by {email}", "author": name, "email": email, "comment_parent": "0"}
    data = {**form, "comment_post_ID": str(post_id)}
    answer = public.post("/wp-comments-post.php", data=data)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        time.sleep(16)
        answer = public.post("/wp-comments-post.php", data=data)
    return answer


def _fields(post: RemotePost) -> PostFields:
    return PostFields(title=post.title, content=post.content, excerpt=post.excerpt)
