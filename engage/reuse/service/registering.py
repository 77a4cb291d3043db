"""Use cases of the register (R33): a report's uses by themselves, others by hand; striking one.

Nothing goes in that may not be used: only quotations that are approved and still hold.
"""

import json
from collections import Counter
from collections.abc import Container
from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import is_blank
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.reuse.kinds import CUT
from engage.reuse.models import ReuseRecord
from engage.reuse.queries.register import NO_RECORD, Within, record_to_strike
from engage.reuse.queries.standing import StandingQuotation, quotation_by_id, quotations_of
from engage.reuse.reach import CHOOSING_ROLES, READING_ROLES
from engage.reuse.rules import State
from engage.reuse.service.choosing import refuse_hidden
from engage.reuse.sources import BY_HAND, LINE, Basis, TargetKind

UNUSABLE: Final = (
    "Only a quotation that a second person approved, and that still holds, may be used."
)


def register_report_use(
    unit: Unit,
    engagement_id: int,
    report_id: int,
    numbers: Container[int] | None = None,
    target: str = "",
) -> int:
    """Writes down every quotation that a released report holds; how many were new.

    `numbers` are those that stand in it (None: all that are approved), `target` what the register
    calls it. Call it in the transaction of the release. Doing it again for the same report adds
    nothing.
    """
    known = set(
        unit.session.scalars(
            select(ReuseRecord.quotation_id).where(
                ReuseRecord.engagement_id == engagement_id,
                ReuseRecord.target_kind == TargetKind.REPORT,
                ReuseRecord.target_number == report_id,
            )
        )
    )
    new = [
        one
        for one in quotations_of(unit.session, engagement_id, unit.now)
        if one.state is State.APPROVED
        and one.row.id not in known
        and (numbers is None or one.row.id in numbers)
    ]
    for one in new:
        _record(unit, one, TargetKind.REPORT, target or f"Report {report_id}", report_id)
    return len(new)


def record_use(
    unit: Unit, engagement: Engagement, quotation_id: int, kind: TargetKind, target: str
) -> ReuseRecord:
    """A use in something else than a report: which page, presentation or release."""
    unit.actor.require(*CHOOSING_ROLES, ministry_id=engagement.ministry_id)
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    if one.state is not State.APPROVED:
        raise Refused("", UNUSABLE)
    refuse_hidden(unit, engagement, one.row.comment_id)
    if kind not in BY_HAND:
        raise Refused("target_kind", "Choose where the words are used.")
    if is_blank(target):
        raise Refused("target", "Say which one: its title, address or date.")
    if len(target) > LINE:
        raise Refused("target", f"Use at most {LINE} characters.")
    return _record(unit, one, kind, target, None)


def strike(unit: Unit, record_id: int, reason: str) -> None:
    """A record that was written by mistake: it stays, struck. Not for reports, which stand."""
    row, ministry_id = record_to_strike(unit.session, record_id)
    if not unit.actor.reaches(CHOOSING_ROLES, ministry_id):
        raise NotFound(NO_RECORD)
    if row.struck_at is not None:
        raise Conflict("This record was struck already.")
    if row.target_kind == TargetKind.REPORT:
        raise Refused("", "What a released report holds stays in the register.")
    if is_blank(reason):
        raise Refused("reason", "Say why this record is wrong.")
    if len(reason) > LINE:
        raise Refused("reason", f"Use at most {LINE} characters.")
    row.struck_at, row.struck_by, row.struck_reason = unit.now, unit.actor.person_id, reason
    unit.session.flush()
    unit.audit("reuse.struck", f"reuse_record:{row.id}", quotation=row.quotation_id)


def readable_within(unit: Unit) -> Within:
    return unit.actor.ministries(READING_ROLES)


def note_export(unit: Unit, rows: int) -> None:
    unit.audit("reuse.exported", "reuse_register", rows=rows)


def _record(
    unit: Unit, one: StandingQuotation, kind: TargetKind, target: str, number: int | None
) -> ReuseRecord:
    removed = Counter(e.kind.value for e in one.edits if e.changes and e.words != CUT)
    kept = Counter(e.kind.value for e in one.edits if not e.changes)
    source = one.source
    row = ReuseRecord(
        engagement_id=one.row.engagement_id,
        quotation_id=one.row.id,
        comment_id=one.row.comment_id,
        comment_version=one.row.comment_version,
        source_id=one.row.source_id,
        target_kind=kind,
        target=target,
        target_number=number,
        removed=json.dumps(removed, sort_keys=True),
        kept=json.dumps(kept, sort_keys=True),
        reviewer_id=one.decision.person_id if one.decision else None,
        basis=one.basis,
        consent_id=source.consent_id if source and one.basis is Basis.CONSENT else None,
        act=source.act if source else "",
        section=source.section if source else "",
        content_hash=one.content_hash,
        used_at=unit.now,
        recorded_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "reuse.recorded",
        f"reuse_record:{row.id}",
        quotation=row.quotation_id,
        target=kind.value,
        number=number,
        hash=row.content_hash,
    )
    return row
