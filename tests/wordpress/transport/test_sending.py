"""Comments on their way to a real WordPress, where every post is closed to everybody else."""

from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.wordpress.errors import Gone
from engage.wordpress.gateway import Transport, open_transport
from engage.wordpress.gateway.creating import AT_ONCE
from engage.wordpress.markup import author_name, clean
from engage.wordpress.rules import CommentChange, CommentFields, CommentStatus
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.conftest import (
    BARE,
    WRITTEN,
    CommentsOn,
    MakeComment,
    Posted,
    fields_of,
    made,
    make_one,
    new_key,
    settings_of,
)

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

MakePost = Callable[..., Posted]


@pytest.mark.parametrize("comments_open", [False, True])
def test_a_pushed_comment_is_public_under_its_own_name_and_date(
    there: Transport,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
    comments_open: bool,
) -> None:
    post = make_post(comments_open=comments_open)
    sent = make_comment("More trees", "Robin")
    comment = make_one(there, post.id, sent)
    (shown,) = comments_on(post.id)
    assert (shown["id"], shown["author_name"], shown["author"]) == (comment.id, "Robin", 0)
    assert shown["content"]["rendered"] == "<p>More trees</p>\n"
    assert shown["date_gmt"] == "2026-03-04T05:06:07"
    assert (comment.author_email, comment.date) == (sent.alias, WRITTEN)
    assert (comment.status, comment.has_account) == (CommentStatus.APPROVED, False)
    assert there.find_comment(sent.alias) == comment


def test_many_are_answered_in_their_order(
    there: Transport,
    way: str,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
) -> None:
    """With the plugin more than go in one call."""
    post = make_post()
    number = 5 if way == BARE else AT_ONCE + 2
    sent = [make_comment(f"number {count}") for count in range(number)]
    answers = [made(answer) for answer in there.create_comments(post.id, sent)]
    assert [answer.author_email for answer in answers] == [fields.alias for fields in sent]
    assert {row["id"] for row in comments_on(post.id)} == {answer.id for answer in answers}
    assert there.create_comments(post.id, []) == []


def test_a_closed_post_stays_closed_while_comments_arrive(
    there: Transport, make_post: MakePost, make_comment: MakeComment, public: httpx.Client
) -> None:
    post = make_post()
    before = there.get_post(post.id)
    make_one(there, post.id, make_comment("Seen on the page"))
    page = public.get(post.link).text
    assert "Seen on the page" in page
    assert "wp-comments-post.php" not in page
    assert there.get_post(post.id) == before


@pytest.mark.parametrize("comments_open", [False, True])
def test_pushing_twice_makes_one_comment(
    there: Transport,
    make_post: MakePost,
    make_comment: MakeComment,
    comments_on: CommentsOn,
    comments_open: bool,
) -> None:
    post = make_post(comments_open=comments_open)
    first, second = make_comment("one"), make_comment("two")
    comment = make_one(there, post.id, first)
    tried = frozenset({first.alias, second.alias})
    answers = there.create_comments(post.id, [second, first], tried)
    assert answers[1] == comment
    assert len(comments_on(post.id)) == 2


def test_two_people_may_say_the_same_under_the_same_name(
    there: Transport, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post(comments_open=True)
    sent = [make_comment("I agree", "Robin") for _ in range(3)]
    assert len({made(each).id for each in there.create_comments(post.id, sent)}) == 3
    assert len(comments_on(post.id)) == 3


def test_hostile_text_survives_as_text(
    there: Transport, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post, name = make_post(), f"<b>{BIDI}</b> & %41"
    sent = [make_comment(text, name) for text in HOSTILE]
    comments = [made(answer) for answer in there.create_comments(post.id, sent)]
    for fields, comment in zip(sent, comments, strict=True):
        assert (comment.content, comment.author_name) == (fields.content, fields.author_name)
        assert _without(_update(there, comment.id, fields)) == _without(comment)
    shown = comments_on(post.id)
    assert len(shown) == len(HOSTILE)
    for row in shown:
        for markup in ("<script", "<b>", "<!--"):
            assert markup not in row["content"]["rendered"]
        assert row["author_name"] == author_name(name)


@pytest.mark.parametrize("transport", ["rest", "xmlrpc"])
def test_an_editor_who_may_write_any_html_pushes_text_all_the_same(
    wordpress: WordPressSite, transport: str, make_comment: MakeComment
) -> None:
    """XML-RPC changes here what REST made: the plugin is not there."""
    editor, key = wordpress.editor, new_key()
    changes = {"user": editor.user, "password": editor.app_password}
    sent = make_comment(HOSTILE[0])
    with open_transport(settings_of(wordpress, "rest", **changes)) as rest:
        post_id = rest.create_post(key, fields_of(key)).id
        comment = make_one(rest, post_id, make_comment("before"))
    with open_transport(settings_of(wordpress, transport, **changes)) as there:
        assert _update(there, comment.id, sent).content == sent.content


def test_whatever_is_written_arrives_as_it_was_sent(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    comment = make_one(there, make_post().id, make_comment())
    pieces = st.sampled_from(
        ["&#", "x", "41;", "\\", "0", "%3c", "&", "<", ">", "]", "'", '"', " "]
    )
    written = st.text(min_size=1, max_size=50) | st.lists(pieces, min_size=1).map("".join)

    @settings(max_examples=20, deadline=None)
    @given(written.filter(lambda text: clean(text).strip()), st.text(max_size=20))
    def arrives(text: str, name: str) -> None:
        sent = make_comment(text, name)
        after = _update(there, comment.id, sent)
        assert (after.content, after.author_name) == (sent.content, sent.author_name)
        assert unescape(after.content) == clean(text).strip()

    arrives()


def test_five_thousand_characters_arrive_whole(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    text = "&<\U0001f600é" * 1250
    comment = make_one(there, make_post().id, make_comment(text, "\U0001f600" * 300))
    assert unescape(comment.content) == text
    assert len(comment.author_name.encode()) <= 245


def test_characters_that_cannot_be_carried_are_left_out(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    comment = make_one(there, make_post().id, make_comment("a\x00b\x1bc\ud800d\ufffee"))
    assert comment.content == "abcde"


def test_a_reply_hangs_on_its_parent(
    there: Transport, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post()
    parent = make_one(there, post.id, make_comment("question"))
    reply = make_one(there, post.id, make_comment("answer", parent_id=parent.id))
    assert reply.parent_id == parent.id
    assert [row["parent"] for row in comments_on(post.id)] == [0, parent.id]
    there.remove_comment(parent.id)
    assert there.get_comments([reply.id])[reply.id].parent_id == 0


def test_an_update_replaces_what_it_names_and_nothing_else(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    comment = make_one(there, make_post().id, make_comment("my number is 250 555-0100"))
    after = _update(there, comment.id, make_comment("my number is [removed]", ""))
    assert _without(after, "content", "author_name") == _without(comment, "content", "author_name")
    assert (after.content, after.author_name) == ("my number is [removed]", "Anonymous")
    held = _changed(there, CommentChange(comment.id, status=CommentStatus.HOLD))
    assert _without(held, "status") == _without(after, "status")
    assert held.status is CommentStatus.HOLD


@pytest.mark.parametrize("status", ["approved", "hold", "spam", "trash"])
def test_a_status_may_be_set_again_and_taken_back(
    there: Transport, make_post: MakePost, make_comment: MakeComment, status: str
) -> None:
    """WordPress calls it a failure to set what is set."""
    comment = make_one(there, make_post().id, make_comment())
    wanted = CommentStatus(status)
    for change in (wanted, wanted, CommentStatus.APPROVED, CommentStatus.APPROVED):
        after = _changed(there, CommentChange(comment.id, status=change))
        assert after.status is change


def test_many_changes_are_answered_in_their_order_whatever_one_of_them_meets(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post()
    ids = [
        made(each).id
        for each in there.create_comments(post.id, [make_comment(str(n)) for n in range(3)])
    ]
    changes = [CommentChange(each, content=f"new {each}") for each in (ids[2], 999_999, ids[0])]
    first, gone, last = there.update_comments(changes)
    assert (made(first).content, made(last).content) == (f"new {ids[2]}", f"new {ids[0]}")
    assert isinstance(gone, Gone)
    assert there.update_comments([]) == []


def test_an_alias_takes_the_place_of_everything_that_tells_who_a_visitor_is(
    there: Transport,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
) -> None:
    post = make_post()
    ours = make_one(there, post.id, make_comment())
    theirs = {
        "author_email": "eve@example.test",
        "author_url": "https://eve.example.test",
        "author_ip": "203.0.113.9",
        "author_user_agent": "Eve's browser",
    }
    administrator.post(f"comments/{ours.id}", json=theirs)
    after = _changed(there, CommentChange(ours.id, alias="c-visitor@sync.invalid"))
    assert after.author_email == "c-visitor@sync.invalid"
    row = administrator.get(f"comments/{ours.id}", params={"context": "edit"}).json()
    for name, value in theirs.items():
        assert row[name] != value
    assert row["author_url"] == ""


@pytest.mark.parametrize("decision", ["hold", "spam", "trash"])
def test_what_people_took_down_on_wordpress_stays_down(
    there: Transport,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
    decision: str,
) -> None:
    post, sent = make_post(), make_comment()
    comment = make_one(there, post.id, sent)
    administrator.post(f"comments/{comment.id}", json={"status": decision})
    again = make_one(there, post.id, sent, frozenset({sent.alias}))
    assert (again.id, again.status) == (comment.id, CommentStatus(decision))
    assert _update(there, comment.id, sent).status is CommentStatus(decision)
    assert comments_on(post.id) == []


@pytest.mark.parametrize("decision", ["approved", "spam", "trash"])
def test_a_removed_comment_is_not_even_in_the_trash(
    there: Transport,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
    comments_on: CommentsOn,
    decision: str,
) -> None:
    post, sent = make_post(), make_comment()
    comment = make_one(there, post.id, sent)
    administrator.post(f"comments/{comment.id}", json={"status": decision})
    there.remove_comment(comment.id)
    there.remove_comment(comment.id)
    assert there.get_comments([comment.id]) == {}
    assert there.find_comment(sent.alias) is None
    again = make_one(there, post.id, sent)
    assert [row["id"] for row in comments_on(post.id)] == [again.id]


def test_nothing_is_pushed_to_a_post_that_is_not_public(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    post, sent = make_post(), [make_comment("one"), make_comment("two")]
    there.unpublish_post(post.id)
    for post_id in (post.id, 999_999_999):
        answers = there.create_comments(post_id, sent)
        assert [type(answer) for answer in answers] == [Gone, Gone]
    assert there.find_comment(sent[0].alias) is None


def test_a_trashed_posts_comments_are_neither_public_nor_gone(
    there: Transport, make_post: MakePost, make_comment: MakeComment, administrator: httpx.Client
) -> None:
    post = make_post()
    comment = make_one(there, post.id, make_comment())
    administrator.delete(f"posts/{post.id}")
    assert there.get_comments([comment.id])[comment.id].status is CommentStatus.OTHER


def test_comments_come_back_with_a_post_published_again(
    there: Transport, make_post: MakePost, make_comment: MakeComment, comments_on: CommentsOn
) -> None:
    post = make_post()
    comment = make_one(there, post.id, make_comment())
    there.unpublish_post(post.id)
    assert isinstance(comments_on(post.id), dict) or comments_on(post.id) == []
    there.update_post(post.id, post.fields, None)
    assert [row["id"] for row in comments_on(post.id)] == [comment.id]


def test_a_push_sends_no_mail(
    there: Transport, site: WordPressSite, make_post: MakePost, make_comment: MakeComment
) -> None:
    before = {path.name for path in site.mail.iterdir()}
    for comments_open in (False, True):
        comment = make_one(there, make_post(comments_open=comments_open).id, make_comment())
        for status in (CommentStatus.HOLD, CommentStatus.APPROVED):
            _changed(there, CommentChange(comment.id, status=status))
    assert {path.name for path in site.mail.iterdir()} == before


def _update(there: Transport, comment_id: int, fields: CommentFields) -> Any:
    change = CommentChange(comment_id, fields.author_name, fields.content)
    return _changed(there, change)


def _changed(there: Transport, change: CommentChange) -> Any:
    (answer,) = there.update_comments([change])
    return made(answer)


def _without(comment: Any, *names: str) -> dict[str, Any]:
    """All of it but these, and but when it was last changed."""
    left_out = {*names, "modified"}
    return {name: value for name, value in vars(comment).items() if name not in left_out}
