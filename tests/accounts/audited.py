"""What the audit says happened."""

from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM
from engage.core.unit import Units


def actions(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def last(units: Units, action: str) -> AuditEntry:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq.desc())
        ).first()
