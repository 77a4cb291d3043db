"""Comments on their way in, over REST: pages of a hundred, by falling number.

A page begins with the row that ended the one before. If it does not, something above was deleted
meanwhile and everything moved up: the page before is read again, so that no row falls between two.
Where an answer is too large to take (a visitor may write 65,535 characters, and so may the next
ninety-nine), smaller pages are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from engage.wordpress.errors import BadData, Gone, NotPossible, TooLarge
from engage.wordpress.gateway.paging import smaller
from engage.wordpress.gateway.rest.calls import ends, items
from engage.wordpress.gateway.rest.part import Part
from engage.wordpress.gateway.rest.values import COMMENT_FIELDS, comment_of
from engage.wordpress.rules import Capability, RemoteComment

PAGE: Final = 100
OVERLAP: Final = 20  # of two comments written at once the later number may be seen first
DOUBTED: Final = 10  # so many missing ones of a page are asked for singly before they are gone
_QUERY: Final = {"status": "any", "context": "edit", "_fields": COMMENT_FIELDS, "orderby": "id"}


class ReadingComments(Part):
    def get_comments(self, ids: Sequence[int]) -> Mapping[int, RemoteComment]:
        wanted = list(dict.fromkeys(ids))
        found: dict[int, RemoteComment] = {}
        for start in range(0, len(wanted), PAGE):
            found |= self._included(wanted[start : start + PAGE])
        return found

    def comments_after(self, known_id: int) -> Iterator[list[RemoteComment]]:
        for page in self._pages({}):
            yield page
            if page and page[-1].id <= known_id - OVERLAP:
                return

    def comments_of(self, post_id: int) -> Iterator[list[RemoteComment]]:
        return self._pages({"post": str(post_id)})

    def comments_changed(self, since: datetime) -> Iterator[list[RemoteComment]]:
        if Capability.MODIFIED_COMMENTS not in self.capabilities():
            raise NotPossible("WordPress does not say which comments changed")
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield from self._pages({"engage_modified_after": moment})

    def _included(self, ids: list[int]) -> dict[int, RemoteComment]:
        query = _QUERY | {"include": ",".join(map(str, ids)), "per_page": str(PAGE)}
        try:
            rows = map(comment_of, items(self._rest.call("GET", "comments", query)))
            found = {row.id: row for row in rows}
        except TooLarge:
            half = len(ids) // 2
            if not half:
                raise
            return self._included(ids[:half]) | self._included(ids[half:])
        missing = [each for each in ids if each not in found]
        if len(missing) <= DOUBTED:
            found |= {row.id: row for row in map(self._single, missing) if row is not None}
        return found

    def _single(self, comment_id: int) -> RemoteComment | None:
        query = {"context": "edit", "_fields": COMMENT_FIELDS}
        try:
            return comment_of(self._rest.call("GET", f"comments/{comment_id}", query))
        except Gone:
            return None

    def _pages(self, more: Mapping[str, str]) -> Iterator[list[RemoteComment]]:
        query = {**_QUERY, **more, "order": "desc"}
        offset, size, last = 0, PAGE, 0
        given: set[int] = set()
        before: list[RemoteComment] = []
        while True:
            asked = query | {"per_page": str(size), "offset": str(offset)}
            try:
                value, reply = self._rest.ask("GET", "wp/v2/comments", asked)
            except TooLarge:
                if size == 1:
                    raise
                size = smaller(size)
                continue
            rows = [comment_of(row) for row in items(value)]
            if offset and rows and rows[0].id < last:
                offset = max(offset - size, 0)
                continue
            if rows and rows == before:
                raise BadData("WordPress answers with the same page again and again")
            before = rows
            yield [row for row in rows if row.id not in given]
            given |= {row.id for row in rows}
            last = rows[-1].id if rows else last
            if ends(reply, offset + size, rows):
                return
            offset += max(size - 1, 1)
