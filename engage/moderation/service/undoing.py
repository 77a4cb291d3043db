"""Taking one's own decision back, within two minutes and while nothing has happened since.

An undoing is a decision of its own, so that the record only grows: it puts back where the comment
stood, the words that were taken out, and the counts, and it calls off the message. A decision about
a campaign is taken back as it was made, for all its members at once.
"""

from typing import Final

from sqlalchemy import select, update

from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.comments.service import place
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import CommentDecided
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import conflicts_held
from engage.incidents.service import decision_undone
from engage.moderation.models import AuthorMessage, Decision
from engage.moderation.rules import CHOSEN, NO_COMMENT, UNDO_PERIOD, Outcome
from engage.moderation.service.locking import locked, require_moderator
from engage.moderation.service.quarantine import empty, of_decision, opened
from engage.moderation.service.redacting import look_again, put_back, tell
from engage.moderation.service.standing import (
    count_standing,
    decided_version,
    standing_decision,
)

TOO_LATE: Final = "The time to undo is over: the author may have been told. Decide anew instead."
NOT_YOURS: Final = "Only who made a decision can undo it."
NOT_UNDONE: Final = "Only a decision can be undone. Decide anew instead."
CHANGED: Final = "The comment has changed since, so the decision cannot be undone any more."


def undoable(unit: Unit) -> Decision | None:
    """The actor's newest decision, if it can still be undone."""
    if unit.actor.person_id is None:
        return None
    newest = unit.session.scalar(
        select(Decision)
        .where(
            Decision.decided_by == unit.actor.person_id,
            Decision.decided_at > unit.now - UNDO_PERIOD,
        )
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )
    if newest is None or newest.outcome == Outcome.UNDO:
        return None
    comment = unit.session.get_one(Comment, newest.comment_id)
    return None if _has_changed(unit, comment, newest) else newest


def undo(unit: Unit, decision_id: int) -> Decision:
    """Takes a decision of one's own back; one about a campaign for each member that allows it.

    Raises NotFound, NotAllowed, Refused when it is too late or another's, Conflict when the comment
    has changed since.
    """
    decision = unit.session.get(Decision, decision_id)
    if decision is None:
        raise NotFound(NO_COMMENT)
    engagement, comment = locked(unit, decision.comment_id)
    require_moderator(unit, engagement, comment)
    if decision.outcome not in CHOSEN:
        raise Refused("", NOT_UNDONE)
    if decision.decided_by is None or decision.decided_by != unit.actor.person_id:
        raise Refused("", NOT_YOURS)
    if unit.now >= decision.decided_at + UNDO_PERIOD:
        raise Refused("", TOO_LATE)
    if decision.campaign_id is not None:
        return _undo_together(unit, decision)
    if _has_changed(unit, comment, decision):
        raise Conflict(CHANGED)
    return _put_back(unit, engagement, comment, decision)


def _undo_together(unit: Unit, asked: Decision) -> Decision:
    """In the order in which bulk decisions lock, so that two of them never wait in a circle."""
    together = unit.session.scalars(
        select(Decision)
        .where(
            Decision.campaign_id == asked.campaign_id,
            Decision.decided_by == asked.decided_by,
            Decision.decided_at == asked.decided_at,
        )
        .order_by(Decision.comment_id)
    ).all()
    undone: dict[int, Decision] = {}
    conflicts = conflicts_held(unit)
    for decision in together:
        engagement, comment = locked(unit, decision.comment_id)
        if conflicts.bars(engagement.id, comment.topic_id):
            continue
        if not _has_changed(unit, comment, decision):
            undone[decision.id] = _put_back(unit, engagement, comment, decision)
    if not undone:
        raise Conflict(CHANGED)
    return undone.get(asked.id) or next(iter(undone.values()))


def _put_back(unit: Unit, engagement: Engagement, comment: Comment, decision: Decision) -> Decision:
    count_standing(unit, engagement, decision, -1)
    undoing = Decision(
        comment_id=comment.id,
        version=decision.version,
        from_state=comment.state,
        to_state=decision.from_state,
        outcome=Outcome.UNDO,
        decided_at=unit.now,
        decided_by=unit.actor.person_id,
        from_hold=comment.hold,
        from_published_version=comment.published_version,
        from_waiting_since=comment.waiting_since,
        campaign_id=decision.campaign_id,
        undoes_id=decision.id,
    )
    unit.session.add(undoing)
    place(
        unit,
        engagement,
        comment,
        State(decision.from_state),
        published_version=decision.from_published_version,
        waiting_since=decision.from_waiting_since,
        hold=Hold(decision.from_hold) if decision.from_hold else None,
    )
    if comment.hold == Hold.INTAKE:
        # The intake may have looked while there was nothing to move: it looks again.
        look_again(unit, comment)
    comment.decided_version = decided_version(unit.session, comment.id)
    count_standing(unit, engagement, standing_decision(unit.session, comment.id), 1)
    _put_words_back(unit, engagement, comment, decision)
    unit.session.execute(
        update(AuthorMessage)
        .where(AuthorMessage.decision_id == decision.id, AuthorMessage.cancelled_at.is_(None))
        .values(cancelled_at=unit.now)
    )
    decision_undone(unit, decision.id)
    unit.audit(
        "comment.decision_undone",
        f"comment:{comment.id}",
        decision=undoing.id,
        undone=decision.id,
        version=decision.version,
    )
    unit.emit(CommentDecided(comment.id, undoing.id))
    return undoing


def _put_words_back(
    unit: Unit, engagement: Engagement, comment: Comment, decision: Decision
) -> None:
    changed: set[int] = set()
    for row in of_decision(unit, decision.id):
        original = opened(unit, row)
        if original is not None:
            put_back(unit, comment, row.version, original)
            changed.add(row.version)
            empty(unit, row)
    if changed:
        tell(unit, engagement, comment, changed, comment.published_version)


def _has_changed(unit: Unit, comment: Comment, decision: Decision) -> bool:
    """Whether anything happened to the comment since: another decision, a correction, a removal."""
    newest = unit.session.scalar(
        select(Decision.id)
        .where(Decision.comment_id == comment.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    later_text = unit.session.scalar(
        select(CommentText.version)
        .where(
            CommentText.comment_id == comment.id,
            CommentText.version > decision.version,
            CommentText.recorded_at >= decision.decided_at,
        )
        .limit(1)
    )
    return newest != decision.id or later_text is not None or comment.state != decision.to_state
