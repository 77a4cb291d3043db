"""`engage report`: build the anonymized report into a folder, call a build off, verify files.

Exit codes: 0 done, 1 refused or not the same (every place on standard error, then one line why),
2 a command line that cannot be understood.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext, LateGroup, loading
from engage.privacy.disclosure import THRESHOLD
from engage.reports.order import BOTH, ENGLISH, LOWERED, Kind, Wanted
from engage.reports.renderers.pdf_apart import pressing_apart

FOLDER: Final = click.Path(file_okay=True, path_type=Path)
_LATE: Final = {
    "cancel": "engage.reports.verify_commands:cancel_command",
    "verify": "engage.reports.verify_commands:verify_command",
}


@click.group(cls=LateGroup, late=_LATE)
def report() -> None:
    """The anonymized report of an engagement."""


@report.command("build")
@click.argument("slug")
@click.option("--out", required=True, type=FOLDER, metavar="DIR", help="The folder to write into.")
@click.option(
    "--kind",
    type=click.Choice([one.value for one in Kind]),
    help="As a rule final once the engagement has closed, interim before.",
)
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="A day of the last week that an interim report holds; as a rule the latest whole one.",
)
@click.option("--french", is_flag=True, help="In English and French.")
@click.option(
    "--threshold",
    type=click.Choice([str(THRESHOLD), str(LOWERED)]),
    default=str(THRESHOLD),
    show_default=True,
    help="The smallest count that is shown; 5 needs the sign-off of a privacy officer.",
)
@AS_OPTION
@click.pass_obj
def build_command(  # noqa: PLR0917  click passes them by name
    context: CommandContext,
    slug: str,
    out: Path,
    kind: str | None,
    week: datetime | None,
    french: bool,
    threshold: str,
    acting: str | None,
) -> None:
    """Build the report of the engagement SLUG, every file searched for leaks first.

    The same data give the same content hash, whenever and wherever it is built.
    """
    wanted = Wanted(
        Kind(kind) if kind else None,
        week.date() if week else None,
        BOTH if french else ENGLISH,
        int(threshold),
    )
    with pressing_apart():
        # That process is told what will be made, and makes ready while the rest loads here.
        with loading():
            from engage.reports.rendering import renderer  # noqa: PLC0415

            render = renderer(context.settings)
            from engage.reports.build_command import build_into  # noqa: PLC0415

        build_into(context, render, slug, out, wanted, acting)
