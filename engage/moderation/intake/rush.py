"""While many send at once, who sends goes before who looks.

On one machine the intake's checks and the forms share processor and write lock, and a comment that
is looked at a little later loses nothing: it waits for a moderator all the same. The rest is short,
so that in a rush that lasts the queue is still filled.
"""

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.moderation.rules import SCREEN

MANY: Final = 20
WITHIN: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(seconds=60)

_RECORDED: Final = (
    select(Comment.recorded_at).order_by(Comment.id.desc()).offset(bindparam("many")).limit(1)
)


class Rush:
    """What rests in a rush; one object for all lanes of a worker."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._lock = threading.Lock()

    def __call__(self, unit: Unit) -> Collection[str]:
        """The intake's checks, while `MANY` comments came within a second, for a minute at most."""
        earlier = unit.session.scalar(_RECORDED, {"many": MANY - 1})
        is_rush = earlier is not None and unit.now - earlier < WITHIN
        with self._lock:
            self._since = (self._since or unit.now) if is_rush else None
            rests = self._since is not None and unit.now - self._since < LONGEST
        return (SCREEN,) if rests else ()
