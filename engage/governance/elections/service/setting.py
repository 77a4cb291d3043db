"""Setting, changing and withdrawing an election period (R53).

Not two persons, but one who answers for everything, and the audit: an early election is noted
within minutes. Every public page is made anew, as each may carry the notice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import ActorKind
from engage.core.unit import Unit
from engage.governance.elections import places, queries
from engage.governance.elections.models import ElectionPeriod
from engage.governance.elections.rules import SETTING_ROLES, Period, period_fault
from engage.governance.elections.service.holding import hold_shown_since

NO_PERIOD: Final = "There is no such election period."
MEANWHILE: Final = "Somebody changed this election period meanwhile. Read it again before you save."
BEGUN: Final = "This election was called already. Change its dates instead."


@dataclass(frozen=True)
class Dates:
    """The three instants of an election; the voting ends with its day."""

    called_at: datetime
    voting_ends_at: datetime
    sworn_at: datetime | None = None


def set_period(unit: Unit, dates: Dates) -> ElectionPeriod:
    """A new period; raises Refused at the field that is wrong, or that overlaps another one."""
    _require_setter(unit)
    _lock_all(unit)
    _refuse_faults(unit, dates, None)
    row = ElectionPeriod(
        called_at=dates.called_at,
        voting_ends_at=dates.voting_ends_at,
        sworn_at=dates.sworn_at,
        known_at=unit.now,
        set_at=unit.now,
        set_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit("election.set", f"election:{row.id}", **_said(dates))
    _after_change(unit, row)
    return row


def change_period(unit: Unit, period_id: int, dates: Dates, *, seen_version: int) -> ElectionPeriod:
    """Other dates for a period; Conflict when it is not the one that was seen any more."""
    _require_setter(unit)
    _lock_all(unit)
    row = _standing(unit, period_id)
    if row.version != seen_version:
        raise Conflict(MEANWHILE)
    _refuse_faults(unit, dates, period_id)
    before = Dates(row.called_at, row.voting_ends_at, row.sworn_at)
    if before == dates:
        return row
    if row.called_at != dates.called_at:
        row.known_at = unit.now
    row.called_at, row.voting_ends_at = dates.called_at, dates.voting_ends_at
    row.sworn_at = dates.sworn_at
    row.version += 1
    unit.session.flush()
    earlier = {f"{name}_before": value for name, value in _said(before).items()}
    unit.audit("election.changed", f"election:{row.id}", **_said(dates), **earlier)
    _after_change(unit, row)
    return row


def withdraw_period(unit: Unit, period_id: int, *, seen_version: int) -> None:
    """Takes a period back that has not begun; one that has is changed instead."""
    _require_setter(unit)
    _lock_all(unit)
    row = _standing(unit, period_id)
    if row.version != seen_version:
        raise Conflict(MEANWHILE)
    if row.called_at <= unit.now:
        raise Refused("", BEGUN)
    row.withdrawn_at, row.withdrawn_by = unit.now, unit.actor.person_id
    row.version += 1
    unit.audit("election.withdrawn", f"election:{row.id}")
    _after_change(unit, row)


def _require_setter(unit: Unit) -> None:
    if unit.actor.kind is ActorKind.SYSTEM:
        return
    if not any(unit.actor.may(role) for role in SETTING_ROLES):
        raise NotAllowed("Only who answers for every ministry sets an election period.")


def _lock_all(unit: Unit) -> None:
    """One at a time, so that no two set periods that overlap; SQLite is so by itself."""
    if unit.session.get_bind().dialect.name == "postgresql":
        unit.session.execute(text("LOCK TABLE election_period IN SHARE ROW EXCLUSIVE MODE"))
    queries.forget_periods(unit.session)


def _standing(unit: Unit, period_id: int) -> ElectionPeriod:
    row = unit.session.get(ElectionPeriod, period_id, populate_existing=True)
    if row is None or row.withdrawn_at is not None:
        raise NotFound(NO_PERIOD)
    return row


def _refuse_faults(unit: Unit, dates: Dates, own_id: int | None) -> None:
    others = [one for one in queries.periods(unit.session) if one.id != own_id]
    fault = period_fault(dates.called_at, dates.voting_ends_at, dates.sworn_at, others)
    if fault is not None:
        raise Refused(*fault)


def _after_change(unit: Unit, row: ElectionPeriod) -> None:
    """Pages say it at once; comments approved since a call that is noted late wait as well."""
    unit.session.flush()
    queries.forget_periods(unit.session)
    unit.touch("site")
    unit.touch("connect")
    for engagement_id in places.public_engagement_ids(unit.session):
        unit.touch(f"engagement:{engagement_id}")
    if row.withdrawn_at is None and row.called_at <= unit.now:
        hold_shown_since(
            unit,
            Period(row.id, row.called_at, row.voting_ends_at, row.sworn_at, row.known_at),
        )


def _said(dates: Dates) -> dict[str, str | None]:
    return {
        "called": dates.called_at.isoformat(),
        "voting_ends": dates.voting_ends_at.isoformat(),
        "sworn": dates.sworn_at.isoformat() if dates.sworn_at else None,
    }
