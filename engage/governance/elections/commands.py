"""`engage election`: how things stand, and a period set from a terminal, audited."""

from datetime import datetime, time
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.dates import datetime_words, from_local, next_midnight
from engage.core.permissions import SYSTEM
from engage.governance.elections.listing import count_waiting
from engage.governance.elections.queries import periods
from engage.governance.elections.service import Dates, set_period
from engage.governance.elections.words import held_words, standing_words, voting_day_words

MINUTE: Final = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.group()
def election() -> None:
    """Election periods: what goes out is held from the call until the cabinet is sworn in."""


@election.command("show")
@click.pass_obj
def show(context: CommandContext) -> None:
    """Say whether a period is on, which are set, and what waits."""
    with context.units.reading(SYSTEM) as unit:
        tz = unit.settings.time_zone
        click.echo(standing_words(periods(unit.session), unit.now, tz))
        for row in periods(unit.session):
            sworn = datetime_words(row.sworn_at, tz) if row.sworn_at else "not known yet"
            click.echo(
                f"{row.id}: called {datetime_words(row.called_at, tz)}; voting day"
                f" {voting_day_words(row, tz)}; cabinet sworn in {sworn}."
            )
        count, _since = count_waiting(unit.session, None)
        if count:
            click.echo(f"{held_words(count)}.")


@election.command("set")
@click.option("--called", required=True, type=MINUTE, help="Day and time of the call.")
@click.option("--voting-day", required=True, type=DAY, help="The interregnum ends with this day.")
@click.option("--sworn", type=MINUTE, help="When the cabinet is sworn in, once known.")
@AS_OPTION
@click.pass_obj
def set_command(
    context: CommandContext,
    called: datetime,
    voting_day: datetime,
    sworn: datetime | None,
    acting: str | None,
) -> None:
    """Set an election period, on the wall clock of the province; change it on the staff page."""
    with context.units.writing(context.actor(acting)) as unit:
        tz = unit.settings.time_zone
        noon = from_local(voting_day.date(), time(12), tz)
        dates = Dates(
            called_at=from_local(called.date(), called.time(), tz),
            voting_ends_at=next_midnight(noon, tz),
            sworn_at=from_local(sworn.date(), sworn.time(), tz) if sworn else None,
        )
        number = set_period(unit, dates).id
    click.echo(f"Election period {number} is set.")
