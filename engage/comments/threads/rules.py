"""In which order a discussion is read, and where a page of it ends, as it stands in an address."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

FIRST_REPLIES: Final = 3
"""How many stand under their comment; a page of its own shows them all."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
PUBLIC_ID: Final = re.compile(r"[0-9a-z]{1,12}")
NAMED: Final = "comment"
"""The parameter by which an address of a discussion says which of its comments is meant."""
IN_ADDRESS: Final = re.compile(r"([0-9]{1,17})-([0-9a-z]{1,12})(?:-([0-9]{1,9}))?")


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_REPLIED = "replied"


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the last comment's instant, public id and number of public replies.

    Never the id that counts up: from it readers could work out how many are not public.
    """

    at: datetime
    public_id: str
    replies: int = 0

    def in_address(self, order: Order) -> str:
        """'1773529200000000-4k2m9x', and with the replies behind it where they give the order."""
        words = f"{(self.at - EPOCH) // MICROSECOND}-{self.public_id}"
        return f"{words}-{self.replies}" if order is Order.MOST_REPLIED else words


def cursor_from_address(text: str, order: Order) -> Cursor | None:
    """The cursor that an address holds; None for anything else that somebody typed there."""
    found = IN_ADDRESS.fullmatch(text)
    if found is None or (order is Order.MOST_REPLIED) != bool(found[3]):
        return None
    return Cursor(EPOCH + int(found[1]) * MICROSECOND, found[2], int(found[3] or 0))


def is_public_id(text: str) -> bool:
    """Whether it can be the public id of a comment at all."""
    return PUBLIC_ID.fullmatch(text) is not None


def order_from_address(text: str) -> Order:
    """The order that an address asks for; newest first for anything else."""
    return next((one for one in Order if one == text), Order.NEWEST)
