"""Posts, over XML-RPC.

XML-RPC rather than REST: `if_not_modified_since` is real optimistic locking, which REST has not,
and custom fields need no plugin. Bodies are plain dicts, because the library's own class adds the
title 'Untitled' to an edit without one.
"""

import re
from datetime import UTC, datetime
from xmlrpc.client import DateTime

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.xmlrpc.calls import XmlRpc
from engage.wordpress.markup import clean
from engage.wordpress.rules import PostFields, PostStatus, RemotePost

KEY_FIELD = "engage_id"


class Posts:
    def __init__(self, xmlrpc: XmlRpc) -> None:
        self._call = xmlrpc.call

    def create(self, key: str, fields: PostFields) -> RemotePost:
        """The key goes into the slug, to be searched for, and into a field, to be sure."""
        body = _body(fields) | {
            "post_type": "post",
            "post_name": key,
            "ping_status": "closed",
            "custom_fields": [{"key": KEY_FIELD, "value": key}],
        }
        return self.get(_number(self._call("wp.newPost", body)))

    def update(self, post_id: int, fields: PostFields, seen: datetime | None) -> RemotePost:
        """`seen`: the `modified` that we know; if the post has a later one, `ConflictRemote`.

        The custom field is not sent again: without the id of its row it would be added twice.
        """
        body = _body(fields)
        if seen is not None:
            stamp = seen.astimezone(UTC).strftime("%Y%m%dT%H:%M:%S")
            body["if_not_modified_since"] = DateTime(stamp)
        self._call("wp.editPost", post_id, body)
        return self.get(post_id)

    def hide(self, post_id: int) -> None:
        """Back to a draft. Never the trash: comments of a trashed post do not come back."""
        if self.get(post_id).status in (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE):
            self._call("wp.editPost", post_id, {"post_status": PostStatus.DRAFT.value})

    def get(self, post_id: int) -> RemotePost:
        wanted = ["post", "custom_fields"]
        return _post(self._call("wp.getPost", post_id, wanted))

    def check(self) -> None:
        """Raises what a signed-in call meets."""
        self._call("wp.getProfile")


def _body(fields: PostFields) -> dict[str, object]:
    """`comment_status` always: WordPress's default differs between its two interfaces."""
    return {
        "post_title": clean(fields.title),
        "post_content": clean(fields.content),
        "post_excerpt": clean(fields.excerpt),
        "post_status": fields.status.value,
        "comment_status": "open" if fields.comments_open else "closed",
    }


def _post(value: object) -> RemotePost:
    if not isinstance(value, dict):
        raise BadData("XML-RPC answers no post")
    text = {key: clean(item) for key, item in value.items() if isinstance(item, str)}
    link = text.get("link", "")
    return RemotePost(
        id=_number(value.get("post_id")),
        key=_key(value.get("custom_fields")),
        slug=text.get("post_name", ""),
        link=link if link.startswith(("http://", "https://")) else "",
        status=PostStatus(text.get("post_status", "")),
        title=text.get("post_title", ""),
        content=text.get("post_content", ""),
        excerpt=text.get("post_excerpt", ""),
        comments_open=text.get("comment_status") == "open",
        modified=_moment(value.get("post_modified_gmt")),
    )


def _key(fields: object) -> str:
    for field in fields if isinstance(fields, list) else []:
        if isinstance(field, dict) and field.get("key") == KEY_FIELD:
            value = field.get("value")
            return value if isinstance(value, str) else ""
    return ""


def _number(value: object) -> int:
    if isinstance(value, int | str) and re.fullmatch(r"[0-9]{1,18}", str(value)):
        return int(value)
    raise BadData("XML-RPC answers no id")


def _moment(value: object) -> datetime:
    try:
        return datetime.strptime(str(value), "%Y%m%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise BadData("XML-RPC answers no date") from None
