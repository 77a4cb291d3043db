"""Recurring work: uploaded tables that nobody imported are deleted."""

from typing import Final

from engage.avenues.service.drafts import forget_drafts
from engage.core.unit import Unit
from engage.jobs.service import Payload

FORGET_DRAFTS: Final = "avenues.forget_drafts"


def forget(unit: Unit, _payload: Payload) -> None:
    forget_drafts(unit)
