"""Decisions as moderators see them, and the whole story of a comment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from engage.accounts.queries import names_of
from engage.comments.models import Comment, CommentText
from engage.comments.queries import Cursor
from engage.comments.rules import State
from engage.core.db import UtcDateTime
from engage.moderation import search
from engage.moderation.models import Decision, DecisionNote, DecisionReason
from engage.moderation.queries.comments import Row, Within, limited, row_of, rows
from engage.moderation.rules import (
    DECISIVE,
    DECLINING,
    Reason,
    author_words,
    chosen_reasons,
)
from engage.moderation.search import Wanted

Undoing = aliased(Decision, name="undoing")


@dataclass(frozen=True)
class Decided:
    """One decision with its reasons and its maker's name."""

    id: int
    comment_id: int
    version: int
    from_state: str
    to_state: str
    outcome: str
    referred_to: str | None
    decided_at: datetime
    decided_by: str
    reasons: tuple[Reason, ...]
    note: str

    @property
    def is_refused_correction(self) -> bool:
        return self.outcome in DECLINING and self.to_state == State.PUBLISHED

    @property
    def took_from_view(self) -> bool:
        return self.from_state == State.PUBLISHED and self.to_state != State.PUBLISHED


@dataclass(frozen=True)
class Step:
    """One moment in a comment's story: a version by its author, or a decision."""

    at: datetime
    version: int
    text: str
    decided: Decided | None


def decided_comments(
    session: Session,
    *,
    within: Within,
    limit: int,
    before: Cursor | None = None,
    engagement_id: int | None = None,
) -> Sequence[tuple[Decided, Row]]:
    """Decisions, newest first, each with its comment as it stands now."""
    question = rows(Decision).join(Decision, Decision.comment_id == Comment.id)
    question = limited(question, within, engagement_id)
    if before is not None:
        question = question.where(
            tuple_(Decision.decided_at, Decision.id)
            < tuple_(literal(before.at, UtcDateTime()), literal(before.id))
        )
    question = question.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(limit)
    found = session.execute(question).all()
    decided = _with_reasons(session, [row[-1] for row in found])
    return [(one, row_of(row)) for one, row in zip(decided, found, strict=True)]


def found_decided(
    session: Session,
    sought: Wanted,
    *,
    within: Within,
    limit: int,
    before_id: int | None = None,
    engagement_id: int | None = None,
) -> Sequence[tuple[Decided, Row]]:
    """Decided comments that hold all the words, the newest comment first, each with its last
    decision."""
    question = limited(rows(), within, engagement_id).where(Comment.decided_version.is_not(None))
    question = search.matching(session, question, sought)
    question = search.in_order(session, question, before_id, newest_first=True).limit(limit)
    found = [row_of(row) for row in session.execute(question)]
    last = (
        select(func.max(Decision.id))
        .where(Decision.comment_id.in_([row.id for row in found]))
        .group_by(Decision.comment_id)
    )
    decisions = session.scalars(select(Decision).where(Decision.id.in_(last))).all()
    decided = {one.comment_id: one for one in _with_reasons(session, decisions)}
    return [(decided[row.id], row) for row in found if row.id in decided]


def has_decided_since(session: Session, person_id: int | None, since: datetime) -> bool:
    """Whether this person decided anything after that."""
    values = {"person": person_id or 0, "since": since}
    return session.execute(_LATELY, values).first() is not None


def history(session: Session, comment_id: int) -> tuple[Step, ...]:
    """Every version and every decision, in the order in which they happened."""
    state = session.scalar(select(Comment.state).where(Comment.id == comment_id))
    texts = session.execute(_TEXTS, {"number": comment_id})
    steps = [
        Step(recorded_at, version, "" if state == State.WITHDRAWN else body, None)
        for recorded_at, version, body in texts
    ]
    decisions = session.scalars(_DECISIONS, {"number": comment_id}).all()
    return _in_order(steps, _with_reasons(session, decisions))


def _in_order(versions: list[Step], decided: Sequence[Decided]) -> tuple[Step, ...]:
    steps = [*versions, *(Step(one.decided_at, one.version, "", one) for one in decided)]
    return tuple(sorted(steps, key=lambda step: (step.at, step.decided is not None, step.version)))


def is_standing() -> ColumnElement[bool]:
    """Whether a decision settles its comment and was not undone; a later one may stand instead."""
    is_undone = exists().where(Undoing.undoes_id == Decision.id)
    return Decision.outcome.in_(sorted(DECISIVE)) & ~is_undone


def last_decision(session: Session, comment_id: int) -> Decided | None:
    """The decision that stands, for the author's page."""
    found = session.scalars(
        select(Decision)
        .where(Decision.comment_id == comment_id, is_standing())
        .order_by(Decision.id.desc())
        .limit(1)
    ).all()
    return next(iter(_with_reasons(session, found)), None)


def words_for_author(session: Session, comment_id: int) -> str:
    """Why the standing decision did not publish, in the words of the policy; '' when it did."""
    standing = last_decision(session, comment_id)
    if standing is None or standing.outcome not in DECLINING:
        return ""
    return author_words(standing.reasons)


def standing_reasons(
    session: Session, engagement_id: int
) -> Iterator[tuple[int, tuple[Reason, ...]]]:
    """Why each comment of an engagement that is not published now is not, by rising number: for
    reports. They come as they are read, as there may be a hundred thousand."""
    last = (
        select(func.max(Decision.id))
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Comment.engagement_id == engagement_id,
            Comment.state == State.NOT_PUBLISHED,
            is_standing(),
        )
        .group_by(Decision.comment_id)
    )
    question = (
        select(Decision.comment_id, DecisionReason.reason)
        .join(DecisionReason, DecisionReason.decision_id == Decision.id)
        .where(Decision.id.in_(last))
        .order_by(Decision.comment_id)
        .execution_options(yield_per=1_000)
    )
    for comment_id, said in groupby(session.execute(question), itemgetter(0)):
        yield comment_id, chosen_reasons([Reason(reason) for _, reason in said])


def _with_reasons(session: Session, decisions: Sequence[Decision]) -> list[Decided]:
    """Adds reasons, notes and names, in one query each."""
    if not decisions:
        return []
    ids = [decision.id for decision in decisions]
    reasons: dict[int, list[Reason]] = {}
    for one in session.scalars(select(DecisionReason).where(DecisionReason.decision_id.in_(ids))):
        reasons.setdefault(one.decision_id, []).append(Reason(one.reason))
    notes = session.scalars(select(DecisionNote).where(DecisionNote.decision_id.in_(ids)))
    said = {note.decision_id: note.text for note in notes}
    names = names_of(session, {one.decided_by for one in decisions if one.decided_by is not None})
    return [
        Decided(
            id=one.id,
            comment_id=one.comment_id,
            version=one.version,
            from_state=one.from_state,
            to_state=one.to_state,
            outcome=one.outcome,
            referred_to=one.referred_to,
            decided_at=one.decided_at,
            decided_by=names.get(one.decided_by or 0, ""),
            reasons=chosen_reasons(reasons.get(one.id, ())),
            note=said.get(one.id, ""),
        )
        for one in decisions
    ]


_TEXTS: Final = select(CommentText.recorded_at, CommentText.version, CommentText.body).where(
    CommentText.comment_id == bindparam("number")
)
_DECISIONS: Final = (
    select(Decision).where(Decision.comment_id == bindparam("number")).order_by(Decision.id)
)
_LATELY: Final = (
    select(Decision.id)
    .where(Decision.decided_at > bindparam("since"), Decision.decided_by == bindparam("person"))
    .limit(1)
)
