"""The decision: publish what waits, or not, or refer it; and take from public view what should go.

Two moderators never decide the same version (R78): the comment's row is locked, and a decision
names the version that its maker saw. Whoever comes second is told what happened meanwhile.

Everything that a decision brings with it (words taken out, counts, the message to the author, an
incident) is written in its transaction, after all that could refuse it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.comments.service import place
from engage.core.errors import Conflict
from engage.core.events import CommentDecided
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.policies import policy_in_force
from engage.incidents.rules import Kind
from engage.incidents.service import open_incident
from engage.moderation.models import Decision, DecisionNote, DecisionReason
from engage.moderation.rules import DECISIVE, PUBLISHING, Outcome
from engage.moderation.ruling import Asked, Ruling, ruled
from engage.moderation.service.claims import refuse_if_claimed
from engage.moderation.service.locking import (
    corrected,
    locked,
    require_moderator,
    what_happened,
)
from engage.moderation.service.messages import queue_message
from engage.moderation.service.redacting import carry_out
from engage.moderation.service.removing import Removal, planned
from engage.moderation.service.standing import count_standing, standing_decision
from engage.privacy.redaction import Redaction


@dataclass(frozen=True)
class Move:
    """Where a decision about `version` takes a comment, and how the audit names it."""

    action: str
    version: int
    state: State
    published_version: int | None
    waiting_since: datetime | None
    hold: Hold | None = None
    campaign_id: int | None = None


def decide(  # noqa: PLR0913  a decision has this many parts
    unit: Unit,
    comment_id: int,
    seen_version: int,
    outcome: str,
    reasons: tuple[str, ...],
    note: str,
    *,
    redactions: tuple[Redaction, ...] = (),
    refer_to: str = "",
    message: str | None = None,
    takes_over: bool = False,
    opens_incident: bool = False,
) -> Decision:
    """Publishes what waits, whole or with words taken out; does not, with the policy's reasons; or
    refers it to somebody else, whereupon it goes on waiting among what was referred.

    A correction that is refused leaves the earlier text public. `message` is what the author is
    told once undoing is over; None or '' is the template of the reasons. A threat opens an
    incident by itself, `opens_incident` one for another cause. Raises NotFound for a
    comment of another ministry, Conflict when the comment is not as its reader saw it or another
    person reads it now, Refused or Invalid for a decision that breaks a rule.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    asked = Asked(
        outcome, tuple(reasons), note, tuple(redactions), refer_to, message, opens_incident
    )
    return decide_locked(unit, engagement, comment, seen_version, asked, takes_over=takes_over)


def decide_locked(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    seen_version: int,
    asked: Asked,
    *,
    takes_over: bool = False,
    campaign_id: int | None = None,
) -> Decision:
    """The same for a comment that is locked already, by an actor whose role is known."""
    if comment.waiting_since is None:
        raise Conflict(what_happened(unit, comment))
    if comment.version != seen_version:
        raise Conflict(corrected(unit, comment))
    refuse_if_claimed(unit, comment.id, takes_over)
    ruling = ruled(asked)
    removals = planned(unit, comment, comment.version, ruling, asked.redactions)
    return apply(unit, engagement, comment, ruling, removals, _move(comment, ruling, campaign_id))


def unpublish(
    unit: Unit,
    comment_id: int,
    reasons: tuple[str, ...],
    note: str,
    *,
    seen_version: int | None = None,
    redactions: tuple[Redaction, ...] = (),
    message: str | None = None,
) -> Decision:
    """Takes a public comment from view at once, at any time (R90).

    `seen_version` is the public version that its reader saw; another one is a Conflict. A
    correction of it that waits goes on waiting.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    version = comment.published_version
    if version is None:
        raise Conflict(what_happened(unit, comment))
    if seen_version is not None and version != seen_version:
        raise Conflict("A correction of this comment was published meanwhile. Read it first.")
    asked = Asked(Outcome.NOT_PUBLISH, tuple(reasons), note, tuple(redactions), message=message)
    ruling = ruled(asked)
    removals = planned(unit, comment, version, ruling, redactions)
    state = State.NOT_PUBLISHED if comment.waiting_since is None else State.WAITING
    move = Move("comment.unpublished", version, state, None, comment.waiting_since)
    return apply(unit, engagement, comment, ruling, removals, move)


def _move(comment: Comment, ruling: Ruling, campaign_id: int | None) -> Move:
    if ruling.outcome is Outcome.REFER:
        return Move(
            "comment.referred",
            comment.version,
            State(comment.state),
            comment.published_version,
            comment.waiting_since,
            Hold.REFERRED,
        )
    shown = comment.version if ruling.outcome in PUBLISHING else comment.published_version
    state = State.NOT_PUBLISHED if shown is None else State.PUBLISHED
    return Move("comment.decided", comment.version, state, shown, None, campaign_id=campaign_id)


def apply(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    ruling: Ruling,
    removals: Sequence[Removal],
    move: Move,
) -> Decision:
    """The status and its record, together, with all that follows."""
    stood = standing_decision(unit.session, comment.id) if ruling.outcome in DECISIVE else None
    decision = _record(unit, comment, ruling, move)
    if ruling.outcome in DECISIVE:
        comment.decided_version = max(move.version, comment.decided_version or 0)
    place(
        unit,
        engagement,
        comment,
        move.state,
        published_version=move.published_version,
        waiting_since=move.waiting_since,
        hold=move.hold,
    )
    _record_why(unit, decision, ruling)
    carry_out(unit, engagement, comment, decision, removals)
    if ruling.outcome in DECISIVE:
        count_standing(unit, engagement, stood, -1)
        count_standing(unit, engagement, decision, 1, ruling.reasons)
    _tell(unit, engagement, comment, decision, ruling)
    detail = {"to": ruling.refer_to.value} if ruling.refer_to else {}
    unit.audit(
        move.action,
        f"comment:{comment.id}",
        decision=decision.id,
        version=move.version,
        outcome=ruling.outcome,
        reasons=",".join(ruling.reasons),
        policy=policy_in_force("moderation-policy"),
        **detail,
    )
    unit.emit(CommentDecided(comment.id, decision.id))
    return decision


def _record(unit: Unit, comment: Comment, ruling: Ruling, move: Move) -> Decision:
    """The decision's row, with what undoing it puts back."""
    decision = Decision(
        comment_id=comment.id,
        version=move.version,
        from_state=comment.state,
        to_state=move.state,
        outcome=ruling.outcome,
        decided_at=unit.now,
        decided_by=unit.actor.person_id,
        from_hold=comment.hold,
        from_published_version=comment.published_version,
        from_waiting_since=comment.waiting_since,
        referred_to=ruling.refer_to,
        campaign_id=move.campaign_id,
    )
    unit.session.add(decision)
    return decision


def _record_why(unit: Unit, decision: Decision, ruling: Ruling) -> None:
    for reason in ruling.reasons:
        unit.session.add(DecisionReason(decision_id=decision.id, reason=reason))
    if ruling.note:
        unit.session.add(DecisionNote(decision_id=decision.id, text=ruling.note))


def _tell(
    unit: Unit, engagement: Engagement, comment: Comment, decision: Decision, ruling: Ruling
) -> None:
    """The author, except of a threat (R31); and those who deal with incidents."""
    if ruling.incident is not None:
        open_incident(unit, ruling.incident, comment_id=comment.id, decision_id=decision.id)
    if ruling.outcome in DECISIVE and ruling.incident is not Kind.THREAT:
        queue_message(unit, engagement, comment, decision, ruling)
