"""The middle of a push of comments: what is said to WordPress between the two transactions.

It sees plans and the transport, no session. One refused comment stops no other, and what was
answered before the site fell silent is kept: the rest stays tried, and is looked for before it is
sent again. A number there can belong to another comment after a restore, so what is changed or
removed is read first, and touched only if it carries our alias or is the one that was left there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from engage.wordpress.deliveries import Delivery
from engage.wordpress.errors import AuthFailed, Gone, NotPossible, Transient, WordPressError
from engage.wordpress.gateway.transport import Answered, Transport
from engage.wordpress.incoming import identity_of, is_alias, is_same, seen_hash
from engage.wordpress.plans import (
    CommentPlan,
    LinkState,
    Outcome,
    Trouble,
    comment_outcome,
    comment_says,
)
from engage.wordpress.rules import (
    CommentChange,
    CommentFields,
    CommentStatus,
    RemoteComment,
    fields_hash,
)


def send_comments(
    transport: Transport, plans: Sequence[CommentPlan], identity_key: bytes
) -> Delivery:
    """Removals first, so that nothing which has to go waits for what comes."""
    delivery = Delivery()
    sending = _Sending(transport, identity_key, delivery)
    try:
        sending.read([plan for plan in plans if plan.remote_id is not None])
        for plan in plans:
            if plan.fields is None:
                sending.remove(plan)
        sending.change([plan for plan in plans if plan.fields and plan.remote_id is not None])
        sending.create([plan for plan in plans if plan.is_new])
    except (Transient, AuthFailed) as error:
        delivery.trouble = error
    return delivery


@dataclass
class _Sending:
    transport: Transport
    identity_key: bytes
    delivery: Delivery
    there: dict[int, RemoteComment] = field(default_factory=dict)

    def read(self, plans: Sequence[CommentPlan]) -> None:
        ids = [plan.remote_id for plan in plans if plan.remote_id is not None]
        if ids:
            self.there.update(self.transport.get_comments(ids))

    # --- what goes --------------------------------------------------------------------------------

    def remove(self, plan: CommentPlan) -> None:
        self.delivery.begun.add(plan.link_id)
        found = self._found(plan)
        try:
            if found is not None:
                self.transport.remove_comment(found.id)
        except (Transient, AuthFailed):
            raise
        except WordPressError as error:
            self.delivery.refused[plan.link_id] = error
            return
        self.delivery.record(plan, Outcome(LinkState.HIDDEN))

    def _found(self, plan: CommentPlan) -> RemoteComment | None:
        """By its alias where its number is not known, or another's: a creation whose answer was
        lost may have come through."""
        there = self.there.get(plan.remote_id or 0)
        if there is not None and self._is_it(plan, there):
            return there
        may_be_elsewhere = plan.remote_id is None or there is not None or plan.was_tried
        if may_be_elsewhere and is_alias(plan.key):
            return self.transport.find_comment(plan.key)
        return None

    def _is_it(self, plan: CommentPlan, there: RemoteComment) -> bool:
        if there.author_email.strip().casefold() == plan.key:
            return True
        if not plan.identity:
            return False
        left_under = {there.post_id, plan.post_id or there.post_id}
        return any(
            is_same(plan.identity, identity_of(there, self.identity_key, post_id), same_text=False)
            for post_id in left_under
        )

    # --- what changes -----------------------------------------------------------------------------

    def change(self, plans: Sequence[CommentPlan]) -> None:
        changes: list[tuple[CommentPlan, CommentFields, CommentChange]] = []
        for plan in plans:
            found, fields = self._found(plan), self._placed(plan)
            if found is None:
                self.delivery.record(plan, _gone(plan))
            elif plan.frees and found.post_id != plan.post_id:
                # Somebody there moved it: under another post it goes into view by no decision here.
                self.delivery.record(plan, comment_outcome(found, plan.post_id))
            elif fields is not None:
                changes.append((plan, fields, _change(found.id, fields, plan)))
        self._update(changes)

    def _update(self, changes: Sequence[tuple[CommentPlan, CommentFields, CommentChange]]) -> None:
        if not changes:
            return
        self.delivery.begun |= {plan.link_id for plan, _fields, _change in changes}
        answers = self.transport.update_comments([change for _plan, _fields, change in changes])
        for (plan, fields, _change), answer in zip(changes, answers, strict=True):
            self._answered(plan, fields, _gone(plan) if isinstance(answer, Gone) else answer)

    # --- what is new ------------------------------------------------------------------------------

    def create(self, plans: Sequence[CommentPlan]) -> None:
        """In waves: what stands under something of this batch follows it, and an official reply
        whose comment did not come waits for it."""
        waiting = list(plans)
        while waiting and self.delivery.cannot_create is None:
            settled = self.delivery.done.keys() | self.delivery.refused.keys()
            pending = {plan.link_id for plan in waiting} - settled
            wave = [plan for plan in waiting if plan.under not in pending]
            waiting = [plan for plan in waiting if plan.under in pending]
            if not wave:
                return
            for post_id, group in groupby(
                sorted(wave, key=attrgetter("post_id")), attrgetter("post_id")
            ):
                self._create(post_id, list(group))

    def _create(self, post_id: int, plans: Sequence[CommentPlan]) -> None:
        placed = [(plan, fields) for plan in plans if (fields := self._placed(plan)) is not None]
        if not placed or self.delivery.cannot_create is not None:
            return
        self.delivery.begun |= {plan.link_id for plan, _fields in placed}
        tried = frozenset(plan.key for plan, _fields in placed if plan.was_tried)
        try:
            answers = self.transport.create_comments(
                post_id, [fields for _plan, fields in placed], tried
            )
        except NotPossible as error:
            self.delivery.cannot_create = error
            self.delivery.begun -= {plan.link_id for plan, _fields in placed}
            return
        stale: list[tuple[CommentPlan, CommentFields, CommentChange]] = []
        for (plan, fields), answer in zip(placed, answers, strict=True):
            if isinstance(answer, RemoteComment) and not comment_says(answer, fields):
                # An earlier attempt left an earlier text.
                stale.append((plan, fields, _change(answer.id, fields, replace(plan, frees=False))))
            else:
                lost = Outcome(LinkState.NEW)
                self._answered(plan, fields, lost if isinstance(answer, Gone) else answer)
        self._update(stale)

    def _placed(self, plan: CommentPlan) -> CommentFields | None:
        """Under what was made in this batch. None: an official reply whose comment is not there."""
        if plan.fields is None:
            return None
        if plan.under is None:
            return plan.fields
        above = self.delivery.done.get(plan.under)
        is_there = above is not None and above.outcome.state is LinkState.SHOWN
        if is_there and above is not None:
            return replace(plan.fields, parent_id=above.outcome.remote_id or 0)
        return plan.fields if plan.may_stand_alone else None

    def _answered(
        self, plan: CommentPlan, fields: CommentFields, answer: Answered | Outcome
    ) -> None:
        if isinstance(answer, Outcome):
            self.delivery.record(plan, answer)
        elif isinstance(answer, RemoteComment):
            outcome = comment_outcome(answer, plan.post_id)
            seen = seen_hash(answer, self.identity_key)
            self.delivery.record(plan, outcome, fields_hash(fields), seen)
        else:
            self.delivery.refused[plan.link_id] = answer


def _gone(plan: CommentPlan) -> Outcome:
    """Its number is kept, so that the next comparison judges whether it was one or all of them."""
    return Outcome(LinkState.CONFLICT, plan.remote_id, trouble=Trouble.DELETED_THERE)


def _change(remote_id: int, fields: CommentFields, plan: CommentPlan) -> CommentChange:
    """The status stays what people there made of it, unless a decision here came after that; then
    our alias takes the place of whatever address stood there.

    Conversations there may be deeper than ours: what was left there stays under what it answers,
    as far as we know of nothing else.
    """
    stays = plan.identity and not fields.parent_id
    return CommentChange(
        remote_id,
        author_name=fields.author_name,
        content=fields.content,
        parent_id=None if stays else fields.parent_id,
        status=CommentStatus.APPROVED if plan.frees else None,
        alias=fields.alias if plan.frees else None,
    )
