"""A real WordPress with our plugin, and the raw calls of both interfaces: no adapter of ours."""

import itertools
import subprocess
import uuid
import xmlrpc.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from engage.wordpress.marks import NOTICE_END, Mark, mark_text, notice_begin
from tests.services.wordpress import Login, WordPressSite

Row = dict[str, Any]
FAR: datetime = datetime(2199, 1, 1, tzinfo=UTC)
NOTICE = (
    "<h2>Collection notice</h2><p>Section 26(c) of the Act. Ask Robin &amp; Kim, 250 555-0100.</p>"
)
LINK = "https://engage.example.test/engagements/night-buses"
STRICT = "site/wp-content/mu-plugins/000-strict.php"
_numbers = itertools.count(1)


def content(
    comments_open: bool = True,
    closes: datetime | None = FAR,
    notice: str = NOTICE,
    is_whole: bool = True,
) -> str:
    """A post as the platform writes it."""
    mark = mark_text(Mark("engage-night-buses", closes, comments_open))
    block = notice.removeprefix("<h2>").removesuffix("</p>")
    shown = block if is_whole else block.replace("250 555-0100", "nobody")
    marked = f"<h2>{notice_begin('a' * 64, block)}{shown}{NOTICE_END}</p>" if notice else ""
    return f'<p>{mark}Open.</p>\n<p><a href="{LINK}">Take part</a></p>\n{marked}'


@dataclass(frozen=True)
class There:
    """One WordPress: as its accounts speak to it, and as visitors see it."""

    site: WordPressSite
    sync: httpx.Client
    editor: httpx.Client
    visitor: httpx.Client

    def post(self, text: str | None = None, **changes: object) -> int:
        """A public post of the platform, open for comments unless said otherwise."""
        body = {
            "title": "Night buses",
            "slug": f"engage-{uuid.uuid4().hex}",
            "status": "publish",
            "comment_status": "open",
            "content": content() if text is None else text,
        }
        return int(good(self.sync.post("posts", json=body | changes))["id"])

    def leave(
        self, post_id: int, text: str = "", name: str = "Kim", email: str = ""
    ) -> httpx.Response:
        """What a visitor sends with WordPress's own form, each from another machine and by
        another person: one may comment every 15 seconds."""
        number = next(_numbers)
        form = {
            "comment_post_ID": str(post_id),
            "comment": text or f"More buses please, for the {number}th time",
            "author": name,
            "email": email or f"kim{number}@example.test",
        }
        way = httpx.HTTPTransport(local_address=f"127.1.{number // 200}.{number % 200 + 1}")
        with httpx.Client(base_url=self.site.url, transport=way, timeout=30) as client:
            return client.post("/wp-comments-post.php", data=form)

    def comments(self, post_id: int, status: str = "any") -> list[Row]:
        query: dict[str, str | int] = {"post": post_id, "context": "edit", "per_page": 100}
        statuses = ("approve", "hold", "spam", "trash") if status == "any" else (status,)
        found: list[Row] = []
        for each in statuses:
            found += good(self.sync.get("comments", params=query | {"status": each}))
        return found

    def call(self, method: str, *arguments: object, login: Login | None = None) -> Any:
        """By XML-RPC; with everything that it takes before the arguments."""
        who = login or self.site.administrator
        with xmlrpc.client.ServerProxy(self.site.xmlrpc, allow_none=True) as server:
            return getattr(server, method)(1, who.user, who.app_password, *arguments)

    def sql(self, statement: str) -> str:
        """What its database answers, without the names of columns."""
        server = f"--socket={self.site.dir / 'db.sock'}"
        client = ["mariadb", "--no-defaults", server, "-N", "wordpress", f"--execute={statement}"]
        return subprocess.run(client, check=True, capture_output=True, text=True).stdout.strip()

    def raw(self, method: str, *arguments: object) -> Any:
        """By XML-RPC, as it stands."""
        with xmlrpc.client.ServerProxy(self.site.xmlrpc, allow_none=True) as server:
            return getattr(server, method)(*arguments)


@dataclass(frozen=True)
class Pushed:
    """A comment of ours as an adapter would send it by REST."""

    post: int
    author_email: str = field(default_factory=lambda: f"c-{uuid.uuid4().hex}@sync.invalid")

    def body(self, **changes: object) -> Row:
        return {
            "post": self.post,
            "author_name": "Robin",
            "author_email": self.author_email,
            "content": "More trees, please",
            "date_gmt": "2026-03-04T05:06:07Z",
            "status": "approved",
        } | changes


def good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.status_code}: {answer.text[:500]}"
    return answer.json()


@pytest.fixture
def there(wordpress_with_plugin: WordPressSite) -> Iterator[There]:
    site = wordpress_with_plugin
    (site.dir / STRICT).write_text("<?php error_reporting(E_ALL);")
    with opened(site) as found:
        yield found
    log = site.dir / "php.log"
    complaints = log.read_text().splitlines() if log.exists() else []
    assert [line for line in complaints if "/mu-plugins/engage" in line] == []


@pytest.fixture
def pushed() -> Callable[..., Pushed]:
    return Pushed


class opened:  # noqa: N801  used as a function is
    """The clients of a site, for as long as a test needs them."""

    def __init__(self, site: WordPressSite) -> None:
        accounts = [
            httpx.Client(
                base_url=f"{site.rest}wp/v2/", auth=(who.user, who.app_password), timeout=30
            )
            for who in (site.administrator, site.editor)
        ]
        self._clients = [*accounts, httpx.Client(base_url=site.url, timeout=30)]
        self._site = site

    def __enter__(self) -> There:
        return There(self._site, *self._clients)

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            client.close()
