"""What `engage report build` does, once all that it needs is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from engage.core.commands import CommandContext
from engage.reports.folder import refuse_unusable, write_whole
from engage.reports.making import Made, Progress
from engage.reports.order import Wanted
from engage.reports.refusals import WHAT_TO_DO, kind_words
from engage.reports.rendered import Render
from engage.reports.service import Leaking, build, readable_engagement, usual_for
from engage.reports.states import STEP_WORDS

STEPS: Final = 100
SHOWN: Final = 200


def build_into(
    context: CommandContext,
    render: Render,
    slug: str,
    out: Path,
    wanted: Wanted,
    acting: str | None,
) -> None:
    """Builds the report into the folder, and says what was made; raises Refused."""
    refuse_unusable(out)
    units, actor = context.units, context.actor(acting)
    with units.reading(actor) as unit:
        order = wanted.order(usual_for(unit, readable_engagement(unit, slug)))
    digests: dict[str, str] = {}
    try:
        with _bar() as show:
            number, made = build(
                units,
                actor,
                slug,
                render,
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


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar with the step in words."""
    with click.progressbar(length=STEPS, label="Building") as bar:

        def show(share: float, step: str) -> None:
            bar.label = STEP_WORDS.get(step, "Building")
            bar.update(max(0, round(share * STEPS) - bar.pos))

        yield show


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
