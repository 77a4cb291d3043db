"""Comments of every kind come in from a real WordPress, all of them and each once by its number."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from engage.wordpress.errors import NotPossible
from engage.wordpress.gateway import Transport, open_transport
from engage.wordpress.gateway.values import NO_DATE
from engage.wordpress.rules import CommentStatus, RemoteComment
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.conftest import (
    BARE,
    REST,
    XMLRPC,
    MakeComment,
    Posted,
    made,
    make_one,
    settings_of,
)
from tests.wordpress.transport.planting import STARTED, execute, plant

MakePost = Callable[..., Posted]

LONGEST = "é".encode() * 32_767
REAL: dict[str, bytes] = {
    "a control character": b"bell \x07 and escape \x1b[31m",
    "what no XML may hold": "\ufffe half".encode(),
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f600".encode(),
    "right to left": "שלום \u202e".encode() + b"\xd8\xa7\xe2\x80\xac",
    "syllabics": "ᐃᓄᒃᑎᑐᑦ Ḵ̓wa".encode(),
    "code": b"<pre><code>if (a &lt; b &amp;&amp; c) { $x = '\\\\'; }</code></pre>",
    "what looks like an answer": b"</value></data>]]><?xml version='1.0'?>&#1;&bogus;",
    "a number": b"12",
    "nothing": b"",
    "the longest that there is": LONGEST,
}


@pytest.fixture(params=[REST, XMLRPC])
def way(request: pytest.FixtureRequest) -> str:
    """The plugin changes nothing here, so that two ways are enough."""
    return str(request.param)


def all_of(pages: Iterator[list[RemoteComment]]) -> list[RemoteComment]:
    return [comment for page in pages for comment in page]


def test_what_visitors_type_is_read(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    plant(site, post.id, list(REAL.values()))
    found = sorted(all_of(there.comments_of(post.id)), key=lambda comment: comment.id)
    for (name, text), comment in zip(REAL.items(), found, strict=True):
        kept = "".join(letter for letter in text.decode() if letter not in "\x07\x1b\ufffe")
        assert comment.content == kept, name
    by_number = {comment.id: comment for comment in found}
    assert there.get_comments(list(by_number)) == by_number
    after = {comment.id: comment for comment in all_of(there.comments_after(found[0].id - 1))}
    assert by_number.items() <= after.items()


def test_pingbacks_and_comments_of_plugins_are_left_out(
    there: Transport, site: WordPressSite, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post()
    for kind in ("pingback", "trackback", "order_note"):
        plant(site, post.id, [kind.encode()], kind=kind)
    ours = make_one(there, post.id, make_comment("by a person"))
    assert [comment.id for comment in all_of(there.comments_of(post.id))] == [ours.id]
    below = [comment for comment in all_of(there.comments_after(ours.id - 4))]
    assert "pingback" not in [comment.content for comment in below]


def test_every_status_is_read_and_answers_keep_their_parents(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    plant(site, post.id, [b"root"])
    (root,) = all_of(there.comments_of(post.id))
    statuses = {"1": "approved", "0": "hold", "spam": "spam", "trash": "trash", "odd": "other"}
    for approved in statuses:
        plant(site, post.id, [approved.encode()], approved=approved, parent=root.id)
    found = all_of(there.comments_of(post.id))
    assert {each.content: each.status for each in found if each.id != root.id} == {
        approved: CommentStatus(status) for approved, status in statuses.items()
    }
    assert {each.parent_id for each in found} == {0, root.id}


def test_comments_that_share_a_second_are_all_read(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    plant(site, post.id, [f"number {count}".encode() for count in range(1_250)], at=STARTED)
    found = all_of(there.comments_of(post.id))
    assert len({comment.id for comment in found}) == 1_250


def test_new_ones_come_first_and_reading_ends_below_what_is_known(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    now = datetime.now(UTC).replace(microsecond=0)
    texts = [f"old {number}".encode() for number in range(1_300)]
    plant(site, post.id, texts, at=now + timedelta(days=1))
    known = max(comment.id for comment in all_of(there.comments_of(post.id)))
    plant(site, post.id, [b"new one", b"new two"], at=now + timedelta(days=1, seconds=1))
    pages = list(there.comments_after(known))
    new = [comment.content for page in pages for comment in page if comment.id > known]
    assert sorted(new) == ["new one", "new two"]
    assert any(comment.id <= known for comment in pages[0])
    assert len({comment.id for page in pages for comment in page}) < 1_200


def test_many_are_read_by_their_numbers_and_those_that_are_gone_are_left_out(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    plant(site, post.id, [f"number {count}".encode() for count in range(230)])
    ids = [comment.id for comment in all_of(there.comments_of(post.id))]
    execute(site, f"DELETE FROM wp_comments WHERE comment_ID IN ({ids[3]}, {ids[225]})")
    left = [each for each in ids if each not in (ids[3], ids[225])]
    asked = [*ids, ids[0], 999_999_999]
    assert sorted(there.get_comments(asked)) == sorted(left)
    assert there.get_comments([]) == {}


def test_so_much_text_that_no_page_of_it_can_be_taken_is_read_in_smaller_ones(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    post = make_post()
    plant(site, post.id, [LONGEST] * 110)
    found = all_of(there.comments_of(post.id))
    assert len({comment.id for comment in found}) == 110
    ids = [comment.id for comment in found][:60]
    assert sorted(there.get_comments(ids)) == sorted(set(ids))
    execute(site, f"DELETE FROM wp_comments WHERE comment_post_ID = {post.id}")


@pytest.mark.parametrize("way", [REST])
def test_a_row_that_moves_up_while_pages_are_read_is_not_missed(
    there: Transport, site: WordPressSite, make_post: MakePost
) -> None:
    """What is deleted between two pages moves everything below it up. (XML-RPC counts instead,
    as the test of shared seconds shows.)"""
    post = make_post()
    plant(site, post.id, [f"number {count}".encode() for count in range(250)])
    pages = there.comments_of(post.id)
    first = next(pages)
    gone = ", ".join(str(comment.id) for comment in first[:40])
    execute(site, f"DELETE FROM wp_comments WHERE comment_ID IN ({gone})")
    found = {comment.id for comment in first} | {comment.id for comment in all_of(pages)}
    assert len(found) == 250


@pytest.mark.parametrize("way", [BARE])
def test_comments_of_people_with_an_account_are_told_apart(
    there: Transport, site: WordPressSite, make_post: MakePost, administrator: httpx.Client
) -> None:
    post = make_post(comments_open=True)
    body = {"post": post.id, "content": "From the office"}
    comment_id = administrator.post("comments", json=body).json()["id"]
    assert there.get_comments([comment_id])[comment_id].has_account
    with open_transport(settings_of(site, "xmlrpc")) as other:
        assert other.get_comments([comment_id])[comment_id].has_account


def test_dates_that_cannot_be_are_before_everything(
    there: Transport, site: WordPressSite, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post()
    comment = make_one(there, post.id, make_comment())
    execute(
        site,
        "SET sql_mode = ''; UPDATE wp_comments SET comment_date = '0000-00-00 00:00:00',"
        f" comment_date_gmt = '0000-00-00 00:00:00' WHERE comment_ID = {comment.id}",
    )
    assert there.get_comments([comment.id])[comment.id].date <= NO_DATE


def test_posts_of_every_kind_are_read(
    there: Transport, administrator: httpx.Client, key: str
) -> None:
    category = there.ensure_category(f"Kinds {key}")
    code = "<!-- wp:code -->\n<pre><code>a &lt; b</code></pre>\n<!-- /wp:code -->"
    kinds = {
        "protected": {"password": "open sesame", "content": "<p>Secret</p>"},
        "scheduled": {"status": "future", "date_gmt": "2199-01-01T00:00:00"},
        "private": {"status": "private"},
        "untitled": {"title": "", "content": "No title"},
        "code": {"content": code},
        "emoji": {"title": "\U0001f600 &amp; שלום", "content": "ᐃᓄᒃᑎᑐᑦ \U0001f469\u200d\U0001f467"},
        "long": {"content": "<p>" + "Word. " * 100_000 + "</p>"},
    }
    ids = {}
    for name, kind in kinds.items():
        body = {"title": name, "status": "publish", "categories": [category], "content": name}
        ids[administrator.post("posts", json=body | kind).json()["id"]] = name
    found = {ids[post.id]: post for post in there.posts_changed(None, category)}
    assert set(found) == set(kinds)
    assert [name for name, post in found.items() if post.has_password] == ["protected"]
    assert found["protected"].content == "<p>Secret</p>"
    assert found["scheduled"].status == "future"
    assert found["private"].status == "private"
    assert found["untitled"].title == ""
    assert found["code"].content == code
    assert found["emoji"].content == kinds["emoji"]["content"]
    assert len(found["long"].content) > 600_000
    assert "a &lt; b" in there.rendered(found["code"])
    assert "Secret" in there.rendered(found["protected"])


def test_a_comment_of_ours_is_read_as_it_was_answered(
    there: Transport, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post()
    answers = there.create_comments(post.id, [make_comment("one"), make_comment("two")])
    ours = {made(answer).id: made(answer) for answer in answers}
    assert there.get_comments(list(ours)) == ours
    assert {each.id: each for each in all_of(there.comments_of(post.id))} == ours


@pytest.mark.parametrize("way", [REST])
def test_what_changed_is_told_where_the_plugin_is(
    there: Transport,
    site: WordPressSite,
    make_post: MakePost,
    make_comment: MakeComment,
    administrator: httpx.Client,
) -> None:
    post = make_post()
    answers = there.create_comments(post.id, [make_comment("one"), make_comment("two")])
    first, second = (made(answer) for answer in answers)
    execute(
        site,
        "UPDATE wp_commentmeta SET meta_value = '2026-01-01 00:00:00' WHERE meta_key ="
        f" 'engage_modified' AND comment_id IN ({first.id}, {second.id})",
    )
    since = there.clock()
    assert since is not None
    administrator.post(f"comments/{second.id}", json={"status": "hold"})
    changed = {comment.id: comment for comment in all_of(there.comments_changed(since))}
    assert changed[second.id].status is CommentStatus.HOLD
    assert first.id not in changed


@pytest.mark.parametrize("way", [BARE, XMLRPC])
def test_what_changed_is_not_known_otherwise(there: Transport) -> None:
    with pytest.raises(NotPossible):
        list(there.comments_changed(STARTED))
