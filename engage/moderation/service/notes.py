"""What moderators write to each other about a comment, beside any decision."""

from engage.core.unit import Unit
from engage.moderation.models import CommentNote
from engage.moderation.ruling import cleaned_note
from engage.moderation.service.locking import locked, require_moderator


def add_note(unit: Unit, comment_id: int, body: str) -> CommentNote:
    """Keeps a note for colleagues, at any time. Raises NotFound, NotAllowed, or Invalid at 'note'.

    Notes are only ever added; one that repeats removed words goes when those are purged.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    note = CommentNote(
        comment_id=comment.id,
        written_at=unit.now,
        written_by=unit.actor.person_id,
        body=cleaned_note(body),
    )
    unit.session.add(note)
    unit.session.flush()
    unit.audit("comment.noted", f"comment:{comment.id}", note=note.id)
    return note
