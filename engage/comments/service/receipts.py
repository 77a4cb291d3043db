"""What the author does with a receipt code: look up, correct, take back (R80)."""

from typing import Final

from sqlalchemy import select

from engage.comments.answers import service as answers
from engage.comments.answers.queries import has_answers
from engage.comments.defences.rules import OF_THE_FORM, Signal, read_signals, written
from engage.comments.models import Comment
from engage.comments.queries import marks_of
from engage.comments.rules import (
    Hold,
    NotOpen,
    State,
    checked_correction,
    longest_text,
    normalized_receipt,
    receipt_hash,
    removes_contacts,
)
from engage.comments.service.placing import place
from engage.comments.service.texts import latest_text, text_of, write_text
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import CommentReceived, CommentRedacted, CommentWithdrawn
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.privacy.redaction import carried

NO_RECEIPT: Final = marked("We know no comment with this code. Check it and try again.")
CLOSED: Final = marked("This engagement has closed, so the comment can no longer be corrected.")


def find_by_receipt(unit: Unit, typed: str) -> Comment:
    """The comment of a receipt code; raises NotFound, the same for wrong and malformed ones."""
    code = normalized_receipt(typed)
    found = code and unit.session.scalar(
        select(Comment).where(Comment.receipt_hash == receipt_hash(code)).with_for_update()
    )
    if not found:
        raise NotFound(NO_RECEIPT)
    return found


def correct(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    text: str,
    *,
    seen_version: int,
    send_as_is: bool = False,
    signals: frozenset[Signal] = frozenset(),
) -> None:
    """A new version by its author, which waits; an earlier public one stays until decided.

    Unless the change takes contact details out: then the old text leaves public view at once.
    Marks that a moderator put in place of words, and that the author leaves, stay marks; a refused
    text with marks may be sent again as it is.
    """
    if comment.state == State.WITHDRAWN:
        raise Refused("", marked("This comment was withdrawn, so it can no longer be corrected."))
    if not engagement.timing.accepts_comments(unit.now):
        raise NotOpen("", CLOSED)
    if comment.version != seen_version:
        raise Conflict(marked("This comment was corrected from another page meanwhile."))
    may_be_blank = not text.strip() and has_answers(unit.session, comment.id)
    new_text = checked_correction(
        text,
        send_as_is=send_as_is,
        may_be_blank=may_be_blank,
        limit=longest_text(comment.channel),
    )
    old_text = latest_text(unit, comment)
    marks = marks_of(unit.session, comment.id, comment.version)
    may_stay = bool(marks) and comment.state == State.NOT_PUBLISHED
    if new_text == old_text and not may_stay:
        raise Refused("text", marked("This is the same text as before."))
    public_text = text_of(unit, comment, comment.published_version)
    comment.version += 1
    comment.signals = written(signals | _signals_unseen(comment))
    write_text(unit, comment, new_text, carried(new_text, marks))
    stays_public = comment.state == State.PUBLISHED and not removes_contacts(public_text, new_text)
    place(
        unit,
        engagement,
        comment,
        State.PUBLISHED if stays_public else State.WAITING,
        published_version=comment.published_version if stays_public else None,
        waiting_since=comment.waiting_since or unit.now,
        hold=Hold.INTAKE,
    )
    unit.audit("comment.corrected", f"comment:{comment.id}", version=comment.version)
    unit.emit(CommentReceived(comment.id))
    if public_text and not stays_public:
        unit.emit(CommentRedacted(comment.id))


def _signals_unseen(comment: Comment) -> frozenset[Signal]:
    """What the form noticed goes with the comment until a moderator has decided on it once."""
    if comment.decided_version is not None:
        return frozenset()
    return read_signals(comment.signals) & OF_THE_FORM


def withdraw(unit: Unit, engagement: Engagement, comment: Comment) -> None:
    """Takes a comment back for good, at any time, and deletes what was chosen with it.

    Asking again changes nothing.
    """
    if comment.state == State.WITHDRAWN:
        return
    place(unit, engagement, comment, State.WITHDRAWN, published_version=None, waiting_since=None)
    answers.forget(unit, comment.id)
    unit.audit("comment.withdrawn", f"comment:{comment.id}")
    unit.emit(CommentWithdrawn(comment.id))
