"""A change of a register: its row, its audit entry, and the pages that show it."""

import hashlib
import json
from typing import Any, Final

from sqlalchemy import select

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.outreach.models import RegisterChange
from engage.outreach.rules import SCOPE

MEANWHILE: Final = (
    "Somebody changed this entry after you opened it. Nothing of yours is saved: look at it as it"
    " is now, and send it again."
)
NOTHING_TO_UNDO: Final = "There is no change that could be undone."
Values = dict[str, Any]


def refuse_changed(version: int, seen_version: int) -> None:
    if version != seen_version:
        raise Conflict(MEANWHILE)


def note(unit: Unit, subject: str, action: str, before: Values | None, after: Values) -> None:
    """Writes the change down. What stood there is text, so the audit gets its hash alone."""
    earlier, later = _json(before), _json(after)
    unit.session.add(
        RegisterChange(
            subject=subject,
            action=action,
            before=earlier,
            after=later,
            at=unit.now,
            by_id=unit.actor.person_id,
        )
    )
    kind = subject.partition(":")[0]
    unit.audit(f"{kind}.{action}", subject, before=_hash(earlier), after=_hash(later))
    unit.touch(SCOPE)


def last_change(unit: Unit, subject: str) -> tuple[RegisterChange, Values]:
    """The newest change, and what was there before it; raises Refused where there is none.

    To have confirmed something changed nothing, so there is nothing to go back to.
    """
    row = unit.session.scalar(
        select(RegisterChange)
        .where(RegisterChange.subject == subject, RegisterChange.action != "confirmed")
        .order_by(RegisterChange.id.desc())
        .limit(1)
    )
    if row is None or not row.before:
        raise Refused("", NOTHING_TO_UNDO)
    found: Values = json.loads(row.before)
    return row, found


def _json(values: Values | None) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values is not None else ""


def _hash(text: str) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest() if text else None
