"""The connection check names what a person has to put right, whichever way is set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from engage.core.clock import SystemClock
from engage.wordpress.errors import AuthFailed
from engage.wordpress.gateway import Transport, open_transport
from engage.wordpress.gateway.rest.checking import NEEDED
from engage.wordpress.rules import Capability, CommentChange, CommentStatus
from tests.services.wordpress import WordPressSite
from tests.wordpress.peer import http, run_peer
from tests.wordpress.transport.conftest import (
    BARE,
    MakeComment,
    fields_of,
    make_one,
    new_key,
    own_plugin,
    settings_of,
)

WAYS = ["rest", "xmlrpc"]
by_both = pytest.mark.parametrize("transport", WAYS)


def _faults(site: WordPressSite, transport: str, **changes: Any) -> list[str]:
    with open_transport(settings_of(site, transport, **changes)) as there:
        return there.check()


@by_both
def test_nothing_is_wrong_for_an_administrator_or_an_editor(
    wordpress: WordPressSite, transport: str
) -> None:
    for login in (wordpress.administrator, wordpress.editor):
        who = {"user": login.user, "password": login.app_password}
        assert _faults(wordpress, transport, **who) == []


@by_both
def test_the_plugin_tells_what_it_can_and_for_whom(
    wordpress_with_plugin: WordPressSite, transport: str
) -> None:
    site, editor = wordpress_with_plugin, wordpress_with_plugin.editor
    with open_transport(settings_of(site, transport)) as there:
        assert there.check() == []
        assert there.capabilities() == frozenset(Capability)
    other = settings_of(site, transport, user=editor.user, password=editor.app_password)
    with open_transport(other) as there:
        assert Capability.PLUGIN in there.capabilities()
        assert Capability.CREATE_ON_CLOSED not in there.capabilities()


@by_both
def test_a_wrong_password_is_named(wordpress: WordPressSite, transport: str) -> None:
    (fault,) = _faults(wordpress, transport, password="wrong")
    assert fault.startswith("User or password:")


@pytest.mark.parametrize("way", [BARE])
@by_both
def test_every_call_with_a_wrong_password_is_auth_failed(
    there: Transport, wordpress: WordPressSite, transport: str, make_comment: MakeComment
) -> None:
    key = new_key()
    fields = fields_of(key)
    post = there.create_post(key, fields)
    comment = make_one(there, post.id, make_comment())
    calls: list[Callable[[Transport], object]] = [
        lambda stranger: stranger.find_post(key),
        lambda stranger: stranger.get_post(post.id),
        lambda stranger: stranger.create_post(key, fields),
        lambda stranger: stranger.update_post(post.id, fields, None),
        lambda stranger: stranger.unpublish_post(post.id),
        lambda stranger: stranger.set_comments_open(post.id, True),
        lambda stranger: list(stranger.posts_changed(None, 1)),
        lambda stranger: stranger.ensure_category("New"),
        lambda stranger: stranger.put_picture(key, b"", "image/png", ""),
        lambda stranger: stranger.create_comments(post.id, [make_comment()]),
        lambda stranger: stranger.find_comment("c-1@sync.invalid"),
        lambda stranger: stranger.get_comments([comment.id]),
        lambda stranger: stranger.update_comments([CommentChange(comment.id, content="x")]),
        lambda stranger: stranger.update_comments(
            [CommentChange(comment.id, status=CommentStatus.SPAM)] * 2
        ),
        lambda stranger: stranger.remove_comment(comment.id),
        lambda stranger: list(stranger.comments_after(0)),
        lambda stranger: list(stranger.comments_of(post.id)),
    ]
    if transport == "xmlrpc":
        del calls[9]  # not possible without the plugin, whoever asks
    for call in calls:
        with (
            open_transport(settings_of(wordpress, transport, password="wrong")) as stranger,
            pytest.raises(AuthFailed),
        ):
            call(stranger)
    assert there.get_post(post.id) == post
    assert there.get_comments([comment.id]) == {comment.id: comment}


@pytest.mark.parametrize("role", ["subscriber", "author"])
def test_a_role_that_is_too_small_is_named(
    wordpress: WordPressSite, role: str, application_password: Callable[[str], str]
) -> None:
    who = {"user": role, "password": application_password(role)}
    for transport in WAYS:
        faults = _faults(wordpress, transport, **who)
        assert faults[0].startswith("The user's role is too small:")
        assert "moderate_comments" in faults[0]


@pytest.fixture
def application_password(wordpress: WordPressSite) -> Callable[[str], str]:
    """Of a new person with this role and name."""

    def made(role: str) -> str:
        auth = (wordpress.user, wordpress.app_password)
        with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=20) as client:
            old = client.get("users", params={"search": role, "context": "edit"}).json()
            for each in old:
                client.delete(f"users/{each['id']}", params={"force": "true", "reassign": "1"})
            person = {"username": role, "email": f"{role}@example.test", "password": "p"}
            number = client.post("users", json=person | {"roles": [role]}).json()["id"]
            path = f"users/{number}/application-passwords"
            return str(client.post(path, json={"name": "test"}).json()["password"])

    return made


def test_every_needed_right_is_one_that_wordpress_knows(wordpress: WordPressSite) -> None:
    auth = (wordpress.user, wordpress.app_password)
    url = wordpress.rest + "wp/v2/users/me"
    row = httpx.get(url, params={"context": "edit"}, auth=auth, timeout=20).json()
    assert set(NEEDED) <= set(row["capabilities"])


def test_xmlrpc_switched_off_is_named(wordpress: WordPressSite) -> None:
    with own_plugin(wordpress, "add_filter('xmlrpc_enabled', '__return_false');"):
        assert _faults(wordpress, "xmlrpc") == ["User or password: XML-RPC is switched off."]
        assert _faults(wordpress, "rest") == []


def test_rest_switched_off_is_named(wordpress: WordPressSite) -> None:
    off = (
        "add_filter('rest_authentication_errors', fn() => "
        "new WP_Error('rest_disabled', 'Off', ['status' => 404]));"
    )
    with own_plugin(wordpress, off):
        (fault,) = _faults(wordpress, "rest")
        assert fault.startswith("REST is switched off on WordPress")
        assert _faults(wordpress, "xmlrpc") == []


@by_both
def test_application_passwords_switched_off_are_named(
    wordpress: WordPressSite, transport: str
) -> None:
    off = "add_filter('wp_is_application_passwords_available', '__return_false');"
    with own_plugin(wordpress, off):
        (fault,) = _faults(wordpress, transport)
    assert "pplication passwords are switched off" in fault


def test_comments_closed_on_the_whole_site_are_named(wordpress: WordPressSite) -> None:
    key = new_key()
    with open_transport(settings_of(wordpress, "rest")) as there:
        there.create_post(key, fields_of(key, comments_open=True))
        before = _number_of_comments(wordpress)
        assert there.check() == []
        with own_plugin(wordpress, "add_filter('comments_open', '__return_false', 99);"):
            assert there.check() == ["Comments are closed on the whole of WordPress."]
        assert _number_of_comments(wordpress) == before


def test_comments_that_a_plugin_took_away_are_named(wordpress: WordPressSite) -> None:
    rest_off = (
        "add_filter('rest_endpoints', fn($all) => array_filter($all, "
        "fn($key) => !str_contains($key, '/comments'), ARRAY_FILTER_USE_KEY));"
    )
    xmlrpc_off = (
        "add_filter('xmlrpc_methods', fn($all) => array_filter($all, "
        "fn($key) => !str_contains($key, 'omment'), ARRAY_FILTER_USE_KEY));"
    )
    with own_plugin(wordpress, rest_off + xmlrpc_off):
        for transport in WAYS:
            (fault,) = _faults(wordpress, transport)
            assert fault.startswith("Comments are switched off on WordPress")


@by_both
def test_a_post_type_that_is_not_there_is_named(wordpress: WordPressSite, transport: str) -> None:
    (fault,) = _faults(wordpress, transport, post_type="nothing")
    assert fault.startswith("Post type:")


@by_both
@pytest.mark.parametrize(("off", "words"), [(61, "behind"), (-61, "ahead of"), (0, None)])
def test_a_clock_that_is_an_hour_off_is_named(
    wordpress: WordPressSite,
    monkeypatch: pytest.MonkeyPatch,
    transport: str,
    off: int,
    words: str | None,
) -> None:
    """Theirs is right here, and ours is moved: what is named is the distance."""
    shifted = timedelta(minutes=off)
    monkeypatch.setattr(SystemClock, "now", lambda self: datetime.now(UTC) + shifted)
    wanted = [] if words is None else [f"The clock of WordPress is 61 minutes {words} ours."]
    assert _faults(wordpress, transport) == wanted


@by_both
def test_an_address_without_wordpress_is_named(wordpress: WordPressSite, transport: str) -> None:
    (fault,) = _faults(wordpress, transport, url=wordpress.url + "/nothing")
    assert fault.startswith("Address: no WordPress")


@by_both
def test_an_address_that_is_no_site_is_named(wordpress: WordPressSite, transport: str) -> None:
    with run_peer(answer=http(b"<h1>Hello</h1>", kind="text/html")) as peer:
        (fault,) = _faults(wordpress, transport, url=peer.url)
    assert fault.startswith("Address: no WordPress")


@by_both
def test_an_address_where_nobody_answers_is_named(wordpress: WordPressSite, transport: str) -> None:
    with run_peer() as peer:
        url = peer.url
    (fault,) = _faults(wordpress, transport, url=url)
    assert fault == "Address: WordPress cannot be reached."


def test_xmlrpc_that_a_firewall_blocks_is_named(wordpress: WordPressSite) -> None:
    with run_peer(answer=http(b"<h1>Forbidden</h1>", "403 x", "text/html")) as peer:
        faults = _faults(wordpress, "xmlrpc", url=peer.url)
    assert faults == ["XML-RPC is blocked: the server answers 403."]


def _number_of_comments(site: WordPressSite) -> str:
    query = {"status": "any", "context": "edit", "per_page": "1"}
    auth = (site.user, site.app_password)
    answer = httpx.get(f"{site.rest}wp/v2/comments", params=query, auth=auth, timeout=20)
    return answer.headers["x-wp-total"]
