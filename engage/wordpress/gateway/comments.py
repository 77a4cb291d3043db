"""Comments, over REST with an application password.

REST rather than XML-RPC for comments: it sets author, date and status in the call that creates, so
that nothing is ever public under the wrong name.

**Comments on a closed post.** WordPress creates none there, not even for an administrator, and a
post that is open shows WordPress's own form to everybody. Three ways were tried on the real thing:

* leave the post open: strangers' comments arrive outside the engagement's notice and moderation,
  and WordPress publishes at once those of anybody it has approved before;
* open, create, close: the same for the moment of each push, and for good if we die in between;
* a letter box: create the comment, held, on a private page that takes comments, then move it to
  the post, where editing is allowed (`post`, `parent` and `status` in one call).

We take the letter box. The post is never open; nobody but WordPress's staff can read or write to
the page; a push that dies half-way leaves a held comment that the next look-up finds and
delivers. The price is one more call for a comment and one private page in the staff's list. It is
a page, not a post, because WordPress can be set to close old posts, never pages. If a plugin
admits us to closed posts, the first attempt succeeds and the letter box is not used.

Mail: WordPress writes to a post's author about every approved comment, unless the author is who
approves it. Posts made by the account that pushes therefore cause none; no setting is touched.
"""

from datetime import UTC, datetime

from engage.wordpress.errors import BadData, Closed, Duplicate, Gone
from engage.wordpress.gateway.rest.calls import Rest, items, number, string, struct
from engage.wordpress.markup import clean
from engage.wordpress.rules import CommentFields, CommentStatus, RemoteComment

LETTER_BOX = "engage-letter-box"


class Comments:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._closed: set[int] = set()
        self._box: int | None = None

    def find(self, alias: str) -> RemoteComment | None:
        """Believes no answer that names another author: WordPress ignores what it cannot filter."""
        query = {"author_email": alias, "status": "any", "orderby": "id", "order": "asc"}
        rows = items(self._rest.call("GET", "comments", query | {"context": "edit"}))
        return next((found for found in map(_comment, rows) if found.author_email == alias), None)

    def create(self, post_id: int, fields: CommentFields) -> RemoteComment:
        """Approved on the post, whether the post is closed or not; at most once for an alias.

        Looks first, so that a repeat after a time-out finds what the attempt before left. What is
        found on the post is returned as it stands: if people there took it down, it stays down.
        """
        found = self.find(fields.alias) or self._create(post_id, fields)
        if found.post_id != post_id and found.status is CommentStatus.HOLD:
            return self._deliver(found.id, post_id, fields)
        return found

    def update(self, comment_id: int, fields: CommentFields) -> RemoteComment:
        """Text, name and parent; the status stays what people there made of it."""
        body = {
            "author_name": clean(fields.author_name),
            "content": clean(fields.content),
            "parent": fields.parent_id,
        }
        return _comment(self._rest.call("POST", f"comments/{comment_id}", body=body))

    def remove(self, comment_id: int) -> None:
        """For good, past the trash: what was withdrawn or redacted must not lie there."""
        try:
            self._rest.call("DELETE", f"comments/{comment_id}", {"force": "true"})
        except Gone:
            return

    def get(self, comment_id: int) -> RemoteComment:
        return _comment(self._rest.call("GET", f"comments/{comment_id}", {"context": "edit"}))

    def _create(self, post_id: int, fields: CommentFields) -> RemoteComment:
        try:
            return self._create_open(post_id, fields) or self._post_in_box(fields)
        except Duplicate:
            found = self.find(fields.alias)  # made by another worker this moment
            if found is None:
                raise
            return found

    def _create_open(self, post_id: int, fields: CommentFields) -> RemoteComment | None:
        if post_id in self._closed:
            return None
        try:
            return self._insert(post_id, fields, CommentStatus.APPROVED, fields.parent_id)
        except Closed:
            self._closed.add(post_id)
            return None

    def _post_in_box(self, fields: CommentFields) -> RemoteComment:
        if self._box is None:
            self._box = self._letter_box()
        return self._insert(self._box, fields, CommentStatus.HOLD, 0)

    def _insert(
        self, post_id: int, fields: CommentFields, status: CommentStatus, parent: int
    ) -> RemoteComment:
        body = {
            "post": post_id,
            "author_name": clean(fields.author_name),
            "author_email": fields.alias,
            "content": clean(fields.content),
            "date_gmt": fields.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": status.value,
        }
        if parent:
            body["parent"] = parent
        return _comment(self._rest.call("POST", "comments", body=body))

    def _deliver(self, comment_id: int, post_id: int, fields: CommentFields) -> RemoteComment:
        body = {
            "post": post_id,
            "parent": fields.parent_id,
            "status": CommentStatus.APPROVED.value,
        }
        return _comment(self._rest.call("POST", f"comments/{comment_id}", body=body))

    def _letter_box(self) -> int:
        """Written again each time, in case people there opened the page or closed its comments."""
        body = {
            "title": "Engage: letter box",
            "content": "Approved comments pass through here on their way to their posts. "
            "Keep this page private and its comments open.",
            "slug": LETTER_BOX,
            "status": "private",
            "comment_status": "open",
            "ping_status": "closed",
        }
        found = self._rest.named("pages", [LETTER_BOX])
        path = f"pages/{found[0]}" if found else "pages"
        return number(struct(self._rest.call("POST", path, body=body)), "id")


def _comment(value: object) -> RemoteComment:
    row = struct(value)
    content = struct(row.get("content"))
    return RemoteComment(
        id=number(row, "id"),
        post_id=number(row, "post"),
        parent_id=number(row, "parent"),
        author_email=string(row, "author_email"),
        author_name=string(row, "author_name"),
        content=string(content, "raw"),
        date=_moment(string(row, "date_gmt")),
        status=CommentStatus(string(row, "status")),
    )


def _moment(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        raise BadData("REST answers no date") from None
