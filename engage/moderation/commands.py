"""`engage import comments`: a consultation that was held elsewhere, from a table.

Exit codes: 0 done (also when every row was there already), 1 refused with nothing written (the
group of commands says why in one line, after the faults with their lines), 2 a command line that
cannot be understood.
"""

from pathlib import Path
from typing import Final

import click

from engage.comments.import_rules import (
    OPTIONAL,
    REQUIRED,
    MappingFault,
    Sheet,
    read_mapping,
    read_sheet,
)
from engage.comments.rules import State
from engage.core.commands import AS_OPTION, CommandContext
from engage.moderation.importing import FaultyFile, Imported, import_comments

FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("comments")
@click.argument("file", type=FILE)
@click.option("--engagement", required=True, metavar="SLUG", help="The engagement to import into.")
@click.option("--topic", required=True, metavar="SLUG", help="Its topic.")
@click.option(
    "--map",
    "maps",
    required=True,
    multiple=True,
    metavar="TARGET=COLUMN,...",
    help=f"Which column holds what: {', '.join(REQUIRED)} (needed), {', '.join(OPTIONAL)}.",
)
@click.option(
    "--sheet",
    "sheet_name",
    default="",
    metavar="NAME",
    help="Which sheet of a workbook to read; without it, the first.",
)
@AS_OPTION
@click.pass_obj
def import_comments_command(
    context: CommandContext,
    *,
    file: Path,
    engagement: str,
    topic: str,
    maps: tuple[str, ...],
    sheet_name: str,
    acting: str | None,
) -> None:
    """Import the comments of FILE (CSV in UTF-8, or XLSX), all or none.

    Dates in a workbook are those of the province's clock. Running it again imports nothing twice.
    States are 1 or accepted, 0 or waiting, -1 or rejected; without a state column every comment
    waits for a moderator.
    """
    try:
        mapping = read_mapping(maps)
    except MappingFault as fault:
        raise click.UsageError(str(fault)) from None
    sheet = read_sheet(
        file.read_bytes(),
        mapping,
        context.units.clock.now(),
        tz=context.units.settings.time_zone,
        name=sheet_name,
    )
    try:
        if sheet.fault_count:
            raise FaultyFile(sheet.faults, sheet.fault_count)
        done = _import_with_bar(context, engagement, topic, sheet, acting)
    except FaultyFile as faulty:
        _tell_faults(faulty)
        raise
    click.echo(_summary(done))


def _import_with_bar(
    context: CommandContext, engagement: str, topic: str, sheet: Sheet, acting: str | None
) -> Imported:
    actor = context.actor(acting)
    with click.progressbar(length=len(sheet.rows), label="Importing") as bar:
        return import_comments(context.units, actor, engagement, topic, sheet, bar.update)


def _tell_faults(faulty: FaultyFile) -> None:
    for fault in faulty.faults:
        click.echo(str(fault), err=True)
    if faulty.count > len(faulty.faults):
        click.echo(f"... and {faulty.count - len(faulty.faults):,} more", err=True)


def _summary(done: Imported) -> str:
    parts = (
        f"{done.states[state]:,} {words}"
        for state, words in (
            (State.PUBLISHED, "published"),
            (State.NOT_PUBLISHED, "not published"),
            (State.WAITING, "waiting"),
        )
        if done.states[state]
    )
    details = f" ({', '.join(parts)})" if done.new else ""
    return f"{done.new:,} new{details}, {done.already:,} already there"
