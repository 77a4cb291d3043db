"""What a push is about to do, and how it came out; pure.

A push never follows an event: it compares what should be on WordPress now with what we recorded
to be there. So the order of jobs does not matter, and a repeat finds nothing to do.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.wordpress.rules import (
    CommentFields,
    CommentStatus,
    PostFields,
    PostStatus,
    RemoteComment,
    RemotePost,
    fields_hash,
)

HIDING: Final = "hiding"
"""Stands among the attempts when an unanswered call may have made a draft of the post."""

FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 300.0
AUTH_PAUSE: Final = 900.0
"""Seconds. A wrong password tried by every waiting job would lock the account there."""


class Thing(StrEnum):
    """What has a twin on WordPress. Topics and updates are linked to the posts they came from."""

    ENGAGEMENT = "engagement"
    COMMENT = "comment"
    TOPIC = "topic"
    UPDATE = "update"


class Origin(StrEnum):
    """On which side a thing was made first."""

    ENGAGE = "engage"
    WORDPRESS = "wordpress"


class LinkState(StrEnum):
    """What we know to be on WordPress. `HIDDEN`: a post is a draft, a comment is deleted; `HELD`: a
    comment that visitors left there waits there, unseen, for a decision here."""

    NEW = "new"
    SHOWN = "shown"
    HIDDEN = "hidden"
    HELD = "held"
    CONFLICT = "conflict"


class Trouble(StrEnum):
    """Why a link is in conflict: what people did on WordPress, which we never undo unasked."""

    CHANGED_THERE = "changed_there"
    TAKEN_DOWN_THERE = "taken_down_there"
    DELETED_THERE = "deleted_there"
    MARKED_SPAM_THERE = "marked_spam_there"


class Settling(StrEnum):
    """How a person settled a difference."""

    OURS = "ours"
    THEIRS = "theirs"
    BY_DECISION = "by_decision"
    """A moderator's decision here came after it."""
    BY_ITSELF = "by_itself"
    """The two sides say the same again."""


class LeftOut(StrEnum):
    """Why a comment that somebody left on WordPress is no comment here; it stays held there."""

    BEFORE_OPENING = "before_opening"
    AFTER_CLOSING = "after_closing"
    NO_NOTICE = "no_notice"
    UNREADABLE = "unreadable"
    NOT_TAKEN = "not_taken"
    """The engagement takes no comments on WordPress."""


class RunKind(StrEnum):
    PULL = "pull"
    COMPARE = "compare"
    DRIFT = "drift"
    REPAIR = "repair"
    FIRST_SYNC = "first_sync"


class RunTrouble(StrEnum):
    """Why a run did not do all that it was for; other troubles are the names of errors."""

    MASS_CHANGE = "mass_change"
    """More would have been taken down here than one run may: nothing was, a person looks."""


@dataclass(frozen=True)
class PostPlan:
    """`fields` None: take it from view. `ours`: hashes of texts there that are surely ours."""

    engagement_id: int
    link_id: int
    key: str
    remote_id: int | None
    fields: PostFields | None
    seen: datetime | None
    ours: frozenset[str]


@dataclass(frozen=True)
class CommentPlan:
    """`fields` None: remove it. `version` is the one that `fields` was made of."""

    comment_id: int
    link_id: int
    key: str
    remote_id: int | None
    post_id: int
    fields: CommentFields | None
    version: int | None


@dataclass(frozen=True)
class Outcome:
    """What is on WordPress after a push. State NEW: it could not be put there."""

    state: LinkState
    remote_id: int | None = None
    remote_status: str = ""
    modified: datetime | None = None
    trouble: Trouble | None = None


def is_ours(post: RemotePost, ours: frozenset[str]) -> bool:
    """Whether the post says something that we sent and nobody changed, in a status we gave it."""
    text = PostFields(post.title, post.content, post.excerpt, comments_open=post.comments_open)
    by_us = {PostStatus.PUBLISH} | ({PostStatus.DRAFT} if HIDING in ours else set())
    return post.status in by_us and fields_hash(text) in ours


def post_conflict(post: RemotePost) -> Outcome:
    is_public = post.status is PostStatus.PUBLISH
    trouble = Trouble.CHANGED_THERE if is_public else Trouble.TAKEN_DOWN_THERE
    return Outcome(LinkState.CONFLICT, post.id, post.status.value, post.modified, trouble)


def comment_says(comment: RemoteComment, fields: CommentFields) -> bool:
    return (comment.content, comment.author_name, comment.parent_id) == (
        fields.content,
        fields.author_name,
        fields.parent_id,
    )


def comment_outcome(comment: RemoteComment, post_id: int) -> Outcome:
    """Whoever took a comment down on WordPress had a reason: the more restrictive side wins."""
    if comment.status is CommentStatus.APPROVED and comment.post_id == post_id:
        return Outcome(LinkState.SHOWN, comment.id, comment.status.value)
    status = comment.status.value
    return Outcome(LinkState.CONFLICT, comment.id, status, trouble=Trouble.TAKEN_DOWN_THERE)


def with_alias(fields: CommentFields, alias: str) -> CommentFields:
    """The alias under which it was first sent stays, even when the oldest data key is retired."""
    return replace(fields, alias=alias)


def pause(troubles: int, retry_after: float | None = None) -> float:
    """Seconds of silence after the n-th trouble in a row: 5, 10, 20 ... 300, or as asked for."""
    doubled = min(FIRST_PAUSE * 2.0 ** min(troubles - 1, 10), LONGEST_PAUSE)
    return max(doubled, retry_after or 0.0)
