"""`engage report cancel` and `verify`: call a build off, compare files with what was released.

Exit codes: 0 done, 1 refused or not the same (every place on standard error, then one line why),
2 a command line that cannot be understood.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.reports.service import cancel
from engage.reports.service.recording import check_stored, recorded_release
from engage.reports.states import is_value
from engage.reports.verifying import (
    Checked,
    Finding,
    check_files,
    content_fault,
    is_good,
    read_sums,
)

LIST: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("cancel")
@click.argument("slug")
@AS_OPTION
@click.pass_obj
def cancel_command(context: CommandContext, slug: str, acting: str | None) -> None:
    """Call off the build of the engagement SLUG that is under way, here or elsewhere."""
    with context.units.writing(context.actor(acting)) as unit:
        number = cancel(unit, slug).number
    click.echo(f"Report {number} of {slug} is called off. Nothing of it is kept.")


@click.command("verify")
@click.argument("things", nargs=-1, metavar="[SLUG [NUMBER]] [FOLDER|FILES...]")
@click.option(
    "--manifest",
    type=LIST,
    metavar="SHA256SUMS",
    help="Check against this list, without the database.",
)
@AS_OPTION
@click.pass_obj
def verify_command(
    context: CommandContext, things: tuple[str, ...], manifest: Path | None, acting: str | None
) -> None:
    """Whether files are those of a release: by SHA-256, and by the content hash of the JSON file.

    SLUG names the engagement and NUMBER the release (as a rule the latest). Without files, those
    that are kept are checked. With --manifest only files are given, or their folder; without any,
    those beside the list.
    """
    if manifest is not None:
        paths = [Path(one) for one in things] or [manifest.parent]
        _tell(_against_list(manifest, paths), f"the list {manifest.name}")
        return
    if not things:
        raise click.UsageError("Name an engagement, or give a list with --manifest.")
    slug, number, paths = _named(things)
    with context.units.reading(context.actor(acting)) as unit:
        record = recorded_release(unit, slug, number)
    if paths:
        found = check_files(record.sums, paths)
        faults = _content_faults(paths, record.content_hash)
    else:
        found, faults = check_stored(context.units, record)
    _tell((found, faults), f"release {record.number} of {slug}")


def _named(things: Sequence[str]) -> tuple[str, int | None, list[Path]]:
    slug, *rest = things
    if rest and rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 10:
        return slug, int(rest[0]), [Path(one) for one in rest[1:]]
    return slug, None, [Path(one) for one in rest]


def _against_list(manifest: Path, paths: Sequence[Path]) -> tuple[list[Checked], list[str]]:
    try:
        text = manifest.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refused("manifest", f"{manifest.name} cannot be read.") from None
    return check_files(read_sums(text), paths), _content_faults(paths, "")


def _content_faults(paths: Sequence[Path], content_hash: str) -> list[str]:
    """What is wrong with the values of the JSON files among these."""
    within = [one for path in paths for one in (path.glob("*.json") if path.is_dir() else [path])]
    faults = [
        content_fault(path, content_hash)
        for path in within
        if is_value(path.name) and path.is_file()
    ]
    return [fault for fault in faults if fault is not None]


def _tell(outcome: tuple[Sequence[Checked], Sequence[str]], what: str) -> None:
    """Every file, then one clear line; raises Refused when anything is not as it was."""
    found, faults = outcome
    for one in found:
        click.echo(f"{one.name}: {one.finding.value}", err=one.finding is not Finding.SAME)
    for fault in faults:
        click.echo(fault, err=True)
    if not is_good(found) or faults:
        wrong = sum(one.finding is not Finding.SAME for one in found) + len(faults)
        words = "No file was checked" if not found else f"{wrong} of the checks failed"
        raise Refused("", f"{words}: this is not {what}.")
    count = "1 file is" if len(found) == 1 else f"All {len(found)} files are"
    click.echo(f"{count} as in {what}.")
