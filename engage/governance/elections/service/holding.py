"""Writing down what a period held, once for each thing.

A refused use case rolls back, and what it held must be known all the same. So the guard leaves the
record behind (`Unit.leave_behind`): it is written when the refused unit has ended.
"""

from datetime import datetime
from functools import partial

from sqlalchemy import update

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.governance.elections.models import HeldItem
from engage.governance.elections.places import engagements_with_comments_since
from engage.governance.elections.queries import is_held_in, is_written_down, periods, shows_comments
from engage.governance.elections.rules import Outcome, Period, item_key, item_kind, period_on
from engage.governance.outbound import Action, Outbound


def leave_record(unit: Unit, action: Action, period_id: int) -> None:
    """Has it written down after this unit, unless it stands there already."""
    key = item_key(action.kind, action.engagement_id, action.subject_id)
    if not is_written_down(unit.session, key, period_id):
        unit.leave_behind(partial(write_down, action=action, period_id=period_id))


def write_down(unit: Unit, action: Action, period_id: int) -> None:
    """The held item; one that went out under an exception meanwhile waits again."""
    key = item_key(action.kind, action.engagement_id, action.subject_id)
    kind = item_kind(action.kind)
    statement = upsert(unit.session.get_bind().dialect, HeldItem).values(
        period_id=period_id,
        key=key,
        kind=kind,
        engagement_id=action.engagement_id,
        subject_id=action.subject_id,
        held_at=unit.now,
        held_by=unit.actor.person_id,
        outcome=Outcome.WAITING,
    )
    fresh = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["key", "period_id"]).returning(HeldItem.id)
    )
    item_id = fresh or unit.session.scalar(
        update(HeldItem)
        .where(
            HeldItem.key == key,
            HeldItem.period_id == period_id,
            HeldItem.outcome != Outcome.WAITING,
        )
        .values(outcome=Outcome.WAITING, settled_at=None, settled_by=None)
        .returning(HeldItem.id)
        .execution_options(synchronize_session=False)
    )
    if item_id is not None:
        unit.audit(
            "election.held",
            f"held:{item_id}",
            kind=kind,
            engagement=action.engagement_id,
            about=action.subject_id,
            period=period_id,
        )


def hold_new_comments(unit: Unit, engagement_id: int) -> None:
    """A comment of this engagement was approved: during a period its item waits, one for all.

    Called in the transaction of the approval, which goes ahead: only the showing is held.
    """
    period = period_on(periods(unit.session), unit.now)
    if period is None or shows_comments(unit.session, engagement_id):
        return
    action = Action(Outbound.SHOW_COMMENT, engagement_id)
    key = item_key(action.kind, engagement_id, 0)
    if not is_written_down(unit.session, key, period.id):
        write_down(unit, action, period.id)


def settle(unit: Unit, item: HeldItem, outcome: Outcome) -> None:
    """The outcome and its record, together."""
    before = item.outcome or "waiting"
    item.outcome, item.settled_at, item.settled_by = outcome, unit.now, unit.actor.person_id
    unit.audit(
        f"election.{outcome}",
        f"held:{item.id}",
        kind=item.kind,
        engagement=item.engagement_id,
        about=item.subject_id,
        before=before,
    )
    unit.session.flush()


def hold_opening(unit: Unit, engagement_id: int, opens_at: datetime | None) -> None:
    """An opening by the clock that a period held: it is written down when it was due."""
    known = periods(unit.session)
    period = next((one for one in known if opens_at and one.holds_opening(opens_at)), None)
    if period is None:
        return
    action = Action(Outbound.OPEN_ENGAGEMENT, engagement_id)
    if not is_held_in(unit.session, item_key(action.kind, engagement_id, 0), period.id):
        write_down(unit, action, period.id)


def hold_shown_since(unit: Unit, period: Period, only: int | None = None) -> None:
    """Comments that were approved since the call and shown: their items wait from now on.

    So it is when a call is noted late, and when an engagement (`only`) shows its comments no more.
    """
    for engagement_id in engagements_with_comments_since(unit.session, period, only):
        action = Action(Outbound.SHOW_COMMENT, engagement_id)
        is_known = is_held_in(unit.session, item_key(action.kind, engagement_id, 0), period.id)
        if shows_comments(unit.session, engagement_id) or (is_known and only is None):
            continue
        write_down(unit, action, period.id)
