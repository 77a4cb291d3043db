"""What XML-RPC answers as values of ours: numbers come as text, dates as basic ISO in UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Final
from xmlrpc.client import DateTime

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.values import address, instant
from engage.wordpress.marks import engage_mark
from engage.wordpress.markup import clean
from engage.wordpress.rules import (
    Category,
    CommentStatus,
    PostStatus,
    RemoteComment,
    RemotePost,
)

Struct = Mapping[str, object]

_LONGEST_NUMBER: Final = 18
_STATUS: Final[Mapping[str, CommentStatus]] = {
    "approve": CommentStatus.APPROVED,
    **{status.value: status for status in CommentStatus},
}
TO_STATUS: Final = {
    CommentStatus.APPROVED: "approve",
    CommentStatus.HOLD: "hold",
    CommentStatus.SPAM: "spam",
    CommentStatus.TRASH: "trash",
}
PEOPLE: Final = frozenset({"", "comment"})
"""The types of comments that people write; pingbacks and those of plugins are others."""


def struct(value: object) -> Struct:
    if isinstance(value, dict):
        return value
    raise BadData("XML-RPC answers something else than asked for")


def items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise BadData("XML-RPC answers something else than asked for")


def number(value: object) -> int:
    written = str(value) if isinstance(value, (int, str)) else ""
    if written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER:
        return int(written)
    raise BadData("XML-RPC answers no number")


def comment_of(value: object) -> RemoteComment:
    row = struct(value)
    status = _string(row, "status")
    modified = row.get("engage_modified")
    return RemoteComment(
        id=number(row.get("comment_id")),
        post_id=number(row.get("post_id")),
        parent_id=number(row.get("parent")),
        author_email=_string(row, "author_email"),
        author_name=_string(row, "author"),
        content=_string(row, "content"),
        date=moment(row.get("date_created_gmt")),
        status=_STATUS.get(status, CommentStatus.OTHER),
        modified=instant(modified) if isinstance(modified, str) and modified else None,
        has_account=number(row.get("user_id")) > 0,
    )


def is_by_people(value: object) -> bool:
    return struct(value).get("type") in PEOPLE


def post_of(value: object, now: datetime) -> RemotePost:
    """`now` tells a scheduled post, which this interface calls published already."""
    row = struct(value)
    date = _date(row)
    status = PostStatus(_string(row, "post_status"))
    if status is PostStatus.PUBLISH and date is not None and date > now:
        status = PostStatus.FUTURE
    content = _string(row, "post_content")
    mark = engage_mark(content)
    return RemotePost(
        id=number(row.get("post_id")),
        key="" if mark is None else mark.key,
        slug=_string(row, "post_name"),
        link=address(_string(row, "link")),
        status=status,
        title=_string(row, "post_title"),
        content=content,
        excerpt=_string(row, "post_excerpt"),
        comments_open=row.get("comment_status") == "open",
        modified=moment(row.get("post_modified_gmt")),
        date=date,
        has_password=bool(row.get("post_password")),
        categories=_categories(row.get("terms")),
        picture=_picture(row.get("post_thumbnail")),
    )


def category_of(value: object) -> Category:
    row = struct(value)
    return Category(
        number(row.get("term_id")), unescape(_string(row, "name")), _string(row, "slug")
    )


def moment(value: object) -> datetime:
    return instant(str(value))


def stamp(at: datetime) -> DateTime:
    """Aware values would lose their offset."""
    return DateTime(at.astimezone(UTC).strftime("%Y%m%dT%H:%M:%S"))


def _date(row: Struct) -> datetime | None:
    """A draft has no date yet, though this interface makes one up."""
    if row.get("post_status") in ("draft", "pending", "auto-draft"):
        return None
    return moment(row.get("post_date_gmt"))


def _categories(terms: object) -> tuple[int, ...]:
    rows = [struct(term) for term in terms] if isinstance(terms, list) else []
    return tuple(number(row.get("term_id")) for row in rows if row.get("taxonomy") == "category")


def _picture(value: object) -> int:
    return number(value.get("attachment_id")) if isinstance(value, dict) and value else 0


def _string(row: Struct, name: str) -> str:
    value = row.get(name)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return str(value)  # WordPress sends text that looks like a number as one
    raise BadData(f"XML-RPC answers no {name}")
