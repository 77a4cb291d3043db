"""`engage wordpress`: is the way clear, are both sides in step, and bringing them there.

Exit codes: 0 all is in order, 1 something is not, each thing in a line of its own. `drift` says 1
when the sides have drifted apart, `repair` when there is something to repair, or when it was not
done: because the plan is another by now, or because WordPress did not answer.
"""

import json
from pathlib import Path
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.handlers import networked
from engage.wordpress import queries, service
from engage.wordpress.drift_report import whole
from engage.wordpress.errors import BadData, WordPressError
from engage.wordpress.gateway import open_transport
from engage.wordpress.mending import Mended
from engage.wordpress.plans import RunKind
from engage.wordpress.plugin_files import write_plugin
from engage.wordpress.rules import Capability
from engage.wordpress.service.kinds import COMPARE, DRIFT, PULL_COMMENTS, PULL_POSTS, REPAIR
from engage.wordpress.tasks import HANDLERS
from engage.wordpress.tasks.drifting import repair as repair_job
from engage.wordpress.tasks.drifting import report_drift
from engage.wordpress.telling import (
    drift_lines,
    plan_lines,
    run_lines,
    summary,
    unfinished,
    waiting_for_a_person,
)
from engage.wordpress.wording import WEAKER
from engage.wordpress.working import (
    carry_out_all,
    carry_out_one,
    left_to_do,
    newest_run,
    watched,
)

NOT_SET: Final = "no WordPress is set: ENGAGE_WORDPRESS_URL is empty"
DOES_NOT_ANSWER: Final = "WordPress did not answer as it should, so this is not known."


@click.group("wordpress")
def wordpress_commands() -> None:
    """The corporate WordPress: what goes there, what comes from there, and whether it arrives."""


@wordpress_commands.command("check")
@click.pass_obj
def check(context: CommandContext) -> None:
    """Name what keeps the two sides apart, and what waits there for a person."""
    faults, hints = _connection(_settings(context.units))
    with context.units.reading(SYSTEM) as unit:
        faults += waiting_for_a_person(unit)
    for line in [*faults, *hints]:
        click.echo(line)
    _end(faults)
    click.echo("WordPress can be reached, and nothing waits for a person.")


@wordpress_commands.command("sync")
@AS_OPTION
@click.pass_obj
def sync(context: CommandContext, acting: str | None) -> None:
    """Push and pull now what the other side lacks; running it again changes nothing."""
    units = context.units
    _settings(units)
    actor, started = context.actor(acting), units.clock.now()
    with units.writing(actor) as unit:
        service.end_pause(unit)
        service.reconcile(unit)
    _watch_all(units)
    for kind in (PULL_COMMENTS, PULL_POSTS):
        carry_out_one(units, actor, HANDLERS, kind, {})
    _watch_all(units)
    with units.reading(SYSTEM) as unit:
        for line in summary(unit):
            click.echo(line)
        click.echo(f"{queries.pushed_since(unit.session, started):,} pushed in this run.")
        faults = [*unfinished(unit), *waiting_for_a_person(unit)]
    for fault in faults:
        click.echo(fault)
    _end(faults)


@wordpress_commands.command("pull")
@AS_OPTION
@click.pass_obj
def pull(context: CommandContext, acting: str | None) -> None:
    """Read now what was left and written there."""
    _one_run(context, acting, PULL_COMMENTS, RunKind.PULL, "Reading")
    carry_out_one(context.units, context.actor(acting), HANDLERS, PULL_POSTS, {})


@wordpress_commands.command("compare")
@AS_OPTION
@click.pass_obj
def compare(context: CommandContext, acting: str | None) -> None:
    """Compare now a part of what both sides have, the longest unseen first."""
    _one_run(context, acting, COMPARE, RunKind.COMPARE, "Comparing")


@wordpress_commands.command("drift")
@click.option("--json", "as_json", is_flag=True, help="The whole report, ids included.")
@AS_OPTION
@click.pass_obj
def drift(context: CommandContext, as_json: bool, acting: str | None) -> None:
    """Compare the whole of both sides. Nothing is changed."""
    found = _surveyed(context, acting, quiet=as_json)
    report, plan = found.found.drift, found.plan
    if as_json:
        click.echo(json.dumps(whole(report, plan), indent=1))
    else:
        for line in drift_lines(report):
            click.echo(line)
    if not report.is_in_step:
        raise click.exceptions.Exit(1)


@wordpress_commands.command("repair")
@click.option("--preview", is_flag=True, help="Say what would be done and do nothing (default).")
@click.option("--apply", "digest", metavar="PLAN", help="Do the plan of this name, as it was read.")
@AS_OPTION
@click.pass_obj
def repair(context: CommandContext, preview: bool, digest: str | None, acting: str | None) -> None:
    """Say what would bring both sides in step again, and do it once it was read."""
    if preview and digest:
        raise Refused("", "either --preview or --apply")
    if digest is None:
        found = _surveyed(context, acting)
        for line in plan_lines(found.plan):
            click.echo(line)
        _end(list(found.plan.steps))
        return
    done = _repaired(context, acting, digest)
    if done.is_other:
        click.echo("What would be done has changed since this plan was read. Nothing was done.")
        for line in plan_lines(done.plan):
            click.echo(line)
        raise click.exceptions.Exit(1)
    _watch_all(context.units)
    with context.units.reading(SYSTEM) as unit:
        lines = [*unfinished(unit), *waiting_for_a_person(unit)]
    click.echo(f"{sum(done.done.values()):,} done, {done.passed_over:,} had changed meanwhile.")
    for line in lines:
        click.echo(line)
    _end(lines)


@wordpress_commands.command("plugin")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def plugin(folder: Path) -> None:
    """Write the plugin for the WordPress side into FOLDER."""
    try:
        written = write_plugin(folder)
    except OSError as error:
        raise Refused("", f"{folder}: cannot be written ({error.strerror})") from None
    for path in written:
        click.echo(path)


def _settings(units: Units) -> WordPressSettings:
    if units.settings.wordpress is None:
        raise Refused("", NOT_SET)
    return units.settings.wordpress


def _connection(settings: WordPressSettings) -> tuple[list[str], list[str]]:
    """What is wrong, and what is weaker than it could be."""
    try:
        with open_transport(settings) as transport:
            faults = transport.check()
            can = transport.capabilities() if not faults else frozenset(Capability)
    except BadData as error:
        return [f"Address: {error}."], []
    except WordPressError as error:
        return [f"WordPress: {error}."], []
    return faults, [words for one, words in WEAKER.items() if one not in can]


def _watch_all(units: Units) -> None:
    """Everything that is due, with a bar that counts comments and jobs."""
    with click.progressbar(length=left_to_do(units), label="In step") as bar:

        def glance() -> None:
            left = left_to_do(units)
            bar.length = max(bar.length or 0, bar.pos + left)
            bar.update(max(0, bar.length - left - bar.pos))

        watched(lambda: carry_out_all(units, HANDLERS), glance)


def _one_run(
    context: CommandContext, acting: str | None, kind: str, run_kind: RunKind, label: str
) -> None:
    units = context.units
    _settings(units)
    actor = context.actor(acting)
    with click.progressbar(length=1, label=label) as bar:

        def glance() -> None:
            run = newest_run(units, run_kind)
            if run is not None and run.is_under_way:
                bar.length = max(run.total or 0, run.done + 1)
                bar.update(max(0, run.done - bar.pos))

        watched(lambda: _nothing(carry_out_one(units, actor, HANDLERS, kind, {})), glance)
    run = newest_run(units, run_kind)
    for line in run_lines(run):
        click.echo(line)
    if run is None or run.is_under_way or run.trouble:
        raise click.exceptions.Exit(1)


def _surveyed(context: CommandContext, acting: str | None, *, quiet: bool = False) -> Mended:
    """The whole of both sides, by the job of every day; Exit when WordPress did not answer."""
    kept: list[Mended | None] = []
    handler = networked(lambda job: kept.append(report_drift(job)))
    _settings(context.units)
    if not quiet:
        click.echo("Comparing the whole of both sides ...")
    carry_out_one(context.units, context.actor(acting), {DRIFT: handler}, DRIFT, {})
    return _got(context.units, kept, RunKind.DRIFT)


def _repaired(context: CommandContext, acting: str | None, digest: str) -> Mended:
    kept: list[Mended | None] = []
    handler = networked(lambda job: kept.append(repair_job(job)))
    _settings(context.units)
    actor, payload = context.actor(acting), {"plan": digest}
    with context.units.writing(actor) as unit:
        unit.audit("wordpress.repair_asked", "wordpress", plan=digest)
    carry_out_one(context.units, actor, {REPAIR: handler}, REPAIR, payload)
    return _got(context.units, kept, RunKind.REPAIR)


def _got(units: Units, kept: list[Mended | None], kind: RunKind) -> Mended:
    if kept and kept[0] is not None:
        return kept[0]
    click.echo(DOES_NOT_ANSWER)
    for line in run_lines(newest_run(units, kind)):
        click.echo(line)
    raise click.exceptions.Exit(1)


def _nothing(_result: object) -> None:
    return


def _end(faults: object) -> None:
    if faults:
        raise click.exceptions.Exit(1)
