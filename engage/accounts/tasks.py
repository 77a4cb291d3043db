"""The accounts' own recurring work."""

from typing import Final

from engage.accounts.service import forget_attempts
from engage.accounts.service.sessions import forget_sessions
from engage.accounts.service.spending import forget_spent
from engage.core.unit import Unit
from engage.jobs.service import Payload

FORGET: Final = "accounts.forget_attempts"


def forget(unit: Unit, _payload: Payload) -> None:
    """Addresses are kept, as keyed hashes, no longer than they count against anybody; used
    tokens no longer than they could be used; and sessions that are over for a month."""
    forget_attempts(unit)
    forget_spent(unit)
    forget_sessions(unit)
