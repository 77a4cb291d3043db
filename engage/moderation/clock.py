"""The response clock of the queue: until when a comment should be decided, in working time."""

from datetime import timedelta

from engage.core.business_hours import BusinessHours
from engage.core.settings import Settings

__all__ = ["BusinessHours", "response_clock"]


def response_clock(settings: Settings) -> BusinessHours:
    """The installation's target, in the zone in which people see times."""
    return BusinessHours(timedelta(hours=settings.response_hours), settings.time_zone)
