"""Use cases of the second person: approving a quotation for what was read, or returning it."""

from typing import Final

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import ActorKind
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.queries import has_conflict
from engage.governance.conduct.service import refuse_in_conflict
from engage.reuse.models import QuotationDecision
from engage.reuse.queries.standing import StandingQuotation, authors_of, quotation_by_id
from engage.reuse.reach import DECIDING_ROLES
from engage.reuse.rules import State
from engage.reuse.service.choosing import CHANGED, refuse_open

NOT_YOURS: Final = "The privacy officer or another lead of the ministry decides this."
OWN_WORK: Final = "You chose or changed this quotation, so somebody else has to approve it."
LONGEST_REASON: Final = 1_000


def decide(
    unit: Unit,
    engagement: Engagement,
    quotation_id: int,
    *,
    is_approved: bool,
    seen_hash: str,
    reason: str = "",
) -> QuotationDecision:
    """Approves, or returns with a reason. What was approved can be returned later.

    Raises NotAllowed for its authors and for other roles, Conflict when its content, its comment or
    its consent is other than what was seen.
    """
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    _refuse_others(unit, engagement, one)
    refuse_in_conflict(unit, engagement.id, one.row.topic_id)
    state = one.state
    if state in (State.STALE, State.REMOVED) or one.content_hash != seen_hash:
        raise Conflict(CHANGED)
    may_return = state in (State.WAITS, State.APPROVED)
    if not (state is State.WAITS if is_approved else may_return):
        raise Conflict("This quotation does not wait for a decision now.")
    if not is_approved and not reason.strip():
        raise Refused("reason", "Say what has to change.")
    if len(reason) > LONGEST_REASON:
        raise Refused("reason", f"Use at most {LONGEST_REASON:,} characters.")
    if is_approved:
        refuse_open(unit, one)
    row = QuotationDecision(
        quotation_id=quotation_id,
        is_approved=is_approved,
        content_hash=seen_hash,
        reason=reason.strip(),
        person_id=unit.actor.person_id,
        decided_at=unit.now,
    )
    unit.session.add(row)
    one.row.revision += 1
    unit.session.flush()
    unit.audit(
        "quotation.approved" if is_approved else "quotation.returned",
        one.row.scope,
        before=state.value,
        hash=seen_hash,
    )
    return row


def may_decide(unit: Unit, engagement: Engagement, one: StandingQuotation) -> bool:
    """Whether this person could be its second person."""
    try:
        _refuse_others(unit, engagement, one)
    except NotAllowed:
        return False
    return not has_conflict(unit.session, unit.actor.person_id, engagement.id, one.row.topic_id)


def _refuse_others(unit: Unit, engagement: Engagement, one: StandingQuotation) -> None:
    actor = unit.actor
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        raise NotAllowed(NOT_YOURS)
    if not actor.reaches(DECIDING_ROLES, engagement.ministry_id):
        raise NotAllowed(NOT_YOURS)
    if actor.person_id in authors_of(unit.session, one.row.id):
        raise NotAllowed(OWN_WORK)
