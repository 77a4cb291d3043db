"""What was missed follows: WordPress was configured later, comments were imported, an event's job
was lost with a restored backup.

Whoever looks creates one job per post, and one per engagement for its comments, and none where a
job is in charge already: one that waits will see the present state, and one that failed waits for
a person.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engage.core.unit import Unit
from engage.governance.elections.queries import periods
from engage.governance.service import Action, Outbound, how_it_stands, outbound_guard
from engage.jobs.service import enqueue
from engage.wordpress.plans import CommentBatch, Thing
from engage.wordpress.queries import (
    comments_to_remove,
    comments_to_show,
    engagements_to_show,
    jobs_in_charge,
    link_of,
    linked_or_published,
    replies_to_push,
    replies_to_remove,
    waiting_for_job,
    with_post,
)
from engage.wordpress.rules import post_key
from engage.wordpress.service.comments import alias_of, plan_comments
from engage.wordpress.service.kinds import (
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
)
from engage.wordpress.service.links import enqueue_push
from engage.wordpress.service.posts import is_in_step, outgoing, wanted_post

BATCH: Final = 200
RELEASED: Final = 50
SPACE: Final = timedelta(seconds=5)
"""Between two pushes of what an election held: some seven hundred in an hour."""


@dataclass(frozen=True)
class NextBatch:
    """`after`: where the batch behind this one begins; None when this was the last."""

    batch: CommentBatch
    after: int | None


def reconcile(unit: Unit, batch: int = BATCH) -> int:
    """Enqueues what differs and says how many jobs that takes; a full batch of removals is followed
    by another look."""
    if unit.settings.wordpress is None:
        return 0
    removals = _push_removals(unit, batch)
    if removals >= batch:
        enqueue(unit, RECONCILE, {})
    return _push_posts(unit) + removals + _push_shown(unit)


def plan_next(unit: Unit, engagement_id: int, after: int, limit: int, job_id: int) -> NextBatch:
    """The next comments of an engagement, above `after`, that a push would do something about.

    Those in another's hand are left to it, and nobody looks at what an election holds or what is
    being released a few at a time.
    """
    left_out = held(unit) | waiting_for_job(unit.session, RELEASE)
    session, now = unit.session, unit.now
    shown = comments_to_show(session, now, limit, engagement_id, left_out, after)
    replied = replies_to_push(session, now, limit, engagement_id, after)
    ids = sorted({number for number, _public in shown} | set(replied))[:limit]
    if not ids:
        return NextBatch(CommentBatch(), None)
    return NextBatch(plan_comments(unit, ids, job_id), ids[-1] if len(ids) == limit else None)


def _push_posts(unit: Unit) -> int:
    in_charge, pushed = jobs_in_charge(unit.session, Thing.ENGAGEMENT), 0
    for engagement in linked_or_published(unit.session):
        link = link_of(unit.session, Thing.ENGAGEMENT, engagement.id)
        wanted = wanted_post(unit, engagement)
        if engagement.id in in_charge or is_in_step(link, wanted):
            continue
        if (
            wanted is not None
            and outbound_guard(unit, outgoing(unit, engagement, link)).by_election
        ):
            continue
        key = link.key if link else post_key(engagement.slug)
        enqueue_push(unit, PUSH_ENGAGEMENT, Thing.ENGAGEMENT, engagement.id, key)
        pushed += 1
    return pushed


def _push_removals(unit: Unit, batch: int) -> int:
    rows = comments_to_remove(unit.session, batch)
    for comment_id, key in rows:
        enqueue_push(unit, PUSH_COMMENT, Thing.COMMENT, comment_id, key)
    replies = replies_to_remove(unit.session, batch)
    for reply_id, comment_id, key in replies:
        enqueue_push(unit, PUSH_COMMENT, Thing.REPLY, reply_id, key, of=comment_id)
    return len(rows) + len(replies)


def _push_shown(unit: Unit) -> int:
    """One job for each engagement; one that waits, or failed and waits for a person, is enough."""
    left_out = held(unit) | waiting_for_job(unit.session, RELEASE)
    left_out |= waiting_for_job(unit.session, PUSH_COMMENTS)
    numbers = [
        number for number in engagements_to_show(unit.session, unit.now) if number not in left_out
    ]
    for engagement_id in numbers:
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": engagement_id})
    return len(numbers)


def push_rest(unit: Unit, engagement_id: int) -> None:
    """The comments that a job left for the next one."""
    enqueue(unit, PUSH_COMMENTS, {"engagement_id": engagement_id})


def release(unit: Unit, kind: str, engagement_id: int, batch: int = RELEASED) -> int:
    """What an election held and somebody approved again: the post, or the comments one by one.

    They go `SPACE` apart, so that readers and WordPress get no burst (R57); a full batch is
    followed by the next one when it has gone.
    """
    if kind == Outbound.PUSH_POST:
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement_id})
        return 1
    if kind != Outbound.SHOW_COMMENT or engagement_id in held(unit):
        return 0
    rows = comments_to_show(unit.session, unit.now, batch, engagement_id)
    for number, (comment_id, public_id) in enumerate(rows):
        key, run_at = alias_of(unit, public_id), unit.now + number * SPACE
        enqueue_push(unit, PUSH_COMMENT, Thing.COMMENT, comment_id, key, run_at)
    if len(rows) == batch:
        payload: dict[str, int | str] = {"kind": kind, "engagement_id": engagement_id}
        enqueue(unit, RELEASE, payload, run_at=unit.now + batch * SPACE)
    return len(rows)


def held(unit: Unit) -> frozenset[int]:
    """Engagements whose comments an election keeps from WordPress, or that wait for approval."""
    if not periods(unit.session):
        return frozenset()
    return frozenset(
        engagement_id
        for engagement_id in with_post(unit.session)
        if how_it_stands(unit, Action(Outbound.PUSH_COMMENT, engagement_id)).by_election
    )
