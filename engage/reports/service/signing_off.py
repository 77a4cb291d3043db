"""A lower threshold for one engagement, signed off by a privacy officer with a reason (R74)."""

from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import ActorKind
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.approvals.queries import Holder, holders_of
from engage.governance.approvals.rules import Step, SubjectKind, rule_of
from engage.governance.conduct.service import refuse_in_conflict
from engage.reports.models import ThresholdSignOff
from engage.reports.order import LOWERED

REASON_LENGTH: Final = 2_000
NOT_SIGNED: Final = (
    "Counts from 5 on need the sign-off of a privacy officer for this engagement. None is in force."
)
BY_ANOTHER: Final = (
    "You signed the lower threshold yourself, so somebody else has to build with it."
)
ONLY_PRIVACY: Final = "Only a privacy officer of the ministry, or a delegate, signs this off."
THERE_IS_ONE: Final = "A lower threshold is signed off already."
NOTHING_TO_END: Final = "No lower threshold is signed off."
SAY_WHY: Final = "Say why smaller counts tell of nobody here."


def sign_off(unit: Unit, engagement: Engagement, reason: str) -> ThresholdSignOff:
    """Lets reports of this engagement show counts from 5 on. NotAllowed for anybody but a privacy
    officer of the ministry or a delegate; Conflict when one is in force."""
    holder = _holder(unit, engagement)
    refuse_in_conflict(unit, engagement.id)
    reason = clean_plain(reason[: REASON_LENGTH * 4])
    if not reason:
        raise Refused("reason", SAY_WHY)
    if len(reason) > REASON_LENGTH:
        raise Refused("reason", f"Use {REASON_LENGTH:,} characters or fewer.")
    _lock(unit, engagement)
    if sign_off_in_force(unit, engagement) is not None:
        raise Conflict(THERE_IS_ONE)
    row = ThresholdSignOff(
        engagement_id=engagement.id,
        threshold=LOWERED,
        signed_at=unit.now,
        signed_by=holder.person_id,
        signed_for=holder.for_person_id,
        reason=reason,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "report.threshold_signed",
        engagement.scope,
        sign_off=row.id,
        after=LOWERED,
        instead_of=holder.for_person_id,
    )
    return row


def end_sign_off(unit: Unit, engagement: Engagement) -> None:
    """Reports that are built from now on hide smaller counts again."""
    _holder(unit, engagement)
    _lock(unit, engagement)
    row = sign_off_in_force(unit, engagement)
    if row is None:
        raise Conflict(NOTHING_TO_END)
    row.ended_at, row.ended_by = unit.now, unit.actor.person_id
    unit.audit("report.threshold_ended", engagement.scope, sign_off=row.id, before=LOWERED)
    unit.session.flush()


def sign_off_in_force(unit: Unit, engagement: Engagement) -> ThresholdSignOff | None:
    return unit.session.scalar(
        select(ThresholdSignOff)
        .where(ThresholdSignOff.engagement_id == engagement.id, ThresholdSignOff.ended_at.is_(None))
        .order_by(ThresholdSignOff.id.desc())
        .limit(1)
    )


def sign_off_for(unit: Unit, engagement: Engagement) -> ThresholdSignOff:
    """What a build with the lower threshold stands on; Refused when there is none, or when whoever
    asks for the build signed it."""
    row = sign_off_in_force(unit, engagement)
    if row is None:
        raise Refused("threshold", NOT_SIGNED)
    if unit.actor.person_id is not None and unit.actor.person_id in (row.signed_by, row.signed_for):
        raise Refused("threshold", BY_ANOTHER)
    return row


def may_sign(unit: Unit, engagement: Engagement) -> bool:
    try:
        _holder(unit, engagement)
    except NotAllowed:
        return False
    return True


def _holder(unit: Unit, engagement: Engagement) -> Holder:
    """In which capacity this person signs: as a privacy officer, or standing in for one."""
    if unit.actor.kind is not ActorKind.PERSON:
        raise NotAllowed(ONLY_PRIVACY)
    rule = rule_of(SubjectKind.REPORT, Step.PRIVACY)
    held = holders_of(unit.session, rule, None, engagement.ministry_id, unit.now)
    mine = [one for one in held if one.person_id == unit.actor.person_id]
    if not mine:
        raise NotAllowed(ONLY_PRIVACY)
    return mine[0]


def _lock(unit: Unit, engagement: Engagement) -> None:
    unit.session.execute(
        select(Engagement.id).where(Engagement.id == engagement.id).with_for_update(key_share=True)
    )
