"""The whole of both sides, read and compared, engagement by engagement. Nothing is changed.

What WordPress has is read first and what we have after it, so that whatever was pushed in between
is known to us and counts as being on its way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.drift import (
    Drift,
    EngagementDrift,
    Finding,
    PostTwin,
    Should,
    compare_comments,
    compare_post,
    there,
)
from engage.wordpress.errors import Gone
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.plans import LinkState
from engage.wordpress.rules import CommentStatus, PostStatus, RemoteComment, RemotePost
from engage.wordpress.service.drifting import engagements_to_survey, our_post, our_side

Tell = Callable[[int, int | None, int], None]
"""Hears how many things were read, how many there are if that is known, after so many requests."""


def tell_nobody(_done: int, _total: int | None, _requests: int) -> None:
    return


@dataclass
class Survey:
    """A drift report, and the comments there that it found nothing here for, by engagement."""

    drift: Drift
    unread: dict[int, list[RemoteComment]] = field(default_factory=dict)
    held: frozenset[int] = frozenset()
    """Comments that wait for a decision here, by local id."""
    posts: dict[int, int] = field(default_factory=dict)
    """Under which post the comments of an engagement stand there."""


def survey(units: Units, transport: Transport, tell: Tell = tell_nobody) -> Survey:
    """Raises what the transport raises: half of a report would be a wrong one."""
    with units.reading(SYSTEM) as unit:
        engagements = engagements_to_survey(unit)
    counter, rows, result = _Counter(tell), [], Survey(Drift(()))
    for engagement_id, slug in engagements:
        rows.append(_one(units, transport, engagement_id, slug, counter, result))
        counter.add(1, 0)
    result.drift = Drift(tuple(rows), counter.requests)
    return result


@dataclass
class _Counter:
    tell: Tell
    done: int = 0
    requests: int = 0

    def add(self, things: int, requests: int) -> None:
        self.done += things
        self.requests += requests
        self.tell(self.done, None, self.requests)


def _one(
    units: Units,
    transport: Transport,
    engagement_id: int,
    slug: str,
    counter: _Counter,
    result: Survey,
) -> EngagementDrift:
    since = units.clock.now()
    with units.reading(SYSTEM) as unit:
        before = our_post(unit, engagement_id, since)
    post = _post_there(transport, before)
    counter.add(0, 1)
    comments: list[RemoteComment] = []
    for page in transport.comments_of(post.id) if post is not None else ():
        comments += page
        counter.add(len(page), 1)
    with units.reading(SYSTEM, snapshot=True) as unit:
        ours = our_side(unit, engagement_id, since)
    found = compare_post(ours.post, post)
    theirs = there(comments)
    if ours.post.fields is not None:
        in_view = post is not None and post.status is PostStatus.PUBLISH
        found += compare_comments(ours.twins, theirs, ours.secret, ours.left_out, in_view=in_view)
    missing = {one.remote_id for one in found if one.finding is Finding.MISSING_HERE}
    result.held |= {one.local_id for one in ours.twins if one.should is Should.BE_HELD}
    if missing:
        result.unread[engagement_id] = [theirs.by_id[number] for number in sorted(missing)]
    if post is not None:
        result.posts[engagement_id] = post.id
    shown = sum(one.status is CommentStatus.APPROVED for one in theirs.by_id.values())
    return EngagementDrift(engagement_id, slug, ours.public, shown, tuple(found))


def _post_there(transport: Transport, twin: PostTwin) -> RemotePost | None:
    """By its number if it still carries our key, else by the key."""
    if twin.remote_id is not None:
        try:
            post = transport.get_post(twin.remote_id)
        except Gone:
            post = None
        if post is not None and _is_ours(post, twin.key):
            return post
    if twin.remote_id is None and twin.state is LinkState.NEW and twin.fields is None:
        return None
    return transport.find_post(twin.key)


def _is_ours(post: RemotePost, key: str) -> bool:
    """An editor may lose our mark; the slug is then what is left of it."""
    return post.key == key or (not post.key and post.slug.startswith(key))
