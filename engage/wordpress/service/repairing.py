"""A confirmed plan, carried out: links are put right, and the ordinary jobs do the rest.

Each step looks at its link again, locked, and is left out when the link is not any more what the
plan saw, or a job has it in hand: two repairs at once, or a push in between, never undo each other.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.jobs.service import enqueue
from engage.replies.models import Reply
from engage.wordpress.incoming import Verdict
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, Thing
from engage.wordpress.queries import link_of
from engage.wordpress.queries.drift import is_live
from engage.wordpress.repair import Action, Step
from engage.wordpress.rules import CommentStatus, RemoteComment, post_key
from engage.wordpress.service.kinds import (
    PULL_COMMENTS,
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
)
from engage.wordpress.service.links import locked_link
from engage.wordpress.service.pulling import take_page
from engage.wordpress.service.wanted import alias_of, reply_alias

AGAIN: Final = "again"
"""Stands among the attempts of what is made anew: it is looked for before it is created."""


@dataclass
class Repaired:
    """How many steps were done, by action, and how many found their link changed."""

    done: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0


def apply_steps(unit: Unit, steps: Sequence[Step], post_ids: Mapping[int, int]) -> Repaired:
    """`post_ids`: under which post the comments of an engagement stand there."""
    result = Repaired()
    for step in steps:
        do = _DOING.get(step.action)
        if do is None:
            continue
        link = _link(unit, step)
        if link is None or is_live(unit.session, link.job_id):
            result.passed_over += 1
            continue
        before = link.remote_id
        if not do(unit, step, link):
            result.passed_over += 1
            continue
        if step.thing is not Thing.ENGAGEMENT and link.remote_id is not None:
            link.post_id = post_ids.get(step.engagement_id, link.post_id)
        result.done[step.action] += 1
        unit.audit(
            "wordpress.repaired",
            f"wordpress_link:{link.id}",
            step=step.action.value,
            thing=step.thing.value,
            local=step.local_id,
            before=before,
            after=link.remote_id,
        )
    return result


def _link(unit: Unit, step: Step) -> WordPressLink | None:
    """The link of the step, locked; one that had none gets it."""
    if step.link_id:
        found = link_of(unit.session, step.thing, step.local_id)
        if found is None or found.id != step.link_id:
            return None
        return locked_link(unit, step.thing, step.local_id, found.key)
    key = _key(unit, step)
    return locked_link(unit, step.thing, step.local_id, key) if key else None


def _key(unit: Unit, step: Step) -> str:
    if step.thing is Thing.ENGAGEMENT:
        engagement = unit.session.get(Engagement, step.local_id)
        return post_key(engagement.slug) if engagement else ""
    if step.thing is Thing.REPLY:
        return reply_alias(unit, step.local_id)
    comment = unit.session.get(Comment, step.local_id)
    return alias_of(unit, comment.public_id) if comment else ""


def _adopt(unit: Unit, step: Step, link: WordPressLink) -> bool:
    if link.remote_id == step.remote_id:
        return False
    link.remote_id = step.remote_id
    link.gone_at = None
    if link.state in (LinkState.NEW, LinkState.HIDDEN):
        link.state, link.fields_hash = LinkState.SHOWN, ""
    if not link.fields_hash:
        _push(unit, step, link)
    return True


def _send_again(unit: Unit, step: Step, link: WordPressLink) -> bool:
    if link.state not in (LinkState.SHOWN, LinkState.HELD, LinkState.HIDDEN):
        return False
    link.attempt(link.fields_hash or AGAIN)
    _empty(link)
    link.state = LinkState.NEW
    if step.thing is Thing.ENGAGEMENT:
        _push(unit, step, link)  # comments follow in batches
    return True


def _let_go(unit: Unit, _step: Step, link: WordPressLink) -> bool:
    """It still waits here; published, it will go there as one of ours."""
    if link.state != LinkState.HELD or link.origin != Origin.WORDPRESS:
        return False
    _empty(link)
    link.state, link.gone_at = LinkState.HIDDEN, unit.now
    return True


def _empty(link: WordPressLink) -> None:
    link.remote_id, link.remote_status, link.fields_hash = None, "", ""
    link.modified_gmt, link.gone_at, link.seen_hash, link.seen_at = None, None, "", None


def _send_over(unit: Unit, step: Step, link: WordPressLink) -> bool:
    """`HELD` as state: the push that follows puts it into view again whatever its status is."""
    if link.remote_id != step.remote_id or link.state not in (LinkState.SHOWN, LinkState.HELD):
        return False
    link.fields_hash, link.state, link.remote_status = "", LinkState.HELD, CommentStatus.HOLD
    _push(unit, step, link)
    return True


def _remove(unit: Unit, step: Step, link: WordPressLink) -> bool:
    """The push sees that it is not public here, and takes it from view there."""
    link.remote_id, link.state = step.remote_id, LinkState.SHOWN
    _push(unit, step, link)
    return True


def _push(unit: Unit, step: Step, link: WordPressLink) -> None:
    if step.thing is Thing.ENGAGEMENT:
        kind, payload = PUSH_ENGAGEMENT, {"engagement_id": step.local_id}
    else:
        kind, payload = PUSH_COMMENT, {"comment_id": _comment_id(unit, step)}
    link.job_id = enqueue(unit, kind, payload)


def _comment_id(unit: Unit, step: Step) -> int:
    """Official replies go with their comments."""
    if step.thing is not Thing.REPLY:
        return step.local_id
    reply = unit.session.get(Reply, step.local_id)
    return reply.comment_id if reply is not None else 0


_DOING: Final[Mapping[Action, Callable[[Unit, Step, WordPressLink], bool]]] = {
    Action.REMOVE: _remove,
    Action.ADOPT: _adopt,
    Action.SEND_AGAIN: _send_again,
    Action.LET_GO: _let_go,
    Action.SEND_OVER: _send_over,
}
"""The other two speak to WordPress, or read what was read there."""


def take_in(unit: Unit, comments: Sequence[RemoteComment], clock_ahead: timedelta) -> int:
    """Comments left there that the ordinary reading had passed: judged as any other, by a right
    clock (R87)."""
    stored = take_page(unit, comments, clock_ahead)
    count = stored.counts[Verdict.TAKEN] + stored.counts[Verdict.LEFT_OUT]
    if count:
        unit.audit("wordpress.repaired", "wordpress", step=Action.TAKE_IN.value, number=count)
    return count


def send_made_ready(unit: Unit, steps: Sequence[Step]) -> None:
    """Comments that are to be made anew go in batches."""
    again = {
        step.engagement_id
        for step in steps
        if step.action is Action.SEND_AGAIN and step.thing is not Thing.ENGAGEMENT
    }
    for engagement_id in sorted(again):
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": engagement_id})


def hold_taken_in(unit: Unit) -> None:
    """A pull holds there what waits here."""
    enqueue(unit, PULL_COMMENTS, {})
