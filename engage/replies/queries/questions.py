"""Published questions: which are open, whose they are, what was answered, what was handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.accounts.queries import names_of
from engage.comments.models import Comment, CommentText
from engage.engagements.models import Engagement, Topic
from engage.replies.models import Question, Referral
from engage.replies.rules import Destination

EXCERPT: Final = 200
Within = frozenset[int] | None


@dataclass(frozen=True)
class QuestionRow:
    """A published comment that asks something, and how it stands with the answer."""

    comment_id: int
    engagement_title: str
    topic_title: str
    excerpt: str
    owner_id: int
    owner: str
    due_at: datetime
    answered_at: datetime | None
    reply_id: int | None


@dataclass(frozen=True)
class HandedOn:
    """A referral in the story of a comment."""

    id: int
    destination: Destination
    at: datetime
    by: str
    taken_back_at: datetime | None


@dataclass(frozen=True)
class Load:
    """How many questions wait for a person, how many of them too long, and since when."""

    open: int
    overdue: int
    since: datetime | None


def open_questions(
    session: Session, *, within: Within, limit: int, owner_id: int | None = None
) -> Sequence[QuestionRow]:
    """Those without an answer, by due time: what is overdue stands first."""
    question = _rows(within).where(Question.answered_at.is_(None))
    if owner_id is not None:
        question = question.where(Question.owner_id == owner_id)
    question = question.order_by(Question.due_at, Question.comment_id).limit(limit)
    return [_as_row(row) for row in session.execute(question)]


def answered_questions(session: Session, *, within: Within, limit: int) -> Sequence[QuestionRow]:
    """Those answered last."""
    question = (
        _rows(within)
        .where(Question.answered_at.is_not(None))
        .order_by(Question.answered_at.desc(), Question.comment_id.desc())
        .limit(limit)
    )
    return [_as_row(row) for row in session.execute(question)]


def load_of(session: Session, person_id: int, now: datetime) -> Load:
    """What waits for one person's answer; questions on comments that left public view do not."""
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Question.due_at <= now),
            func.min(Question.marked_at),
        )
        .select_from(Question)
        .join(Comment, Comment.id == Question.comment_id)
        .where(
            Question.owner_id == person_id,
            Question.answered_at.is_(None),
            Comment.published_version.is_not(None),
        )
    ).one()
    return Load(*row)


def question_of(session: Session, comment_id: int) -> Question | None:
    return session.get(Question, comment_id)


def referrals_of(session: Session, comment_id: int) -> tuple[HandedOn, ...]:
    """To whom a comment was handed on, oldest first."""
    rows = session.scalars(
        select(Referral).where(Referral.comment_id == comment_id).order_by(Referral.id)
    ).all()
    names = names_of(session, {row.referred_by for row in rows if row.referred_by is not None})
    return tuple(
        HandedOn(
            row.id,
            Destination(row.destination),
            row.referred_at,
            names.get(row.referred_by or 0, ""),
            row.taken_back_at,
        )
        for row in rows
    )


def _as_row(row: Any) -> QuestionRow:
    return QuestionRow(*row)


def _rows(within: Within) -> Select[*tuple[Any, ...]]:
    question: Select[*tuple[Any, ...]] = (
        select(
            Question.comment_id,
            Engagement.title,
            Topic.title,
            func.substr(CommentText.body, 1, EXCERPT),
            Question.owner_id,
            Person.name,
            Question.due_at,
            Question.answered_at,
            Question.reply_id,
        )
        .join(Comment, Comment.id == Question.comment_id)
        .join(
            CommentText,
            (CommentText.comment_id == Comment.id)
            & (CommentText.version == Comment.published_version),
        )
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .join(Person, Person.id == Question.owner_id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return question
