"""The accounts' own recurring work."""

from typing import Final

from engage.accounts.service import forget_attempts
from engage.core.unit import Unit
from engage.jobs.service import Payload

FORGET: Final = "accounts.forget_attempts"


def forget(unit: Unit, _payload: Payload) -> None:
    """Addresses are kept, as keyed hashes, no longer than they count against anybody."""
    forget_attempts(unit)
