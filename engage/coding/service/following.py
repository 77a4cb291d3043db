"""What codes do when a comment changes: they never outlive the text that they were given to.

Most of it needs no doing: a code belongs to a version and to the time since that version is public,
and every question asks for that. What is left is done here, by a job: where words were taken out
of a text that stays public, its codes are reopened, and a note of a coder, which may repeat those
words, goes. Where an author took a comment back, its codes go too.
"""

from typing import Final

from sqlalchemy import delete, select, update

from engage.coding.models import (
    CodedComment,
    CodeSuggestion,
    CodingRun,
    CodingTheme,
    CommentCoding,
    ThemeProposal,
)
from engage.coding.queries.codebook import codebook_of
from engage.coding.service.deriving import derive
from engage.coding.service.reach import shared_codebook
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.unit import Unit
from engage.jobs.service import Payload

FOLLOW: Final = "coding.follow"


def follow_changed(unit: Unit, payload: Payload) -> None:
    """After words were taken out of the payload's `comment_id`, or its author took it back."""
    comment_id = int(payload["comment_id"])
    number = unit.session.scalar(select(Comment.engagement_id).where(Comment.id == comment_id))
    if number is None or codebook_of(unit.session, number) is None:
        return
    codebook = shared_codebook(unit, number)
    comment = unit.session.get(
        Comment, comment_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if comment is None:
        return
    _forget_suggestions(unit, comment)
    codings = select(CommentCoding.id).where(CommentCoding.comment_id == comment_id)
    had = unit.session.scalar(codings.limit(1)) is not None
    if comment.state == State.WITHDRAWN:
        _run(unit, delete(CodingTheme).where(CodingTheme.coding_id.in_(codings)))
        _run(unit, delete(CommentCoding).where(CommentCoding.comment_id == comment_id))
    else:
        _run(
            unit,
            update(CommentCoding)
            .where(CommentCoding.comment_id == comment_id)
            .values(version=0, note="", text_mark=""),
        )
    was = unit.session.get(CodedComment, comment_id)
    state = was.state if was is not None else None
    derive(unit, comment, codebook.coders)
    if had:
        unit.audit(
            "coding.followed",
            f"comment:{comment_id}",
            engagement=number,
            before=state,
            is_withdrawn=comment.state == State.WITHDRAWN,
        )


def _forget_suggestions(unit: Unit, comment: Comment) -> None:
    """What was worked out from a text that is no more: its words may stand among suggestions, and
    are kept nowhere (R30)."""
    runs = select(CodingRun.id).where(CodingRun.engagement_id == comment.engagement_id)
    of_runs = ThemeProposal.run_id.in_(runs)
    _run(unit, delete(ThemeProposal).where(of_runs, ThemeProposal.theme_id.is_(None)))
    _run(unit, update(ThemeProposal).where(of_runs).values(words="[]", examples="[]"))
    _run(unit, delete(CodeSuggestion).where(CodeSuggestion.comment_id == comment.id))
    _run(
        unit,
        update(CodingRun)
        .where(CodingRun.engagement_id == comment.engagement_id, CodingRun.outdated_at.is_(None))
        .values(outdated_at=unit.now),
    )


def _run(unit: Unit, statement: object) -> None:
    unit.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]
