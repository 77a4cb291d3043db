"""What the command line and the commands of features share.

It loads next to nothing: a command's own room is loaded when it is called, and some begin with work
that goes on while it loads.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import click

if TYPE_CHECKING:
    from engage.core.permissions import Actor
    from engage.core.settings import Settings
    from engage.core.unit import Units

AS_OPTION: Final = click.option(
    "--as", "acting", metavar="EMAIL", help="The person who acts, audited."
)


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded within stays: the search for garbage goes through it neither meanwhile nor
    afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class CommandContext(Protocol):
    """Settings, units to work through, and who acts (`--as EMAIL`; None: the default of this
    machine)."""

    @property
    def settings(self) -> "Settings": ...

    @property
    def units(self) -> "Units": ...

    def actor(self, email: str | None, /) -> "Actor": ...


class Failure(click.ClickException):
    """One clear line each on standard error, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        for line in self.message.splitlines():
            click.echo(f"engage: {line}", err=True)


class LateGroup(click.Group):
    """A group whose commands are loaded when they are called, or listed by `--help`.

    `late` says where each stands: 'engage.comments.commands:comments'.
    """

    def __init__(
        self, *args: Any, late: Mapping[str, str] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.late})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.late.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        room, name = place.split(":")
        with loading():
            command: click.Command = getattr(import_module(room), name)
        return command
