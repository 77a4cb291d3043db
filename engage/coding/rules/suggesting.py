"""What can be asked for of suggestions, and where that stands. Pure."""

from enum import StrEnum
from typing import Final

from engage.core.errors import Refused

FEWEST_THEMES: Final = 3
MOST_THEMES: Final = 30
USUAL_THEMES: Final = 10
MOST_TEXTS: Final = 20_000
"""How many comments are looked at; of more, a sample that is the same each time."""
MOST_CODED: Final = 10_000
MOST_TAKEN: Final = 25
"""How many suggestions a person sees listed, and so can take over, at once."""


class RunKind(StrEnum):
    THEMES = "themes"
    CODES = "codes"


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


UNDER_WAY: Final = (RunState.WAITING, RunState.RUNNING)


def wanted_themes(wanted: int | None) -> int:
    """Raises Refused at 'wanted' for a number beyond what can be read."""
    if wanted is None or not FEWEST_THEMES <= wanted <= MOST_THEMES:
        raise Refused("wanted", f"Ask for {FEWEST_THEMES} to {MOST_THEMES} themes.")
    return wanted
