"""What both interfaces check alike."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from engage.core.clock import SystemClock

MOST_OFF: Final = timedelta(minutes=1)


def clock_faults(theirs: datetime | None) -> Iterator[str]:
    """By our own clock, whatever clock the rest of the program was given: theirs is a real one."""
    if theirs is None:
        return
    off = theirs - SystemClock().now()
    if abs(off) > MOST_OFF:
        minutes = round(abs(off).total_seconds() / 60)
        side = "ahead of" if off > timedelta() else "behind"
        words = "1 minute" if minutes == 1 else f"{minutes} minutes"
        yield f"The clock of WordPress is {words} {side} ours."
