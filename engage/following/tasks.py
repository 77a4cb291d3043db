"""The jobs of following: what happened becomes news, the day's digests, and erasing in time.

Jobs that recur run every few minutes and look at the clock of the province; what they begin has the
day in its key, so that it happens once a day however many workers there are.
"""

from datetime import date
from typing import Final

from engage.core.unit import Unit
from engage.following import queries
from engage.following.rules import day_to_tell
from engage.following.service import (
    CLOSE_ISSUE,
    close_gathering,
    erase_overdue,
    make_daily_issue,
    note_changes,
    note_closed,
    note_opened,
    note_report,
    note_results,
    note_update,
)
from engage.jobs.handlers import Handlers, transactional
from engage.jobs.service import Payload, enqueue

NOTE_OPENED: Final = "following.note_opened"
NOTE_CLOSED: Final = "following.note_closed"
NOTE_CHANGES: Final = "following.note_changes"
NOTE_RESULTS: Final = "following.note_results"
NOTE_UPDATE: Final = "following.note_update"
NOTE_REPORT: Final = "following.note_report"
LOOK_AT_DAY: Final = "following.look_at_day"
TELL_DAY: Final = "following.tell_day"
MAKE_DAILY: Final = "following.make_daily"
ERASE: Final = "following.erase"


def look_at_day(unit: Unit, _payload: Payload) -> None:
    """After eight in the morning, once a day."""
    day = day_to_tell(unit.now, unit.settings.time_zone)
    if day is not None:
        key = f"{TELL_DAY}:{day.isoformat()}"
        enqueue(unit, TELL_DAY, {"day": day.isoformat()}, key=key)


def tell_day(unit: Unit, payload: Payload) -> None:
    """A job for each engagement, so that one that fails keeps no other waiting."""
    day = str(payload["day"])
    for engagement_id in queries.followed_daily(unit.session):
        key = f"{MAKE_DAILY}:{engagement_id}:{day}"
        enqueue(unit, MAKE_DAILY, {"engagement_id": engagement_id, "day": day}, key=key)


def note_released(unit: Unit, payload: Payload) -> None:
    """A report for the ministry alone is nobody's news."""
    if payload["is_public"]:
        note_report(unit, int(payload["engagement_id"]), int(payload["report_id"]))


def make_daily(unit: Unit, payload: Payload) -> None:
    day = date.fromisoformat(str(payload["day"]))
    make_daily_issue(unit, int(payload["engagement_id"]), day)


def erase(unit: Unit, _payload: Payload) -> None:
    if erase_overdue(unit):
        enqueue(unit, ERASE, {})


HANDLERS: Final[Handlers] = {
    NOTE_OPENED: transactional(lambda unit, one: note_opened(unit, int(one["engagement_id"]))),
    NOTE_CLOSED: transactional(lambda unit, one: note_closed(unit, int(one["engagement_id"]))),
    NOTE_CHANGES: transactional(lambda unit, one: note_changes(unit, int(one["engagement_id"]))),
    NOTE_RESULTS: transactional(lambda unit, one: note_results(unit, int(one["engagement_id"]))),
    NOTE_UPDATE: transactional(
        lambda unit, one: note_update(unit, int(one["engagement_id"]), int(one["update_id"]))
    ),
    NOTE_REPORT: transactional(note_released),
    CLOSE_ISSUE: transactional(lambda unit, one: close_gathering(unit, int(one["issue_id"]))),
    LOOK_AT_DAY: transactional(look_at_day),
    TELL_DAY: transactional(tell_day),
    MAKE_DAILY: transactional(make_daily),
    ERASE: transactional(erase),
}
