"""The register of reuse, and consents with where they were used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session, aliased

from engage.accounts.models import Ministry, Person
from engage.comments.models import Comment
from engage.core.errors import NotFound
from engage.engagements.models import Engagement
from engage.reuse.models import ReuseConsent, ReuseRecord, ReuseSource

Within = frozenset[int] | None
PAGE: Final = 50
NO_RECORD: Final = "There is no such record."
NO_CONSENT: Final = "There is no such consent."
_Reviewer = aliased(Person, name="reviewer")


@dataclass(frozen=True)
class Used:
    """A line of the register; `removed` and `kept` are JSON of kinds and counts."""

    id: int
    slug: str
    engagement: str
    ministry: str
    quotation_id: int
    public_id: str
    comment_version: int | None
    source_kind: str
    target_kind: str
    target: str
    removed: str
    kept: str
    reviewer: str
    basis: str
    consent_id: int | None
    act: str
    section: str
    used_at: datetime
    struck_at: datetime | None
    struck_reason: str


def uses(
    session: Session,
    within: Within,
    *,
    words: str = "",
    kind: str = "",
    before: int | None = None,
    limit: int | None = PAGE,
) -> tuple[Sequence[Used], int | None]:
    """Newest first; where the next page begins (None: there is none). Without `limit` all."""
    question = _asked().order_by(ReuseRecord.id.desc())
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if words:
        question = question.where(
            or_(
                ReuseRecord.target.icontains(words, autoescape=True),
                Engagement.title.icontains(words, autoescape=True),
                Comment.public_id == words.strip().removeprefix("#"),
            )
        )
    if kind:
        question = question.where(ReuseRecord.target_kind == kind)
    if before is not None:
        question = question.where(ReuseRecord.id < before)
    if limit is None:
        return [_used(row) for row in session.execute(question)], None
    rows = [_used(row) for row in session.execute(question.limit(limit + 1))]
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def uses_of_quotation(session: Session, quotation_id: int) -> Sequence[Used]:
    question = _asked().where(ReuseRecord.quotation_id == quotation_id)
    return [_used(row) for row in session.execute(question.order_by(ReuseRecord.id.desc()))]


def uses_under(session: Session, consent_id: int) -> Sequence[Used]:
    """Where words were used under a consent, struck records too."""
    question = _asked().where(ReuseRecord.consent_id == consent_id)
    return [_used(row) for row in session.execute(question.order_by(ReuseRecord.id.desc()))]


def record_to_strike(session: Session, record_id: int) -> tuple[ReuseRecord, int]:
    """A record, locked, and the ministry of its engagement."""
    row = session.execute(
        select(ReuseRecord, Engagement.ministry_id)
        .join(Engagement, Engagement.id == ReuseRecord.engagement_id)
        .where(ReuseRecord.id == record_id)
        .with_for_update(of=ReuseRecord)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound(NO_RECORD)
    return row[0], row[1]


def consents(session: Session, within: Within) -> Sequence[ReuseConsent]:
    """Newest first."""
    question = select(ReuseConsent).order_by(ReuseConsent.id.desc())
    if within is not None:
        question = question.where(ReuseConsent.ministry_id.in_(within))
    return session.scalars(question).all()


def consent_by_id(session: Session, consent_id: int, *, locked: bool = False) -> ReuseConsent:
    question = select(ReuseConsent).where(ReuseConsent.id == consent_id)
    if locked:
        question = question.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(question)
    if found is None:
        raise NotFound(NO_CONSENT)
    return found


def quoted_under(session: Session, consent_ids: Collection[int]) -> dict[int, list[str]]:
    """The engagements, by their address, with words under each consent."""
    rows = session.execute(
        select(ReuseSource.consent_id, Engagement.slug)
        .join(Engagement, Engagement.id == ReuseSource.engagement_id)
        .where(ReuseSource.consent_id.in_(consent_ids))
        .order_by(ReuseSource.id)
    )
    found: dict[int, list[str]] = {}
    for consent_id, slug in rows:
        slugs = found.setdefault(consent_id or 0, [])
        if slug not in slugs:
            slugs.append(slug)
    return found


_Row = tuple[ReuseRecord, str, str, str, str, str, str]


def _asked() -> Select[*_Row]:
    """The last three are NULL where there is none."""
    return (
        select(
            ReuseRecord,
            Engagement.slug,
            Engagement.title,
            Ministry.code,
            Comment.public_id,
            ReuseSource.kind,
            _Reviewer.name,
        )
        .join(Engagement, Engagement.id == ReuseRecord.engagement_id)
        .join(Ministry, Ministry.id == Engagement.ministry_id)
        .outerjoin(Comment, Comment.id == ReuseRecord.comment_id)
        .outerjoin(ReuseSource, ReuseSource.id == ReuseRecord.source_id)
        .outerjoin(_Reviewer, _Reviewer.id == ReuseRecord.reviewer_id)
    )


def _used(row: Row[*_Row]) -> Used:
    record, slug, title, ministry, public_id, source_kind, reviewer = row
    return Used(
        id=record.id,
        slug=slug,
        engagement=title,
        ministry=ministry,
        quotation_id=record.quotation_id,
        public_id=public_id or "",
        comment_version=record.comment_version,
        source_kind=source_kind or "",
        target_kind=record.target_kind,
        target=record.target,
        removed=record.removed,
        kept=record.kept,
        reviewer=reviewer or "",
        basis=record.basis,
        consent_id=record.consent_id,
        act=record.act,
        section=record.section,
        used_at=record.used_at,
        struck_at=record.struck_at,
        struck_reason=record.struck_reason,
    )
