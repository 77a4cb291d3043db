"""Use cases of the moderator: decide what waits, and take back from public view what should go.

Two moderators never decide the same version (R78): the comment's row is locked, and a decision
names the version that its maker saw. Whoever comes second is told what happened meanwhile.

The counters `reason:<reason>` of an engagement count decisions that gave the reason; a comment
that was refused, corrected and refused again counts twice there.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.comments.service import place
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, NotFound
from engage.core.events import CommentDecided
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.moderation.models import Decision, DecisionNote, DecisionReason
from engage.moderation.rules import (
    MODERATING_ROLES,
    NO_COMMENT,
    Outcome,
    Reason,
    Ruling,
    ruled,
)


@dataclass(frozen=True)
class Move:
    """Where a decision about `version` takes a comment, and how the audit names it."""

    action: str
    version: int
    state: State
    published_version: int | None
    waiting_since: datetime | None


def decide(
    unit: Unit,
    comment_id: int,
    seen_version: int,
    outcome: str,
    reasons: tuple[str, ...],
    note: str,
) -> Decision:
    """Publishes what waits, or does not, with the policy's reasons and a note for colleagues.

    A correction that is refused leaves the earlier text public. Raises NotFound for a comment of
    another ministry, Conflict when the comment is not as its reader saw it, Invalid for a decision
    that breaks a rule.
    """
    engagement, comment = _locked(unit, comment_id)
    unit.actor.require(Role.MODERATOR, ministry_id=engagement.ministry_id)
    if comment.waiting_since is None:
        raise Conflict(_what_happened(unit, comment))
    if comment.version != seen_version:
        raise Conflict(_corrected(unit, comment))
    ruling = ruled(outcome, reasons, note)
    shown = comment.version if ruling.outcome is Outcome.PUBLISH else comment.published_version
    state = State.NOT_PUBLISHED if shown is None else State.PUBLISHED
    move = Move("comment.decided", comment.version, state, shown, waiting_since=None)
    return _apply(unit, engagement, comment, ruling, move)


def unpublish(
    unit: Unit,
    comment_id: int,
    reasons: tuple[str, ...],
    note: str,
    *,
    seen_version: int | None = None,
) -> Decision:
    """Takes a public comment from view at once, at any time (R90).

    `seen_version` is the public version that its reader saw; another one is a Conflict. A
    correction of it that waits goes on waiting.
    """
    engagement, comment = _locked(unit, comment_id)
    unit.actor.require(Role.MODERATOR, ministry_id=engagement.ministry_id)
    version = comment.published_version
    if version is None:
        raise Conflict(_what_happened(unit, comment))
    if seen_version is not None and version != seen_version:
        raise Conflict("A correction of this comment was published meanwhile. Read it first.")
    ruling = ruled(Outcome.NOT_PUBLISH, reasons, note)
    state = State.NOT_PUBLISHED if comment.waiting_since is None else State.WAITING
    move = Move("comment.unpublished", version, state, None, comment.waiting_since)
    return _apply(unit, engagement, comment, ruling, move)


def _apply(
    unit: Unit, engagement: Engagement, comment: Comment, ruling: Ruling, move: Move
) -> Decision:
    """The status and its record, together."""
    decision = Decision(
        comment_id=comment.id,
        version=move.version,
        from_state=comment.state,
        to_state=move.state,
        outcome=ruling.outcome,
        decided_at=unit.now,
        decided_by=unit.actor.person_id,
    )
    unit.session.add(decision)
    comment.decided_version = max(move.version, comment.decided_version or 0)
    place(
        unit,
        engagement,
        comment,
        move.state,
        published_version=move.published_version,
        waiting_since=move.waiting_since,
    )
    _record_why(unit, engagement, decision, ruling)
    unit.audit(
        move.action,
        f"comment:{comment.id}",
        decision=decision.id,
        version=move.version,
        outcome=ruling.outcome,
        reasons=",".join(ruling.reasons),
    )
    unit.emit(CommentDecided(comment.id, decision.id))
    return decision


def _record_why(unit: Unit, engagement: Engagement, decision: Decision, ruling: Ruling) -> None:
    for reason in ruling.reasons:
        unit.session.add(DecisionReason(decision_id=decision.id, reason=reason))
        count_reason(unit, engagement, reason, 1)
    if ruling.note:
        unit.session.add(DecisionNote(decision_id=decision.id, text=ruling.note))
    unit.session.flush()


def count_reason(unit: Unit, engagement: Engagement, reason: Reason, delta: int) -> None:
    unit.count(engagement.scope, f"reason:{reason}", delta)


def _locked(unit: Unit, comment_id: int) -> tuple[Engagement, Comment]:
    """The comment as it stands now, locked; unknown to those who moderate elsewhere."""
    comment = unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if not unit.actor.reaches(MODERATING_ROLES, engagement.ministry_id):
        raise NotFound(NO_COMMENT)
    return engagement, comment


def _what_happened(unit: Unit, comment: Comment) -> str:
    """Why there is nothing to decide, in words."""
    if comment.state == State.WITHDRAWN:
        return "The author took this comment back, so there is nothing to decide."
    last = unit.session.scalar(
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if last is None:
        return "This comment is not waiting for a decision."
    by_me = last.decided_by is not None and last.decided_by == unit.actor.person_id
    who = "You" if by_me else "Another moderator"
    at = datetime_words(last.decided_at, unit.settings.time_zone)
    if last.outcome == Outcome.PUBLISH:
        return f"{who} published it already: {at}."
    if last.to_state == State.PUBLISHED:
        return f"{who} refused the correction already: {at}. The earlier text is still public."
    if last.from_state == State.PUBLISHED:
        return f"{who} took it from public view already: {at}."
    return f"{who} decided already not to publish it: {at}."


def _corrected(unit: Unit, comment: Comment) -> str:
    text = unit.session.get(CommentText, (comment.id, comment.version))
    at = f" {datetime_words(text.recorded_at, unit.settings.time_zone)}" if text else ""
    return f"The author corrected the comment meanwhile:{at}. Read the new text and decide again."
