"""Addresses that other sites and programs read."""

from engage.sharing.web import (
    api,
    api_pages,
    api_parts,
    calendars,
    embed,
    feeds,
    maps,
    oembed,
    posters,
    promoting,
    staff_calendar,
)
from engage.sharing.web.blueprint import blueprint

__all__ = [
    "api",
    "api_pages",
    "api_parts",
    "blueprint",
    "calendars",
    "embed",
    "feeds",
    "maps",
    "oembed",
    "posters",
    "promoting",
    "staff_calendar",
]
