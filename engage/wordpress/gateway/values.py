"""What both interfaces have in common when they give values."""

from datetime import UTC, datetime
from typing import Final

NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a date that cannot be one: old imports left 0000-00-00 in WordPress. A comment of
that time is before every opening, so that nothing is taken in by mistake."""

PICTURES: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}
"""The kinds of pictures that WordPress takes, and how its files are named."""


def instant(text: str) -> datetime:
    """A date of WordPress's, which it means in UTC and writes without a zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return NO_DATE


def address(text: str) -> str:
    """A link that may be shown as one; '' for anything else."""
    return text if text.startswith(("http://", "https://")) else ""
