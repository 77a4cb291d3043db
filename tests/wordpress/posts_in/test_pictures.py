"""Pictures come from WordPress's own host, or from networks that were named, and nowhere else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import ClassVar

import pytest

from engage.core.wordpress_settings import WordPressSettings
from engage.wordpress.errors import BadData, Gone, OutOfBounds, TooLarge, Transient, WordPressError
from engage.wordpress.gateway.pictures import Pictures


class Server(BaseHTTPRequestHandler):
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Server.seen.append(str(self.headers))
        if self.path == "/elsewhere.png":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest")
            self.end_headers()
        elif self.path == "/large.png":
            self.send_response(200)
            self.end_headers()
            for _ in range(11):
                self.wfile.write(b"x" * 1_000_000)
        elif self.path == "/busy.png":
            self.send_error(503)
        elif self.path == "/bus.png":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"bytes")
        else:
            self.send_error(404)

    def log_message(self, *_arguments: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    Server.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def pictures(port: int, *networks: str) -> Pictures:
    within = tuple(map(ip_network, networks))
    url = f"http://127.0.0.1:{port}"
    return Pictures(
        WordPressSettings(url, "engage", "secret words", networks=within),
        resolve=lambda host, _port: [{"media.internal": "127.0.0.1"}.get(host, host)],
    )


def test_a_picture_of_the_site_itself_comes_without_our_password(port: int) -> None:
    with pictures(port) as way:
        assert way.fetch(f"http://127.0.0.1:{port}/bus.png") == b"bytes"
    assert "Authorization" not in "".join(Server.seen)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/elsewhere.png", BadData),
        ("/large.png", TooLarge),
        ("/busy.png", Transient),
        ("/gone.png", Gone),
    ],
)
def test_what_is_no_picture_to_keep_is_refused(
    port: int, path: str, error: type[WordPressError]
) -> None:
    with pictures(port) as way, pytest.raises(error):
        way.fetch(f"http://127.0.0.1:{port}{path}")


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/bus.png",
        "http://127.0.0.1:1/bus.png",
        "http://user:word@127.0.0.1/bus.png",
        "http://169.254.169.254/latest",
        "https://[::1]:bad/x",
        "ftp://127.0.0.1/bus.png",
    ],
)
def test_no_other_address_is_asked(port: int, address: str) -> None:
    with pictures(port) as way, pytest.raises(BadData):
        way.fetch(address)
    assert Server.seen == []


def test_of_other_hosts_those_in_the_named_networks_alone_are_asked(port: int) -> None:
    with pictures(port, "10.0.0.0/8") as way, pytest.raises(OutOfBounds):
        way.fetch("https://192.0.2.1/bus.png")
    with pictures(port, "127.0.0.0/8") as way, pytest.raises(Transient):
        # It is reached, and has no certificate: a picture comes over https from there or not.
        way.fetch(f"https://media.internal:{port}/bus.png")
