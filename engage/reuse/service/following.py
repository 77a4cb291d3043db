"""What quotations do when a comment is purged, or taken back for good, by a job.

No word of the comment is stored with them. But reasons are written by hand and may repeat such
words or name a person, so those of quotations that no longer fit their text go too (R30).
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import select, update

from engage.core.unit import Unit
from engage.jobs.service import Payload
from engage.reuse.models import Quotation, QuotationDecision
from engage.reuse.queries.standing import StandingQuotation, quotation_by_id
from engage.reuse.rules import edits_to_json

FOLLOW: Final = "reuse.follow"


def follow_gone(unit: Unit, payload: Payload) -> None:
    """After words of the payload's `comment_id` were purged, or its author took it back."""
    rows = unit.session.scalars(
        select(Quotation)
        .where(Quotation.comment_id == int(payload["comment_id"]))
        .order_by(Quotation.id)
        .with_for_update()
    ).all()
    for row in rows:
        one = quotation_by_id(unit.session, row.engagement_id, row.id, unit.now)
        if one.why_stale:
            _forget_reasons(unit, one)


def _forget_reasons(unit: Unit, one: StandingQuotation) -> None:
    row = one.row
    bare = edits_to_json([replace(edit, reason="") for edit in one.edits])
    forgotten = unit.session.scalars(
        update(QuotationDecision)
        .where(QuotationDecision.quotation_id == row.id, QuotationDecision.reason != "")
        .values(reason="")
        .returning(QuotationDecision.id)
        .execution_options(synchronize_session=False)
    ).all()
    if bare == row.edits and not forgotten:
        return
    row.edits = bare
    row.revision += 1
    unit.session.flush()
    unit.audit("quotation.reasons_erased", row.scope, comment=row.comment_id)
