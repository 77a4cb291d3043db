"""`engage search check` and `engage search rebuild`: the index of public texts, after a restore or
in doubt.

Exit codes: 0 in step, 1 not (the group of commands says why in one line).
"""

import click

from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import EngageError
from engage.core.permissions import SYSTEM
from engage.search import service


class OutOfStep(EngageError):
    """The index is not what is public."""


@click.group("search")
def search_commands() -> None:
    """The index of public texts: compare it with what is public, make it anew."""


@search_commands.command("check")
@click.pass_obj
def check(context: CommandContext) -> None:
    """Compare the index with what is public, text by text."""
    with context.units.writing(SYSTEM) as unit:
        found = service.compared(unit)
    for words, ids_by_kind in (("missing or wrong", found.missing), ("left over", found.left_over)):
        for kind, ids in ids_by_kind.items():
            if ids:
                click.echo(f"{kind}: {len(ids):,} {words}", err=True)
    if not found.is_right:
        raise OutOfStep("the index is out of step: run `engage search rebuild`")
    click.echo(f"The index is in step: {found.kept:,} texts.")


@search_commands.command("rebuild")
@AS_OPTION
@click.pass_obj
def rebuild(context: CommandContext, *, acting: str | None) -> None:
    """Make the index anew from what is public."""
    actor = context.actor(acting)
    with context.units.writing(actor) as unit:
        due = service.begin_rebuild(unit)
    has_more = True
    while has_more:
        with context.units.writing(SYSTEM) as unit:
            has_more = service.follow_part(unit)
    click.echo(f"The index was made anew: {due:,} texts were looked at.")
