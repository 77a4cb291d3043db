"""The queue's own recurring work."""

from typing import Final

from engage.core.unit import Unit
from engage.jobs.service import Payload, prune

PRUNE: Final = "jobs.prune"


def prune_jobs(unit: Unit, _payload: Payload) -> None:
    """Forgets what was done long ago; the table stays small."""
    prune(unit)
