"""`engage wordpress`: look whether the way is clear, and push what is missing now.

Exit codes: 0 all is in order, 1 something is not, each thing in a line of its own.
"""

from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.execution import carry_out
from engage.jobs.rules import JobState
from engage.jobs.worker import next_claim
from engage.wordpress import queries, service
from engage.wordpress.errors import BadData
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.service import KINDS
from engage.wordpress.tasks import HANDLERS, open_wordpress

NOT_SET: Final = "no WordPress is set: ENGAGE_WORDPRESS_URL is empty"


@click.group("wordpress")
def wordpress_commands() -> None:
    """The corporate WordPress: what goes there, and whether it arrives."""


@wordpress_commands.command("check")
@click.pass_obj
def check(context: CommandContext) -> None:
    """Name what keeps pushes from WordPress, and what waits there for a person."""
    settings = _settings(context.units)
    faults = _connection_faults(settings)
    with context.units.reading(SYSTEM) as unit:
        faults += waiting_for_a_person(unit)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo("WordPress can be reached, and nothing waits for a person.")


@wordpress_commands.command("sync")
@AS_OPTION
@click.pass_obj
def sync(context: CommandContext, acting: str | None) -> None:
    """Push now what WordPress lacks; running it again changes nothing."""
    units = context.units
    _settings(units)
    started = units.clock.now()
    with units.writing(context.actor(acting)) as unit:
        service.end_pause(unit)
        service.reconcile(unit)
    _carry_out_all(units)
    with units.reading(SYSTEM) as unit:
        for line in summary(unit):
            click.echo(line)
        click.echo(f"{queries.pushed_since(unit.session, started):,} pushed in this run.")
        faults = [*_unfinished(unit), *waiting_for_a_person(unit)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)


def _settings(units: Units) -> WordPressSettings:
    if units.settings.wordpress is None:
        raise Refused("", NOT_SET)
    return units.settings.wordpress


def _connection_faults(settings: WordPressSettings) -> list[str]:
    try:
        with open_wordpress(settings) as wordpress:
            return wordpress.check()
    except BadData as error:
        return [f"Address: {error}."]


def _carry_out_all(units: Units) -> None:
    """Until nothing of ours is due, or WordPress cannot be reached: then the rest waits."""
    with click.progressbar(length=_waiting(units), label="Pushing") as bar:
        while not _is_paused(units) and (claim := next_claim(units, HANDLERS)):
            carry_out(units, HANDLERS, claim)
            waiting = _waiting(units)
            bar.length = max(bar.length or 0, bar.pos + 1 + waiting)
            bar.update(1)


def _waiting(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return queries.count_of_jobs(unit.session, KINDS, JobState.WAITING)


def _is_paused(units: Units) -> bool:
    with units.reading(SYSTEM) as unit:
        row = queries.contact(unit.session)
        return row is not None and row.paused_until is not None and row.paused_until > unit.now


def summary(unit: Unit) -> list[str]:
    """What is on WordPress, as far as we recorded it."""
    lines = []
    for thing, name in ((Thing.ENGAGEMENT, "Posts"), (Thing.COMMENT, "Comments")):
        counted = queries.counts_by_state(unit.session, thing)
        lines.append(
            f"{name}: {counted[LinkState.SHOWN]:,} shown, {counted[LinkState.HIDDEN]:,} taken"
            f" down, {counted[LinkState.CONFLICT]:,} in conflict."
        )
    return lines


def _unfinished(unit: Unit) -> list[str]:
    waiting = queries.count_of_jobs(unit.session, KINDS, JobState.WAITING)
    return [f"Waiting: {waiting:,} pushes are still to come."] if waiting else []


def waiting_for_a_person(unit: Unit) -> list[str]:
    """Conflicts, failed pushes and a site that does not answer, one line each."""
    lines = []
    row = queries.contact(unit.session)
    if row is not None and row.troubles:
        since = f"{row.since:%Y-%m-%d %H:%M} UTC" if row.since else "now"
        lines.append(f"Pushes are put off since {since} ({row.trouble}).")
    for post in queries.posts(unit.session):
        if post.state == LinkState.CONFLICT:
            lines.append(f"Conflict: the post of engagement {post.slug}: {post.trouble}.")
    for link in queries.comment_conflicts(unit.session):
        lines.append(f"Conflict: comment {link.local_id}: {link.trouble}.")
    for job in queries.jobs_by_state(unit.session, KINDS, JobState.FAILED):
        lines.append(f"Failed: job {job.id} ({job.kind}, {job.error}).")
    return lines
