"""Bytes that no browser sends, to a real `engage serve`: it refuses them or answers as to anybody,
and the next plain reader gets the page that stood there before.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.faults.served import open_engagement, serving
from tests.web.hostile import EVIL

PAGE: Final = b"/engagements/night-buses"
PLAIN: Final = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
END: Final = b"Connection: close\r\n\r\n"
HOST: Final = b"Host: localhost\r\n"
STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
HIDDEN: Final = re.compile(rb'value="[^"]*"|(?m:^(Date|ETag): .*$)')
"""What is made anew each time: tokens and, with them, the tag of a page; and the hour."""

HEADERS_OF_GUNICORN: Final = {
    "SCRIPT_NAME": b"SCRIPT_NAME: /evil.example\r\n",
    "SCRIPT_NAME, of two": b"SCRIPT_NAME: //evil.example\r\nSCRIPT-NAME: /evil.example\r\n",
    "script_name": b"script_name: /engagements\r\n",
    "PATH_INFO": b"PATH_INFO: /evil.example\r\n",
    "PATH_INFO of a page": b"PATH_INFO: /terms\r\n",
    "both": b"SCRIPT_NAME: /evil.example\r\nPATH_INFO: /evil.example/terms\r\n",
    "SCRIPT-NAME": b"Script-Name: /evil.example\r\nPath-Info: /terms\r\n",
    "X_FORWARDED_HOST": b"X_FORWARDED_HOST: evil.example\r\nX_FORWARDED_PREFIX: /evil.example\r\n",
    "HTTP_HOST": b"HTTP_HOST: evil.example\r\nSERVER_NAME: evil.example\r\n",
    "REQUEST_METHOD": b"REQUEST_METHOD: POST\r\nQUERY_STRING: a=evil.example\r\n",
    "WSGI": b"wsgi.url_scheme: evil.example\r\nREMOTE_USER: admin\r\nREMOTE_ADDR: 1.2.3.4\r\n",
    "proxy": b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /evil.example\r\n",
    "schemes that differ": b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\n",
    "scheme": b"X-Forwarded-Proto: https\r\n",
    "folded": b"X-Evil: a\r\n evil.example\r\n",
    "folded host": b"X: 1\r\n Host: evil.example\r\n",
    "line feed alone": b"X: 1\nX-Evil: evil.example\r\n",
    "carriage return alone": b"X: 1\rX-Evil: evil.example\r\n",
    "no name": b": evil.example\r\n",
    "no colon": b"evil.example\r\n",
    "blank before the colon": b"X-Evil : evil.example\r\n",
    "NUL": b"X-Evil: a\x00evil.example\r\n",
    "NUL in the name": b"X\x00Evil: evil.example\r\n",
    "not ASCII": b"X-Evil: \xff\xfe\xed\xa0\x80evil.example\r\n",
    "not ASCII in the name": b"X-\xc3\xa9vil: evil.example\r\n",
    "overlong": b"X-Evil: " + b"e" * 20_000 + b"\r\n",
    "too many": b"".join(b"X-Evil-%d: evil.example\r\n" % n for n in range(400)),
    "second host": b"Host: evil.example\r\n",
    "upgrade": b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    "expectation": b"Expect: 100-continue\r\n",
    "trailers": b"TE: trailers\r\nTrailer: evil.example\r\n",
}
"""Beside an honest Host."""
HOSTS: Final = {
    "none": b"",
    "empty": b"Host:\r\n",
    "blank": b"Host:  \r\n",
    "another": b"Host: evil.example\r\n",
    "two": b"Host: evil.example\r\nHost: localhost\r\n",
    "list": b"Host: localhost, evil.example\r\n",
    "user": b"Host: localhost@evil.example\r\n",
    "path": b"Host: evil.example/a?b#c\r\n",
    "quotes": b'Host: "><script>evil.example\r\n',
    "port": b"Host: localhost:99999999\r\n",
    "no port": b"Host: localhost:evil.example\r\n",
    "address": b"Host: [::1\r\n",
    "not ASCII": b"Host: \xd0\xb5vil.example\r\n",
    "long": b"Host: " + b"a." * 2_000 + b"evil.example\r\n",
}
TARGETS: Final = {
    "absolute": b"http://evil.example" + PAGE,
    "absolute, secure": b"https://evil.example:443" + PAGE,
    "absolute, with user": b"http://a:b@evil.example" + PAGE,
    "absolute, nothing in it": b"http://" + PAGE,
    "absolute, another scheme": b"ftp://evil.example" + PAGE,
    "authority": b"evil.example:443",
    "asterisk": b"*",
    "two slashes": b"//evil.example" + PAGE,
    "backslash": b"\\evil.example" + PAGE,
    "no slash": b"engagements",
    "fragment": PAGE + b"#evil.example",
    "parameters": PAGE + b";evil.example",
    "NUL": PAGE + b"\x00",
    "NUL, escaped": PAGE + b"%00",
    "not ASCII": PAGE + b"\xff\xc3\xa9",
    "tab": PAGE + b"\tHTTP/1.1",
    "line end, escaped": PAGE + b"%0d%0aX-Evil:evil.example",
    "overlong": PAGE + b"/" + b"a" * 9_000,
    "overlong query": PAGE + b"?" + b"a" * 9_000,
    "escapes that are none": PAGE + b"%",
    "dots": b"/../../" + PAGE,
}
WHOLE: Final = {
    "nothing": b"\r\n\r\n",
    "zeros": b"\x00" * 64,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 64 + b"\r\n\r\n",
    "HTTP 0.9": b"GET " + PAGE + b"\r\n\r\n",
    "HTTP 1.0 without a host": b"GET " + PAGE + b" HTTP/1.0\r\n\r\n",
    "HTTP 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP 9": b"GET " + PAGE + b" HTTP/9.9\r\n" + HOST + END,
    "method of small letters": b"get " + PAGE + b" HTTP/1.1\r\n" + HOST + END,
    "unknown method": b"EVIL " + PAGE + b" HTTP/1.1\r\n" + HOST + END,
    "TRACE": b"TRACE " + PAGE + b" HTTP/1.1\r\n" + HOST + b"X-Evil: evil.example\r\n" + END,
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + END,
    "method with a body": b"GET " + PAGE + b" HTTP/1.1\r\n" + HOST
    + b"Content-Length: 12\r\n" + END + b"evil.example",
    "proxy protocol": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + PLAIN % PAGE,
}  # fmt: skip
BEHIND: Final = b"GET /evil.example HTTP/1.1\r\nHost: evil.example\r\n\r\n"
LENGTHS: Final = {
    "length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(BEHIND),
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "chunks, folded": b"Content-Length: 5\r\nTransfer-Encoding:\r\n chunked\r\n",
    "chunks, unknown": b"Transfer-Encoding: xchunked\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "chunks, not last": b"Transfer-Encoding: chunked, gzip\r\n",
    "chunks with underscore": b"Content-Length: 5\r\nTransfer_Encoding: chunked\r\n",
    "chunks with a vertical tab": b"Content-Length: 5\r\nTransfer-Encoding: \x0bchunked\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "two lengths in one": b"Content-Length: 5, 6\r\n",
    "signed length": b"Content-Length: +5\r\n",
    "negative length": b"Content-Length: -5\r\n",
    "length in other digits": b"Content-Length: \xd9\xa5\r\n",
    "length with underscore": b"Content-Length: 0_5\r\n",
    "length as hex": b"Content-Length: 0x5\r\n",
    "huge length": b"Content-Length: " + b"9" * 30 + b"\r\n",
}
"""What may make two servers see different ends of a request, and so smuggle a second one in."""
CHUNKED: Final = (
    b"Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n"
)
CHUNKS: Final = {
    "one": b"9\r\ncode=zzq1\r\n0\r\n\r\n",
    "cut off": b"9\r\ncode",
    "no end": b"9\r\ncode=zzq1\r\n",
    "longer than told": b"2\r\ncode=zzq1\r\n0\r\n\r\n",
    "no number": b"zzq\r\ncode=zzq1\r\n0\r\n\r\n",
    "negative": b"-9\r\ncode=zzq1\r\n0\r\n\r\n",
    "signed": b"+9\r\ncode=zzq1\r\n0\r\n\r\n",
    "with a prefix": b"0x9\r\ncode=zzq1\r\n0\r\n\r\n",
    "huge": b"f" * 40 + b"\r\ncode=zzq1\r\n0\r\n\r\n",
    "extension": b"9;evil.example=" + b"a" * 9_000 + b"\r\ncode=zzq1\r\n0\r\n\r\n",
    "trailers": b"9\r\ncode=zzq1\r\n0\r\nHost: evil.example\r\nSCRIPT_NAME: /evil\r\n\r\n",
    "another request behind": b"0\r\n\r\n" + BEHIND,
}


@pytest.fixture(scope="module")
def port(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("wire")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    units = open_engagement(f"sqlite:///{path}", folder)
    try:
        with serving(f"sqlite:///{path}", folder) as (_server, number):
            yield number
    finally:
        units.database.dispose()


def told(port: int, sent: bytes) -> bytes:
    """All that comes back until the server closes, or has said nothing for a while."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as connection:
        came = b""
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                came += part
        except (ConnectionError, BrokenPipeError):
            pass  # Closed on us while we still sent.
        return came


def plain(port: int, path: bytes = PAGE) -> bytes:
    came = told(port, PLAIN % path)
    assert STATUS.match(came), came[:200]
    return HIDDEN.sub(b"", came)


def assert_refused_or_plain(came: bytes, about: str) -> None:
    """No trouble of ours, and not a byte of the stranger's host but as the words of a refusal."""
    for status in STATUS.findall(came):
        assert int(status) < 500 or status in (b"501", b"505"), (about, came[:200])
    found = STATUS.match(came)
    if found and found[1] in (b"200", b"301", b"302", b"303", b"308"):
        for line in came.partition(b"\r\n\r\n")[0].split(b"\r\n"):
            assert EVIL.encode() not in line, (about, line)
            assert not line.lower().startswith(b"x-evil"), (about, line)
        assert EVIL.encode() not in came.partition(b"\r\n\r\n")[2], about


def assert_untouched(port: int, before: dict[bytes, bytes], about: str) -> None:
    for path, page in before.items():
        for _process in range(3):  # There are two; whichever answers.
            assert plain(port, path) == page, (about, path)


@pytest.fixture(scope="module")
def before(port: int) -> dict[bytes, bytes]:
    """How pages look that no stranger asked for first."""
    return {path: plain(port, path) for path in (PAGE, b"/fr" + PAGE, b"/terms")}


def asked(target: bytes, *heads: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + b"".join(heads) + END


def test_no_header_moves_the_application_or_leaves_a_page_for_the_next_reader(
    port: int, before: dict[bytes, bytes]
) -> None:
    for name, heads in HEADERS_OF_GUNICORN.items():
        # Pages that nobody asked for yet are the ones that could be kept as a stranger made them.
        for path in (PAGE, b"/fr" + PAGE, b"/privacy", b"/accessibility", b"/evil.example"):
            came = told(port, asked(path, HOST, heads))
            assert_refused_or_plain(came, name)
    assert_untouched(port, before, "headers")
    for path in (b"/privacy", b"/accessibility", b"/"):
        for _process in range(6):
            assert EVIL.encode() not in plain(port, path), path
            assert STATUS.match(plain(port, path))[1] == b"200"  # type: ignore[index]
    # By default gunicorn would let whoever calls from this machine lay the application elsewhere.
    for path in (b"/privacy", PAGE, b"/fr" + PAGE, b"/"):
        came = told(port, asked(b"/evil.example" + path, HOST, HEADERS_OF_GUNICORN["SCRIPT_NAME"]))
        assert STATUS.match(came)[1] == b"404", path  # type: ignore[index]
    # A header that the server takes for itself is dropped, so the page is the one asked for.
    for name in ("SCRIPT_NAME", "PATH_INFO of a page", "both", "SCRIPT-NAME"):
        came = HIDDEN.sub(b"", told(port, asked(PAGE, HOST, HEADERS_OF_GUNICORN[name])))
        assert came == before[PAGE], name


def test_chunks_are_read_to_their_end_or_refused(port: int, before: dict[bytes, bytes]) -> None:
    for name, body in CHUNKS.items():
        for path in (PAGE + b"/routes/comment", b"/receipt"):
            first = b"POST " + path + b" HTTP/1.1\r\n" + HOST + CHUNKED + END + body
            assert_refused_or_plain(told(port, first), name)
    whole = b"POST /receipt HTTP/1.1\r\n" + HOST + CHUNKED + END + CHUNKS["one"]
    assert b"zzq1" in told(port, whole)  # The field keeps what was read.
    assert_untouched(port, before, "chunks")


def test_no_host_is_repeated_or_believed(port: int, before: dict[bytes, bytes]) -> None:
    for name, host in HOSTS.items():
        for path in (PAGE, b"/engagements/", PAGE + b"/", b"/oembed?url=a", b"/sitemap.xml"):
            assert_refused_or_plain(told(port, asked(path, host)), name)
    assert_untouched(port, before, "hosts")


def test_no_target_or_first_line_breaks_the_server(port: int, before: dict[bytes, bytes]) -> None:
    for name, target in TARGETS.items():
        assert_refused_or_plain(told(port, asked(target, HOST)), name)
        assert_refused_or_plain(told(port, asked(target, b"Host: evil.example\r\n")), name)
    for name, whole in WHOLE.items():
        assert_refused_or_plain(told(port, whole), name)
    assert_untouched(port, before, "targets")


@pytest.mark.parametrize("path", [PAGE, PAGE + b"/routes/comment"])
def test_no_length_smuggles_a_second_request_in(
    port: int, before: dict[bytes, bytes], path: bytes
) -> None:
    for name, heads in LENGTHS.items():
        first = b"POST " + path + b" HTTP/1.1\r\n" + HOST + heads + b"\r\n0\r\n\r\n" + BEHIND
        came = told(port, first)
        assert_refused_or_plain(came, name)
        assert came.count(b"HTTP/1.1 ") <= 2, name
        assert came.count(b"HTTP/1.1 200") <= 1, name
    assert_untouched(port, before, "lengths")
