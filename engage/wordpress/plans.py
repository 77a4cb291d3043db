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
    ENGAGEMENT = "engagement"
    COMMENT = "comment"


class LinkState(StrEnum):
    """What we know to be on WordPress. `HIDDEN`: a post is a draft, a comment is deleted."""

    NEW = "new"
    SHOWN = "shown"
    HIDDEN = "hidden"
    CONFLICT = "conflict"


class Trouble(StrEnum):
    """Why a link is in conflict: what people did on WordPress, which we never undo unasked."""

    CHANGED_THERE = "changed_there"
    TAKEN_DOWN_THERE = "taken_down_there"
    DELETED_THERE = "deleted_there"


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
