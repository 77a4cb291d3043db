"""Deleting removed words for good on their date, everywhere they could be (R30).

The quarantine's rows are emptied. What was worked out from the text goes with it: flags of that
version, the sketch, its words in the search. Texts of staff and readers about the comment go
where they share a telling word with what was removed: notes are deleted, a message to the author
becomes the template again. Reports and WordPress hear of it by the event.

What is kept on purpose: that something was removed, when, by whom, how many stretches and why; who
revealed it (their reason goes if it shares a word); the notes of an incident, which are a record of
their own.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update

from engage.comments.models import Comment, CommentText
from engage.core.crypto import Undecryptable
from engage.core.events import CommentPurged
from engage.core.unit import Unit
from engage.moderation import search
from engage.moderation.models import (
    AuthorMessage,
    CommentFlag,
    CommentNote,
    CommentSketch,
    Decision,
    DecisionNote,
    DecisionReason,
    Quarantine,
    QuarantineReveal,
)
from engage.moderation.reported.models import CommentReport
from engage.moderation.service.messages import redraft
from engage.moderation.service.quarantine import empty, opened
from engage.privacy.redaction import shares_words

BATCH: Final = 200
LATELY: Final = timedelta(days=1)
"""A worker that died between emptying and tidying up leaves the second to the next run."""


def purge_due(unit: Unit, batch: int = BATCH) -> int:
    """Purges what is due, the oldest first and at most a batch; how many rows were emptied."""
    due = unit.session.scalars(
        select(Quarantine)
        .where(Quarantine.cipher.is_not(None), Quarantine.purge_at <= unit.now)
        .order_by(Quarantine.purge_at, Quarantine.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    ).all()
    removed: dict[int, list[str] | None] = {}
    for row in due:
        words = _removed_words(unit, row)
        known = removed.setdefault(row.comment_id, [])
        removed[row.comment_id] = None if words is None or known is None else [*known, *words]
        empty(unit, row)
        unit.session.execute(
            delete(CommentFlag).where(
                CommentFlag.comment_id == row.comment_id, CommentFlag.version == row.version
            )
        )
        unit.audit("quarantine.purged", f"quarantine:{row.id}", comment=row.comment_id)
    for comment_id, words in sorted(removed.items()):
        _forget(unit, comment_id, words)
    unit.session.flush()
    return len(due)


def has_traces(unit: Unit) -> bool:
    """Whether something was emptied so lately that storage may still remember it."""
    lately = select(Quarantine.id).where(Quarantine.emptied_at > unit.now - LATELY).limit(1)
    return unit.session.scalar(lately) is not None


def _removed_words(unit: Unit, row: Quarantine) -> list[str] | None:
    """The stretches that were taken out; None when nobody can tell any more, the key being gone."""
    try:
        original = opened(unit, row)
    except Undecryptable:
        return None
    return original.stretches if original else []


def _forget(unit: Unit, comment_id: int, words: list[str] | None) -> None:
    comment = unit.session.get_one(Comment, comment_id)
    latest = unit.session.get(CommentText, (comment_id, comment.version))
    unit.session.execute(delete(CommentSketch).where(CommentSketch.comment_id == comment_id))
    search.index(unit, comment_id, latest.body if latest else "")
    _erase_decision_notes(unit, comment_id, words)
    _erase_notes(unit, comment_id, words)
    _erase_reveal_reasons(unit, comment_id, words)
    _redraft_messages(unit, comment_id, words)
    unit.session.execute(
        update(CommentReport).where(CommentReport.comment_id == comment_id).values(note="")
    )
    unit.emit(CommentPurged(comment_id))


def _must_go(text: str, words: Sequence[str] | None) -> bool:
    return words is None or shares_words(text, words)


def _erase_decision_notes(unit: Unit, comment_id: int, words: Sequence[str] | None) -> None:
    notes = unit.session.scalars(
        select(DecisionNote)
        .join(Decision, Decision.id == DecisionNote.decision_id)
        .where(Decision.comment_id == comment_id)
    ).all()
    for note in notes:
        if _must_go(note.text, words):
            unit.session.delete(note)


def _erase_notes(unit: Unit, comment_id: int, words: Sequence[str] | None) -> None:
    notes = unit.session.scalars(select(CommentNote).where(CommentNote.comment_id == comment_id))
    for note in notes.all():
        if _must_go(note.body, words):
            unit.session.delete(note)


def _erase_reveal_reasons(unit: Unit, comment_id: int, words: Sequence[str] | None) -> None:
    reveals = unit.session.scalars(
        select(QuarantineReveal)
        .join(Quarantine, Quarantine.id == QuarantineReveal.quarantine_id)
        .where(Quarantine.comment_id == comment_id)
    ).all()
    for reveal in reveals:
        if _must_go(reveal.reason, words):
            reveal.reason = ""


def _redraft_messages(unit: Unit, comment_id: int, words: Sequence[str] | None) -> None:
    messages = unit.session.scalars(
        select(AuthorMessage).where(AuthorMessage.comment_id == comment_id)
    ).all()
    for message in messages:
        reasons = unit.session.scalars(
            select(DecisionReason.reason).where(DecisionReason.decision_id == message.decision_id)
        )
        template = redraft(unit, message, tuple(reasons))
        if message.body != template and _must_go(message.body, words):
            message.body = template
