"""One set of tests for every way to a real WordPress, and WordPress seen without any of them."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from engage.core.wordpress_settings import WordPressSettings
from engage.wordpress.errors import WordPressError
from engage.wordpress.gateway import Transport, open_transport
from engage.wordpress.marks import Mark, mark_text
from engage.wordpress.rules import CommentFields, PostFields, RemoteComment, comment_fields
from tests.services.wordpress import WordPressSite

WRITTEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_numbers = itertools.count(1)

Row = dict[str, Any]
MakeComment = Callable[..., CommentFields]
CommentsOn = Callable[[int], list[Row]]

BARE, REST, XMLRPC = "rest without the plugin", "rest", "xmlrpc"


def settings_of(site: WordPressSite, transport: str, **changes: Any) -> WordPressSettings:
    settings = WordPressSettings(site.url, site.user, site.app_password, transport=transport)
    return replace(settings, **changes)


def transport_of(way: str) -> str:
    return "xmlrpc" if way == XMLRPC else "rest"


@pytest.fixture(params=[BARE, REST, XMLRPC])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(way: str, request: pytest.FixtureRequest) -> WordPressSite:
    found: WordPressSite = request.getfixturevalue(
        "wordpress" if way == BARE else "wordpress_with_plugin"
    )
    return found


@pytest.fixture
def open_way(site: WordPressSite, way: str) -> Callable[..., Transport]:
    """Another object for the same way, with other settings."""

    def opened(**changes: Any) -> Transport:
        return open_transport(settings_of(site, transport_of(way), **changes))

    return opened


@pytest.fixture
def there(open_way: Callable[..., Transport]) -> Iterator[Transport]:
    with open_way() as transport:
        yield transport


@pytest.fixture
def administrator(site: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress's own interface in the hands of a person: not of the account that we use."""
    with signed_in(site) as client:
        yield client


@contextmanager
def signed_in(site: WordPressSite) -> Iterator[httpx.Client]:
    auth = (site.editor.user, site.editor.app_password)
    with httpx.Client(base_url=site.rest + "wp/v2/", auth=auth, timeout=20) as client:
        yield client


@contextmanager
def own_plugin(site: WordPressSite, code: str) -> Iterator[None]:
    """Some PHP that runs with every request, for as long as a test needs it."""
    plugin = site.dir / "site/wp-content/mu-plugins/100-test.php"
    plugin.write_text(f"<?php {code}\n")
    try:
        yield
    finally:
        plugin.unlink()


@pytest.fixture
def public(site: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress as everybody sees it."""
    with httpx.Client(base_url=site.url, timeout=20, follow_redirects=True) as client:
        yield client


@pytest.fixture
def key() -> str:
    return new_key()


def new_key() -> str:
    return f"engage-{uuid.uuid4().hex[:12]}"


def fields_of(key: str, **changes: Any) -> PostFields:
    content = f"<p>{mark_text(Mark(key))}What matters?</p>"
    return replace(PostFields(title="Old growth", content=content, excerpt="What"), **changes)


@pytest.fixture
def fields(key: str) -> PostFields:
    return fields_of(key)


@dataclass(frozen=True)
class Posted:
    """A post of ours there."""

    id: int
    link: str
    fields: PostFields


@pytest.fixture
def make_post(there: Transport) -> Callable[..., Posted]:
    def make(**changes: Any) -> Posted:
        name = new_key()
        sent = fields_of(name, **changes)
        made = there.create_post(name, sent)
        return Posted(made.id, made.link, sent)

    return make


@pytest.fixture
def make_comment() -> MakeComment:
    def make(text: str = "More trees, please", name: str = "Robin", **given: Any) -> CommentFields:
        public_id = given.pop("public_id", f"{next(_numbers)}-{uuid.uuid4().hex}")
        given.setdefault("date", WRITTEN)
        return comment_fields(public_id=public_id, secret=b"a" * 32, name=name, text=text, **given)

    return make


@pytest.fixture
def comments_on(public: httpx.Client) -> CommentsOn:
    """Approved comments of a post, oldest first, as everybody sees them."""

    def read(post_id: int) -> list[Row]:
        query: dict[str, str | int] = {"post": post_id, "per_page": 100}
        query |= {"order": "asc", "orderby": "id"}
        rows: list[Row] = public.get("/wp-json/wp/v2/comments", params=query).json()
        return rows

    return read


def made(answer: RemoteComment | WordPressError) -> RemoteComment:
    """The comment that an answer has to be."""
    assert isinstance(answer, RemoteComment), answer
    return answer


def make_one(
    there: Transport, post_id: int, fields: CommentFields, tried: frozenset[str] = frozenset()
) -> RemoteComment:
    (answer,) = there.create_comments(post_id, [fields], tried)
    return made(answer)
