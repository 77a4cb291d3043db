"""Deciding a step of an engagement or of its results, with all that must be there before it."""

from typing import Final

from engage.core.unit import Unit
from engage.engagements.approving import subject_by_kind
from engage.engagements.models import Engagement
from engage.engagements.service.publishing import whats_missing
from engage.governance.approvals.models import Approval
from engage.governance.approvals.rules import (
    COMPLETE_FROM,
    Step,
    SubjectKind,
    Verdict,
    rule_of,
)
from engage.governance.approvals.service import decide
from engage.governance.rules import Missing

ASSESSED_ON: Final = {Step.PRIVACY: "/plan/pia", Step.SECURITY: "/plan/security-assessment"}


def decide_step(
    unit: Unit,
    engagement: Engagement,
    kind: SubjectKind,
    step: Step,
    verdict: Verdict,
    *,
    seen_hash: str,
    reason: str = "",
) -> Approval:
    """See `approvals.service.decide`; the caller holds the engagement's row locked."""
    subject = subject_by_kind(unit, engagement, kind)
    missing = missing_before(unit, engagement, kind, step)
    return decide(unit, subject, step, verdict, seen_hash=seen_hash, reason=reason, missing=missing)


def missing_before(
    unit: Unit, engagement: Engagement, kind: SubjectKind, step: Step
) -> tuple[Missing, ...]:
    """What keeps a step from being approved: the officer's own assessment (R6, R19, R47), and for
    those who approve the exact content everything that publishing would miss."""
    if kind is SubjectKind.RESULTS:
        return ()
    is_exact = rule_of(kind, step).stage >= COMPLETE_FROM
    if not is_exact and step not in ASSESSED_ON:
        return ()
    everything = whats_missing(unit, engagement)
    if is_exact:
        return everything
    return tuple(one for one in everything if one.page == ASSESSED_ON[step])
