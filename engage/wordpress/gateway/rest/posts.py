"""Posts over REST.

REST has no lock of its own. With the plugin the site refuses an update of what changed since we
saw it. Without, the modified time is compared just before, and the post's revisions are looked
through after: if somebody saved between the two calls, what they wrote is put back, so that no edit
made there is lost, and the call ends in the conflict that it would have been.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from engage.wordpress.errors import BadData, ConflictRemote, Gone, TooLarge
from engage.wordpress.gateway.paging import pages
from engage.wordpress.gateway.rest.calls import ends, items, number, string, struct
from engage.wordpress.gateway.rest.part import Part
from engage.wordpress.gateway.rest.values import POST_FIELDS, post_of
from engage.wordpress.markup import clean
from engage.wordpress.rules import (
    NO_DRESSING,
    Capability,
    PostDressing,
    PostFields,
    PostStatus,
    RemotePost,
    shows,
)

PAGE: Final = 100
TOGETHER: Final = 50
"""Posts that are read at once by their numbers."""
_TAKEN: Final = 5  # a slug taken by somebody else gets -2, -3 ... from WordPress
_EVERY_STATUS: Final = "publish,future,draft,pending,private,trash"
_SHOWING: Final = (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE)
_EDIT: Final = {"context": "edit", "_fields": POST_FIELDS}
_REPEATED_HOUR: Final = timedelta(hours=1, seconds=1)
"""WordPress compares local times, of which one hour comes twice in autumn, and means 'after'."""


class Posts(Part):
    def find_post(self, key: str) -> RemotePost | None:
        """By slug, which WordPress can search; ours if our mark with this key stands in the text.

        Drafts are found, trashed posts are not. A post whose slug people changed there is found
        by its id only.
        """
        slugs = ",".join([key, *(f"{key}-{count}" for count in range(2, _TAKEN + 1))])
        query = {"slug": slugs, "status": "any", "orderby": "id", "order": "asc"} | _EDIT
        rows = map(post_of, items(self._rest.call("GET", self._base(), query)))
        return next((post for post in rows if post.key == key), None)

    def create_post(
        self, key: str, fields: PostFields, dressing: PostDressing = NO_DRESSING
    ) -> RemotePost:
        found = self.find_post(key)
        if found is not None:
            return found
        body = _body(fields) | _dress(dressing, ()) | {"slug": key, "ping_status": "closed"}
        return post_of(self._rest.call("POST", self._base(), {"_fields": POST_FIELDS}, body))

    def update_post(
        self,
        remote_id: int,
        fields: PostFields,
        seen: datetime | None,
        dressing: PostDressing = NO_DRESSING,
    ) -> RemotePost:
        query = _EDIT | {"_fields": f"{POST_FIELDS},_links"}
        row = struct(self._rest.call("GET", f"{self._base()}/{remote_id}", query))
        before = post_of(row)
        if seen is not None and before.modified > seen:
            return _said_already(before, fields)
        body = _body(fields) | _dress(dressing, before.categories)
        if seen is not None:
            body["engage_if_unmodified_since"] = _stamp(before.modified)
        try:
            after = self._write(remote_id, body)
        except ConflictRemote:
            return _said_already(self.get_post(remote_id), fields)
        if seen is not None and Capability.LOCKED_UPDATE not in self.capabilities():
            self._give_way(remote_id, fields, _last_revision(row))
        return after

    def get_post(self, remote_id: int) -> RemotePost:
        """Of our type, or an ordinary post: those in categories may be of another type."""
        return post_of(self._row(remote_id, _EDIT))

    def get_posts(self, ids: Sequence[int]) -> Mapping[int, RemotePost]:
        found: dict[int, RemotePost] = {}
        for start in range(0, len(ids), TOGETHER):
            wanted = ",".join(map(str, ids[start : start + TOGETHER]))
            query = {"include": wanted, "status": _EVERY_STATUS, "per_page": str(TOGETHER)} | _EDIT
            try:
                rows = map(post_of, items(self._rest.call("GET", self._base(), query)))
                found |= {post.id: post for post in rows}
            except TooLarge:
                continue
        return found

    def unpublish_post(self, remote_id: int) -> None:
        """Never the trash: comments of a trashed post do not come back."""
        try:
            if self.get_post(remote_id).status in _SHOWING:
                self._write(remote_id, {"status": PostStatus.DRAFT.value})
        except Gone:
            return

    def set_comments_open(self, remote_id: int, is_open: bool) -> None:
        self._write(remote_id, {"comment_status": "open" if is_open else "closed"})

    def posts_changed(self, since: datetime | None, category: int) -> Iterator[RemotePost]:
        """Ordinary posts. One that changes meanwhile comes up again rather than being missed."""
        query = {"categories": str(category), "status": _EVERY_STATUS} | _EDIT
        query |= {"orderby": "modified", "order": "desc"}
        if since is not None:
            query["modified_after"] = _stamp(since - _REPEATED_HOUR)

        def read(offset: int, size: int) -> tuple[list[RemotePost], bool]:
            asked = query | {"offset": str(offset), "per_page": str(size)}
            value, reply = self._rest.ask("GET", "wp/v2/posts", asked)
            rows = list(map(post_of, items(value)))
            return rows, ends(reply, offset + size, rows)

        given: set[int] = set()
        for page in pages(read, PAGE):
            for post in page:
                if post.id not in given and (since is None or post.modified >= since):
                    given.add(post.id)
                    yield post

    def rendered(self, post: RemotePost) -> str:
        row = struct(self._row(post.id, {"context": "edit", "_fields": "content.rendered"}))
        return string(struct(row.get("content")), "rendered")

    def _row(self, remote_id: int, query: Mapping[str, str]) -> object:
        bases = dict.fromkeys((self._base(), "posts"))
        for base in bases:
            try:
                return self._rest.call("GET", f"{base}/{remote_id}", query)
            except Gone:
                continue
        raise Gone("no such post")

    def _write(self, remote_id: int, body: Mapping[str, object]) -> RemotePost:
        path = f"{self._base()}/{remote_id}"
        return post_of(self._rest.call("POST", path, {"_fields": POST_FIELDS}, body))

    def _give_way(self, remote_id: int, fields: PostFields, last: int) -> None:
        """Looks for revisions made since `last` that are not what we just sent.

        What somebody's browser keeps while they write is a revision too, but nothing they saved.
        """
        path = f"{self._base()}/{remote_id}"
        query = {"context": "edit", "per_page": "10"}
        query["_fields"] = "id,slug,title,content,excerpt"
        try:
            rows = map(struct, items(self._rest.call("GET", f"{path}/revisions", query)))
            newer = [row for row in rows if number(row, "id") > last]
            theirs = [_texts(row) for row in newer if "autosave" not in string(row, "slug")]
        except (BadData, Gone):
            return  # a type without revisions, or a site that keeps none: nothing to look through
        sent = _sent(fields)
        other = next((text for text in theirs if not text.items() <= sent.items()), None)
        if other is not None:
            self._write(remote_id, other)
            raise ConflictRemote("somebody saved the post at the same moment")


def _said_already(post: RemotePost, fields: PostFields) -> RemotePost:
    if shows(post, fields):
        return post
    raise ConflictRemote("the post was changed on WordPress meanwhile")


def _sent(fields: PostFields) -> dict[str, str]:
    texts = {"title": fields.title, "content": fields.content, "excerpt": fields.excerpt}
    return {name: clean(text) for name, text in texts.items()}


def _body(fields: PostFields) -> dict[str, object]:
    """`comment_status` always: WordPress's default differs between its two interfaces."""
    status = "open" if fields.comments_open else "closed"
    return {**_sent(fields), "status": fields.status.value, "comment_status": status}


def _dress(dressing: PostDressing, there: tuple[int, ...]) -> dict[str, object]:
    body: dict[str, object] = {}
    wanted = {*dressing.categories, *there} - set(dressing.dropped)
    if wanted != set(there):
        body["categories"] = sorted(wanted)
    if dressing.picture or dressing.no_picture:
        body["featured_media"] = dressing.picture
    return body


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    parts = {name: struct(row.get(name)) for name in ("title", "content", "excerpt") if name in row}
    return {name: string(part, "raw") for name, part in parts.items()}


def _last_revision(row: Mapping[str, object]) -> int:
    """The number of the newest revision, 0 if there is none yet."""
    links = row.get("_links")
    before = links.get("predecessor-version") if isinstance(links, dict) else None
    newest = before[0] if isinstance(before, list) and before else None
    found = newest.get("id") if isinstance(newest, dict) else None
    return found if isinstance(found, int) else 0


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
