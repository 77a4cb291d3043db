"""Questions about filings, packages and what can be filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.audit.models import AuditHead
from engage.core.errors import NotFound
from engage.engagements.models import Engagement
from engage.records.models import RecordsFiling, RecordsPackage, RecordsPart

NO_PACKAGE = "There is no such package, or it belongs to another ministry."
Within = frozenset[int] | None


@dataclass(frozen=True)
class Listed:
    """An engagement with its newest filing."""

    engagement: Engagement
    filing: RecordsFiling | None


def engagements_with_filings(session: Session, within: Within) -> list[Listed]:
    """Published engagements of these ministries, those that closed last first."""
    newest = (
        select(func.max(RecordsFiling.id))
        .where(RecordsFiling.engagement_id == Engagement.id)
        .correlate(Engagement)
        .scalar_subquery()
    )
    question = (
        select(Engagement, RecordsFiling)
        .outerjoin(RecordsFiling, RecordsFiling.id == newest)
        .where(Engagement.published_at.is_not(None))
        .order_by(Engagement.closes_at.desc(), Engagement.id.desc())
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return [Listed(engagement, filing) for engagement, filing in session.execute(question)]


def filings_of(session: Session, engagement_id: int) -> Sequence[RecordsFiling]:
    """Newest first."""
    return session.scalars(
        select(RecordsFiling)
        .where(RecordsFiling.engagement_id == engagement_id)
        .order_by(RecordsFiling.number.desc())
    ).all()


def packages_of(session: Session, filing_ids: Sequence[int]) -> Sequence[RecordsPackage]:
    """Newest first."""
    return session.scalars(
        select(RecordsPackage)
        .where(RecordsPackage.filing_id.in_(filing_ids))
        .order_by(RecordsPackage.id.desc())
    ).all()


def package_by_id(session: Session, package_id: int, *, lock: bool = False) -> RecordsPackage:
    found = session.get(RecordsPackage, package_id, with_for_update=lock)
    if found is None:
        raise NotFound(NO_PACKAGE)
    return found


def audit_reach(session: Session) -> int:
    """The number of the last entry of the audit."""
    return session.scalar(select(AuditHead.seq).where(AuditHead.id == 1)) or 0


def part_of(session: Session, package_id: int, number: int) -> bytes | None:
    return session.scalar(
        select(RecordsPart.content).where(
            RecordsPart.package_id == package_id, RecordsPart.number == number
        )
    )
