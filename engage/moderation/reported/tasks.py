"""The recurring work of reports."""

from typing import Final

from engage.core.unit import Unit
from engage.jobs.service import Payload
from engage.moderation.reported.service import forget_notes

FORGET_NOTES: Final = "moderation.forget_report_notes"


def forget(unit: Unit, _payload: Payload) -> None:
    """What readers wrote may name somebody: it is kept no longer than words that were removed."""
    forget_notes(unit)
