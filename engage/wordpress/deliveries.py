"""How a batch of comments came out, between what sends and what writes it down; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engage.wordpress.errors import AuthFailed, NotPossible, Transient, WordPressError
from engage.wordpress.plans import CommentPlan, Outcome


@dataclass(frozen=True)
class Delivered:
    """How one plan came out, with hashes of what was sent and of what is there now."""

    outcome: Outcome
    sent_hash: str = ""
    seen_hash: str = ""


@dataclass
class Delivery:
    """How a batch came out, by link. `begun` holds what was sent, answered or not; `trouble` is
    what ended it early, if anything did; `cannot_create`: this way creates no comments."""

    done: dict[int, Delivered] = field(default_factory=dict)
    refused: dict[int, WordPressError] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    trouble: Transient | AuthFailed | None = None
    cannot_create: NotPossible | None = None

    def record(self, plan: CommentPlan, outcome: Outcome, sent: str = "", seen: str = "") -> None:
        self.done[plan.link_id] = Delivered(outcome, sent, seen)


def unanswered(plans: Sequence[CommentPlan], delivery: Delivery) -> Iterator[CommentPlan]:
    """What was not even sent: nothing of it can be there."""
    known: Mapping[int, object] = {**delivery.done, **delivery.refused}
    for plan in plans:
        if plan.link_id not in known and plan.link_id not in delivery.begun:
            yield plan
