"""A repair from end to end: both sides are read anew, and only the plan that was read is done."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.drift import Finding
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.incoming import clock_ahead, is_alias
from engage.wordpress.repair import Action, RepairPlan, Step, plan_repair
from engage.wordpress.rules import TransportName
from engage.wordpress.service.repairing import (
    Repaired,
    apply_steps,
    hold_taken_in,
    send_made_ready,
    take_in,
)
from engage.wordpress.survey import Survey, Tell, survey, tell_nobody

TOGETHER: Final = 200


@dataclass
class Mended:
    """What was read, what was to be done, what was done. `is_other`: the plan was another one than
    the one that somebody confirmed, so nothing was."""

    found: Survey
    plan: RepairPlan
    is_other: bool = False
    done: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0


def look(units: Units, transport: Transport, tell: Tell = tell_nobody) -> Mended:
    """The report and the plan; nothing is changed. Whose answer a comment is cannot be changed over
    XML-RPC, so there the report names it and the plan leaves it."""
    found = survey(units, transport, tell)
    left = {Finding.OTHER_PARENT} if transport.name is TransportName.XMLRPC else set()
    to_repair = {
        engagement_id: [one for one in findings if one.finding not in left]
        for engagement_id, findings in found.drift.by_engagement.items()
    }
    return Mended(found, plan_repair(to_repair, found.held))


def mend(
    units: Units,
    transport: Transport,
    digest: str,
    tell: Tell = tell_nobody,
    renew: Callable[[], None] = lambda: None,
) -> Mended:
    """Raises what the transport raises; what was done until then stays done, and a new plan holds
    the rest."""
    mended = look(units, transport, tell)
    if mended.plan.digest != digest:
        mended.is_other = True
        return mended
    here = [one for one in mended.plan.steps if one.action not in _ELSEWHERE]
    for number, steps in enumerate(_batches(here), 1):
        renew()
        with units.writing(SYSTEM) as unit:
            _add(mended, apply_steps(unit, steps, mended.found.posts))
        tell(number * TOGETHER, len(mended.plan.steps), mended.found.drift.requests)
    with units.writing(SYSTEM) as unit:
        send_made_ready(unit, mended.plan.steps)
    _remove_doubles(units, transport, mended)
    if mended.found.unread:
        _take_in(units, transport, mended)
    return mended


def _take_in(units: Units, transport: Transport, mended: Mended) -> None:
    ahead = clock_ahead(transport.clock(), units.clock.now())
    for comments in mended.found.unread.values():
        for start in range(0, len(comments), TOGETHER):
            with units.writing(SYSTEM) as unit:
                count = take_in(unit, comments[start : start + TOGETHER], ahead)
            mended.done[Action.TAKE_IN] += count
    with units.writing(SYSTEM) as unit:
        hold_taken_in(unit)


_ELSEWHERE: Final = frozenset({Action.REMOVE_DOUBLE, Action.TAKE_IN})


def _batches(steps: Sequence[Step]) -> list[tuple[Step, ...]]:
    return [tuple(steps[start : start + TOGETHER]) for start in range(0, len(steps), TOGETHER)]


def _add(mended: Mended, repaired: Repaired) -> None:
    mended.done += repaired.done
    mended.passed_over += repaired.passed_over


def _remove_doubles(units: Units, transport: Transport, mended: Mended) -> None:
    """Only what still carries an alias; WordPress is asked just before."""
    steps = mended.plan.of(Action.REMOVE_DOUBLE)
    there = transport.get_comments([one.remote_id for one in steps]) if steps else {}
    for step in steps:
        comment = there.get(step.remote_id)
        if comment is None or not is_alias(comment.author_email):
            mended.passed_over += 1
            continue
        transport.remove_comment(step.remote_id)
        mended.done[step.action] += 1
        with units.writing(SYSTEM) as unit:
            unit.audit(
                "wordpress.repaired",
                f"engagement:{step.engagement_id}",
                step=step.action.value,
                thing=step.thing.value,
                before=step.remote_id,
                after=None,
            )
