"""Posts on a real WordPress, whichever way they go there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest

from engage.wordpress.errors import ConflictRemote, Gone
from engage.wordpress.gateway import RestTransport, Transport, open_transport
from engage.wordpress.markup import inert
from engage.wordpress.rules import PostDressing, PostFields, PostStatus, shows
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.conftest import (
    BARE,
    Posted,
    fields_of,
    new_key,
    own_plugin,
    settings_of,
    signed_in,
    transport_of,
)

HOSTILE = "A & B <script>alert(1)</script> [gallery] C:\\x \"q\" 'q' שלום \U0001f600 ᐃᓄᒃ"
SECOND = timedelta(seconds=1)

MakePost = Callable[..., Posted]


def test_a_created_post_is_public_closed_to_comments_and_found_again(
    there: Transport, key: str, fields: PostFields, public: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    assert made.key == made.slug == key
    assert shows(made, fields)
    assert there.find_post(key) == there.get_post(made.id) == made
    page = public.get(made.link).text
    assert "What matters?" in page
    assert "wp-comments-post.php" not in page


def test_creating_twice_makes_one_post(there: Transport, key: str, fields: PostFields) -> None:
    first = there.create_post(key, fields)
    assert there.create_post(key, fields) == first


def test_a_post_is_found_though_its_slug_was_taken(
    there: Transport, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    theirs = {"title": "Ours already", "slug": key, "status": "publish"}
    other = administrator.post("posts", json=theirs).json()["id"]
    assert there.find_post(key) is None
    made = there.create_post(key, fields)
    assert made.id != other
    assert made.slug == f"{key}-2"
    assert there.create_post(key, fields).id == made.id


def test_a_post_whose_key_only_begins_alike_is_another(there: Transport, key: str) -> None:
    longer = there.create_post(f"{key}-2", fields_of(f"{key}-2"))
    assert there.find_post(key) is None
    assert there.find_post(f"{key}-2") == longer


def test_a_post_that_only_speaks_of_the_key_is_not_ours(
    there: Transport, key: str, administrator: httpx.Client
) -> None:
    theirs = {"title": key, "content": f"About {key}", "slug": key, "status": "publish"}
    administrator.post("posts", json=theirs)
    assert there.find_post(key) is None


def test_hostile_text_arrives_as_text(
    there: Transport, key: str, fields: PostFields, public: httpx.Client
) -> None:
    text = inert(HOSTILE)
    content = f"{fields.content}<p>{text}</p>"
    sent = replace(fields, title=text, content=content, excerpt=text)
    made = there.create_post(key, sent)
    assert shows(made, sent)
    page = public.get(made.link).text
    assert "<script>alert(1)" not in page
    assert "[gallery]" in unescape(page)


def test_characters_that_cannot_be_carried_are_left_out(
    there: Transport, key: str, fields: PostFields
) -> None:
    made = there.create_post(key, replace(fields, title="a\x00b\x1fc\ud800d\ufffee"))
    assert made.title == "abcde"


def test_an_update_changes_the_post_and_keeps_its_identity(
    there: Transport, key: str, fields: PostFields
) -> None:
    made = there.create_post(key, fields)
    changed = replace(fields, title="Closed: old growth", comments_open=True)
    after = there.update_post(made.id, changed, made.modified)
    assert shows(after, changed)
    assert (after.id, after.key, after.slug) == (made.id, made.key, made.slug)
    assert there.find_post(key) == after


def test_an_edit_made_on_wordpress_is_not_overwritten(
    there: Transport, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    administrator.post(f"posts/{made.id}", json={"content": "<p>Edited there</p>"})
    with pytest.raises(ConflictRemote):
        there.update_post(made.id, replace(fields, title="Mine"), made.modified - SECOND)
    assert there.get_post(made.id).content == "<p>Edited there</p>"


def test_an_edit_made_between_our_look_and_our_write_is_put_back(
    wordpress: WordPressSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REST has no lock; that the plugin's is refused by the site itself is tested with it."""
    key = new_key()
    fields = fields_of(key)
    with open_transport(settings_of(wordpress, "rest")) as there, signed_in(wordpress) as editor:
        assert isinstance(there, RestTransport)
        made = there.create_post(key, fields)
        write = there._write

        def late(remote_id: int, body: dict[str, object]) -> object:
            monkeypatch.setattr(there, "_write", write)
            editor.post(f"posts/{remote_id}", json={"content": "<p>Edited there</p>"})
            return write(remote_id, body)

        monkeypatch.setattr(there, "_write", late)
        with pytest.raises(ConflictRemote):
            there.update_post(made.id, replace(fields, title="Mine"), made.modified)
        after = there.get_post(made.id)
    assert (after.title, after.content) == ("Old growth", "<p>Edited there</p>")


def test_what_somebody_types_in_their_browser_is_no_edit(
    there: Transport, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    draft = {"content": "<p>Half a sen</p>"}
    assert administrator.post(f"posts/{made.id}/autosaves", json=draft).is_success
    changed = replace(fields, title="Later")
    assert shows(there.update_post(made.id, changed, made.modified), changed)


def test_an_update_that_arrived_before_its_answer_was_lost_is_recognised(
    there: Transport, key: str, fields: PostFields
) -> None:
    made = there.create_post(key, fields)
    changed = replace(fields, title="Arrived")
    there.update_post(made.id, changed, None)
    assert shows(there.update_post(made.id, changed, made.modified - SECOND), changed)


def test_categories_set_by_people_stay_beside_ours(
    there: Transport, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    theirs = administrator.post("categories", json={"name": f"Theirs {key}"}).json()["id"]
    ours = there.ensure_category(f"Ours {key}")
    administrator.post(f"posts/{made.id}", json={"categories": [theirs]})
    assert there.update_post(made.id, fields, None).categories == (theirs,)
    after = there.update_post(made.id, fields, None, PostDressing(categories=(ours,)))
    assert set(after.categories) == {ours, theirs}
    left = there.update_post(made.id, fields, None, PostDressing(dropped=(ours,)))
    assert left.categories == (theirs,)


def test_an_unpublished_post_is_hidden_found_and_can_come_back(
    there: Transport, key: str, fields: PostFields, public: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    there.unpublish_post(made.id)
    there.unpublish_post(made.id)
    assert _is_hidden(public, made.id)
    assert there.find_post(key) == there.get_post(made.id)
    back = there.update_post(made.id, fields, None)
    assert (back.status, back.slug) == (PostStatus.PUBLISH, made.slug)
    assert not _is_hidden(public, made.id)


def test_comments_are_opened_and_closed_and_nothing_else(
    there: Transport, make_post: MakePost
) -> None:
    post = make_post()
    for is_open in (True, True, False):
        there.set_comments_open(post.id, is_open)
        assert shows(there.get_post(post.id), replace(post.fields, comments_open=is_open))


def test_a_post_that_people_trashed_stays_in_the_trash(
    there: Transport, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    made = there.create_post(key, fields)
    administrator.delete(f"posts/{made.id}")
    there.unpublish_post(made.id)
    with pytest.raises(ConflictRemote):
        there.update_post(made.id, fields, made.modified - SECOND)
    assert there.get_post(made.id).status is PostStatus.TRASH
    assert there.find_post(key) is None


def test_a_deleted_post_is_gone_and_unpublishing_it_is_done(
    there: Transport, make_post: MakePost, administrator: httpx.Client
) -> None:
    post = make_post()
    administrator.delete(f"posts/{post.id}", params={"force": "true"})
    there.unpublish_post(post.id)
    for call in (
        lambda: there.get_post(post.id),
        lambda: there.update_post(post.id, post.fields, None),
        lambda: there.set_comments_open(post.id, True),
    ):
        with pytest.raises(Gone):
            call()


def test_posts_are_read_together_and_those_that_are_gone_are_left_out(
    there: Transport, make_post: MakePost, administrator: httpx.Client
) -> None:
    ids = [make_post().id for _ in range(4)]
    administrator.delete(f"posts/{ids[0]}")
    administrator.delete(f"posts/{ids[1]}", params={"force": "true"})
    assert there.get_posts(ids) == {each: there.get_post(each) for each in ids if each != ids[1]}
    assert there.get_posts([]) == {}


def test_posts_of_a_category_are_read_from_an_instant_on(
    there: Transport, key: str, administrator: httpx.Client
) -> None:
    category = there.ensure_category(f"News {key}")
    ids = [
        administrator.post(
            "posts", json={"title": name, "status": status, "categories": [category]}
        ).json()["id"]
        for name, status in (("First", "publish"), ("Draft", "draft"), ("Binned", "publish"))
    ]
    administrator.delete(f"posts/{ids[2]}")
    found = list(there.posts_changed(None, category))
    assert {post.id for post in found} == set(ids)
    assert {post.id: post.status for post in found}[ids[2]] is PostStatus.TRASH
    assert [post.modified for post in found] == sorted(
        (post.modified for post in found), reverse=True
    )
    last = found[0].modified
    assert found[0] in list(there.posts_changed(last, category))
    assert list(there.posts_changed(last + SECOND, category)) == []


def test_a_custom_type_of_post_is_used_where_it_is_set(
    wordpress: WordPressSite, wordpress_with_plugin: WordPressSite, way: str
) -> None:
    """It is offered over REST under another name, and an ordinary post is still read by its id."""
    site = wordpress if way == BARE else wordpress_with_plugin
    code = (
        "add_action('init', fn() => register_post_type('consultation', ['public' => true, "
        "'show_in_rest' => true, 'rest_base' => 'consultations', "
        "'supports' => ['title', 'editor', 'excerpt', 'comments', 'revisions']]));"
    )
    key = new_key()
    fields = fields_of(key)
    settings = settings_of(site, transport_of(way), post_type="consultation")
    with own_plugin(site, code), open_transport(settings) as there, signed_in(site) as editor:
        made = there.create_post(key, fields, PostDressing((there.ensure_category("News"),)))
        assert shows(made, fields)
        assert there.find_post(key) == made
        assert [row["id"] for row in editor.get("consultations").json()] == [made.id]
        changed = replace(fields, title="Later")
        assert shows(there.update_post(made.id, changed, made.modified), changed)
        plain = editor.post("posts", json={"title": "Plain", "status": "publish"}).json()["id"]
        assert there.get_post(plain).title == "Plain"
        assert there.check() == []
        editor.delete(f"consultations/{made.id}", params={"force": "true"})


def _is_hidden(public: httpx.Client, post_id: int) -> bool:
    return public.get(f"/wp-json/wp/v2/posts/{post_id}").status_code == 401
