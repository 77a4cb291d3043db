"""Rendered public pages, kept per process and never served stale.

A kept page is served only after one primary-key read has shown that its scope's content version
is still the one it was rendered from, so a removal shows at once on every process and machine.
It stands in front of Flask, because for such a page routing alone would cost more than the rest.
What changes with time (a phase, 'closes in 9 days') ends a page at `until`.

Who can unpack gets the page packed: once for all readers, when the first of them asks. A kept page
is the same for everybody and holds nothing secret, so its length tells nothing (`web/packing.py`).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from engage.core.clock import Clock
from engage.core.db import Database
from engage.web.packing import ENCODING, is_packable, packed, packed_etag, takes_packed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEEP: Final = "engage.keep"
DOWNSTREAM_SECONDS: Final = 10
OURS: Final = frozenset({"cache-control", "content-length", "etag"})
"""Headers that each answer gets anew."""
# Path and query stay apart: joined by '?', an escaped '?' in a path would name another page.


@dataclass(frozen=True)
class Keep:
    """A view's word that its page may be kept: for which content version, and until when."""

    scope: str
    version: int
    until: datetime


@dataclass(frozen=True)
class Page:
    keep: Keep
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    is_packable: bool

    @cached_property
    def packed(self) -> bytes:
        return packed(self.body)


class PageCache:
    """WSGI middleware with at most `capacity` pages, least recently used out first."""

    def __init__(
        self, app: "WSGIApplication", database: Database, clock: Clock, capacity: int
    ) -> None:
        self._app = app
        self._read_version = version_reader(database)
        self._clock = clock
        self._capacity = capacity
        self._faults = (SQLAlchemyError, database.engine.dialect.loaded_dbapi.Error)
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._app(environ, start_response)
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        now = self._clock.now()
        if page is not None and self._is_current(page, now):
            return _send(page, now, environ, start_response)
        return self._render(key, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> str | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not self._capacity:
            return None
        # Queries can be varied without end, and would push out the pages that people read.
        if environ.get("QUERY_STRING"):
            return None
        path: str = environ.get("PATH_INFO", "")
        return None if path.startswith(("/staff", "/assets")) or _is_file(path) else path

    def _is_current(self, page: Page, now: datetime) -> bool:
        if now >= page.keep.until:
            return False
        try:
            return self._read_version(page.keep.scope) == page.keep.version
        except self._faults:
            # The view meets the same fault and answers with the error page, which we cannot.
            return False

    def _render(
        self, key: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        # A HEAD is rendered as a GET, so that the page may be kept; `_send` leaves out the body.
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        request = {**environ, "REQUEST_METHOD": "GET"} if is_head else environ
        caught: list[Any] = []

        def catch(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            caught[:] = [status, headers]
            return lambda _data: None

        given = self._app(request, catch)
        try:
            body = b"".join(given)
        finally:
            close: Callable[[], None] | None = getattr(given, "close", None)
            if close is not None:
                close()
        status, headers = caught
        keep: Keep | None = request.get(KEEP)
        page = _page(keep, status, headers, body) if keep else None
        if page is not None:
            self._store(key, page)
            return _send(page, self._clock.now(), environ, start_response)
        start_response(status, headers)
        return [] if is_head else [body]

    def _store(self, key: str, page: Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._capacity:
                self._pages.popitem(last=False)


def _is_file(path: str) -> bool:
    """A file of a report goes out part by part, and would not fit here."""
    match path.removeprefix("/fr").split("/"):
        case ["", "engagements", _slug, "report", _number, name]:
            return name != "changes"
    return False


def _page(keep: Keep, status: str, headers: list[tuple[str, str]], body: bytes) -> Page | None:
    """The page to keep; None for anything but a complete page without a cookie."""
    names = {name.lower() for name, _ in headers}
    if not status.startswith("200") or "set-cookie" in names:
        return None
    kept = [(name, value) for name, value in headers if name.lower() not in OURS]
    etag = '"' + hashlib.sha256(body).hexdigest()[:32] + '"'
    can_pack = is_packable(dict(kept).get("Content-Type", ""))
    if can_pack:
        kept.append(("Vary", "Accept-Encoding"))
    return Page(keep, status, tuple(kept), body, etag, can_pack)


def downstream_control(until: datetime, now: datetime) -> str:
    """Browsers ask each time (the answer is mostly 304); shared caches may keep it for seconds,
    but never beyond the instant at which the page says something else."""
    seconds = max(0, min(DOWNSTREAM_SECONDS, (until - now) // timedelta(seconds=1)))
    return f"public, max-age=0, s-maxage={seconds}, must-revalidate"


def _send(
    page: Page, now: datetime, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    body, etag = page.body, page.etag
    headers = [*page.headers, ("Cache-Control", downstream_control(page.keep.until, now))]
    if page.is_packable and takes_packed(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body, etag = page.packed, packed_etag(etag)
        headers.append(("Content-Encoding", ENCODING))
    headers.append(("ETag", etag))
    if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        unsent = {"content-encoding", "content-type"}
        kept = [pair for pair in headers if pair[0].lower() not in unsent]
        start_response("304 NOT MODIFIED", kept)
        return []
    start_response(page.status, [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def version_reader(database: Database) -> Callable[[str], int]:
    """One primary-key read on a pooled driver connection: no session, no transaction of its own."""
    mark = "?" if database.is_sqlite else "%s"
    question = f"SELECT version FROM content_version WHERE scope = {mark}"  # noqa: S608
    engine: Engine = database.engine

    def read(scope: str) -> int:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(question, (scope,))
            row = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return int(row[0]) if row else 0

    return read
