"""A WordPress in memory that keeps the promise of `Transport` as far as pulling and comparing ask.

It stands in for the real one where a test is about our side alone: crashes, two workers, floods.
What it promises, the real one is held to by the tests beside this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, cast

from engage.wordpress.errors import Gone, Transient
from engage.wordpress.gateway.transport import Answered, Transport
from engage.wordpress.marks import NOTICE_END, notice_begin
from engage.wordpress.rules import (
    Capability,
    CommentChange,
    CommentStatus,
    PostStatus,
    RemoteComment,
    RemotePost,
    TransportName,
)

POST = 7


@dataclass
class There:
    """The site. `fails_after`: so many calls, then it is down; `cut`: raised at that call."""

    now: datetime
    comments: dict[int, RemoteComment] = field(default_factory=dict)
    posts: dict[int, RemotePost] = field(default_factory=dict)
    page: int = 100
    next_id: int = 1
    calls: int = 0
    fails_after: int | None = None
    clock_off: timedelta = timedelta()
    can: frozenset[Capability] = frozenset()
    asked: list[str] = field(default_factory=list)
    changed: dict[int, datetime] = field(default_factory=dict)

    def leave(
        self,
        text: str = "More trees, please.",
        *,
        name: str = "Robin",
        email: str = "robin@example.ca",
        status: CommentStatus = CommentStatus.HOLD,
        post_id: int = POST,
        parent_id: int = 0,
        date: datetime | None = None,
        number: int | None = None,
    ) -> int:
        """A comment by a visitor; its number there."""
        number = number or self.next_id
        self.next_id = max(self.next_id, number + 1)
        self.changed[number] = self.now
        when = (date or self.now).replace(microsecond=0)
        self.comments[number] = RemoteComment(
            number, post_id, parent_id, email, name, text, when, status
        )
        return number

    def change(self, number: int, **changes: object) -> None:
        self.changed[number] = self.now
        self.comments[number] = replace(self.comments[number], **changes)  # type: ignore[arg-type]

    def status(self, number: int) -> CommentStatus:
        return self.comments[number].status

    def open(self) -> Transport:
        return cast(Transport, InMemory(self))

    def call(self, name: str) -> None:
        self.calls += 1
        self.asked.append(name)
        if self.fails_after is not None and self.calls > self.fails_after:
            raise Transient("the site is down")


@dataclass
class InMemory:
    there: There
    name: TransportName = TransportName.REST
    batch: int = 50

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        return

    def capabilities(self) -> frozenset[Capability]:
        return self.there.can

    def clock(self) -> datetime | None:
        return self.there.now + self.there.clock_off

    def get_post(self, remote_id: int) -> RemotePost:
        self.there.call("get_post")
        if remote_id not in self.there.posts:
            raise Gone("no such post")
        return self.there.posts[remote_id]

    def get_posts(self, ids: Sequence[int]) -> Mapping[int, RemotePost]:
        self.there.call("get_posts")
        return {each: self.there.posts[each] for each in ids if each in self.there.posts}

    def set_comments_open(self, remote_id: int, is_open: bool) -> None:
        self.there.call("set_comments_open")
        self.there.posts[remote_id] = replace(self.there.posts[remote_id], comments_open=is_open)

    def get_comments(self, ids: Sequence[int]) -> Mapping[int, RemoteComment]:
        found: dict[int, RemoteComment] = {}
        for start in range(0, len(ids), 100):
            self.there.call("get_comments")
            some = ids[start : start + 100]
            found |= {n: self.there.comments[n] for n in some if n in self.there.comments}
        return found

    def update_comments(self, changes: Sequence[CommentChange]) -> list[Answered]:
        self.there.call("update_comments")
        return [self._update(change) for change in changes]

    def _update(self, change: CommentChange) -> Answered:
        if change.remote_id not in self.there.comments:
            return Gone("no such comment")
        wanted = {
            "author_name": change.author_name,
            "content": change.content,
            "status": change.status,
            "author_email": change.alias,
        }
        self.there.change(change.remote_id, **{k: v for k, v in wanted.items() if v is not None})
        return self.there.comments[change.remote_id]

    def remove_comment(self, remote_id: int) -> None:
        self.there.call("remove_comment")
        self.there.comments.pop(remote_id, None)

    def comments_after(self, known_id: int) -> Iterator[list[RemoteComment]]:
        yield from self._pages([*self.there.comments], known_id)

    def comments_of(self, post_id: int) -> Iterator[list[RemoteComment]]:
        of_post = [n for n, one in self.there.comments.items() if one.post_id == post_id]
        yield from self._pages(of_post, 0)

    def comments_changed(self, since: datetime) -> Iterator[list[RemoteComment]]:
        changed = [n for n, at in self.there.changed.items() if at >= since]
        yield from self._pages([n for n in changed if n in self.there.comments], 0)

    def _pages(self, numbers: list[int], known_id: int) -> Iterator[list[RemoteComment]]:
        numbers = sorted(numbers, reverse=True)
        for start in range(0, max(len(numbers), 1), self.there.page):
            self.there.call("page")
            page = numbers[start : start + self.there.page]
            yield [self.there.comments[n] for n in page if n in self.there.comments]
            if page and page[-1] <= known_id:
                return


def post(notice_hash: str, at: datetime, number: int = POST) -> RemotePost:
    """One that shows this notice, as we pushed it."""
    block = "Your comment is collected under section 26(c).</h2><p>Ask us.</p>"
    return RemotePost(
        id=number,
        key="",
        slug="",
        link="",
        status=PostStatus.PUBLISH,
        title="",
        content=f"<h2>{notice_begin(notice_hash, block)}{block}{NOTICE_END}",
        excerpt="",
        comments_open=True,
        modified=at,
    )
