"""What came of a push of comments, written down for all of a batch in one transaction."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from engage.comments.models import Comment
from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.jobs.service import enqueue
from engage.wordpress.deliveries import Delivered, Delivery, unanswered
from engage.wordpress.errors import Closed, Gone, NotPossible, WordPressError
from engage.wordpress.models import WordPressLink, WordPressMark
from engage.wordpress.plans import CommentPlan, LinkState, Thing
from engage.wordpress.queries import CANNOT_CREATE, link_of, replies_there
from engage.wordpress.rules import CommentStatus
from engage.wordpress.service.kinds import PUSH_COMMENT, PUSH_ENGAGEMENT
from engage.wordpress.service.links import enqueue_push, record_outcome

DOUBT_AFTER: Final = timedelta(minutes=10)
_NOT_MADE: Final = (Closed, Gone, NotPossible)
"""Refusals after which nothing can be there, and which are about the post or the site."""


def record_comments(unit: Unit, plans: Sequence[CommentPlan], delivery: Delivery) -> None:
    """Keeps what was answered. What was sent and not answered stays tried; what was refused gets a
    job of its own where it went with others, so that a bad one does not hold them."""
    ids = [plan.link_id for plan in plans]
    rows = unit.session.scalars(
        select(WordPressLink)
        .where(WordPressLink.id.in_(ids))
        .order_by(WordPressLink.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    links = {link.id: link for link in rows}
    moved: set[int] = set()
    for plan in plans:
        delivered, link = delivery.done.get(plan.link_id), links[plan.link_id]
        if delivered is not None and _record(unit, link, plan, delivered):
            moved.add(plan.comment_id)
    for plan in unanswered(plans, delivery):
        if not plan.was_tried:
            links[plan.link_id].attempted = ""
    for plan in plans:
        error = delivery.refused.get(plan.link_id)
        if error is not None:
            _refused(unit, links[plan.link_id], plan, error, alone=len(plans) == 1)
    note_creating(unit, delivery, plans)
    _doubt_posts(unit, plans, delivery)
    _follow(unit, plans, delivery, moved)


def _record(unit: Unit, link: WordPressLink, plan: CommentPlan, delivered: Delivered) -> bool:
    """Whether a comment has another number there than before, or none any more."""
    outcome, had, was = delivered.outcome, link.remote_id, link.state
    record_outcome(unit, link, outcome, delivered.sent_hash, unit.now)
    link.version = plan.version if outcome.state is not LinkState.HIDDEN else None
    link.seen_hash, link.seen_at = delivered.seen_hash, unit.now
    link.post_id = plan.post_id or link.post_id
    link.gone_at = None
    unit.audit(
        "wordpress.reply_pushed" if plan.thing is Thing.REPLY else "wordpress.comment_pushed",
        f"{plan.thing}:{plan.local_id or plan.comment_id}",
        remote=outcome.remote_id,
        was=was,
        outcome=outcome.state.value,
        trouble=outcome.trouble,
    )
    return plan.thing is Thing.COMMENT and outcome.remote_id != had


def _refused(
    unit: Unit, link: WordPressLink, plan: CommentPlan, error: WordPressError, *, alone: bool
) -> None:
    if isinstance(error, _NOT_MADE):
        if not plan.was_tried:
            link.attempted = ""
        return  # the next look finds it
    if not alone:
        enqueue_push(unit, PUSH_COMMENT, plan.thing, plan.local_id, link.key, of=plan.comment_id)


def note_creating(unit: Unit, delivery: Delivery, plans: Sequence[CommentPlan]) -> None:
    """Since when comments wait because this way to WordPress creates none; None: it does."""
    created = any(plan.is_new and plan.link_id in delivery.done for plan in plans)
    if delivery.cannot_create is not None:
        fresh = upsert(unit.session.get_bind().dialect, WordPressMark).values(name=CANNOT_CREATE)
        unit.session.execute(fresh.on_conflict_do_nothing())
        mark = unit.session.get_one(WordPressMark, CANNOT_CREATE, with_for_update=True)
        mark.instant = mark.instant or unit.now
    elif created:
        unit.session.execute(
            update(WordPressMark)
            .where(WordPressMark.name == CANNOT_CREATE, WordPressMark.instant.is_not(None))
            .values(instant=None)
            .execution_options(synchronize_session=False)
        )


def _doubt_posts(unit: Unit, plans: Sequence[CommentPlan], delivery: Delivery) -> None:
    doubted = {
        plan.comment_id
        for plan in plans
        if _casts_doubt(delivery.done.get(plan.link_id))
        or isinstance(delivery.refused.get(plan.link_id), Closed)
    }
    if not doubted:
        return
    numbers = select(Comment.engagement_id).where(Comment.id.in_(doubted)).distinct()
    for engagement_id in sorted(unit.session.scalars(numbers)):
        doubt_post(unit, engagement_id)


def _casts_doubt(delivered: Delivered | None) -> bool:
    """WordPress took no comment for the post, or hides one with it."""
    return delivered is not None and (
        delivered.outcome.state is LinkState.NEW
        or delivered.outcome.remote_status == CommentStatus.OTHER
    )


def doubt_post(unit: Unit, engagement_id: int) -> None:
    """The post's next push finds out what became of it.

    Now and then only: if the push finds the post in order, its comments are tried again at once.
    """
    post = link_of(unit.session, Thing.ENGAGEMENT, engagement_id)
    if post is None or post.pushed_at is None or post.pushed_at > unit.now - DOUBT_AFTER:
        return
    if post.fields_hash:
        post.attempt(post.fields_hash)
        post.fields_hash = ""
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement_id})


def _follow(
    unit: Unit, plans: Sequence[CommentPlan], delivery: Delivery, moved: Collection[int]
) -> None:
    """Replies to what has another number now, and changes made here meanwhile."""
    recorded = {
        plan.comment_id: plan.version
        for plan in plans
        if plan.thing is Thing.COMMENT and plan.link_id in delivery.done
    }
    under = {
        plan.comment_id
        for plan in plans
        if plan.under is not None and plan.link_id in delivery.done
    }
    again = set(replies_there(unit.session, moved)) - under
    public = unit.session.execute(
        select(Comment.id, Comment.published_version).where(Comment.id.in_(recorded))
    )
    again |= {number for number, version in public if version != recorded[number]}
    for comment_id in sorted(again):
        enqueue(unit, PUSH_COMMENT, {"comment_id": comment_id})
