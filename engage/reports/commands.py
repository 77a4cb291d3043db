"""`engage report build`: the anonymized report into a folder.

Exit codes: 0 done, 1 refused with nothing written (every place on standard error, then one line
why), 2 a command line that cannot be understood.
"""

import hashlib
from pathlib import Path
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.reports.folder import refuse_unusable, write_whole
from engage.reports.making import Made
from engage.reports.refusals import WHAT_TO_DO, kind_words
from engage.reports.service import Leaking, build
from engage.reports.tasks import renderer

FOLDER: Final = click.Path(file_okay=True, path_type=Path)
STEPS: Final = 100
SHOWN: Final = 200


@click.group()
def report() -> None:
    """The anonymized report of an engagement."""


@report.command("build")
@click.argument("slug")
@click.option("--out", required=True, type=FOLDER, metavar="DIR", help="The folder to write into.")
@AS_OPTION
@click.pass_obj
def build_command(context: CommandContext, slug: str, out: Path, acting: str | None) -> None:
    """Build the report of the engagement SLUG: HTML, CSV and JSON, searched for leaks first.

    The same data give the same content hash, whenever and wherever it is built.
    """
    refuse_unusable(out)
    try:
        number, made = _build_with_bar(context, slug, acting)
    except Leaking as refusal:
        _tell_leaks(refusal.made)
        raise
    write_whole(made.files, out)
    kind = "final" if made.is_final else "interim"
    click.echo(f"Report {number} of {slug} ({kind}) in {out}")
    click.echo(f"content hash  {made.content_hash}")
    for name, content in sorted(made.files.items()):
        click.echo(f"{hashlib.sha256(content).hexdigest()}  {name}")


def _build_with_bar(context: CommandContext, slug: str, acting: str | None) -> tuple[int, Made]:
    units = context.units
    actor = context.actor(acting)
    with click.progressbar(length=STEPS, label="Building") as bar:

        def show(share: float) -> None:
            bar.update(max(0, round(share * STEPS) - bar.pos))

        return build(units, actor, slug, renderer(units.settings), show)


def _tell_leaks(made: Made) -> None:
    for leak in made.leaks[:SHOWN]:
        click.echo(f"{leak.file}, {leak.place}: {kind_words(leak.kind)}", err=True)
    if len(made.leaks) > SHOWN:
        click.echo(f"... and {len(made.leaks) - SHOWN:,} more places", err=True)
    for source in made.sources[:SHOWN]:
        click.echo(
            f"comment {source.comment_id} (/staff/queue/{source.comment_id}):"
            f" {kind_words(source.kind)}",
            err=True,
        )
    click.echo(WHAT_TO_DO, err=True)
