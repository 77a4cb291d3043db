"""The versions of what an author wrote. They lie apart from the comment and can be erased (R30)."""

from collections.abc import Sequence

from engage.comments.models import Comment, CommentRedaction, CommentText
from engage.core.unit import Unit
from engage.privacy.redaction import Mark


def write_text(unit: Unit, comment: Comment, text: str, marks: Sequence[Mark] = ()) -> None:
    """Keeps the text of the comment's present version, with the marks that stand in it."""
    unit.session.add(
        CommentText(comment_id=comment.id, version=comment.version, body=text, recorded_at=unit.now)
    )
    unit.session.flush()
    unit.session.add_all(
        CommentRedaction(
            comment_id=comment.id,
            version=comment.version,
            start=mark.start,
            end=mark.end,
            label=mark.label,
        )
        for mark in marks
    )


def latest_text(unit: Unit, comment: Comment) -> str:
    """What its author last wrote; '' once erased."""
    return text_of(unit, comment, comment.version)


def text_of(unit: Unit, comment: Comment, version: int | None) -> str:
    """The text of one version; '' without one or once erased."""
    row = unit.session.get(CommentText, (comment.id, version)) if version else None
    return row.body if row else ""
