"""Messages for social media, planned around an engagement's dates, as Hootsuite takes them (R83).

Its bulk composer reads a CSV file without a head row: the time on the wall clock of the account,
the message, and one link. It takes at most 350 at once, none of the past, and only every fifth
minute. A message of ours fits where 280 signs are the most, its link counted as 23.

What falls into an election period is promotion, and not in the file. Pure.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from engage.core.dates import datetime_words, from_local, zone
from engage.core.sheets import guarded
from engage.engagements.rules import Timing

CSV_TYPE: Final = "text/csv; charset=utf-8"
MOST: Final = 350
LONGEST: Final = 280
LINK_COUNTS: Final = 23
STEP: Final = timedelta(minutes=5)
AHEAD: Final = timedelta(minutes=15)
"""What is planned for sooner would be refused by the time the file is there."""
MORNING: Final = time(9)
WEEK: Final = timedelta(days=7)
SHORTEST_FOR_REMINDER: Final = timedelta(days=10)


@dataclass(frozen=True)
class Planned:
    """One message. `why` says in a few words what it is for."""

    at: datetime
    why: str
    text: str


def planned(timing: Timing, title: str, now: datetime, tz: str) -> tuple[Planned, ...]:
    """The messages that can still be planned, the earliest first."""
    found = [one for one in _all(timing, title, tz) if one.at >= now + AHEAD]
    return tuple(sorted(found, key=lambda one: one.at))[:MOST]


def _all(timing: Timing, title: str, tz: str) -> Iterator[Planned]:
    opens, closes, results = timing.opens_at, timing.closes_at, timing.results_at
    until = f" Open until {datetime_words(closes, tz)}." if closes else ""
    if opens is not None and not timing.is_opening_held:
        yield _message(opens, "It opens", "Have your say:", title, until)
    if closes is not None:
        when = datetime_words(closes, tz)
        morning = _morning_before(closes, WEEK, tz)
        if opens is not None and closes - opens >= SHORTEST_FOR_REMINDER:
            yield _message(
                morning, "A week is left", "One week left to have your say:", title,
                f" Closes {when}.",
            )  # fmt: skip
        yield _message(
            _morning_before(closes, timedelta(days=1), tz), "It closes soon",
            "Last chance to have your say:", title, f" Closes {when}.",
        )  # fmt: skip
    if results is not None:
        yield _message(
            results,
            "The results are public",
            "What we heard, and what was done with it:",
            title,
            "",
        )


def _message(at: datetime, why: str, before: str, title: str, after: str) -> Planned:
    room = LONGEST - LINK_COUNTS - 1 - len(f"{before} {after}")
    words = " ".join(title.split())
    if len(words) > room:
        words = words[: room - 1].rstrip() + "…"
    return Planned(_at_step(at), why, f"{before} {words}{after}")


def _at_step(at: datetime) -> datetime:
    """The next instant at a fifth minute: never before what it tells of."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over) if over else at


def _morning_before(moment: datetime, days: timedelta, tz: str) -> datetime:
    """Nine o'clock of the day that lies so many before."""
    local = moment.astimezone(zone(tz))
    return from_local(local.date() - days, MORNING, tz)


def hootsuite(messages: Iterable[Planned], href: str, tz: str) -> bytes:
    """The file; each cell begins with a word or a digit of ours, so that none is a formula."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for one in messages:
        at = one.at.astimezone(zone(tz)).strftime("%m/%d/%Y %H:%M")
        writer.writerow([guarded(cell) for cell in (at, one.text, href)])
    return sheet.getvalue().encode()


def let_out(
    messages: Iterable[Planned], is_held: Callable[[datetime], bool]
) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """Those that may go out, and those that an election holds."""
    free: list[Planned] = []
    held: list[Planned] = []
    for one in messages:
        (held if is_held(one.at) else free).append(one)
    return tuple(free), tuple(held)
