"""The twins of comments and of official replies: only published text goes out, and what is public
no more is removed there.

A comment is planned together with the replies to it, for many comments at once. A comment that
was left there is held there while it waits here, and put right where it stands when it is
published. What people took from view there stays so until somebody decided here after that.

**Two states to know.** HELD: it is there, unseen, and our next decision is carried to it. CONFLICT:
people there did something, and nobody here has looked at it yet: only a removal goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.governance.service import Action, Outbound, Verdict, outbound_guard, standing_hold
from engage.replies.models import Reply
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import CommentBatch, CommentPlan, LinkState, Origin, Thing, Trouble
from engage.wordpress.rules import CommentFields, CommentStatus, fields_hash
from engage.wordpress.service.links import Charge, take_charge_of
from engage.wordpress.service.wanted import (
    Wanted,
    alias_of,
    fields_of_comment,
    fields_of_reply,
    reply_alias,
    wanted_comments,
)

__all__ = ["alias_of", "plan_comments"]


def plan_comments(unit: Unit, ids: Sequence[int], job_id: int) -> CommentBatch:
    """What to send for these comments, nothing for those that are in step or in another's hand.

    A comment whose post is not there does not wait: recording the post sends for its comments.
    One of an engagement that was taken from view stays as it is, hidden with its post.
    """
    wanted = wanted_comments(unit, ids)
    charge = take_charge_of(unit, _things(unit, wanted, ids), job_id)
    planning = _Planning(unit, wanted, charge)
    plans: list[CommentPlan] = []
    for comment_id in sorted(set(ids)):
        if comment_id not in charge.busy:
            plans += planning.comment(comment_id)
    return CommentBatch(
        _settled_parents(plans), bool(charge.busy), planning.waits, planning.is_stopped
    )


def _things(
    unit: Unit, wanted: Wanted, ids: Sequence[int]
) -> dict[int, dict[tuple[Thing, int], str]]:
    """By comment, what has or needs a link, with the key that a new one gets; '': none is made."""
    things: dict[int, dict[tuple[Thing, int], str]] = {number: {} for number in ids}
    for number in ids:
        goes = number in wanted.goes
        key = alias_of(unit, wanted.public[number].public_id) if goes else ""
        things[number][Thing.COMMENT, number] = key
    for reply in wanted.rows.values():
        shown = wanted.replies.get(reply.comment_id)
        is_shown = shown is not None and shown.id == reply.id
        key = reply_alias(unit, reply.id) if is_shown else ""
        things[reply.comment_id][Thing.REPLY, reply.id] = key
    return things


@dataclass
class _Planning:
    """One planning: verdicts are asked for once, and what a stop holds is noticed."""

    unit: Unit
    wanted: Wanted
    charge: Charge
    waits: bool = False
    is_stopped: bool = False
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    is_on_hold: bool | None = None

    def comment(self, comment_id: int) -> Iterator[CommentPlan]:
        link = self.charge.links.get((Thing.COMMENT, comment_id))
        plan = None
        if comment_id in self.wanted.goes and link is not None:
            plan = self._shown(self.wanted.comments[comment_id], link)
        elif comment_id not in self.wanted.public and link is not None:
            plan = self._not_public(self.wanted.comments.get(comment_id), link)
        elif comment_id in self.wanted.public:
            return  # hidden with its post, or its post is not there: its replies stay with it
        yield from self._replies(comment_id, link, plan)
        if plan is not None:
            yield plan

    def _not_public(self, comment: Comment | None, link: WordPressLink) -> CommentPlan | None:
        """Removing is never held: taking away is no promotion. A conflict does not stop it either.

        What waits here may wait there, where nobody sees it: until it is decided.
        """
        if not link.is_perhaps_there:
            return None
        if comment is not None and comment.waiting_since is not None and waits_there(link):
            if link.state == LinkState.CONFLICT:
                link.state = LinkState.HELD
            return None
        post = self.wanted.posts.get(comment.engagement_id) if comment is not None else None
        return _removal(link, link.local_id, (post.remote_id or 0) if post is not None else 0)

    def _shown(self, comment: Comment, link: WordPressLink) -> CommentPlan | None:
        if not _may_follow(link, comment.published_version, comment.published_at):
            return None
        alias = self._alias(link, comment.id)
        fields = fields_of_comment(self.unit, self.wanted, comment.id, alias)
        if _is_in_step(link, fields):
            link.version = comment.published_version
            link.pushed_at = self.unit.now  # no decision until now changes what is there
            return None
        if not self._may_go_out(comment, link):
            return self._outdated(comment, link)
        parent_id = self.wanted.public[comment.id].parent_id
        is_here = (Thing.COMMENT, parent_id or 0) in self.charge.links
        if parent_id in self.wanted.coming and not is_here:
            self.waits = True
            link.job_id = None  # whoever looks next takes it
            return None
        return self._plan(comment, link, fields, comment.published_version, parent_id)

    def _alias(self, link: WordPressLink, comment_id: int) -> str:
        """That under which it was first sent stays, even when the oldest data key is retired. One
        that was left there gets its alias now, and is found by it from here on."""
        if link.origin == Origin.WORDPRESS and link.key.startswith("wp-"):
            return alias_of(self.unit, self.wanted.public[comment_id].public_id)
        return link.key

    def _may_go_out(self, comment: Comment, link: WordPressLink) -> bool:
        """False while an election holds it, whose approval pushes it then, or while a stop does.

        The same version with another text lost words to a redaction here: it loses them there too.
        """
        if link.state == LinkState.SHOWN and link.version == comment.published_version:
            return True
        number = comment.engagement_id
        if number not in self.verdicts:
            action = Action(Outbound.PUSH_COMMENT, number)
            self.verdicts[number] = outbound_guard(self.unit, action)
        verdict = self.verdicts[number]
        self.is_stopped |= not verdict.allowed and not verdict.by_election
        return verdict.allowed

    def _outdated(self, comment: Comment, link: WordPressLink) -> CommentPlan | None:
        """Held by an election, but there in an earlier version, which its author has corrected:
        that one goes. A stop passes, and what is public there may be public that long."""
        if not self.verdicts[comment.engagement_id].by_election:
            return None
        if link.state != LinkState.SHOWN or link.version == comment.published_version:
            return None
        return _removal(link, comment.id)

    def _replies(
        self, comment_id: int, link: WordPressLink | None, plan: CommentPlan | None
    ) -> Iterator[CommentPlan]:
        """Never there without their comment, and never longer than they are public here."""
        shown = self.wanted.replies.get(comment_id)
        for reply in self.wanted.rows.values():
            own = self.charge.links.get((Thing.REPLY, reply.id))
            if reply.comment_id != comment_id or own is None:
                continue
            if shown is not None and shown.id == reply.id and _is_there_after(link, plan):
                planned = self._reply(reply, own, link, plan)
            else:
                planned = _removal(own, comment_id) if own.is_perhaps_there else None
            if planned is not None:
                yield planned

    def _reply(
        self,
        reply: Reply,
        own: WordPressLink,
        link: WordPressLink | None,
        plan: CommentPlan | None,
    ) -> CommentPlan | None:
        """What is shown here passed the guard when it was published: only a stop holds it now."""
        decided_at = reply.corrected_at or reply.published_at
        if link is None or not _may_follow(own, reply.published_version, decided_at):
            return None
        shown = self.wanted.replies[reply.comment_id]
        under = link.id if plan is not None and plan.is_new else None
        parent_id = 0 if under is not None else link.remote_id or 0
        fields = fields_of_reply(self.unit, shown, own.key, parent_id)
        if _is_in_step(own, fields):
            own.version = reply.published_version
            return None
        is_same = own.state == LinkState.SHOWN and own.version == reply.published_version
        if not is_same and self._is_stopped():
            self.is_stopped = True
            return None
        comment = self.wanted.comments[reply.comment_id]
        return self._plan(comment, own, fields, reply.published_version, None, under)

    def _is_stopped(self) -> bool:
        if self.is_on_hold is None:
            self.is_on_hold = standing_hold(self.unit) is not None
        return self.is_on_hold

    def _plan(
        self,
        comment: Comment,
        link: WordPressLink,
        fields: CommentFields,
        version: int | None,
        parent_id: int | None,
        under: int | None = None,
    ) -> CommentPlan:
        parent = self.charge.links.get((Thing.COMMENT, parent_id or 0))
        if under is None and fields.parent_id == 0 and parent is not None:
            under = parent.id
        frees = link.remote_id is not None and _is_unseen(link)
        was_tried = bool(link.attempted)
        link.key = fields.alias
        link.attempt(fields_hash(fields))
        return CommentPlan(
            comment.id,
            link.id,
            link.key,
            link.remote_id,
            self.wanted.post_id(comment.id),
            fields,
            version,
            thing=Thing(link.thing),
            local_id=link.local_id,
            was_tried=was_tried,
            under=under,
            frees=frees,
            identity=link.identity,
        )


def waits_there(link: WordPressLink) -> bool:
    """Whether it is there as people there left or put it, not as something of ours in view."""
    was_never_ours = link.origin == Origin.WORDPRESS and not link.fields_hash
    return link.state in (LinkState.HELD, LinkState.CONFLICT) or was_never_ours


def _is_unseen(link: WordPressLink) -> bool:
    return waits_there(link) or link.remote_status == CommentStatus.OTHER


def _may_follow(link: WordPressLink, version: int | None, decided_at: datetime | None) -> bool:
    """Whether our decision counts: not where people there did something after it.

    About a comment a moderator is asked, and its link then is HELD; an official reply follows when
    another version of it is published.
    """
    if link.state == LinkState.CONFLICT:
        is_reply_anew = link.thing == Thing.REPLY and link.version != version
        return is_reply_anew and link.trouble != Trouble.CHANGED_THERE
    return link.gone_at is None or (decided_at is not None and decided_at > link.gone_at)


def _is_in_step(link: WordPressLink, fields: CommentFields) -> bool:
    return (
        link.state == LinkState.SHOWN
        and link.remote_status != CommentStatus.OTHER
        and link.fields_hash == fields_hash(fields)
    )


def _is_there_after(link: WordPressLink | None, plan: CommentPlan | None) -> bool:
    if plan is not None:
        return plan.fields is not None
    return link is not None and link.state == LinkState.SHOWN and link.remote_id is not None


def _removal(link: WordPressLink, comment_id: int, post_id: int = 0) -> CommentPlan:
    """`post_id`: the post under which it was left, as far as that is known."""
    return CommentPlan(
        comment_id,
        link.id,
        link.key,
        link.remote_id,
        post_id,
        None,
        None,
        thing=Thing(link.thing),
        local_id=link.local_id,
        was_tried=bool(link.attempted),
        identity=link.identity,
    )


def _settled_parents(plans: Sequence[CommentPlan]) -> tuple[CommentPlan, ...]:
    """Only what is made in this very batch has to be waited for."""
    new = {plan.link_id for plan in plans if plan.is_new}
    return tuple(
        plan if plan.under is None or plan.under in new else replace(plan, under=None)
        for plan in plans
    )
