"""Use cases of reports: a reader reports a public comment, a moderator keeps it.

Taking it down is `moderation.service.unpublish`, like any other day; a comment that a report hid is
decided in the queue's part for privacy. Both leave nothing to do here.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select, update

from engage.comments.defences.senders import Sender, mark, marks_of
from engage.comments.models import Comment
from engage.comments.queries import is_hidden
from engage.comments.rules import Hold, Invalid, NotOpen, StaleForm, State
from engage.comments.service import place
from engage.core.errors import NotFound, Refused
from engage.core.events import CommentDecided
from engage.core.language import marked
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.governance.elections.queries import hidden_comments
from engage.moderation.models import Decision
from engage.moderation.reported.models import CommentReport
from engage.moderation.reported.rules import (
    ABSURD_LENGTH,
    MOST_KEPT,
    NO_COMMENT,
    REPORTS_AN_HOUR,
    TOO_MANY,
    Effect,
    ReportKind,
    hides,
    report_faults,
)
from engage.moderation.reported.tickets import shown_version
from engage.moderation.rules import Outcome
from engage.moderation.service.locking import locked, require_moderator

REPORTING: Final = "report"
HIDING: Final = "report-hides"
CHANGED: Final = marked(
    "The comment was changed after you opened this page, or the page was open for a long time."
    " Please read the comment again. What you wrote is kept."
)


def public_comment(unit: Unit, public_id: str, *, lock: bool = False) -> Comment:
    """The comment as anybody may see it now; raises NotFound for one that is not public."""
    question = select(Comment).where(
        Comment.public_id == public_id, Comment.published_version.is_not(None)
    )
    if lock:
        question = question.with_for_update().execution_options(populate_existing=True)
    comment = unit.session.scalar(question)
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if engagement.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(NO_COMMENT)
    if is_hidden(comment, hidden_comments(unit.session, engagement.id, unit.now)):
        raise NotFound(NO_COMMENT)
    return comment


def report(unit: Unit, public_id: str, token: str, kind: str, note: str, sender: Sender) -> Effect:
    """Reports a public comment; says what that did.

    Raises Invalid for a report with faults, StaleForm when another text is public than the form
    showed, NotOpen for an address that reports far more than people do.
    """
    cleaned = clean_plain(note[:ABSURD_LENGTH])
    faults = report_faults(kind, cleaned)
    if faults:
        raise Invalid(faults)
    try:
        comment = public_comment(unit, public_id, lock=True)
    except NotFound:
        return Effect.GONE
    version = comment.published_version
    if version is None or shown_version(unit, comment.id, token) != version:
        raise StaleForm("", CHANGED)
    if marks_of(unit.session, sender, REPORTING) >= REPORTS_AN_HOUR:
        raise NotOpen("", TOO_MANY)
    mark(unit, sender, REPORTING)
    decision = None
    if hides(
        ReportKind(kind),
        was_reviewed=_was_reviewed(unit, comment, version),
        hidden_this_hour=marks_of(unit.session, sender, HIDING),
    ):
        mark(unit, sender, HIDING)
        decision = _hide(unit, comment)
    elif _is_stored(unit, comment, version, kind, cleaned):
        return Effect.LISTED
    row = CommentReport(
        comment_id=comment.id,
        version=version,
        kind=kind,
        note=cleaned,
        reported_at=unit.now,
        decision_id=decision.id if decision else None,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "comment.reported",
        f"comment:{comment.id}",
        report=row.id,
        kind=kind,
        version=version,
        decision=row.decision_id,
    )
    return Effect.HIDDEN if decision else Effect.LISTED


def keep(unit: Unit, comment_id: int, last_report_id: int) -> int:
    """A moderator read the comment and its reports, up to the last one shown, and leaves it public.

    Gives the number of reports that this settled; those that came since stay in the list. Raises
    NotFound for a comment of another ministry, Refused for one that is not public now.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    if comment.published_version is None:
        raise Refused("", "This comment is not public any more, so there is nothing to keep.")
    settled = unit.session.scalars(
        update(CommentReport)
        .where(
            CommentReport.comment_id == comment_id,
            CommentReport.version == comment.published_version,
            CommentReport.id <= last_report_id,
            CommentReport.reviewed_at.is_(None),
            CommentReport.decision_id.is_(None),
        )
        .values(reviewed_at=unit.now, reviewed_by=unit.actor.person_id)
        .returning(CommentReport.id)
    ).all()
    if settled:
        unit.audit(
            "comment.kept",
            f"comment:{comment_id}",
            version=comment.published_version,
            reports=len(settled),
        )
    return len(settled)


def forget_notes(unit: Unit) -> None:
    """Erases what readers wrote, as long after the report as removed words are kept (R30)."""
    before = unit.now - timedelta(days=unit.settings.quarantine_days)
    unit.session.execute(
        update(CommentReport)
        .where(CommentReport.reported_at <= before, CommentReport.note != "")
        .values(note="")
    )


def _hide(unit: Unit, comment: Comment) -> Decision:
    """Out of public view at once, to wait where privacy is looked at; a record says that no person
    decided this."""
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    decision = Decision(
        comment_id=comment.id,
        version=comment.published_version,
        from_state=comment.state,
        to_state=State.WAITING,
        outcome=Outcome.HIDDEN,
        decided_at=unit.now,
        decided_by=None,
        from_hold=comment.hold,
        from_published_version=comment.published_version,
        from_waiting_since=comment.waiting_since,
    )
    unit.session.add(decision)
    unit.session.flush()
    place(
        unit,
        engagement,
        comment,
        State.WAITING,
        published_version=None,
        waiting_since=comment.waiting_since or unit.now,
        hold=Hold.PRIVACY,
    )
    unit.audit(
        "comment.hidden", f"comment:{comment.id}", decision=decision.id, version=decision.version
    )
    unit.emit(CommentDecided(comment.id, decision.id))
    return decision


def _was_reviewed(unit: Unit, comment: Comment, version: int) -> bool:
    """Whether a moderator looked at this text after a report: they kept it, or they made it public
    again after it was hidden (nobody else could)."""
    found = unit.session.scalar(
        select(CommentReport.id)
        .where(
            CommentReport.comment_id == comment.id,
            CommentReport.version == version,
            CommentReport.reviewed_at.is_not(None) | CommentReport.decision_id.is_not(None),
        )
        .limit(1)
    )
    return found is not None


def _is_stored(unit: Unit, comment: Comment, version: int, kind: str, note: str) -> bool:
    """Whether the same report stands in the list already, or so many that one more says nothing."""
    same = (CommentReport.kind == kind) & (CommentReport.note == note)
    total, alike = unit.session.execute(
        select(func.count(), func.count().filter(same)).where(
            CommentReport.comment_id == comment.id,
            CommentReport.version == version,
            CommentReport.reviewed_at.is_(None),
            CommentReport.decision_id.is_(None),
        )
    ).one()
    return total >= MOST_KEPT or alike > 0
