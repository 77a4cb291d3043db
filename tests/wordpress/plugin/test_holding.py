"""What is left under the platform's posts waits, whatever the site says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wordpress.plugin.conftest import Pushed, There, good


@pytest.fixture
def trusting(there: There) -> Iterator[There]:
    """The site shows every comment at once; the rules of its people take effect."""
    rules = there.site.dir / "site/wp-content/mu-plugins/trusting.php"
    rules.write_text(
        "<?php\n"
        "add_filter('pre_option_comment_moderation', fn() => '0');\n"
        "add_filter('pre_option_comment_previously_approved', fn() => '0');\n"
        "add_filter('pre_option_disallowed_keys', fn() => 'pills');\n"
        "add_filter('pre_option_comments_notify', fn() => '1');\n"
        "add_filter('pre_option_moderation_notify', fn() => '1');\n"
        "add_filter('pre_comment_approved', fn($a, $c) =>"
        " strpos($c['comment_content'], 'casino') === false ? $a : 'spam', 10, 2);\n"
    )
    yield there
    rules.unlink()


def test_a_visitor_is_held_where_the_site_shows_all(trusting: There) -> None:
    ours, theirs = trusting.post(), trusting.post("<p>A recipe</p>")
    assert trusting.leave(ours).status_code == 302
    assert trusting.leave(theirs).status_code == 302
    assert statuses(trusting, ours) == ["hold"]
    assert statuses(trusting, theirs) == ["approved"]


def test_a_visitor_known_by_name_and_address_is_held(there: There) -> None:
    theirs = there.post("<p>A recipe</p>")
    known = {"name": "Robin Known", "email": "robin.known@example.test"}
    there.leave(theirs, **known)
    (first,) = there.comments(theirs)
    good(there.sync.post(f"comments/{first['id']}", json={"status": "approved"}))
    post = there.post()
    assert there.leave(post, **known).status_code in (302, 429)
    body = {"post": post, "author_name": known["name"], "author_email": known["email"]}
    there.editor.post("comments", json=body | {"content": "Known here"})
    assert set(statuses(there, post)) == {"hold"}


def test_an_editor_is_held_too(there: There) -> None:
    post = there.post()
    there.call("wp.newComment", post, {"content": "From the team"}, login=there.site.editor)
    good(there.editor.post("comments", json={"post": post, "content": "Once more"}))
    assert statuses(there, post) == ["hold", "hold"]


def test_spam_stays_spam_and_trash_trash(trusting: There) -> None:
    post = trusting.post()
    trusting.leave(post, "The best casino")
    trusting.leave(post, "Cheap pills")
    assert sorted(statuses(trusting, post)) == ["spam", "trash"]


def test_what_the_platform_publishes_is_no_spam(trusting: There) -> None:
    post = trusting.post()
    made = good(
        trusting.sync.post("comments", json=Pushed(post).body(content="Close the casino, no pills"))
    )
    assert made["status"] == "approved"


def test_nobody_else_may_use_an_address_like_ours(there: There) -> None:
    post = there.post()
    assert there.leave(post, email="c-0123456789abcdef@sync.invalid").status_code == 403
    assert there.comments(post) == []


def test_nobody_is_written_to(trusting: There) -> None:
    post = trusting.post(author=trusting.site.editor.id)
    before = mails(trusting)
    trusting.leave(post)
    good(trusting.sync.post("comments", json=Pushed(post).body()))
    (waiting,) = trusting.comments(post, "hold")
    good(trusting.sync.post(f"comments/{waiting['id']}", json={"status": "approved"}))
    assert mails(trusting) == before
    trusting.leave(good(trusting.editor.post("posts", json=OTHERS))["id"])
    assert mails(trusting) > before, "of other posts their authors hear as before"


OTHERS = {"title": "A recipe", "content": "Eggs", "status": "publish", "comment_status": "open"}


def test_no_address_is_shown_as_a_picture(there: There) -> None:
    ours, theirs = there.post(), there.post("<p>A recipe</p>", comment_status="open")
    for post in (ours, theirs):
        there.leave(post)
        (waiting,) = there.comments(post, "hold")
        good(there.sync.post(f"comments/{waiting['id']}", json={"status": "approved"}))
    seen = {
        post: there.visitor.get("/", params={"p": post}, follow_redirects=True).text
        + there.visitor.get("/wp-json/wp/v2/comments", params={"post": post}).text
        for post in (ours, theirs)
    }
    assert "gravatar" not in seen[ours]
    assert "gravatar" in seen[theirs]
    assert "@example.test" not in seen[ours]


@pytest.mark.parametrize("way", ["rest", "xmlrpc"])
def test_with_a_visitors_address_goes_from_where_they_wrote(there: There, way: str) -> None:
    post = there.post()
    there.leave(post)
    (left,) = there.comments(post)
    asked = (
        "SELECT comment_author_IP, comment_agent, comment_author_email"
        f" FROM wp_comments WHERE comment_ID = {left['id']}"
    )
    assert there.sql(asked).startswith("127.1.")
    good(there.editor.post(f"comments/{left['id']}", json={"author_email": "other@example.test"}))
    assert "127." in there.sql(asked), "what others do is their own"
    alias = Pushed(post).author_email
    if way == "rest":
        good(there.sync.post(f"comments/{left['id']}", json={"author_email": alias}))
    else:
        there.call("wp.editComment", left["id"], {"author_email": alias})
    assert there.sql(asked) == alias


def statuses(there: There, post: int) -> list[str]:
    return [row["status"] for row in there.comments(post)]


def mails(there: There) -> set[Path]:
    return set(there.site.mail.iterdir())
