"""A WordPress that is down, slow, broken or hostile: errors of ours, and nothing lost."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    Duplicate,
    Flood,
    Gone,
    Transient,
    WordPressError,
)
from engage.wordpress.gateway import Connection, WordPress
from engage.wordpress.gateway.http import MAX_REPLY
from engage.wordpress.gateway.xmlrpc.calls import parsed
from engage.wordpress.rules import PostFields
from tests.services.wordpress import WordPressSite
from tests.wordpress.conftest import MakeComment, MakePost
from tests.wordpress.peer import http, run_peer

SECRET = "very-secret-password"
ALIAS = "c-1@sync.invalid"
Call = Callable[[WordPress], Any]

CALLS: list[Call] = [
    lambda gateway: gateway.find_comment(ALIAS),
    lambda gateway: gateway.get_post(1),
]
REST, XMLRPC = CALLS
both_ways = pytest.mark.parametrize("call", CALLS, ids=["rest", "xmlrpc"])


def _met(url: str, call: Call, timeout: float = 5) -> WordPressError:
    with (
        WordPress(Connection(url, "sync", SECRET, timeout)) as gateway,
        pytest.raises(WordPressError) as caught,
    ):
        call(gateway)
    assert SECRET not in str(caught.value)
    assert ALIAS not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@both_ways
def test_a_stopped_wordpress_is_transient_and_loses_nothing(
    wordpress: WordPressSite, make_post: MakePost, fields: PostFields, call: Call
) -> None:
    post = make_post()
    wordpress.stop()
    try:
        assert type(_met(wordpress.url, call)) is Transient
    finally:
        wordpress.start()
    with WordPress(
        Connection(wordpress.url, wordpress.user, wordpress.app_password, 20)
    ) as gateway:
        assert gateway.create_post(post.key, fields) == post


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
    ("header", "seconds"), [("120", 120), ("999999999", 3600), ("soon", None), ("²", None)]
)
def test_retry_after_is_passed_on(header: str, seconds: float | None) -> None:
    more = f"Retry-After: {header}\r\n"
    with run_peer(answer=http(b"", "503 Busy", more=more)) as peer:
        error = _met(peer.url, REST)
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
def test_an_endless_answer_is_refused(call: Call) -> None:
    with run_peer(answer=http(b"[" + b" " * MAX_REPLY + b"]")) as peer:
        assert "too much" in str(_met(peer.url, call))


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
        ("418 x", "teapot", BadData),
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
        (500, Transient),
        (-32700, BadData),
        (-32601, AuthFailed),
        (7, BadData),
    ],
)
def test_faults_of_xmlrpc_are_told_apart(number: int, kind: type[WordPressError]) -> None:
    with run_peer(answer=http(_fault(number, SECRET), kind="text/xml")) as peer:
        assert type(_met(peer.url, XMLRPC)) is kind


@pytest.mark.parametrize("status", ["403 x", "404 x", "405 x"])
def test_a_blocked_xmlrpc_is_auth_failed(status: str) -> None:
    with run_peer(answer=http(b"<h1>Forbidden</h1>", status, "text/html")) as peer:
        assert type(_met(peer.url, XMLRPC)) is AuthFailed


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (b"a\x00b\x1fc", "abc"),
        (b"a&#x1;b&#31;c&#xFFFE;&#xD800;&#1114112;", "abc"),
        (b"&#65;&#x42;&amp;&lt;", "AB&<"),
        (b"caf\xc3\xa9 \xf0\x9f\x98\x80", "café \U0001f600"),
        (b"caf\xe9", "caf\ufffd"),
        (b"\xed\xa0\x80", "\ufffd" * 3),
        (b"\xef\xbf\xbe", ""),
    ],
)
def test_broken_characters_in_an_answer_are_repaired(broken: bytes, whole: str) -> None:
    assert parsed(_answer(b"<string>" + broken + b"</string>")) == (whole,)


def test_noise_before_an_answer_and_another_charset_are_repaired() -> None:
    noise = b"\xef\xbb\xbf\n<b>Warning</b>: something in /srv/x.php\n"
    assert parsed(noise + _answer(b"<string>a</string>")) == ("a",)
    latin = _answer(b"<string>caf\xe9</string>").replace(b"UTF-8", b"ISO-8859-1")
    assert parsed(latin) == ("café",)


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bbb'>]>" + b"<methodResponse/>",
        b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><methodResponse/>",
        b"<methodResponse>",
        b"<methodResponse/>",
        b"<params><param><value><int>" + b"9" * 5000 + b"</int></value></param></params>",
        b"<params><param><value><int>x</int></value></param></params>",
        b"<params><param><value><nothing/></value></param></params>",
        b"</value>",
        b"<value><struct><member><value>1</value></member></struct></value>",
        b"<fault><value><string>x</string></value></fault>",
        b"<value><array>" * 3,
    ],
)
def test_an_answer_beyond_repair_is_bad_data(body: bytes) -> None:
    with run_peer(answer=http(body, kind="text/xml")) as peer:
        assert type(_met(peer.url, XMLRPC)) is BadData


def test_deeply_nested_xml_is_bad_data() -> None:
    depth = 20_000
    value = b"<value><array><data>" * depth + b"</data></array></value>" * depth
    body = b"<methodResponse><params><param>" + value + b"</param></params></methodResponse>"
    with run_peer(answer=http(body, kind="text/xml")) as peer:
        assert type(_met(peer.url, XMLRPC)) is BadData


def test_a_comment_by_another_author_is_not_believed(make_comment: MakeComment) -> None:
    body = (
        b'[{"id": 1, "post": 2, "parent": 0, "author_email": "eve@example.test", "author_name": '
        b'"Eve", "content": {"raw": "x"}, "date_gmt": "2026-01-01T00:00:00", "status": "hold"}]'
    )
    with run_peer(answer=http(body)) as peer, WordPress(Connection(peer.url, "a", "b")) as gateway:
        assert gateway.find_comment(ALIAS) is None


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as secured:
                    received.append(secured.recv(1000))
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        error = _met(f"https://127.0.0.1:{listener.getsockname()[1]}", REST)
        thread.join()
    assert "certificate" in str(error)
    assert received == []


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


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
