"""What a real server writes down: that something went wrong and where, never about whom (R76)."""

import http.client
import logging
import socket
import sqlite3
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engage.serving import quiet_server_log
from tests.faults.served import FORM, RECEIPT, TOKEN, open_engagement, serving

TEXT = "Planted-words about a bridge"
NAME = "Planted-Name Person"
EMAIL = "planted-address@example.com"
PASSWORD = "planted-password-5521"
CODE = "483920"
SEARCH = "planted-search"
ADDRESS = "203.0.113.77"
MARKS = ("lanted", "bridge", "example.com", PASSWORD, CODE, ADDRESS, "127.0.0.1")
CSRF = 'name="csrf_token"'

UNREADABLE = (
    b"PLANTED planted-line planted\r\n\r\n",
    b"GET /planted-path HTTP/9.9\r\n\r\n",
    b"GET /planted-path HTTP/1.1\r\nPlanted header without colon\r\n\r\n",
    b"GET /planted-path HTTP/1.1\r\nX Planted: blank in the name\r\n\r\n",
    b"GET /" + b"planted-" * 2000 + b" HTTP/1.1\r\n\r\n",
    b"POST /planted HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: planted\r\n\r\n",
    b"POST /planted HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nplanted\r\n",
)


class Visitor:
    """Somebody behind a proxy, who keeps cookies."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"X-Forwarded-For": ADDRESS, "Cookie": self.cookie, "User-Agent": "planted"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            body = None if form is None else urlencode(form)
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            for morsel in SimpleCookie(answer.getheader("Set-Cookie", "")).values():
                self.cookie = f"{morsel.key}={morsel.value}"
            return answer.status, answer.read().decode()

    def comment(self) -> tuple[int, str]:
        token = TOKEN.search(self.ask(FORM)[1])
        assert token
        return self.ask(
            FORM,
            {
                "text": TEXT,
                "display_name": NAME,
                "email": EMAIL,
                "purposes": "decision",
                "accepts_terms": "y",
                "token": token[1],
            },
        )

    def sign_in_wrongly(self) -> int:
        page = self.ask("/staff/sign-in")[1]
        csrf = page.split(CSRF, 1)[1].split('value="', 1)[1].split('"', 1)[0]
        form = {"email": EMAIL, "password": PASSWORD, "code": CODE, "csrf_token": csrf}
        return self.ask("/staff/sign-in", form)[0]

    def send_raw(self, request: bytes) -> bytes:
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return line.recv(65536)


def test_a_journey_leaves_nothing_of_a_person_in_the_log(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path / 'engage.db'}"
    open_engagement(database_url, tmp_path).database.dispose()
    with serving(database_url, tmp_path, ENGAGE_TRUSTED_PROXIES="1") as (_, port):
        visitor = Visitor(port)
        status, page = visitor.comment()
        receipt = RECEIPT.search(page)
        assert status == 200
        assert receipt
        assert visitor.ask("/receipt", {"step": "show", "code": receipt[0]})[0] == 200
        assert visitor.ask("/receipt", {"step": "show", "code": "PLAN-TEDC-0DE0-0000"})[0] == 404
        assert visitor.ask(f"/search?q={SEARCH}")[0] == 200
        assert visitor.ask(f"/{SEARCH}?who={SEARCH}")[0] == 404
        assert visitor.sign_in_wrongly() in {401, 403, 422}
        with closing(sqlite3.connect(tmp_path / "engage.db")) as database:
            database.execute("ALTER TABLE comment_person RENAME TO put_aside")
        assert visitor.comment()[0] == 500
        for request in UNREADABLE:
            visitor.send_raw(request)
    said = (tmp_path / "serve.log").read_text(errors="replace")
    # It is the right file, and it says what an operator needs.
    assert "unhandled trouble=OperationalError" in said
    assert "rule=/engagements/<slug>/<topic_slug>/comment" in said
    assert "Invalid request" in said
    for mark in (*MARKS, receipt[0], receipt[0].replace("-", "")):
        assert mark not in said, said


def test_what_falls_through_to_the_server_is_named_by_kind_and_place(
    caplog: pytest.LogCaptureFixture,
) -> None:
    quiet_server_log()
    log = logging.getLogger("gunicorn.error")
    try:
        raise ValueError(f"{EMAIL} wrote {TEXT}")
    except ValueError:
        log.exception("Error handling request %s %s", "GET", f"/?q={SEARCH}")
    log.warning(f"Invalid request from ip={ADDRESS}: Invalid Method '{SEARCH}'")
    log.error("Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    said = [record.getMessage() for record in caplog.records]
    place = f"{Path(__file__).name}:"
    assert said[0].startswith(f"server trouble=ValueError at {place}")
    assert said[1:] == ["Invalid request", "Worker (pid:7) was sent SIGKILL!"]
    assert not any(mark in caplog.text for mark in MARKS)


def test_keeping_quiet_twice_is_keeping_quiet_once() -> None:
    log = logging.getLogger("gunicorn.error")
    quiet_server_log()
    once = list(log.filters)
    quiet_server_log()
    assert log.filters == once
