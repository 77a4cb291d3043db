"""Rows of REST as values of ours. Only the fields named here are asked for."""

from datetime import datetime
from html import unescape
from typing import Final

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.rest.calls import Json, number, string, struct
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

COMMENT_FIELDS: Final = (
    "id,post,parent,author,author_name,author_email,date_gmt,content,status,engage_modified"
)
"""`content` whole: comments know no `content.raw` among the fields, posts do."""

POST_FIELDS: Final = (
    "id,slug,link,status,title.raw,content.raw,excerpt.raw,comment_status,modified_gmt,date_gmt,"
    "password,categories,featured_media"
)


def comment_of(value: object) -> RemoteComment:
    if not isinstance(value, dict):
        raise BadData("REST answers something else than asked for")
    row: Json = value
    modified = row.get("engage_modified")
    return RemoteComment(
        id=number(row, "id"),
        post_id=number(row, "post"),
        parent_id=number(row, "parent"),
        author_email=string(row, "author_email"),
        author_name=string(row, "author_name"),
        content=_raw(row, "content"),
        date=instant(string(row, "date_gmt")),
        status=CommentStatus(string(row, "status")),
        modified=instant(modified) if isinstance(modified, str) and modified else None,
        has_account=_or_none(row.get("author")) > 0,
    )


def post_of(value: object) -> RemotePost:
    """Parts that a type of post does not have (excerpt, categories, comments) count as empty."""
    row = struct(value)
    content = _raw(row, "content")
    mark = engage_mark(content)
    return RemotePost(
        id=number(row, "id"),
        key="" if mark is None else mark.key,
        slug=string(row, "slug"),
        link=address(string(row, "link")),
        status=PostStatus(string(row, "status")),
        title=_raw(row, "title") if "title" in row else "",
        content=content,
        excerpt=_raw(row, "excerpt") if "excerpt" in row else "",
        comments_open=row.get("comment_status") == "open",
        modified=instant(string(row, "modified_gmt")),
        date=_perhaps(row.get("date_gmt")),
        has_password=bool(row.get("password")),
        categories=_numbers(row.get("categories")),
        picture=_or_none(row.get("featured_media")),
    )


def category_of(value: object) -> Category:
    row = struct(value)
    return Category(number(row, "id"), unescape(string(row, "name")), string(row, "slug"))


def _raw(row: Json, name: str) -> str:
    part = row.get(name)
    text = part.get("raw") if isinstance(part, dict) else None
    if isinstance(text, str):
        return clean(text)
    raise BadData(f"REST answers no {name}")


def _perhaps(value: object) -> datetime | None:
    """A draft has no date yet."""
    return instant(value) if isinstance(value, str) and value else None


def _numbers(value: object) -> tuple[int, ...]:
    found = value if isinstance(value, list) else []
    return tuple(each for each in found if isinstance(each, int))


def _or_none(value: object) -> int:
    return value if isinstance(value, int) else 0
