"""Taking planned words out of a comment, and putting them back: texts, marks, flags, and whoever
reads them elsewhere.
"""

from collections.abc import Sequence

from sqlalchemy import delete, insert

from engage.comments.models import Comment, CommentRedaction, CommentText
from engage.core.events import CommentRedacted
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.service import touch
from engage.jobs.service import enqueue
from engage.moderation.flags import Flag
from engage.moderation.models import CommentFlag, Decision
from engage.moderation.rules import SCREEN
from engage.moderation.search import index
from engage.moderation.service.quarantine import Original, seal
from engage.moderation.service.removing import Removal
from engage.privacy.redaction import Mark


def carry_out(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    decision: Decision,
    removals: Sequence[Removal],
) -> None:
    """Seals the originals and writes the texts with marks; public views of them follow."""
    for removal in removals:
        seal(unit, decision, removal.version, removal.original)
        write(unit, comment, removal.version, removal.result.body, removal.result.marks)
        _write_flags(unit, comment.id, removal.version, removal.kept_flags)
        unit.audit(
            "comment.redacted",
            f"comment:{comment.id}",
            decision=decision.id,
            version=removal.version,
            removed=len(removal.original.removed),
        )
    changed = {removal.version for removal in removals}
    tell(unit, engagement, comment, changed, decision.from_published_version)


def put_back(unit: Unit, comment: Comment, version: int, original: Original) -> None:
    """The version as it was before words were taken out, for undoing."""
    write(unit, comment, version, original.body, original.marks)
    _write_flags(unit, comment.id, version, original.flags)


def tell(
    unit: Unit, engagement: Engagement, comment: Comment, changed: set[int], was_public: int | None
) -> None:
    """What follows a changed text: the moderators' search, and where it was public already, cached
    pages and other systems. (A text that becomes public now is shown by `place`.)"""
    if was_public in changed:
        touch(unit, engagement)
        unit.emit(CommentRedacted(comment.id))
    if comment.version in changed:
        latest = unit.session.get_one(CommentText, (comment.id, comment.version))
        index(unit, comment.id, latest.body)
        if comment.waiting_since is not None and comment.screened_version != comment.version:
            # Whoever in the intake has read the former text gives up: the new one is looked at.
            look_again(unit, comment)


def look_again(unit: Unit, comment: Comment) -> None:
    """Sends a comment that waits through the intake once more."""
    comment.screened_version = None
    enqueue(unit, SCREEN, {"comment_id": comment.id})


def write(unit: Unit, comment: Comment, version: int, body: str, marks: Sequence[Mark]) -> None:
    """Sets the text of a version and says where its marks are."""
    text = unit.session.get_one(CommentText, (comment.id, version))
    text.body = body
    unit.session.flush()
    unit.session.execute(
        delete(CommentRedaction).where(
            CommentRedaction.comment_id == comment.id, CommentRedaction.version == version
        )
    )
    unit.session.add_all(
        CommentRedaction(
            comment_id=comment.id,
            version=version,
            start=mark.start,
            end=mark.end,
            label=mark.label,
        )
        for mark in marks
    )
    unit.session.flush()


def _write_flags(unit: Unit, comment_id: int, version: int, flags: Sequence[Flag]) -> None:
    unit.session.execute(
        delete(CommentFlag).where(
            CommentFlag.comment_id == comment_id, CommentFlag.version == version
        )
    )
    rows = [
        {
            "comment_id": comment_id,
            "version": version,
            "start": flag.start,
            "end": flag.end,
            "source": flag.source,
            "kind": flag.kind,
            "whose": flag.whose,
            "reason": flag.reason,
        }
        for flag in flags
    ]
    if rows:
        unit.session.execute(insert(CommentFlag), rows)
