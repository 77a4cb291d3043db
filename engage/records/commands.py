"""`engage records`: file an engagement's records, make a package, check one.

Exit codes: 0 done, 1 refused or failed with one clear line, 2 a command line that cannot be
understood.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.core.unfinished import unfinished
from engage.records import service
from engage.records.archive import NotAPackage, read_manifest
from engage.records.rules import differences

FILE: Final = click.Path(dir_okay=False, path_type=Path)
STEPS: Final = 100


class RecordsContext(CommandContext, Protocol):
    """What these commands need besides: the public pages as the site shows them."""

    def public_pages(self, addresses: Sequence[str], /) -> Mapping[str, bytes]: ...


@click.group()
def records() -> None:
    """What is kept of an engagement for good."""


@records.command("file")
@click.argument("slug")
@click.option("--number", required=True, metavar="NUMBER", help="The file number.")
@click.option(
    "--on", "filed_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The filing date."
)
@AS_OPTION
@click.pass_obj
def file_command(
    context: RecordsContext, slug: str, number: str, filed_on: datetime, acting: str | None
) -> None:
    """Record that the records of the engagement SLUG were filed, and keep its public pages."""
    actor = context.actor(acting)
    with context.units.reading(actor) as unit:
        engagement = service.reachable_engagement(unit, slug)
        addresses = service.public_addresses(unit, engagement)
    pages = context.public_pages(addresses)
    with context.units.writing(actor) as unit:
        filing = service.file_records(unit, slug, number, filed_on.date(), pages)
        said = f"Filing {filing.number} of {slug} under {filing.file_number}"
    click.echo(f"{said}, with {len(pages)} public pages")


@records.command("package")
@click.argument("slug")
@click.option("--out", required=True, type=FILE, metavar="FILE", help="The archive to write.")
@click.option("--open-only", is_flag=True, help="Without what only few may read.")
@AS_OPTION
@click.pass_obj
def package_command(
    context: RecordsContext, slug: str, out: Path, open_only: bool, acting: str | None
) -> None:
    """Make the archive of the newest filing of the engagement SLUG."""
    actor = context.actor(acting)
    with context.units.writing(actor) as unit:
        filing_id = service.taken_by_command(unit, slug, with_restricted=not open_only)
    try:
        # Nobody else may read it: names stand in it. Two commands at once each have their own.
        with (
            unfinished(out) as made,
            click.progressbar(length=STEPS, label="Making") as bar,
        ):
            sha256, size = service.make_archive(
                context.units,
                actor,
                filing_id,
                made,
                with_restricted=not open_only,
                progress=lambda share: bar.update(max(0, round(share * STEPS) - bar.pos)),
            )
            with made.open("rb") as file:
                os.fsync(file.fileno())
            made.replace(out)
    except OSError as error:
        raise Refused("out", f"The archive cannot be written: {error.strerror}.") from None
    click.echo(f"{sha256}  {out} ({size:,} bytes)")


@records.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_command(file: Path) -> None:
    """Check every file of an archive against its manifest; needs no database."""
    try:
        manifest, stated, found = read_manifest(file)
    except NotAPackage as fault:
        raise Refused("", f"{file}: {fault}.") from None
    without = not manifest.get("has_restricted", True)
    faults = list(differences(stated, found, without_restricted=without))
    for line in faults:
        click.echo(line, err=True)
    if faults:
        raise Refused("", f"{file}: {len(faults)} of {len(stated)} files differ.")
    click.echo(f"{file}: all {len(found)} files are what the manifest says")
