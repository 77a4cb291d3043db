"""Questions about answers: what somebody chose, and which words in a text are a question's label.

Each asks once for all comments that are shown, and for nothing more where none of them has answers.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engage.comments.answers.models import CommentAnswer
from engage.comments.answers.rules import IN_WORDS, Answer, ShownAnswer, shown_answers
from engage.comments.models import Comment
from engage.core.lists import is_listed, one_text
from engage.engagements.models import Revision
from engage.engagements.questions import Question
from engage.engagements.rules import topic_from_json
from engage.multilingual.spoken import IN_ENGLISH, Spoken


@dataclass(frozen=True)
class Chosen:
    """One stored answer: whose, to which question, and what."""

    comment_id: int
    key: str
    value: str
    topic_revision_id: int


def answers_of(
    session: Session, comment_ids: Collection[int], spoken: Spoken = IN_ENGLISH, topic_id: int = 0
) -> dict[int, tuple[ShownAnswer, ...]]:
    """What was chosen in each of these comments, as it was asked; without any it is missing.

    `spoken`: in the language of a page of that topic, as far as the question is whole there.
    """
    found: dict[int, dict[int, dict[str, list[str]]]] = {}
    question = _of_comments(session.get_bind().dialect.name)
    for one in _chosen(session, question, {"comments": one_text(list(comment_ids))}):
        of_comment = found.setdefault(one.comment_id, {})
        by_key = of_comment.setdefault(one.topic_revision_id, {})
        by_key.setdefault(one.key, []).append(one.value)
    asked = questions_by_revision(session, {key for one in found.values() for key in one})
    words = {key: spoken.chosen(topic_id, questions) for key, questions in asked.items()}
    told = {
        comment_id: tuple(
            shown
            for revision_id, by_key in by_revision.items()
            for shown in shown_answers(asked[revision_id], by_key, words[revision_id])
        )
        for comment_id, by_revision in found.items()
    }
    return {comment_id: answers for comment_id, answers in told.items() if answers}


def labels_of(session: Session, comment_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The labels of questions that stand in the texts of these comments."""
    question = _rows().where(
        CommentAnswer.comment_id.in_(comment_ids), CommentAnswer.value == IN_WORDS
    )
    rows = _chosen(session, question)
    asked = questions_by_revision(session, {one.topic_revision_id for one in rows})
    labels: dict[int, set[str]] = defaultdict(set)
    for one in rows:
        labels[one.comment_id] |= {
            question.label for question in asked[one.topic_revision_id] if question.key == one.key
        }
    return {comment_id: frozenset(found) for comment_id, found in labels.items()}


def stored_answers(session: Session, nonce_hash: str) -> frozenset[Answer]:
    """The answers of the comment that came from a form."""
    question = _rows().join(Comment, Comment.id == CommentAnswer.comment_id)
    rows = _chosen(session, question.where(Comment.nonce_hash == nonce_hash))
    return frozenset(Answer(one.key, one.value) for one in rows)


def has_answers(session: Session, comment_id: int) -> bool:
    question = select(CommentAnswer.comment_id).where(CommentAnswer.comment_id == comment_id)
    return session.scalar(question.limit(1)) is not None


def questions_by_revision(
    session: Session, revision_ids: Collection[int]
) -> dict[int, tuple[Question, ...]]:
    """The questions of some revisions of topics."""
    if not revision_ids:
        return {}
    rows = session.execute(
        select(Revision.id, Revision.content).where(Revision.id.in_(revision_ids))
    )
    return {number: topic_from_json(content).questions for number, content in rows}


def _rows() -> Select[int, str, str, int]:
    return select(
        CommentAnswer.comment_id,
        CommentAnswer.question_key,
        CommentAnswer.value,
        CommentAnswer.topic_revision_id,
    )


# Put together once, as every page of comments asks it.
@lru_cache
def _of_comments(dialect: str) -> Select[int, str, str, int]:
    return _rows().where(is_listed(dialect, CommentAnswer.comment_id.expression, "comments"))


def _chosen(
    session: Session,
    question: Select[int, str, str, int],
    values: Mapping[str, object] | None = None,
) -> list[Chosen]:
    return [Chosen(*row) for row in session.execute(question, values)]
