"""A WordPress in memory: posts in categories, pictures, and faults on demand."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from PIL import Image

from engage.wordpress.errors import Gone, WordPressError
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.rules import PostStatus, RemotePost, TransportName

NEWS = 7
EVENTS = 8
BEGUN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SITE = "https://wp.example"


def png(colour: str = "navy") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(held, "PNG")
    return held.getvalue()


@dataclass
class There:
    name: TransportName = TransportName.REST
    posts: dict[int, RemotePost] = field(default_factory=dict)
    files: dict[str, bytes | WordPressError] = field(default_factory=dict)
    broken_after: int | None = None
    fault: WordPressError | None = None
    rendered_count: int = 0
    fetched: list[str] = field(default_factory=list)
    _ticks: int = 0

    @property
    def transport(self) -> Transport:
        return cast(Transport, self)

    def write(self, content: str = "<p>Buses run late.</p>", **changes: Any) -> int:
        """A public post in the news, unless said otherwise; its number."""
        number = len(self.posts) + 101
        given: dict[str, Any] = {
            "id": number,
            "key": "",
            "slug": f"post-{number}",
            "link": f"{SITE}/post-{number}",
            "status": PostStatus.PUBLISH,
            "title": f"Title {number}",
            "content": content,
            "excerpt": "",
            "comments_open": False,
            "modified": self._tick(),
            "date": BEGUN,
            "categories": (NEWS,),
        }
        self.posts[number] = RemotePost(**(given | changes))
        return number

    def change(self, number: int, **changes: Any) -> None:
        self.posts[number] = replace(self.posts[number], modified=self._tick(), **changes)

    def _tick(self) -> datetime:
        self._ticks += 1
        return BEGUN + timedelta(minutes=self._ticks)

    def posts_changed(self, since: datetime | None, category: int) -> Iterator[RemotePost]:
        rows = sorted(self.posts.values(), key=lambda post: post.modified, reverse=True)
        for post in rows:
            if category in post.categories and (since is None or post.modified >= since):
                yield post

    def get_post(self, remote_id: int) -> RemotePost:
        if remote_id not in self.posts:
            raise Gone("no such post")
        return self.posts[remote_id]

    def rendered(self, post: RemotePost) -> str:
        if self.broken_after is not None and self.rendered_count >= self.broken_after:
            assert self.fault is not None
            raise self.fault
        self.rendered_count += 1
        return post.content

    def fetch(self, address: str) -> bytes:
        self.fetched.append(address)
        found = self.files.get(address, Gone("no such picture"))
        if isinstance(found, WordPressError):
            raise found
        return found
