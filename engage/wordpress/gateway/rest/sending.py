"""Comments on their way out, over REST with an application password.

It sets author, date and status in the call that creates, so that nothing is ever public under the
wrong name.

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
a page, not a post, because WordPress can be set to close old posts, never pages. If our plugin
is there, one call makes many comments on the closed post and the letter box is not used.

Mail: WordPress writes to a post's author about every approved comment, unless the author is who
approves it. Posts made by the account that pushes therefore cause none; no setting is touched.
"""

from collections.abc import Sequence
from datetime import UTC
from typing import Final

from engage.wordpress.errors import (
    AuthFailed,
    Closed,
    Duplicate,
    Gone,
    NotStored,
    Transient,
    WordPressError,
)
from engage.wordpress.gateway.creating import Bodies, create_all
from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.rest.calls import Rest, items, number, struct
from engage.wordpress.gateway.rest.part import PLUGIN
from engage.wordpress.gateway.rest.reading import ReadingComments
from engage.wordpress.gateway.rest.values import COMMENT_FIELDS, comment_of
from engage.wordpress.gateway.transport import Answered
from engage.wordpress.markup import clean
from engage.wordpress.rules import (
    Capability,
    CommentChange,
    CommentFields,
    CommentStatus,
    RemoteComment,
)

LETTER_BOX: Final = "engage-letter-box"
_ASKED: Final = {"_fields": COMMENT_FIELDS}
_EDIT: Final = {"context": "edit", "_fields": COMMENT_FIELDS}
_NOWHERE: Final = {"author_url": "", "author_ip": "127.0.0.1", "author_user_agent": ""}


class SendingComments(ReadingComments):
    def __init__(self, connection: Connection, rest: Rest, post_type: str) -> None:
        super().__init__(connection, rest, post_type)
        self._closed: set[int] = set()
        self._box: int | None = None

    def create_comments(
        self, post_id: int, comments: Sequence[CommentFields], tried: frozenset[str] = frozenset()
    ) -> list[Answered]:
        """What is found on the post is returned as it stands: if people there took it down, it
        stays down. Where the post itself is gone or takes nothing, that is asked only once."""
        if Capability.CREATE_ON_CLOSED in self.capabilities():
            return self._by_plugin(post_id, comments)
        answers: list[Answered] = []
        refusal: WordPressError | None = None
        for fields in comments:
            try:
                if refusal is not None and fields.alias not in tried:
                    raise refusal
                answers.append(self._created(post_id, fields, fields.alias in tried))
            except (AuthFailed, Transient):
                raise
            except (Gone, Closed) as error:
                refusal = error
                answers.append(error)
            except WordPressError as error:
                answers.append(error)
        return answers

    def find_comment(self, alias: str) -> RemoteComment | None:
        """Believes no answer that names another author: WordPress ignores what it cannot filter."""
        query = {"author_email": alias, "status": "any", "orderby": "id", "order": "asc"} | _EDIT
        rows = map(comment_of, items(self._rest.call("GET", "comments", query)))
        return next((found for found in rows if found.author_email == alias), None)

    def update_comments(self, changes: Sequence[CommentChange]) -> list[Answered]:
        answers: list[Answered] = []
        for change in changes:
            try:
                answers.append(self._changed(change))
            except (AuthFailed, Transient):
                raise
            except WordPressError as error:
                answers.append(error)
        return answers

    def remove_comment(self, remote_id: int) -> None:
        """For good, past the trash: what was withdrawn or redacted must not lie there."""
        try:
            self._rest.call("DELETE", f"comments/{remote_id}", {"force": "true"})
        except Gone:
            return

    def _by_plugin(self, post_id: int, comments: Sequence[CommentFields]) -> list[Answered]:
        """One that an attempt before the plugin's time left in the letter box is delivered."""

        def create(bodies: Bodies) -> object:
            body = {"post": post_id, "comments": bodies}
            return self._rest.ask("POST", f"{PLUGIN}/comments", None, body)[0]

        answers = create_all(comments, create, self.get_comments)
        for place, (answer, fields) in enumerate(zip(answers, comments, strict=True)):
            if isinstance(answer, RemoteComment):
                answers[place] = self._delivered(answer, post_id, fields)
        return answers

    def _created(self, post_id: int, fields: CommentFields, was_tried: bool) -> RemoteComment:
        found = self.find_comment(fields.alias) if was_tried else None
        return self._delivered(found or self._create(post_id, fields), post_id, fields)

    def _delivered(self, made: RemoteComment, post_id: int, fields: CommentFields) -> RemoteComment:
        if made.post_id != post_id and made.status is CommentStatus.HOLD:
            return self._deliver(made.id, post_id, fields)
        return made

    def _create(self, post_id: int, fields: CommentFields) -> RemoteComment:
        try:
            return self._create_open(post_id, fields) or self._post_in_box(fields)
        except Duplicate:
            found = self.find_comment(fields.alias)  # made by another worker this moment
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
        return comment_of(self._rest.call("POST", "comments", _ASKED, body))

    def _deliver(self, comment_id: int, post_id: int, fields: CommentFields) -> RemoteComment:
        body = {
            "post": post_id,
            "parent": fields.parent_id,
            "status": CommentStatus.APPROVED.value,
        }
        return comment_of(self._rest.call("POST", f"comments/{comment_id}", _ASKED, body))

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
        return number(struct(self._rest.call("POST", path, {"_fields": "id"}, body)), "id")

    def _changed(self, change: CommentChange) -> RemoteComment:
        body = _body(change)
        if not body:
            return self._read(change.remote_id)
        path = f"comments/{change.remote_id}"
        try:
            return comment_of(self._rest.call("POST", path, _ASKED, body))
        except NotStored:
            found = self._read(change.remote_id)  # setting what it has already is called a failure
            if set(body) == {"status"} and found.status is change.status:
                return found
            raise

    def _read(self, comment_id: int) -> RemoteComment:
        return comment_of(self._rest.call("GET", f"comments/{comment_id}", _EDIT))


def _body(change: CommentChange) -> dict[str, object]:
    """With a visitor's address goes whatever else tells who and where they are."""
    body: dict[str, object] = {}
    if change.author_name is not None:
        body["author_name"] = clean(change.author_name)
    if change.content is not None:
        body["content"] = clean(change.content)
    if change.parent_id is not None:
        body["parent"] = change.parent_id
    if change.status is not None:
        body["status"] = change.status.value
    if change.alias is not None:
        body |= _NOWHERE | {"author_email": change.alias}
    return body
