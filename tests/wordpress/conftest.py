"""What the contract tests share: the gateway, and WordPress seen without it."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from engage.wordpress.gateway import Connection, WordPress
from engage.wordpress.rules import CommentFields, PostFields, RemotePost, comment_fields
from tests.services.wordpress import WordPressSite

WRITTEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_numbers = itertools.count(1)

MakeComment = Callable[..., CommentFields]
MakePost = Callable[..., RemotePost]


@pytest.fixture
def connection(wordpress: WordPressSite) -> Connection:
    return Connection(wordpress.url, wordpress.user, wordpress.app_password, timeout=20)


@pytest.fixture
def gateway(connection: Connection) -> Iterator[WordPress]:
    with WordPress(connection) as gateway:
        yield gateway


@pytest.fixture
def administrator(wordpress: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress's own interface in the hands of its administrator."""
    auth = (wordpress.user, wordpress.app_password)
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=20) as client:
        yield client


@pytest.fixture
def public(wordpress: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress as everybody sees it."""
    with httpx.Client(base_url=wordpress.url, timeout=20, follow_redirects=True) as client:
        yield client


@pytest.fixture
def key() -> str:
    return f"engage-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def fields() -> PostFields:
    return PostFields(title="Old growth", content="<p>What matters?</p>", excerpt="What matters")


@pytest.fixture
def make_post(gateway: WordPress, fields: PostFields) -> MakePost:
    def make(**changes: Any) -> RemotePost:
        name = f"engage-{uuid.uuid4().hex[:12]}"
        return gateway.create_post(name, replace(fields, **changes))

    return make


@pytest.fixture
def make_comment() -> MakeComment:
    def make(text: str = "More trees, please", name: str = "Robin", **given: Any) -> CommentFields:
        public_id = given.pop("public_id", f"{next(_numbers)}-{uuid.uuid4().hex}")
        return comment_fields(
            public_id=public_id, secret=b"a" * 32, name=name, text=text, date=WRITTEN, **given
        )

    return make


@pytest.fixture
def comments_on(public: httpx.Client) -> Callable[[int], list[dict[str, Any]]]:
    """Approved comments of a post, oldest first, as everybody sees them."""

    def read(post_id: int) -> list[dict[str, Any]]:
        query: dict[str, str | int] = {
            "post": post_id,
            "per_page": 100,
            "order": "asc",
            "orderby": "id",
        }
        rows: list[dict[str, Any]] = public.get("/wp-json/wp/v2/comments", params=query).json()
        return rows

    return read
