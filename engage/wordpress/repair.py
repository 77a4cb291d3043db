"""What a repair would do about a drift, as a value: the preview shows it, the repair does it; pure.

A plan is known by its digest. Who confirms a plan hands the digest back, and only a plan with this
digest is carried out: what was read is what is done. Things that right themselves, and differences
that staff settle one by one, stand in no plan.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Final

from engage.wordpress.drift import DIFFERING, Finding, Found
from engage.wordpress.plans import Thing

DIGEST: Final = 16


class Action(StrEnum):
    """In the order in which they are done: what is wrongly in view goes first."""

    REMOVE = "remove"
    """Taken from view there: it is not public here."""
    REMOVE_DOUBLE = "remove_double"
    """Our second copy there is deleted."""
    ADOPT = "adopt"
    """The number under which it stands there now is recorded; nothing is sent."""
    SEND_AGAIN = "send_again"
    """It is gone there, and is made anew."""
    LET_GO = "let_go"
    """It was left there, waits for a decision here, and is gone there: the link ends."""
    SEND_OVER = "send_over"
    """It stands there with another text, name, place or status, and gets ours."""
    TAKE_IN = "take_in"
    """Comments left there that were never read are read."""


@dataclass(frozen=True, order=True)
class Step:
    """One thing to do about one thing; numbers that do not apply are 0."""

    action: Action
    engagement_id: int
    thing: Thing
    local_id: int
    link_id: int
    remote_id: int


@dataclass(frozen=True)
class RepairPlan:
    """Steps in their order. An empty plan has a digest too."""

    steps: tuple[Step, ...] = ()

    @property
    def digest(self) -> str:
        text = json.dumps([astuple(step) for step in self.steps])
        return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]

    @property
    def counts(self) -> Mapping[Action, int]:
        counted = Counter(step.action for step in self.steps)
        return {action: counted[action] for action in Action if counted[action]}

    def of(self, action: Action) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.action is action)


def plan_repair(
    found: Mapping[int, Iterable[Found]], held: frozenset[int] = frozenset()
) -> RepairPlan:
    """`found` by engagement. `held`: comments that wait for a decision here, by local id."""
    steps = {
        Step(action, engagement_id, one.thing, one.local_id, one.link_id, one.remote_id)
        for engagement_id, findings in found.items()
        for one in findings
        if (action := _action(one, held)) is not None
    }
    order = list(Action)
    return RepairPlan(
        tuple(sorted(steps, key=lambda step: (order.index(step.action), astuple(step)[1:])))
    )


def _action(found: Found, held: frozenset[int]) -> Action | None:
    is_held = found.thing is Thing.COMMENT and found.local_id in held
    if found.finding is Finding.MISSING_THERE:
        return Action.LET_GO if is_held else Action.SEND_AGAIN
    if found.finding in DIFFERING:
        # A post that says something else is settled on the page of differences, with both texts.
        # One that waits here and is public there is held again by the next comparison.
        return None if is_held or found.thing is Thing.ENGAGEMENT else Action.SEND_OVER
    return _BY_FINDING.get(found.finding)


_BY_FINDING: Final = {
    Finding.EXTRA_THERE: Action.REMOVE,
    Finding.TWICE_THERE: Action.REMOVE_DOUBLE,
    Finding.OTHER_NUMBER: Action.ADOPT,
    Finding.MISSING_HERE: Action.TAKE_IN,
}
