"""Addresses as people write them: with a slash at the end or one too many, with capitals.

A page has one address. What somebody wrote otherwise leads there while the page is there, and is
else an address like any that leads nowhere. Whether it is there is asked of the page itself, as a
stranger asks who sends no header. Only what is no page as it was written is looked at: codes in
addresses have capitals.
"""

from contextvars import Context
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.test import run_wsgi_app

from engage.web.language import PREFIX, is_one_language
from engage.web.transaction import engage_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

METHODS: Final = frozenset({"GET", "HEAD"})
IN_PATH: Final = "/:@!$&'()*+,;="
IN_QUERY: Final = IN_PATH + "?%"
KEPT: Final = ("wsgi.", "SERVER_", "REMOTE_")


def init_addresses(app: Flask) -> None:
    """Doubled slashes are a slip like others: the router would lead on whether the page is there
    or not, and Werkzeug shows it at two addresses where they stand at the beginning."""
    app.before_request(_refuse_doubled_slashes)


def moved() -> Response | None:
    """Where there is no page: the redirect to the one that was meant, None where there is none."""
    # Languages have capitals in addresses (zh-Hans), where only a slash too many may stand.
    path = next(filter(_is_another, (_in_single_slashes(_written()), plain_path(_written()))), None)
    if path is None:
        return None
    # Within the site, whatever host somebody claimed: it begins with one slash.
    address, query = quote(path.encode("latin-1"), safe=IN_PATH), request.query_string
    target = f"{address}?{quote(query, safe=IN_QUERY)}" if query else address
    return make_response(redirect(target, 308))


def plain_path(path: str) -> str:
    """Small letters, single slashes and none at the end; a path is text of bytes (PEP 3333), of
    which those beyond ASCII stay as they are."""
    return _in_single_slashes(path.encode("latin-1").lower().decode("latin-1"))


def _in_single_slashes(path: str) -> str:
    plain = "/" + "/".join(filter(None, path.split("/")))
    return f"{PREFIX}/" if plain == PREFIX else plain


def _is_another(path: str) -> bool:
    """Whether a page is there that may have been meant."""
    return path != _written() and _is_meant(path) and _is_there(path)


def _refuse_doubled_slashes() -> None:
    if "//" in _written() and _is_meant(plain_path(_written())):
        raise NotFound


def _is_meant(path: str) -> bool:
    """Whether a person may have meant it: what has one language is for programs, files and staff,
    and keeps to its addresses."""
    return request.method in METHODS and not is_one_language(path.removeprefix(PREFIX))


def _written() -> str:
    """The path with that of the language."""
    return str(request.environ.get("SCRIPT_NAME", "") + request.environ.get("PATH_INFO", ""))


def _is_there(path: str) -> bool:
    """Asked apart from this request: of its language, its person and its transaction nothing is
    known there."""
    kept = {name: value for name, value in request.environ.items() if name.startswith(KEPT)}
    asked: WSGIEnvironment = {
        **kept,
        "REQUEST_METHOD": "HEAD",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
    }
    app = engage_app().wsgi_app
    _body, status, _headers = Context().run(run_wsgi_app, app, asked, buffered=True)
    return status < "4"
