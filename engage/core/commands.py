"""What the command line hands to the commands of features."""

from typing import Protocol

import click

from engage.core.permissions import Actor
from engage.core.unit import Units

AS_OPTION = click.option("--as", "acting", metavar="EMAIL", help="The person who acts, audited.")


class CommandContext(Protocol):
    """Units to work through, and who acts (`--as EMAIL`; None: the default of this machine)."""

    @property
    def units(self) -> Units: ...

    def actor(self, email: str | None, /) -> Actor: ...
