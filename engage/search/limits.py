"""How long one search may keep the database, whatever is sought.

Ordinary searches take a hundredth of that. SQLite calls back between the pages that it reads, so a
search ends there too that is under way within FTS5; what counts is the time that it took itself,
not that of a busy machine. PostgreSQL limits each statement by itself.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, thread_time
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engage.core.errors import Refused
from engage.core.language import marked

MOST_SECONDS: Final = 0.5
STEPS: Final = 100
"""How many steps of SQLite's machine lie between two looks at the time; a page takes a few."""
TOO_LONG: Final = marked(
    "This search takes too long. Search for fewer words, or for words that are less common."
)
_CANCELLED: Final = "57014"
_LIMIT: Final = text("SELECT set_config('statement_timeout', :milliseconds, true)")
"""Until the transaction ends: whoever asks for a search asks for little else."""


@contextmanager
def limited(session: Session, seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Raises Refused once the questions within take too long."""
    connection = session.connection()
    try:
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(_is_over(seconds), STEPS)
            try:
                yield
            finally:
                driver.set_progress_handler(None, STEPS)
        else:
            connection.execute(_LIMIT, {"milliseconds": str(max(1, int(seconds * 1000)))})
            yield
    except OperationalError as error:
        if not _was_stopped(error.orig):
            raise
        raise Refused("q", TOO_LONG) from None


def _is_over(seconds: float) -> Callable[[], bool]:
    """The time of a thread is slow to read (half a millisecond on some machines), so that of the
    machine is looked at first."""
    ends_at, worked_until = monotonic() + seconds, thread_time() + seconds
    return lambda: monotonic() > ends_at and thread_time() > worked_until


def _was_stopped(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return getattr(error, "sqlstate", None) == _CANCELLED
