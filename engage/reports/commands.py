"""`engage report`: build the anonymized report into a folder, call a build off, verify files.

Exit codes: 0 done, 1 refused or not the same (every place on standard error, then one line why),
2 a command line that cannot be understood.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.privacy.disclosure import THRESHOLD
from engage.reports.folder import refuse_unusable, write_whole
from engage.reports.making import Made, Progress
from engage.reports.order import BOTH, ENGLISH, LOWERED, Kind, Order
from engage.reports.refusals import WHAT_TO_DO, kind_words
from engage.reports.renderers.pdf_apart import pressing_apart
from engage.reports.service import Leaking, build, cancel, readable_engagement, usual_for
from engage.reports.service.recording import check_stored, recorded_release
from engage.reports.states import STEP_WORDS, is_value
from engage.reports.tasks import renderer
from engage.reports.verifying import (
    Checked,
    Finding,
    check_files,
    content_fault,
    is_good,
    read_sums,
)

FOLDER: Final = click.Path(file_okay=True, path_type=Path)
FILES: Final = click.Path(path_type=Path)
LIST: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
STEPS: Final = 100
SHOWN: Final = 200


@click.group()
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
    refuse_unusable(out)
    units, actor = context.units, context.actor(acting)
    with units.reading(actor) as unit:
        usual = usual_for(unit, readable_engagement(unit, slug))
    order = _ordered(usual, kind, week, french=french, threshold=int(threshold))
    digests: dict[str, str] = {}
    try:
        with pressing_apart(), _bar() as show:
            number, made = build(
                units,
                actor,
                slug,
                renderer(units.settings),
                show,
                order=order,
                take=lambda made: digests.update(write_whole(made.files, out)),
            )
    except Leaking as refusal:
        _tell_leaks(refusal.made)
        raise
    click.echo(f"Report {number} of {slug} ({'final' if made.is_final else 'interim'}) in {out}")
    click.echo(f"content hash  {made.content_hash}")
    for name, digest in sorted(digests.items()):
        click.echo(f"{digest}  {name}")


def _ordered(
    usual: Order, kind: str | None, week: datetime | None, *, french: bool, threshold: int
) -> Order:
    """What is usual, as far as nothing else was said; a week alone says that it is interim."""
    chosen = Kind(kind) if kind else Kind.INTERIM if week else usual.kind
    monday = usual.week
    if week is not None:
        monday = week.date() - timedelta(days=week.weekday())
    return Order(
        chosen,
        monday if chosen is Kind.INTERIM else None,
        BOTH if french else ENGLISH,
        threshold,
    )


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar with the step in words."""
    with click.progressbar(length=STEPS, label="Building") as bar:

        def show(share: float, step: str) -> None:
            bar.label = STEP_WORDS.get(step, "Building")
            bar.update(max(0, round(share * STEPS) - bar.pos))

        yield show


@report.command("cancel")
@click.argument("slug")
@AS_OPTION
@click.pass_obj
def cancel_command(context: CommandContext, slug: str, acting: str | None) -> None:
    """Call off the build of the engagement SLUG that is under way, here or elsewhere."""
    with context.units.writing(context.actor(acting)) as unit:
        number = cancel(unit, slug).number
    click.echo(f"Report {number} of {slug} is called off. Nothing of it is kept.")


@report.command("verify")
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
