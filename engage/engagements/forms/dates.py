"""Dates as the wall clock of the province shows them.

A date that was not touched keeps its very instant, seconds and the repeated hour of an autumn
night included.
"""

from datetime import datetime
from typing import Final

from wtforms import Field
from wtforms.fields import DateTimeLocalField
from wtforms.validators import Optional, ValidationError

from engage.core.dates import from_local, zone
from engage.engagements.forms.shape import said

EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2100

_MINUTE: Final = "%Y-%m-%dT%H:%M"
_FORMATS: Final = [_MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]


def year_in_reach(_form: object, field: Field) -> None:
    if field.data and not EARLIEST_YEAR <= field.data.year <= LATEST_YEAR:
        raise ValidationError(f"Give a year between {EARLIEST_YEAR} and {LATEST_YEAR}.")


def date_field(label: str, example: str) -> DateTimeLocalField:
    return DateTimeLocalField(
        label,
        [Optional(), year_in_reach],
        format=_FORMATS,
        **said(value=f"{label}: give a date and a time, such as {example}."),
    )


def wall_clock(moment: datetime | None, tz: str) -> datetime | None:
    return moment.astimezone(zone(tz)).replace(tzinfo=None) if moment else None


def instant(typed: datetime | None, before: datetime | None, tz: str) -> datetime | None:
    if typed is None:
        return None
    shown = wall_clock(before, tz)
    if shown is not None and shown.strftime(_MINUTE) == typed.strftime(_MINUTE):
        return before
    return from_local(typed.date(), typed.time(), tz)
