"""Quotations that wait for a second person, for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement
from engage.reuse.models import Quotation, QuotationAuthor, QuotationDecision
from engage.reuse.queries.standing import quotations_of
from engage.reuse.rules import State

Within = frozenset[int] | None


@dataclass(frozen=True)
class WaitingQuotations:
    """Of one engagement: how many, and since when the oldest waits."""

    engagement_id: int
    slug: str
    title: str
    count: int
    since: datetime


def waiting_for_second(
    session: Session, within: Within, person_id: int, now: datetime
) -> Sequence[WaitingQuotations]:
    """Those that this person neither chose nor changed, by engagement."""
    is_decided = exists().where(
        QuotationDecision.quotation_id == Quotation.id,
        QuotationDecision.content_hash == Quotation.proposed_hash,
    )
    is_own = exists().where(
        QuotationAuthor.quotation_id == Quotation.id, QuotationAuthor.person_id == person_id
    )
    question = (
        select(Quotation.id, Engagement.id, Engagement.slug, Engagement.title)
        .join(Engagement, Engagement.id == Quotation.engagement_id)
        .where(
            Quotation.proposed_at.is_not(None),
            Quotation.removed_at.is_(None),
            ~is_decided,
            ~is_own,
        )
        .order_by(Engagement.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    asked: dict[tuple[int, str, str], list[int]] = {}
    for quotation_id, engagement_id, slug, title in session.execute(question):
        asked.setdefault((engagement_id, slug, title), []).append(quotation_id)
    found = []
    for (engagement_id, slug, title), ids in asked.items():
        waits = [
            one.row.proposed_at or now
            for one in quotations_of(session, engagement_id, now, only=ids)
            if one.state is State.WAITS
        ]
        if waits:
            found.append(WaitingQuotations(engagement_id, slug, title, len(waits), min(waits)))
    return found
