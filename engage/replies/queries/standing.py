"""Standing approvals for replies as staff read them, with the names around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from engage.accounts.queries import names_of
from engage.core.unit import Unit
from engage.engagements.queries import engagements_within, ministries_named
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.queries import Within, standing_approvals
from engage.governance.conduct.rules import Period, Standing, standing_at

MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Shown:
    """One approval; `engagement` '': all of the ministry. Names are '' where nobody signed."""

    row: StandingApproval
    standing: Standing
    ministry: str
    engagement: str
    given_by: str
    given_for: str
    countersigned_by: str
    countersigned_for: str
    ended_by: str

    @property
    def last_moment(self) -> datetime:
        """It ends at midnight, which is with the day before."""
        return self.row.ends_at - MOMENT


def shown_approvals(unit: Unit, *, within: Within) -> Sequence[Shown]:
    """Those that stand, wait or are to come first; each newest first."""
    session = unit.session
    rows = standing_approvals(session, within=within)
    people = {
        person
        for row in rows
        for person in (
            row.given_by,
            row.given_for,
            row.countersigned_by,
            row.countersigned_for,
            row.ended_by,
        )
        if person is not None
    }
    names = names_of(session, people)
    ministries = ministries_named(session, within)
    titles = _titles(session, within)
    found = [
        Shown(
            row,
            standing_of(unit, row),
            ministries.get(row.ministry_id, ""),
            titles.get(row.engagement_id or 0, ""),
            *(
                names.get(person or 0, "")
                for person in (
                    row.given_by,
                    row.given_for,
                    row.countersigned_by,
                    row.countersigned_for,
                    row.ended_by,
                )
            ),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.standing in (Standing.OVER, Standing.ENDED))


def standing_of(unit: Unit, row: StandingApproval) -> Standing:
    return standing_at(
        unit.now,
        Period(row.starts_at, row.ends_at),
        is_countersigned=row.countersigned_at is not None,
        is_ended=row.ended_at is not None,
    )


def _titles(session: Session, within: Within) -> dict[int, str]:
    return {one.id: one.title for one in engagements_within(session, within)}
