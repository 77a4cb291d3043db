"""Instants in the words of a follower's language."""

from datetime import datetime
from typing import Final

from engage.core.dates import datetime_words, zone

# fmt: off
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# fmt: on
_PACIFIC: Final = "America/Vancouver"


def moment_words(moment: datetime, tz: str, language: str) -> str:
    """'vendredi 14 mars 2026, 16 h, heure du Pacifique', or what `datetime_words` says."""
    if language != "fr":
        return datetime_words(moment, tz)
    local = moment.astimezone(zone(tz))
    day = "1er" if local.day == 1 else str(local.day)
    minutes = f" {local.minute:02}" if local.minute else ""
    place = "heure du Pacifique" if tz == _PACIFIC else local.tzname()
    return (
        f"{_DAYS[local.weekday()]} {day} {_MONTHS[local.month - 1]} {local.year},"
        f" {local.hour} h{minutes}, {place}"
    )
