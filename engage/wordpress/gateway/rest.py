"""Calls of WordPress's REST interface, and what its answers say.

An application password stands in each request; `context=edit` in those that read, because a public
reading with a wrong password is answered as if nothing were wrong.
"""

import json
from collections.abc import Mapping

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    Closed,
    Duplicate,
    Flood,
    Gone,
    WordPressError,
)
from engage.wordpress.gateway.http import Connection, Http, Reply
from engage.wordpress.markup import clean

FLOOD_PAUSE = 15.0  # WordPress lets an author write again after so many seconds
_GONE = {"rest_comment_draft_post", "rest_comment_trash_post", "rest_comment_invalid_post_id"}

Json = Mapping[str, object]


class Rest:
    def __init__(self, connection: Connection, http: Http) -> None:
        self._at = connection.at
        self._auth = (connection.user, connection.password)
        self._http = http

    def index(self) -> Json:
        """What the site says of itself to everybody."""
        wanted = {"_fields": "authentication"}
        return struct(_decoded(self._http.exchange("GET", self._at("/wp-json/"), params=wanted)))

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
        content = None if body is None else json.dumps(body).encode("ascii")
        url = self._at(f"/wp-json/wp/v2/{path}")
        return _decoded(
            self._http.exchange(method, url, params=params, content=content, auth=self._auth)
        )


def _decoded(reply: Reply) -> object:
    try:
        value: object = json.loads(reply.body)
    except (ValueError, RecursionError):
        raise BadData(f"REST answers {reply.status} without JSON") from None
    if reply.status < 300:
        return value
    code = value.get("code") if isinstance(value, dict) else None
    if code == "rest_invalid_param" and b"rest_forbidden" in reply.body:
        code = "rest_forbidden"  # what a stranger must not ask for is called a bad parameter
    raise _error(reply.status, code if isinstance(code, str) else "")


def _error(status: int, code: str) -> WordPressError:
    if code == "comment_duplicate":
        return Duplicate("WordPress has this comment already")
    if code == "comment_flood":
        return Flood("WordPress finds that comments come too quickly", FLOOD_PAUSE)
    if code == "rest_comment_closed":
        return Closed("the post takes no comments")
    if code in _GONE or status == 410 or (status == 404 and code.endswith("_invalid_id")):
        return Gone("no such post or comment, or not public")
    if status == 403 or code == "rest_forbidden":
        return AuthFailed("the role of the user does not allow this")
    return BadData(f"REST answers {status}")


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
