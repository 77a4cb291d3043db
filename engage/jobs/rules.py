"""When a job runs again, when it is given up, and which slot a recurring one fills. Pure.

Jitter comes from the job's id: a hundred jobs that failed together do not come back together,
and still a test can say when each will.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

MAX_TRIES: Final = 12
"""Failures in a row (with crashes) until a job waits for a person: about two and a half hours."""

LEASE: Final = timedelta(seconds=60)
"""How long a silent worker keeps a job; a worker that lives renews long before."""

RENEW_EVERY: Final = LEASE / 3
LONGEST_HOLD: Final = timedelta(hours=1)
"""After this a lease is renewed no more: a handler that hangs must not keep its job for ever."""

FIRST_DELAY: Final = timedelta(seconds=5)
LONGEST_DELAY: Final = timedelta(hours=1)
SHORTEST_POSTPONEMENT: Final = timedelta(seconds=1)
KEEP_DONE: Final = timedelta(days=14)
TELL_AGAIN: Final = timedelta(seconds=30)
"""When a due job that Celery was told of, and that nobody took, is told of again."""
OVERDUE: Final = timedelta(minutes=5)
"""From here on a worker of several machines does a due job without waiting for Celery."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def backoff(tries: int, job_id: int) -> timedelta:
    """The pause after the `tries`-th failure: doubling, capped, moved by up to a quarter."""
    doublings: int = 2 ** min(tries - 1, 20)
    doubled = min(FIRST_DELAY * doublings, LONGEST_DELAY)
    digest = hashlib.sha256(f"{job_id}/{tries}".encode()).digest()
    share: float = 0.75 + int.from_bytes(digest[:2]) / 0xFFFF / 2
    return doubled * share


def is_given_up(tries: int) -> bool:
    """Whether a job that failed this often stops and waits for a person."""
    return tries >= MAX_TRIES


def has_crashed_too_often(tries: int) -> bool:
    """Whether this try is one too many, as the last allowed one took its worker down."""
    return tries > MAX_TRIES


def postponement(seconds: float) -> timedelta:
    """How long 'later' is; never nothing, or a worker would spin on one job."""
    return max(timedelta(seconds=seconds), SHORTEST_POSTPONEMENT)


def trouble_pause(troubles: int) -> float:
    """Seconds that a worker waits after the n-th database error in a row: 1, 2, 4 ... 30."""
    return float(min(2 ** min(troubles - 1, 5), 30))


def slot(now: datetime, every: timedelta) -> str:
    """The start of the interval that holds `now`, counted from 1970 in UTC; part of a job's key.

    Any number of schedulers names the same slot, so its job is inserted once.
    """
    if not timedelta(seconds=1) <= every <= KEEP_DONE / 2:
        # A longer slot would outlive its finished row, and the same slot would come again.
        raise ValueError("a recurring job comes every second to every seven days")
    return (now - (now - EPOCH) % every).astimezone(UTC).isoformat()
