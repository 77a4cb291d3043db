"""What was missed follows: WordPress was configured later, comments were imported, an event's job
was lost with a restored backup.

Whoever looks creates one job per thing, in batches, and none where a job is in charge already:
one that waits will see the present state, and one that failed waits for a person.
"""

from typing import Final

from engage.core.unit import Unit
from engage.jobs.service import enqueue
from engage.wordpress.plans import Thing
from engage.wordpress.queries import (
    comments_to_remove,
    comments_to_show,
    jobs_in_charge,
    link_of,
    linked_or_published,
)
from engage.wordpress.rules import post_key
from engage.wordpress.service.comments import alias_of
from engage.wordpress.service.kinds import (
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
)
from engage.wordpress.service.links import enqueue_push
from engage.wordpress.service.posts import is_in_step, wanted_post

BATCH: Final = 200


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
        if engagement.id in in_charge or is_in_step(link, wanted_post(unit, engagement)):
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
    rows = comments_to_show(unit.session, unit.now, batch, engagement_id)
    for comment_id, public_id in rows:
        key = alias_of(unit, public_id)
        enqueue_push(unit, PUSH_COMMENT, Thing.COMMENT, comment_id, key)
    return len(rows)
