"""Posts over XML-RPC, whose `if_not_modified_since` is real optimistic locking."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from engage.wordpress.blocks import shown
from engage.wordpress.errors import ConflictRemote, Gone, TooLarge, WordPressError
from engage.wordpress.gateway.paging import pages
from engage.wordpress.gateway.xmlrpc.calls import Call
from engage.wordpress.gateway.xmlrpc.part import Part
from engage.wordpress.gateway.xmlrpc.values import items, number, post_of, stamp, struct
from engage.wordpress.markup import clean
from engage.wordpress.rules import (
    NO_DRESSING,
    PostDressing,
    PostFields,
    PostStatus,
    RemotePost,
    shows,
)

PAGE: Final = 100
TOGETHER: Final = 25
"""Posts that are read at once by their numbers."""
_WANTED: Final = ["post", "terms"]
_EVERY_STATUS: Final = "publish,future,draft,pending,private,trash"
_SHOWING: Final = (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE)
_REPEATED_HOUR: Final = timedelta(hours=1, seconds=1)  # WordPress sorts by local time


class Posts(Part):
    def find_post(self, key: str) -> RemotePost | None:
        """By our mark in the text, which WordPress's search looks through; trashed ones not."""
        query = {"post_type": self._type, "post_status": "any", "s": key}
        for page in self._post_pages(query | {"orderby": "ID", "order": "ASC"}):
            for post in page:
                if post.key == key:
                    return post
        return None

    def create_post(
        self, key: str, fields: PostFields, dressing: PostDressing = NO_DRESSING
    ) -> RemotePost:
        found = self.find_post(key)
        if found is not None:
            return found
        body = _body(fields) | self._dress(dressing, ())
        body |= {"post_type": self._type, "post_name": key, "ping_status": "closed"}
        return self.get_post(number(self._calls.call("wp.newPost", body)))

    def update_post(
        self,
        remote_id: int,
        fields: PostFields,
        seen: datetime | None,
        dressing: PostDressing = NO_DRESSING,
    ) -> RemotePost:
        changes = dressing.categories or dressing.dropped
        there = self.get_post(remote_id).categories if changes else ()
        body = _body(fields) | self._dress(dressing, there)
        if seen is not None:
            body["if_not_modified_since"] = stamp(seen)
        try:
            self._calls.call("wp.editPost", remote_id, body)
        except ConflictRemote:
            post = self.get_post(remote_id)
            if shows(post, fields):
                return post
            raise
        return self.get_post(remote_id)

    def get_post(self, remote_id: int) -> RemotePost:
        row = self._calls.call("wp.getPost", remote_id, _WANTED)
        return post_of(row, self._calls.now())

    def get_posts(self, ids: Sequence[int]) -> Mapping[int, RemotePost]:
        found: dict[int, RemotePost] = {}
        for start in range(0, len(ids), TOGETHER):
            wanted = ids[start : start + TOGETHER]
            try:
                answers = self._calls.many([Call("wp.getPost", each, _WANTED) for each in wanted])
            except TooLarge:
                continue
            now = self._calls.now()
            rows = [post_of(row, now) for row in answers if not isinstance(row, WordPressError)]
            found |= {post.id: post for post in rows}
        return found

    def unpublish_post(self, remote_id: int) -> None:
        """Never the trash: comments of a trashed post do not come back."""
        try:
            if self.get_post(remote_id).status in _SHOWING:
                self._edit(remote_id, {"post_status": PostStatus.DRAFT.value})
        except Gone:
            return

    def set_comments_open(self, remote_id: int, is_open: bool) -> None:
        self._edit(remote_id, {"comment_status": "open" if is_open else "closed"})

    def posts_changed(self, since: datetime | None, category: int) -> Iterator[RemotePost]:
        """Ordinary posts. This interface knows no such question: all are read, last changed first,
        until older ones come."""
        query = {"post_type": "post", "post_status": _EVERY_STATUS}
        given: set[int] = set()
        for page in self._post_pages(query | {"orderby": "modified", "order": "DESC"}):
            for post in page:
                if since is not None and post.modified < since - _REPEATED_HOUR:
                    return
                is_new = since is None or post.modified >= since
                if category in post.categories and post.id not in given and is_new:
                    given.add(post.id)
                    yield post

    def rendered(self, post: RemotePost) -> str:
        """This interface does not render: what blocks and shortcodes show is worked out here."""
        return shown(post.content)

    def _post_pages(self, query: dict[str, str]) -> Iterator[list[RemotePost]]:
        def read(offset: int, size: int) -> tuple[list[RemotePost], bool]:
            asked = query | {"number": size, "offset": offset}
            rows = items(self._calls.call("wp.getPosts", asked, _WANTED))
            now = self._calls.now()
            return [post_of(row, now) for row in rows], not rows  # some may be kept from us

        return pages(read, PAGE)

    def _edit(self, remote_id: int, body: dict[str, object]) -> None:
        self._calls.call("wp.editPost", remote_id, body)

    def _dress(self, dressing: PostDressing, there: tuple[int, ...]) -> dict[str, object]:
        """Terms that the type of post does not know would be a fault."""
        body: dict[str, object] = {}
        wanted = {*dressing.categories, *there} - set(dressing.dropped)
        if wanted != set(there) and self._knows_categories():
            body["terms"] = {"category": sorted(wanted)}
        if dressing.picture or dressing.no_picture:
            body["post_thumbnail"] = dressing.picture or ""
        return body

    def _knows_categories(self) -> bool:
        if self._type == "post":
            return True
        kind = struct(self._calls.call("wp.getPostType", self._type, ["taxonomies"]))
        return "category" in items(kind.get("taxonomies"))


def _body(fields: PostFields) -> dict[str, object]:
    """`comment_status` always: WordPress's default differs between its two interfaces."""
    return {
        "post_title": clean(fields.title),
        "post_content": clean(fields.content),
        "post_excerpt": clean(fields.excerpt),
        "post_status": fields.status.value,
        "comment_status": "open" if fields.comments_open else "closed",
    }
