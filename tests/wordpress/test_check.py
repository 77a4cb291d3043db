"""The connection check names what a person has to put right."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from engage.wordpress.errors import AuthFailed
from engage.wordpress.gateway import NEEDED, Connection, WordPress
from engage.wordpress.rules import PostFields
from tests.services.wordpress import WordPressSite
from tests.wordpress.conftest import MakeComment, MakePost
from tests.wordpress.peer import http, run_peer


def _faults(url: str, user: str, password: str) -> list[str]:
    with WordPress(Connection(url, user, password, timeout=20)) as gateway:
        return gateway.check()


def test_nothing_is_wrong_for_an_administrator_or_an_editor(wordpress: WordPressSite) -> None:
    for login in (wordpress.administrator, wordpress.editor):
        assert _faults(wordpress.url, login.user, login.app_password) == []


def test_a_wrong_password_is_named_for_both_ways(wordpress: WordPressSite) -> None:
    rest, xmlrpc = _faults(wordpress.url, wordpress.user, "wrong")
    assert rest.startswith("User or password:")
    assert xmlrpc.startswith("XML-RPC: XML-RPC does not accept the user")


def test_every_call_with_a_wrong_password_is_auth_failed(
    wordpress: WordPressSite, fields: PostFields, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post()
    with WordPress(Connection(wordpress.url, wordpress.user, "wrong", 20)) as stranger:
        for call in (
            lambda: stranger.find_post(post.key),
            lambda: stranger.get_post(post.id),
            lambda: stranger.create_post(post.key, fields),
            lambda: stranger.update_post(post.id, fields, None),
            lambda: stranger.unpublish_post(post.id),
            lambda: stranger.find_comment("c-1@sync.invalid"),
            lambda: stranger.create_comment(post.id, make_comment()),
            lambda: stranger.update_comment(1, make_comment()),
            lambda: stranger.remove_comment(1),
        ):
            with pytest.raises(AuthFailed):
                call()


@pytest.mark.parametrize("role", ["subscriber", "author"])
def test_a_role_that_is_too_small_is_named(
    wordpress: WordPressSite, administrator: httpx.Client, role: str
) -> None:
    person = {"username": role, "email": f"{role}@example.test", "password": "p", "roles": [role]}
    made = administrator.post("users", json=person).json()["id"]
    path = f"users/{made}/application-passwords"
    password = administrator.post(path, json={"name": "test"}).json()["password"]
    (fault,) = _faults(wordpress.url, role, password)
    assert fault.startswith("The user's role is too small:")
    assert "moderate_comments" in fault


def test_every_needed_right_is_one_that_wordpress_knows(
    wordpress: WordPressSite, administrator: httpx.Client
) -> None:
    may = administrator.get("users/me", params={"context": "edit"}).json()["capabilities"]
    assert set(NEEDED) <= set(may)


def test_xmlrpc_switched_off_is_named(wordpress: WordPressSite) -> None:
    with _plugin(wordpress, "add_filter('xmlrpc_enabled', '__return_false');"):
        faults = _faults(wordpress.url, wordpress.user, wordpress.app_password)
    assert faults == ["XML-RPC: XML-RPC is switched off."]


def test_application_passwords_switched_off_are_named(wordpress: WordPressSite) -> None:
    off = "add_filter('wp_is_application_passwords_available', '__return_false');"
    with _plugin(wordpress, off):
        faults = _faults(wordpress.url, wordpress.user, wordpress.app_password)
    assert faults == ["Application passwords are switched off on WordPress."]


def test_an_address_without_wordpress_is_named(wordpress: WordPressSite) -> None:
    (fault,) = _faults(wordpress.url + "/nothing", "somebody", "secret")
    assert fault.startswith("Address: no WordPress")


def test_an_address_that_is_no_site_is_named() -> None:
    with run_peer(answer=http(b"<h1>Hello</h1>", kind="text/html")) as peer:
        (fault,) = _faults(peer.url, "somebody", "secret")
    assert fault.startswith("Address: no WordPress")


@contextmanager
def _plugin(wordpress: WordPressSite, code: str) -> Iterator[None]:
    plugin = wordpress.dir / "site/wp-content/mu-plugins/100-test.php"
    plugin.write_text(f"<?php {code}\n")
    try:
        yield
    finally:
        plugin.unlink()
