"""Calls of WordPress's REST interface, and what its answers say.

An application password stands in each request; `context=edit` in those that read, because a public
reading with a wrong password is answered as if nothing were wrong.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    Closed,
    ConflictRemote,
    Duplicate,
    Flood,
    Gone,
    NotStored,
    WordPressError,
)
from engage.wordpress.gateway.http import Connection, Http, Reply
from engage.wordpress.markup import clean

FLOOD_PAUSE: Final = 15.0  # WordPress lets an author write again after so many seconds
CORE: Final = "wp/v2/"
_GONE: Final = {
    "rest_comment_draft_post",
    "rest_comment_trash_post",
    "rest_comment_invalid_post_id",
    "rest_post_invalid_parent",
}
_EXISTS: Final = {"engage_exists": "comment_id", "term_exists": "term_id"}
NOT_STORED: Final = {
    "rest_comment_failed_create",
    "rest_comment_failed_edit",
    "db_insert_error",
    "db_update_error",
}
"""Refusals of one thing that come as if the whole server were broken."""

Json = Mapping[str, object]


class Exists(BadData):
    """What was to be made is there; `id` is its number. Does not leave the gateway."""

    def __init__(self, found: int) -> None:
        super().__init__("WordPress has this already")
        self.id = found


class Rest:
    def __init__(self, connection: Connection, http: Http) -> None:
        self._at = connection.at
        self._auth = (connection.user, connection.password)
        self._http = http

    def index(self) -> tuple[Json, Reply]:
        """What the site says of itself to everybody."""
        wanted = {"_fields": "authentication"}
        reply = self._http.exchange("GET", self._at("/wp-json/"), params=wanted)
        return struct(_decoded(reply)), reply

    def stands_beside(self) -> bool:
        """Whether a WordPress answers at this address in its other interface."""
        reply = self._http.exchange("GET", self._at("/xmlrpc.php"))
        return b"XML-RPC server accepts POST requests only" in reply.body

    def me(self) -> Json:
        return struct(self.call("GET", "users/me", {"context": "edit"}))

    def named(self, kind: str, slugs: list[str]) -> list[int]:
        """Ids of posts or pages with one of these slugs, oldest first; not of trashed ones."""
        query = {"slug": ",".join(slugs), "status": "any", "orderby": "id", "order": "asc"}
        query |= {"context": "edit", "_fields": "id,slug"}
        rows = map(struct, items(self.call("GET", kind, query)))
        return [number(row, "id") for row in rows if string(row, "slug") in slugs]

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> object:
        return self.ask(method, CORE + path, params, body)[0]

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> tuple[object, Reply]:
        """The answer's value, and the reply it came in for what stands in its headers."""
        content = None if body is None else json.dumps(body).encode("ascii")
        reply = self._send(method, path, params, content, _JSON)
        return _decoded(reply), reply

    def upload(self, path: str, content: bytes, headers: Json, params: Mapping[str, str]) -> object:
        sent = {name: str(value) for name, value in headers.items()}
        return _decoded(self._send("POST", CORE + path, params, content, sent))

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str],
    ) -> Reply:
        url = self._at(f"/wp-json/{path}")
        return self._http.exchange(
            method, url, params=params, content=content, headers=headers, auth=self._auth
        )


_JSON: Final = {"Content-Type": "application/json"}


def _decoded(reply: Reply) -> object:
    try:
        value: object = json.loads(reply.body)
    except (ValueError, RecursionError):
        reply.refuse_trouble()
        if reply.status in (403, 405):
            raise AuthFailed(f"REST is blocked: the server answers {reply.status}") from None
        raise BadData(f"REST answers {reply.status} without JSON") from None
    if reply.status < 300:
        return value
    said = value if isinstance(value, dict) else {}
    code = str(said.get("code", ""))
    if code not in NOT_STORED:
        reply.refuse_trouble()
    if code == "rest_invalid_param" and b"rest_forbidden" in reply.body:
        code = "rest_forbidden"  # what a stranger must not ask for is called a bad parameter
    raise refusal(reply.status, code, said.get("data"))


def refusal(status: int, code: str, details: object) -> WordPressError:
    """The error that a status, WordPress's own code and what it adds to them stand for."""
    found = details.get(_EXISTS.get(code, "")) if isinstance(details, dict) else None
    return Exists(found) if isinstance(found, int) else _error(status, code)


def _error(status: int, code: str) -> WordPressError:
    if code in NOT_STORED:
        return NotStored("WordPress could not store it")
    if code == "comment_flood":
        return Flood("WordPress finds that comments come too quickly", FLOOD_PAUSE)
    if code in _GONE or status == 410 or (status == 404 and code.endswith("_invalid_id")):
        return Gone("no such post or comment, or not public")
    if code in _SAID:
        return _SAID[code]()
    if status == 403:
        return AuthFailed("the role of the user does not allow this")
    if status == 409:
        return ConflictRemote("it was changed on WordPress meanwhile")
    return BadData(f"REST answers {status}")


_SAID: Final[Mapping[str, Callable[[], WordPressError]]] = {
    "comment_duplicate": lambda: Duplicate("WordPress has this comment already"),
    "rest_comment_closed": lambda: Closed("the post takes no comments"),
    "rest_forbidden": lambda: AuthFailed("the role of the user does not allow this"),
}


def ends(reply: Reply, read: int, rows: Sequence[object]) -> bool:
    """Whether nothing comes after the first `read`; a site that does not say ends where it is
    empty."""
    total = reply.headers.get("x-wp-total", "")
    return read >= int(total[:18]) if total.isascii() and total.isdigit() else not rows


def struct(value: object) -> Json:
    if isinstance(value, dict):
        return value
    raise BadData("REST answers something else than asked for")


def items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise BadData("REST answers something else than asked for")


def number(row: Json, name: str) -> int:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BadData(f"REST answers no {name}")


def string(row: Json, name: str) -> str:
    value = row.get(name)
    if isinstance(value, str):
        return clean(value)
    raise BadData(f"REST answers no {name}")
