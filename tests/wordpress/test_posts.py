"""Posts on a real WordPress."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest
from wordpress_xmlrpc.methods.posts import GetPost

from engage.wordpress.errors import ConflictRemote, Gone
from engage.wordpress.gateway import WordPress
from engage.wordpress.markup import inert
from engage.wordpress.rules import PostFields, PostStatus, RemotePost, shows
from tests.wordpress.conftest import MakePost

HOSTILE = "A & B <script>alert(1)</script> [gallery] C:\\x \"q\" 'q' שלום \U0001f600 ᐃᓄᒃ"


def test_a_created_post_is_public_closed_to_comments_and_found_again(
    gateway: WordPress, key: str, fields: PostFields, public: httpx.Client
) -> None:
    made = gateway.create_post(key, fields)
    assert made.key == made.slug == key
    assert shows(made, fields)
    assert gateway.find_post(key) == made
    page = public.get(made.link).text
    assert "What matters?" in page
    assert "wp-comments-post.php" not in page


def test_creating_twice_makes_one_post(
    gateway: WordPress, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    first = gateway.create_post(key, fields)
    assert gateway.create_post(key, fields).id == first.id
    found = administrator.get("posts", params={"search": "Old growth", "slug": key}).json()
    assert [post["id"] for post in found] == [first.id]


def test_a_post_is_found_though_its_slug_was_taken(
    gateway: WordPress, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    theirs = {"title": "Ours already", "slug": key, "status": "publish"}
    other = administrator.post("posts", json=theirs).json()["id"]
    assert gateway.find_post(key) is None
    made = gateway.create_post(key, fields)
    assert made.id != other
    assert made.slug == f"{key}-2"
    assert gateway.create_post(key, fields).id == made.id


def test_nothing_is_found_for_a_key_never_used(gateway: WordPress, key: str) -> None:
    assert gateway.find_post(key) is None


def test_hostile_text_arrives_as_text(
    gateway: WordPress, key: str, fields: PostFields, public: httpx.Client
) -> None:
    text = inert(HOSTILE)
    sent = replace(fields, title=text, content=f"<p>{text}</p>", excerpt=text)
    made = gateway.create_post(key, sent)
    assert shows(made, sent)
    page = public.get(made.link).text
    assert "<script>alert(1)" not in page
    assert "[gallery]" in unescape(page)


def test_characters_that_xml_cannot_carry_are_left_out(
    gateway: WordPress, key: str, fields: PostFields
) -> None:
    made = gateway.create_post(key, replace(fields, title="a\x00b\x1fc\ud800d\ufffee"))
    assert made.title == "abcde"


def test_an_update_changes_the_post_and_keeps_its_identity(
    gateway: WordPress, make_post: MakePost, fields: PostFields
) -> None:
    made = make_post()
    changed = replace(fields, title="Closed: old growth", content="<p>Thank you</p>")
    after = gateway.update_post(made.id, changed, made.modified)
    assert shows(after, changed)
    assert (after.id, after.key, after.slug) == (made.id, made.key, made.slug)
    assert gateway.find_post(made.key) == after


def test_repeated_updates_leave_one_custom_field(
    gateway: WordPress, make_post: MakePost, fields: PostFields
) -> None:
    made = make_post()
    for title in ("One", "Two", "Three"):
        gateway.update_post(made.id, replace(fields, title=title), None)
    assert gateway.get_post(made.id).key == made.key
    assert _rows_of_key(gateway, made.id) == 1


def test_an_edit_made_on_wordpress_is_not_overwritten(
    gateway: WordPress, make_post: MakePost, fields: PostFields, administrator: httpx.Client
) -> None:
    made = make_post()
    administrator.post(f"posts/{made.id}", json={"content": "<p>Edited there</p>"})
    seen_before = made.modified - timedelta(seconds=1)
    with pytest.raises(ConflictRemote):
        gateway.update_post(made.id, replace(fields, title="Mine"), seen_before)
    assert gateway.get_post(made.id).content == "<p>Edited there</p>"


def test_an_update_that_arrived_before_its_answer_was_lost_is_recognised(
    gateway: WordPress, make_post: MakePost, fields: PostFields
) -> None:
    made = make_post()
    changed = replace(fields, title="Arrived")
    seen_before = made.modified - timedelta(seconds=1)
    gateway.update_post(made.id, changed, None)
    assert shows(gateway.update_post(made.id, changed, seen_before), changed)


def test_categories_set_by_people_survive_an_update(
    gateway: WordPress, make_post: MakePost, fields: PostFields, administrator: httpx.Client
) -> None:
    made = make_post()
    category = administrator.post("categories", json={"name": f"Forests {made.id}"}).json()["id"]
    administrator.post(f"posts/{made.id}", json={"categories": [category]})
    gateway.update_post(made.id, replace(fields, title="Later"), None)
    assert administrator.get(f"posts/{made.id}").json()["categories"] == [category]


def test_an_unpublished_post_is_hidden_found_and_can_come_back(
    gateway: WordPress, make_post: MakePost, fields: PostFields, public: httpx.Client
) -> None:
    made = make_post()
    gateway.unpublish_post(made.id)
    gateway.unpublish_post(made.id)
    assert _hidden(public, made)
    assert gateway.find_post(made.key) == gateway.get_post(made.id)
    back = gateway.update_post(made.id, fields, None)
    assert back.status is PostStatus.PUBLISH
    assert back.slug == made.slug
    assert not _hidden(public, made)


def test_a_post_that_people_trashed_stays_in_the_trash(
    gateway: WordPress, make_post: MakePost, fields: PostFields, administrator: httpx.Client
) -> None:
    made = make_post()
    administrator.delete(f"posts/{made.id}")
    gateway.unpublish_post(made.id)
    assert gateway.get_post(made.id).status is PostStatus.TRASH
    with pytest.raises(ConflictRemote):
        gateway.update_post(made.id, fields, made.modified - timedelta(seconds=1))
    assert gateway.get_post(made.id).status is PostStatus.TRASH


def test_a_deleted_post_is_gone_and_unpublishing_it_is_done(
    gateway: WordPress, make_post: MakePost, fields: PostFields, administrator: httpx.Client
) -> None:
    made = make_post()
    administrator.delete(f"posts/{made.id}", params={"force": "true"})
    gateway.unpublish_post(made.id)
    with pytest.raises(Gone):
        gateway.get_post(made.id)
    with pytest.raises(Gone):
        gateway.update_post(made.id, fields, made.modified)


def _hidden(public: httpx.Client, post: RemotePost) -> bool:
    return public.get(f"/wp-json/wp/v2/posts/{post.id}").status_code == 401


def _rows_of_key(gateway: WordPress, post_id: int) -> int:
    answer = gateway._posts._call(GetPost(post_id, ["custom_fields"], results_class=None))
    assert isinstance(answer, dict)
    return [field["key"] for field in answer["custom_fields"]].count("engage_id")
