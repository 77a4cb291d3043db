"""Comments on their way out, over XML-RPC.

WordPress's own `wp.newComment` ignores author, date and status: for a moment the comment would be
public as the account's. So they are created through our plugin or not at all. Changing, holding and
removing need no plugin. What cannot be changed through this interface is whose answer a comment is:
the answer tells what stands.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    Gone,
    NotPossible,
    NotStored,
    TooLarge,
    WordPressError,
)
from engage.wordpress.gateway.creating import create_all
from engage.wordpress.gateway.transport import Answered
from engage.wordpress.gateway.xmlrpc.calls import Call
from engage.wordpress.gateway.xmlrpc.reading import ReadingComments
from engage.wordpress.gateway.xmlrpc.values import TO_STATUS, comment_of
from engage.wordpress.markup import clean
from engage.wordpress.rules import (
    Capability,
    CommentChange,
    CommentFields,
    RemoteComment,
)

AT_ONCE: Final = 50  # WordPress works longer on more, and the answer has to come in time


class SendingComments(ReadingComments):
    def create_comments(
        self, post_id: int, comments: Sequence[CommentFields], tried: frozenset[str] = frozenset()
    ) -> list[Answered]:
        """The plugin knows by itself what an earlier attempt made."""
        can = self.capabilities()
        if Capability.CREATE_COMMENTS not in can:
            raise NotPossible(
                "the plugin on WordPress was not told that this account is Engage's "
                "(ENGAGE_SYNC_USER)"
                if Capability.PLUGIN in can
                else "comments are created over XML-RPC only with the plugin on WordPress"
            )
        self._forget()
        return create_all(
            comments,
            lambda bodies: self._calls.call("engage.newComments", post_id, bodies),
            self.get_comments,
        )

    def update_comments(self, changes: Sequence[CommentChange]) -> list[Answered]:
        """Each is read back in the same exchange: an edit that changes nothing is called a failure
        by WordPress, and what it filters it does not say."""
        answers: list[Answered] = []
        for start in range(0, len(changes), AT_ONCE):
            answers += self._updated(changes[start : start + AT_ONCE])
        return answers

    def _updated(self, changes: Sequence[CommentChange]) -> list[Answered]:
        """What is too much to read back is changed again in halves: that changes nothing more."""
        calls: list[Call] = []
        for change in changes:
            edit = Call("wp.editComment", change.remote_id, _body(change))
            calls += [edit, Call("wp.getComment", change.remote_id)]
        try:
            said = self._calls.many(calls)
        except TooLarge:
            half = len(changes) // 2
            if not half:
                raise
            return self._updated(changes[:half]) + self._updated(changes[half:])
        return list(map(_outcome, changes, said[::2], said[1::2]))

    def remove_comment(self, remote_id: int) -> None:
        """The first call puts it into the trash, the second deletes it, the third looks."""
        delete = Call("wp.deleteComment", remote_id)
        said = self._calls.many([delete, delete, Call("wp.getComment", remote_id)])
        for answer in said:
            if isinstance(answer, AuthFailed):
                raise answer
        if not isinstance(said[-1], Gone):
            raise BadData("WordPress keeps a comment that was deleted")


def _outcome(change: CommentChange, edited: object, read: object) -> Answered:
    if isinstance(read, WordPressError):
        return read
    if isinstance(edited, WordPressError) and not isinstance(edited, NotStored):
        return edited
    comment = comment_of(read)
    if isinstance(edited, NotStored) and not _says(comment, change):
        return edited
    return comment


def _says(comment: RemoteComment, change: CommentChange) -> bool:
    wanted = {
        "author_name": change.author_name,
        "content": change.content,
        "status": change.status,
        "author_email": change.alias,
    }
    return all(value is None or getattr(comment, name) == value for name, value in wanted.items())


def _body(change: CommentChange) -> Mapping[str, object]:
    """With a visitor's address goes the link that they left, which tells who they are as well."""
    body: dict[str, object] = {}
    if change.author_name is not None:
        body["author"] = clean(change.author_name)
    if change.content is not None:
        body["content"] = clean(change.content)
    if change.status is not None:
        body["status"] = TO_STATUS.get(change.status, "")
    if change.alias is not None:
        body |= {"author_email": change.alias, "author_url": ""}
    return body
