"""What a push or a look is about to do with a post, and how it came out; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engage.wordpress.dress import Dress
from engage.wordpress.marks import notice_shown
from engage.wordpress.plans import HIDING, LinkState, Outcome, PostPlan, Trouble
from engage.wordpress.rules import PostDressing, PostFields, PostStatus, RemotePost, fields_hash
from engage.wordpress.seen import PostSeen, post_seen

VISIBLE = (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE)


@dataclass(frozen=True)
class PostPush(PostPlan):
    """`dress` None: leave categories and picture as they are. `dropped`: categories that we had put
    it into; `dropped_picture`: one of ours that is chosen no more. `closing_only`: everything but
    the closing is held. `was_open`: it took comments when it was last seen, or would if people had
    not closed it. `settled`: a person said that ours is put over theirs, and `comments` are those
    that go with it where the post was in the trash."""

    dress: Dress | None = None
    dropped: tuple[int, ...] = ()
    dropped_picture: int | None = None
    closing_only: bool = False
    was_open: bool = False
    settled: bool = False
    comments: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PostOutcome(Outcome):
    """`dressed`: the categories and the picture that were sent with it; None: none were."""

    post: PostSeen | None = None
    dressed: PostDressing | None = None


@dataclass(frozen=True)
class PostLook:
    """A post to be looked at, and what is known of it. `is_wanted`: it is public here; `notice` is
    the hash of the one in force; `may_take_comments`: visitors may comment, if it shows that."""

    link_id: int
    engagement_id: int
    remote_id: int
    state: LinkState
    seen: datetime | None
    ours: frozenset[str]
    is_wanted: bool
    may_take_comments: bool
    was_open: bool
    notice: str


@dataclass(frozen=True)
class PostLooked:
    """`post` None: it is not there any more. `trouble` None: nobody changed what it says."""

    look: PostLook
    post: RemotePost | None
    trouble: Trouble | None
    closed: bool = False
    """The look itself closed it for comments."""
    closed_there: bool = False
    """People did."""


def says_ours(post: RemotePost, ours: frozenset[str]) -> bool:
    """Whether the post says something that we sent and nobody changed, in a status we gave it.

    Whether it takes comments is left aside: that changes without its text.
    """
    by_us = {PostStatus.PUBLISH} | ({PostStatus.DRAFT} if HIDING in ours else set())
    return post.status in by_us and any(digest in ours for digest in _digests(post))


def _digests(post: RemotePost) -> Iterator[str]:
    for is_open in (post.comments_open, not post.comments_open):
        yield fields_hash(PostFields(post.title, post.content, post.excerpt, comments_open=is_open))


def may_stay_open(post: RemotePost, notice: str, *, wanted: bool) -> bool:
    """No notice, no comments: whatever was switched on here."""
    return wanted and bool(notice) and notice_shown(post.content) == notice


def trouble_of(post: RemotePost) -> Trouble:
    is_public = post.status is PostStatus.PUBLISH
    return Trouble.CHANGED_THERE if is_public else Trouble.TAKEN_DOWN_THERE


def post_shown(post: RemotePost, dressed: PostDressing | None = None) -> PostOutcome:
    return PostOutcome(
        LinkState.SHOWN,
        post.id,
        post.status.value,
        post.modified,
        post=post_seen(post),
        dressed=dressed,
    )


def post_conflict(post: RemotePost, *, closed_there: bool = False) -> PostOutcome:
    return PostOutcome(
        LinkState.CONFLICT,
        post.id,
        post.status.value,
        post.modified,
        trouble_of(post),
        post=post_seen(post, closed_there=closed_there),
    )
