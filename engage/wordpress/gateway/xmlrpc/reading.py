"""Comments on their way in, over XML-RPC: pages of a thousand, newest first by date.

Nothing can be asked for by number, alias or time of change, and what shares a second has no order
of its own, so that rows fall between pages: pages overlap, numbers are counted once, and where a
post has more comments than were found its pages are read again in other sizes. One visitor's
control character would make a page unreadable: it is repaired before it is parsed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from engage.wordpress.errors import Gone, NotPossible, TooLarge, WordPressError
from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.paging import pages
from engage.wordpress.gateway.xmlrpc.calls import Call, XmlRpc
from engage.wordpress.gateway.xmlrpc.part import Part
from engage.wordpress.gateway.xmlrpc.values import comment_of, is_by_people, items, number, struct
from engage.wordpress.rules import RemoteComment

PAGE: Final = 1_000
FIRST: Final = 200  # of what is looked at every minute, where mostly nothing is new
QUIET: Final = 50
OVERLAP: Final = 20
SINGLY: Final = 100  # in one exchange
_FEW: Final = 200  # more are found quicker in pages
_OTHER_SIZES: Final = (700, 1_700)
_EVERY: Final = {"status": "any"}


class ReadingComments(Part):
    def __init__(self, connection: Connection, calls: XmlRpc, post_type: str) -> None:
        super().__init__(connection, calls, post_type)
        self._aliases: dict[str, int] | None = None

    def find_comment(self, alias: str) -> RemoteComment | None:
        """All comments are read for it, once for an object's life: there is no other way."""
        if self._aliases is None:
            every = (row for page in self._pages({}) for row in page)
            self._aliases = {row.author_email: row.id for row in every}
        found = self._aliases.get(alias)
        return None if found is None else self.get_comments([found]).get(found)

    def get_comments(self, ids: Sequence[int]) -> Mapping[int, RemoteComment]:
        wanted = list(dict.fromkeys(ids))
        found: dict[int, RemoteComment] = {}
        if len(wanted) > _FEW:
            found = self._found_in_pages(set(wanted))
        left = [each for each in wanted if each not in found]
        for start in range(0, len(left), SINGLY):
            found |= self._singly(left[start : start + SINGLY])
        return found

    def comments_after(self, known_id: int) -> Iterator[list[RemoteComment]]:
        """Until nothing new has come for a while. Ours are dated back and may stand further down:
        they are known; what visitors leave has the date of its number."""
        for page in self._pages({}, first=FIRST):
            yield page
            if not any(comment.id > known_id for comment in page[-QUIET:]):
                return

    def comments_of(self, post_id: int) -> Iterator[list[RemoteComment]]:
        given: set[int] = set()
        for size in (PAGE, *_OTHER_SIZES):
            for page in self._pages({"post_id": post_id}, size):
                fresh = [comment for comment in page if comment.id not in given]
                given |= {comment.id for comment in fresh}
                if fresh:
                    yield fresh
            if len(given) >= self._count(post_id):
                return

    def comments_changed(self, since: datetime) -> Iterator[list[RemoteComment]]:
        raise NotPossible("XML-RPC cannot ask which comments changed")

    def _forget(self) -> None:
        self._aliases = None

    def _count(self, post_id: int) -> int:
        """Of those on the post, as WordPress counts: pingbacks too, the trash not."""
        try:
            counted = struct(self._calls.call("wp.getCommentCount", post_id))
        except Gone:
            return 0
        return number(counted.get("total_comments"))

    def _found_in_pages(self, wanted: set[int]) -> dict[int, RemoteComment]:
        """As far down as it pays: a page costs about as much as a hundred asked for singly."""
        found: dict[int, RemoteComment] = {}
        for count, page in enumerate(self._pages({}), 1):
            found |= {comment.id: comment for comment in page if comment.id in wanted}
            if len(found) == len(wanted) or count * SINGLY > len(wanted):
                break
        return found

    def _singly(self, ids: list[int]) -> dict[int, RemoteComment]:
        found: dict[int, RemoteComment] = {}
        try:
            answers = self._calls.many([Call("wp.getComment", each) for each in ids])
        except TooLarge:
            half = len(ids) // 2
            if not half:
                raise
            return self._singly(ids[:half]) | self._singly(ids[half:])
        for answer in answers:
            if isinstance(answer, Gone):
                continue
            if isinstance(answer, WordPressError):
                raise answer
            if is_by_people(answer):
                comment = comment_of(answer)
                found[comment.id] = comment
        return found

    def _pages(
        self, more: Mapping[str, object], size: int = PAGE, first: int = 0
    ) -> Iterator[list[RemoteComment]]:
        def read(offset: int, size: int) -> tuple[list[RemoteComment], bool]:
            asked = {**_EVERY, **more, "number": size, "offset": offset}
            rows = items(self._calls.call("wp.getComments", asked))
            people = [comment_of(row) for row in rows if is_by_people(row)]
            return people, len(rows) < size

        return pages(read, size, OVERLAP, first)
