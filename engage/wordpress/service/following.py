"""What was missed follows: WordPress was configured later, comments were imported, an event's job
was lost with a restored backup.

Whoever looks creates one job per thing, in batches, and none where a job is in charge already:
one that waits will see the present state, and one that failed waits for a person.
"""

from datetime import timedelta
from typing import Final

from engage.core.unit import Unit
from engage.governance.elections.queries import periods
from engage.governance.service import Action, Outbound, how_it_stands, outbound_guard
from engage.jobs.service import enqueue
from engage.wordpress.plans import Thing
from engage.wordpress.queries import (
    comments_to_remove,
    comments_to_show,
    jobs_in_charge,
    link_of,
    linked_or_published,
    waiting_for_job,
    with_post,
)
from engage.wordpress.rules import post_key
from engage.wordpress.service.comments import alias_of
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


def reconcile(unit: Unit, batch: int = BATCH) -> int:
    """Enqueues what differs and says how many; a full batch is followed by another look."""
    if unit.settings.wordpress is None:
        return 0
    pushes = _push_posts(unit) + _push_removals(unit, batch)
    shown = _push_shown(unit, batch)
    if shown == batch:
        enqueue(unit, RECONCILE, {})
    return pushes + shown


def follow_comments(unit: Unit, engagement_id: int, batch: int = BATCH) -> int:
    """The same for the comments of one engagement, after an import or when its post has come."""
    shown = _push_shown(unit, batch, engagement_id)
    if shown == batch:
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": engagement_id})
    return shown


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
    return len(rows)


def _push_shown(unit: Unit, batch: int, engagement_id: int | None = None) -> int:
    # What is being released goes a few at a time: nobody pushes the rest before.
    left_out = _held(unit) | waiting_for_job(unit.session, RELEASE)
    rows = comments_to_show(unit.session, unit.now, batch, engagement_id, left_out)
    for comment_id, public_id in rows:
        key = alias_of(unit, public_id)
        enqueue_push(unit, PUSH_COMMENT, Thing.COMMENT, comment_id, key)
    return len(rows)


def release(unit: Unit, kind: str, engagement_id: int, batch: int = RELEASED) -> int:
    """What an election held and somebody approved again: the post, or the comments one by one.

    They go `SPACE` apart, so that readers and WordPress get no burst (R57); a full batch is
    followed by the next one when it has gone.
    """
    if kind == Outbound.PUSH_POST:
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement_id})
        return 1
    if kind != Outbound.SHOW_COMMENT or engagement_id in _held(unit):
        return 0
    rows = comments_to_show(unit.session, unit.now, batch, engagement_id)
    for number, (comment_id, public_id) in enumerate(rows):
        key, run_at = alias_of(unit, public_id), unit.now + number * SPACE
        enqueue_push(unit, PUSH_COMMENT, Thing.COMMENT, comment_id, key, run_at)
    if len(rows) == batch:
        payload: dict[str, int | str] = {"kind": kind, "engagement_id": engagement_id}
        enqueue(unit, RELEASE, payload, run_at=unit.now + batch * SPACE)
    return len(rows)


def _held(unit: Unit) -> frozenset[int]:
    """Engagements whose comments an election keeps from WordPress, or that wait for approval."""
    if not periods(unit.session):
        return frozenset()
    return frozenset(
        engagement_id
        for engagement_id in with_post(unit.session)
        if how_it_stands(unit, Action(Outbound.PUSH_COMMENT, engagement_id)).by_election
    )
