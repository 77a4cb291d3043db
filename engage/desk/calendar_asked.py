"""What is asked of the staff's calendar: which time, of which ministries, for whom.

A page asks for one month. A calendar program is given several, and every question is asked once for
all of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeGuard, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, and_, true
from sqlalchemy.orm import InstrumentedAttribute

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.calendar_rules import Month, month_of
from engage.engagements.models import Engagement
from engage.engagements.reach import READING_ROLES

Columns = TypeVarTuple("Columns")
MOST: Final = 1_000
"""Of one question in one month; of more, the page says that it does not show all."""


@dataclass(frozen=True)
class Asked:
    """One month as one person asks for it, of one ministry perhaps; its end is excluded.

    `until` is the last month, where it is not the first one. `cut` gets an entry for each question
    whose answer was longer than what is shown of it.
    """

    unit: Unit
    month: Month
    start: datetime
    end: datetime
    ministry_id: int | None
    until: Month | None = None
    cut: list[str] = field(default_factory=list)

    @property
    def tz(self) -> str:
        return self.unit.settings.time_zone

    @property
    def after_last(self) -> date:
        return (self.until or self.month).after_last

    @property
    def months(self) -> list[str]:
        """Those of its instants in UTC ('2026-03'), where it reaches into one more."""
        at, last, found = month_of(self.start.date()), month_of(self.end.date()), []
        while (at.year, at.number) <= (last.year, last.number):
            found.append(at.in_address)
            at = at.later(1)
        return found

    def holds(self, moment: datetime | None) -> TypeGuard[datetime]:
        return moment is not None and self.start <= moment < self.end

    def is_past(self, moment: datetime) -> bool:
        return moment <= self.unit.now

    def in_month(
        self, column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    ) -> ColumnElement[bool]:
        return and_(column >= self.start, column < self.end)

    def within_reach(self, roles: Collection[Role] = READING_ROLES) -> ColumnElement[bool]:
        """Engagements of ministries where the person has one of the roles, and of the chosen."""
        return self.of_ministries(Engagement.ministry_id, roles)

    def of_ministries(
        self, column: InstrumentedAttribute[int], roles: Collection[Role]
    ) -> ColumnElement[bool]:
        """What belongs to a ministry in reach of one of the roles, and to the chosen one."""
        within = self.unit.actor.ministries(roles)
        reached = true() if within is None else column.in_(within)
        return and_(reached, true() if self.ministry_id is None else column == self.ministry_id)

    def rows(self, question: Select[*Columns]) -> Sequence[Row[*Columns]]:
        found = self.unit.session.execute(question.limit(MOST + 1)).all()
        if len(found) > MOST:
            self.cut.append(found[0]._fields[-1])
        return found[:MOST]
