"""The jobs of updates: publishing what was planned, and what an election held of it."""

from typing import Final

from engage.core.unit import Unit
from engage.governance.elections.rules import item_kind
from engage.governance.outbound import Outbound
from engage.jobs.handlers import Handlers, Later, transactional
from engage.jobs.service import Payload
from engage.updates.planning import (
    PUBLISH_PLANNED,
    Came,
    drop_held,
    publish_planned,
    publish_released,
)

RELEASED: Final = "updates.plan_released"
DROPPED: Final = "updates.plan_dropped"
STOPPED: Final = 60.0
"""Seconds until an update that an administrator's stop holds is tried again."""


def publish_due(unit: Unit, payload: Payload) -> None:
    came = publish_planned(unit, int(payload["update_id"]), int(payload["plan"]))
    if came is Came.STOPPED:
        raise Later(STOPPED)


def release(unit: Unit, payload: Payload) -> None:
    """Raises Later while an administrator's stop holds it all the same."""
    if _is_update(payload) and publish_released(unit, int(payload["subject_id"])) is Came.STOPPED:
        raise Later(STOPPED)


def drop(unit: Unit, payload: Payload) -> None:
    if _is_update(payload):
        drop_held(unit, int(payload["subject_id"]))


def _is_update(payload: Payload) -> bool:
    """Changes of the engagement itself are held under the same kind, with no subject."""
    is_kind = payload["kind"] == item_kind(Outbound.PUBLISH_SCHEDULED)
    return is_kind and bool(payload["subject_id"])


HANDLERS: Final[Handlers] = {
    PUBLISH_PLANNED: transactional(publish_due),
    RELEASED: transactional(release),
    DROPPED: transactional(drop),
}
