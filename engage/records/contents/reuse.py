"""The register of reuse (R33), and apart from it quotations with their consents (R36)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from engage.core.unit import Unit
from engage.records.contents.lines import Line, pieces, plain, rows
from engage.reuse.models import (
    Quotation,
    QuotationDecision,
    ReuseConsent,
    ReuseRecord,
    ReuseSource,
)

Members = Iterator[tuple[str, Iterator[bytes]]]
Columns = tuple[InstrumentedAttribute[Any], ...]
_REGISTER: Columns = (
    ReuseRecord.id, ReuseRecord.quotation_id, ReuseRecord.comment_id, ReuseRecord.comment_version,
    ReuseRecord.source_id, ReuseRecord.target_kind, ReuseRecord.target, ReuseRecord.target_number,
    ReuseRecord.removed, ReuseRecord.kept, ReuseRecord.reviewer_id, ReuseRecord.basis,
    ReuseRecord.consent_id, ReuseRecord.act, ReuseRecord.section, ReuseRecord.content_hash,
    ReuseRecord.used_at, ReuseRecord.recorded_by, ReuseRecord.struck_at,
    ReuseRecord.struck_reason,
)  # fmt: skip
_QUOTATIONS: Columns = (
    Quotation.id, Quotation.topic_id, Quotation.theme_key, Quotation.position, Quotation.comment_id,
    Quotation.comment_version, Quotation.source_id, Quotation.language, Quotation.text_hash,
    Quotation.start, Quotation.end, Quotation.edits, Quotation.proposed_by, Quotation.proposed_at,
    Quotation.removed_at,
)  # fmt: skip
_DECISIONS: Columns = (
    QuotationDecision.id, QuotationDecision.quotation_id, QuotationDecision.is_approved,
    QuotationDecision.content_hash, QuotationDecision.reason, QuotationDecision.person_id,
    QuotationDecision.decided_at,
)  # fmt: skip
_SOURCES: Columns = (
    ReuseSource.id, ReuseSource.kind, ReuseSource.origin, ReuseSource.body, ReuseSource.consent_id,
    ReuseSource.act, ReuseSource.section, ReuseSource.brought_at, ReuseSource.brought_by,
)  # fmt: skip


def register_members(unit: Unit, engagement_id: int) -> Members:
    mine = ReuseRecord.engagement_id == engagement_id
    yield "reuse/register.jsonl", rows(unit.session, _REGISTER, mine)


def restricted_reuse_members(unit: Unit, engagement_id: int) -> Members:
    """Edits tell where something stood that points at somebody: only few may read them."""
    session = unit.session
    mine = Quotation.engagement_id == engagement_id
    numbers = select(Quotation.id).where(mine)
    yield "restricted/quotations.jsonl", rows(session, _QUOTATIONS, mine)
    yield (
        "restricted/quotation_decisions.jsonl",
        rows(session, _DECISIONS, QuotationDecision.quotation_id.in_(numbers)),
    )
    sources = ReuseSource.engagement_id == engagement_id
    yield "restricted/sources.jsonl", rows(session, _SOURCES, sources)
    yield "restricted/consents.jsonl", pieces(_consents(unit, engagement_id))


def _consents(unit: Unit, engagement_id: int) -> Iterator[Line]:
    """Without the person's name: the proof says where it can be found."""
    used = select(ReuseSource.consent_id).where(ReuseSource.engagement_id == engagement_id)
    question = select(ReuseConsent).where(ReuseConsent.id.in_(used)).order_by(ReuseConsent.id)
    for consent in unit.session.scalars(question):
        yield {
            "consent": consent.id,
            "what": consent.what,
            "purpose": consent.purpose,
            "to_whom": consent.to_whom,
            "proof": consent.proof,
            "effective_at": plain(consent.effective_at),
            "ends_at": plain(consent.ends_at),
            "recorded_at": plain(consent.recorded_at),
            "recorded_by": consent.recorded_by,
            "withdrawn_at": plain(consent.withdrawn_at),
            "withdrawn_reason": consent.withdrawn_reason,
        }
