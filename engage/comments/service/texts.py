"""The versions of what an author wrote. They lie apart from the comment and can be erased (R30)."""

from engage.comments.models import Comment, CommentText
from engage.core.unit import Unit


def write_text(unit: Unit, comment: Comment, text: str) -> None:
    """Keeps the text of the comment's present version."""
    unit.session.add(
        CommentText(comment_id=comment.id, version=comment.version, body=text, recorded_at=unit.now)
    )


def latest_text(unit: Unit, comment: Comment) -> str:
    """What its author last wrote; '' once erased."""
    return text_of(unit, comment, comment.version)


def text_of(unit: Unit, comment: Comment, version: int | None) -> str:
    """The text of one version; '' without one or once erased."""
    row = unit.session.get(CommentText, (comment.id, version)) if version else None
    return row.body if row else ""
