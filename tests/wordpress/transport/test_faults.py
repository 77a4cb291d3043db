"""A WordPress that is down, slow, broken or hostile, whichever way it is asked: errors of ours,
and nothing lost or given away."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    Closed,
    ConflictRemote,
    Duplicate,
    Flood,
    Gone,
    NotStored,
    OutOfBounds,
    TooLarge,
    Transient,
    WordPressError,
)
from engage.wordpress.gateway import Connection, RestTransport, Transport, XmlRpcTransport
from engage.wordpress.gateway.http import MAX_REPLY
from engage.wordpress.rules import CommentChange
from tests.services.wordpress import WordPressSite
from tests.wordpress.peer import http, run_peer
from tests.wordpress.transport.conftest import MakeComment, fields_of, new_key

SECRET = "very-secret-password"
ALIAS = "c-1@sync.invalid"
Call = Callable[[Connection], Any]


def _by_rest(connection: Connection) -> None:
    with RestTransport(connection) as there:
        there.find_comment(ALIAS)


def _by_xmlrpc(connection: Connection) -> None:
    with XmlRpcTransport(connection) as there:
        there.get_post(1)


REST, XMLRPC = _by_rest, _by_xmlrpc
both_ways = pytest.mark.parametrize("call", [REST, XMLRPC], ids=["rest", "xmlrpc"])
ADAPTERS: list[Callable[[Connection], Transport]] = [RestTransport, XmlRpcTransport]


def _met(url: str, call: Call, timeout: float = 5, **more: Any) -> WordPressError:
    with pytest.raises(WordPressError) as caught:
        call(Connection(url, "sync", SECRET, timeout, **more))
    assert SECRET not in str(caught.value)
    assert ALIAS not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_stopped_wordpress_is_transient_and_loses_nothing(
    wordpress: WordPressSite, adapter: Callable[[Connection], Transport]
) -> None:
    """In the middle of a piece of work, with a connection that was kept from before."""
    key = new_key()
    fields = fields_of(key)
    with adapter(Connection(wordpress.url, wordpress.user, wordpress.app_password, 20)) as there:
        post = there.create_post(key, fields)
        wordpress.stop()
        try:
            with pytest.raises(Transient):
                there.get_post(post.id)
        finally:
            wordpress.start()
        assert there.create_post(key, fields) == post


@both_ways
def test_a_server_that_hangs_is_transient(call: Call) -> None:
    with run_peer(answer=None) as peer:
        assert type(_met(peer.url, call, timeout=0.2)) is Transient


@both_ways
@pytest.mark.parametrize("slow", ["headers", "body"])
def test_a_server_that_drips_is_transient_though_each_piece_is_in_time(
    call: Call, slow: str
) -> None:
    """Were the whole not bounded, the answer would arrive, in twenty seconds, and be BadData."""
    padding = "X-Padding: " + "x" * 2000 + "\r\n" if slow == "headers" else ""
    answer = http(b" " * (2000 if slow == "body" else 0) + b"{}", more=padding)
    with run_peer(answer=answer, pieces=200, pause=0.1) as peer:
        assert type(_met(peer.url, call, timeout=0.5)) is Transient


@both_ways
@pytest.mark.parametrize("status", ["408 x", "429 x", "500 x", "502 x", "503 x", "504 x"])
def test_a_server_in_trouble_is_transient(call: Call, status: str) -> None:
    with run_peer(answer=http(b"<h1>Sorry</h1>", status, "text/html")) as peer:
        assert type(_met(peer.url, call)) is Transient


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("999999999", 3600),
        ("Thu, 26 Nov 2026 12:02:00 GMT", 120),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 27 Nov 2026 11:00:00 GMT", 3600),
        ("soon", None),
        ("²", None),
        ("Thu, 99 Nov 2026 99:00:00 GMT", None),
    ],
)
@pytest.mark.parametrize("status", ["429 x", "503 Busy"])
@both_ways
def test_retry_after_is_passed_on(
    call: Call, status: str, header: str, seconds: float | None
) -> None:
    """A date is held against the server's own clock."""
    more = f"Retry-After: {header}\r\nDate: Thu, 26 Nov 2026 12:00:00 GMT\r\n"
    with run_peer(answer=http(b"", status, more=more)) as peer:
        error = _met(peer.url, call)
    assert isinstance(error, Transient)
    assert error.retry_after == seconds


@both_ways
@pytest.mark.parametrize("status", ["301 x", "302 x", "307 x", "308 x"])
def test_no_redirect_is_followed(call: Call, status: str) -> None:
    with run_peer(answer=http(b"[]")) as other:
        more = f"Location: {other.url}/wp-json/\r\n"
        with run_peer(answer=http(b"", status, more=more)) as peer:
            assert type(_met(peer.url, call)) is BadData
        assert other.received == []


@both_ways
def test_a_loop_of_redirects_is_left_at_once(call: Call) -> None:
    with run_peer() as peer:
        peer.answer = http(b"", "302 x", more=f"Location: {peer.url}/wp-json/\r\n")
        assert type(_met(peer.url, call)) is BadData
        assert len(peer.received) == 1


@both_ways
def test_an_endless_answer_is_refused(call: Call) -> None:
    with run_peer(answer=http(b"[" + b" " * MAX_REPLY + b"]")) as peer:
        assert type(_met(peer.url, call)) is TooLarge


@both_ways
def test_a_compressed_answer_is_refused(call: Call) -> None:
    more = "Content-Encoding: gzip\r\n"
    with run_peer(answer=http(b"\x1f\x8b", more=more)) as peer:
        assert type(_met(peer.url, call)) is BadData


@both_ways
def test_a_truncated_answer_is_transient(call: Call) -> None:
    with run_peer(answer=http(b"[]" * 100)[:-50]) as peer:
        assert type(_met(peer.url, call)) is Transient


@both_ways
@pytest.mark.parametrize("answer", [b"", b"\x00" * 50, b"SSH-2.0-OpenSSH\r\n"])
def test_something_that_does_not_speak_http_is_transient(call: Call, answer: bytes) -> None:
    with run_peer(answer=answer) as peer:
        assert type(_met(peer.url, call)) is Transient


@both_ways
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"null",
        b"true",
        b"[[]]",
        b'[{"id": "1"}]',
        b"\xff\xfe",
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"code": "x"}',
    ],
)
def test_an_answer_that_is_none_is_bad_data(call: Call, body: bytes) -> None:
    with run_peer(answer=http(body)) as peer:
        assert type(_met(peer.url, call)) is BadData


@both_ways
def test_an_unauthorized_answer_is_auth_failed(call: Call) -> None:
    with run_peer(answer=http(b"{}", "401 Unauthorized")) as peer:
        assert type(_met(peer.url, call)) is AuthFailed


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("409 x", "comment_duplicate", Duplicate),
        ("400 x", "comment_flood", Flood),
        ("403 x", "rest_comment_trash_post", Gone),
        ("403 x", "rest_cannot_edit", AuthFailed),
        ("404 x", "rest_comment_invalid_id", Gone),
        ("404 x", "rest_no_route", BadData),
        ("410 x", "rest_already_trashed", Gone),
        ("403 x", "rest_comment_closed", Closed),
        ("409 x", "engage_modified", ConflictRemote),
        ("405 x", "rest_no_route", BadData),
        ("418 x", "teapot", BadData),
        ("500 x", "rest_comment_failed_edit", NotStored),
        ("500 x", "internal_server_error", Transient),
    ],
)
def test_refusals_of_rest_are_told_apart(
    status: str, code: str, kind: type[WordPressError]
) -> None:
    body = f'{{"code": "{code}", "message": "{ALIAS} {SECRET}"}}'.encode()
    with run_peer(answer=http(body, status)) as peer:
        assert type(_met(peer.url, REST)) is kind


def test_a_flood_says_when_to_come_back() -> None:
    with run_peer(answer=http(b'{"code": "comment_flood"}', "400 x")) as peer:
        error = _met(peer.url, REST)
    assert isinstance(error, Transient)
    assert error.retry_after


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (401, AuthFailed),
        (403, AuthFailed),
        (404, Gone),
        (405, AuthFailed),
        (500, NotStored),
        (-32700, BadData),
        (-32601, AuthFailed),
        (7, BadData),
    ],
)
def test_faults_of_xmlrpc_are_told_apart(number: int, kind: type[WordPressError]) -> None:
    with run_peer(answer=http(_fault(number, SECRET), kind="text/xml")) as peer:
        assert isinstance(_met(peer.url, XMLRPC), kind)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("403 x", AuthFailed),
        ("404 x", BadData),
        ("405 x", AuthFailed),
        ("409 x", BadData),
        ("410 x", BadData),
    ],
)
def test_a_page_in_rests_place_is_believed_in_nothing(
    status: str, kind: type[WordPressError]
) -> None:
    """A proxy's 404 or 410 does not mean that the comment is gone."""
    with run_peer(answer=http(b"<h1>Sorry</h1>", status, "text/html")) as peer:
        assert type(_met(peer.url, REST)) is kind


@pytest.mark.parametrize("status", ["403 x", "404 x", "405 x"])
def test_a_blocked_xmlrpc_is_auth_failed(status: str) -> None:
    with run_peer(answer=http(b"<h1>Forbidden</h1>", status, "text/html")) as peer:
        assert type(_met(peer.url, XMLRPC)) is AuthFailed


def test_a_comment_by_another_author_is_not_believed(make_comment: MakeComment) -> None:
    body = (
        b'[{"id": 1, "post": 2, "parent": 0, "author_email": "eve@example.test", "author_name": '
        b'"Eve", "content": {"raw": "x"}, "date_gmt": "2026-01-01T00:00:00", "status": "hold"}]'
    )
    with (
        run_peer(answer=http(body)) as peer,
        RestTransport(Connection(peer.url, "a", "b")) as there,
    ):
        assert there.find_comment(ALIAS) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://wordpress.example",
        "ftp://127.0.0.1",
        "wordpress.example",
        "",
        "https://u:p@a.example",
        "https://a.example/?x=1",
    ],
)
def test_an_address_that_would_give_the_password_away_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Connection(url, "sync", SECRET)


def test_a_connection_does_not_show_its_password() -> None:
    assert SECRET not in repr(Connection("https://a.example", "sync", SECRET))


def test_what_concerns_the_site_is_raised_from_the_middle_of_a_batch(
    make_comment: MakeComment,
) -> None:
    """Nobody is told that the rest was refused: it may be sent again."""
    with (
        run_peer(answer=http(b"{}", "503 x")) as peer,
        RestTransport(Connection(peer.url, "sync", SECRET)) as there,
    ):
        with pytest.raises(Transient):
            there.create_comments(1, [make_comment(), make_comment()])
        with pytest.raises(Transient):
            there.update_comments([CommentChange(1, content="x"), CommentChange(2, content="y")])


def test_a_multicall_answered_with_too_little_is_bad_data() -> None:
    body = _answer(b"<array><data></data></array>")
    with (
        run_peer(answer=http(body, kind="text/xml")) as peer,
        XmlRpcTransport(Connection(peer.url, "sync", SECRET)) as there,
        pytest.raises(BadData),
    ):
        there.update_comments([CommentChange(1, content="x")])


@both_ways
@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_not_connected_to(call: Call, address: str) -> None:
    error = _met("https://wordpress.example", call, resolve=lambda host, port: [address])
    assert type(error) is OutOfBounds
    assert "ENGAGE_WORDPRESS_NETWORKS" in str(error)


@both_ways
def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(call: Call) -> None:
    """The address that was judged is the one that is connected to: nobody is asked again."""
    with run_peer(answer=http(b"[]")) as peer:
        answers = itertools.chain([["192.0.2.1", "10.0.0.1"]], itertools.repeat(["127.0.0.1"]))
        url = f"https://wordpress.example:{peer.port}"
        error = _met(url, call, timeout=0.3, resolve=lambda host, port: next(answers))
        assert isinstance(error, Transient)
        assert peer.received == []
    assert next(answers) == ["127.0.0.1"]


def test_a_server_without_a_date_has_no_clock() -> None:
    for adapter in ADAPTERS:
        with (
            run_peer(answer=http(b"{}")) as peer,
            adapter(Connection(peer.url, "sync", SECRET)) as there,
        ):
            assert there.clock() is None


def _answer(value: bytes) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value>'
        + value
        + b"</value></param></params></methodResponse>"
    )


def _fault(number: int, words: str) -> bytes:
    return (
        "<?xml version='1.0'?><methodResponse><fault><value><struct>"
        f"<member><name>faultCode</name><value><int>{number}</int></value></member>"
        f"<member><name>faultString</name><value><string>{words}</string></value></member>"
        "</struct></value></fault></methodResponse>"
    ).encode()
