"""The comments' own recurring work."""

from typing import Final

from engage.comments.defences.senders import forget
from engage.core.unit import Unit
from engage.jobs.service import Payload

FORGET_SENDERS: Final = "comments.forget_senders"


def forget_senders(unit: Unit, _payload: Payload) -> None:
    """Network addresses count, as salted hashes, within their hour; then their salt goes too."""
    forget(unit)
