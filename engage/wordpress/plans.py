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
    RemoteComment,
)

HIDING: Final = "hiding"
"""Stands among the attempts when an unanswered call may have made a draft of the post."""

FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 300.0
AUTH_PAUSE: Final = 900.0
"""Seconds. A wrong password tried by every waiting job would lock the account there."""


class Thing(StrEnum):
    """What has a twin on WordPress. Topics and updates are linked to the posts they came from;
    an official reply stands there as a comment under the comment that it answers."""

    ENGAGEMENT = "engagement"
    COMMENT = "comment"
    REPLY = "reply"
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
    NOT_OURS = "not_ours"
    """It carries an alias as if we had sent it, and nobody here knows it."""


class RunKind(StrEnum):
    PULL = "pull"
    COMPARE = "compare"
    DRIFT = "drift"
    REPAIR = "repair"
    CHECK = "check"
    POSTS = "posts"


class RunTrouble(StrEnum):
    """Why a run did not do all that it was for; other troubles are the names of errors."""

    MASS_CHANGE = "mass_change"
    """More would have been taken down here than one run may: nothing was, a person looks."""
    OTHER_PLAN = "other_plan"
    """What a repair would do now is not what somebody confirmed: nothing was done."""


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
    """What the twin of one comment, or of one official reply, is to become. `fields` None: remove
    it. `version` is the one that `fields` was made of.

    `was_tried`: an earlier attempt may have come through. `under` is the link of what it stands
    under when that is made in the same batch. `frees`: it is held there and goes into view with
    this. `identity` is that of a comment made there, until it carries our alias.
    """

    comment_id: int
    link_id: int
    key: str
    remote_id: int | None
    post_id: int
    fields: CommentFields | None
    version: int | None
    thing: Thing = Thing.COMMENT
    local_id: int = 0
    was_tried: bool = False
    under: int | None = None
    frees: bool = False
    identity: str = ""

    @property
    def is_new(self) -> bool:
        return self.fields is not None and self.remote_id is None

    @property
    def may_stand_alone(self) -> bool:
        """An answer by a person reads well without what it answers; an official reply does not."""
        return self.thing is Thing.COMMENT


@dataclass(frozen=True)
class CommentBatch:
    """What one transaction planned. `is_busy`: another job has some of it in hand; `waits`: what
    some of it answers is being made there this moment; `is_stopped`: some of it waits until a stop
    is lifted."""

    plans: tuple[CommentPlan, ...] = ()
    is_busy: bool = False
    waits: bool = False
    is_stopped: bool = False


@dataclass(frozen=True)
class Outcome:
    """What is on WordPress after a push. State NEW: it could not be put there."""

    state: LinkState
    remote_id: int | None = None
    remote_status: str = ""
    modified: datetime | None = None
    trouble: Trouble | None = None


def comment_says(comment: RemoteComment, fields: CommentFields) -> bool:
    return (comment.content, comment.author_name, comment.parent_id) == (
        fields.content,
        fields.author_name,
        fields.parent_id,
    )


def comment_outcome(comment: RemoteComment, post_id: int) -> Outcome:
    """Whoever took a comment down on WordPress had a reason: the more restrictive side wins.

    A status that is none of a comment's own is its post's doing: that is about the post.
    """
    status = comment.status.value
    is_hidden_with_post = comment.status is CommentStatus.OTHER
    if comment.post_id == post_id and (
        comment.status is CommentStatus.APPROVED or is_hidden_with_post
    ):
        return Outcome(LinkState.SHOWN, comment.id, status)
    is_spam = comment.status is CommentStatus.SPAM
    trouble = Trouble.MARKED_SPAM_THERE if is_spam else Trouble.TAKEN_DOWN_THERE
    return Outcome(LinkState.CONFLICT, comment.id, status, trouble=trouble)


def with_alias(fields: CommentFields, alias: str) -> CommentFields:
    """The alias under which it was first sent stays, even when the oldest data key is retired."""
    return replace(fields, alias=alias)


def pause(troubles: int, retry_after: float | None = None) -> float:
    """Seconds of silence after the n-th trouble in a row: 5, 10, 20 ... 300, or as asked for."""
    doubled = min(FIRST_PAUSE * 2.0 ** min(troubles - 1, 10), LONGEST_PAUSE)
    return max(doubled, retry_after or 0.0)
