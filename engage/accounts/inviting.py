"""Links by which somebody joins, or sets password and authenticator app anew. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class InvitationKind(StrEnum):
    JOIN = "join"
    RESET = "reset"


LIFETIMES: Final = {
    InvitationKind.JOIN: timedelta(days=7),
    InvitationKind.RESET: timedelta(hours=24),
}
"""A reset is asked for by somebody who waits for it; a new colleague may be away this week."""
LONGEST: Final = max(LIFETIMES.values())


def kind_for(password_hash: str | None) -> InvitationKind:
    """Who has no password has not joined yet."""
    return InvitationKind.JOIN if password_hash is None else InvitationKind.RESET


def is_open(
    used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> bool:
    """Whether the link works still; a link that is due to end at this instant has ended."""
    return used_at is None and revoked_at is None and now < expires_at
