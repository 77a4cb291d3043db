"""The structured questions of a topic's draft: add, change, move, remove (R21, R22).

Each is an edit of the topic, so it makes a new revision and is public with the next publishing.
"""

import secrets
from dataclasses import replace
from typing import Final

from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement, Topic
from engage.engagements.questions import (
    Question,
    lacks,
    moved,
    with_question,
    without,
)
from engage.engagements.service.drafting import save_topic

NO_QUESTION: Final = "There is no such question."
GONE: Final = "This question was removed from another page meanwhile."


def save_question(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    question: Question,
    *,
    seen_revision_id: int | None,
) -> Question:
    """Adds the question (its key is ''), or puts it in the place of the one with its key.

    Asked in another way than before it gets another key, so that no answer is counted as one to
    something else. Raises Refused for the first thing that it lacks.
    """
    asked = _asked(unit, topic)
    known = next((one for one in asked if one.key == question.key), None)
    if question.key and known is None:
        raise Refused("", GONE)
    others = [one for one in asked if one.key != question.key]
    for lack in lacks(question, others):
        raise Refused(lack.field, lack.message)
    if known is None:
        question = replace(question, key=_new_key())
        changed = with_question(asked, question)
    elif (known.kind, known.steps) != (question.kind, question.steps):
        question = replace(question, key=_new_key())
        changed = tuple(question if one is known else one for one in asked)
    else:
        changed = with_question(asked, question)
    _save(unit, engagement, topic, changed, seen_revision_id)
    return question


def move_question(
    unit: Unit, engagement: Engagement, topic: Topic, key: str, by: int, *, seen: int | None
) -> None:
    """One place up (-1) or down (1)."""
    _save(unit, engagement, topic, moved(_known(unit, topic, key), key, by), seen)


def remove_question(
    unit: Unit, engagement: Engagement, topic: Topic, key: str, *, seen: int | None
) -> None:
    """Takes it out of the draft; answers that were given stay, and the history has its words."""
    _save(unit, engagement, topic, without(_known(unit, topic, key), key), seen)


def question_of(unit: Unit, topic: Topic, key: str) -> Question:
    """A question of the draft; raises NotFound."""
    return next(one for one in _known(unit, topic, key) if one.key == key)


def _known(unit: Unit, topic: Topic, key: str) -> tuple[Question, ...]:
    asked = _asked(unit, topic)
    if all(one.key != key for one in asked):
        raise NotFound(NO_QUESTION)
    return asked


def _asked(unit: Unit, topic: Topic) -> tuple[Question, ...]:
    return queries.topic_content(unit.session, topic.draft_revision_id).questions


def _new_key() -> str:
    return secrets.token_hex(4)


def _save(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    questions: tuple[Question, ...],
    seen_revision_id: int | None,
) -> None:
    content = queries.topic_content(unit.session, topic.draft_revision_id)
    changed = replace(content, questions=questions)
    save_topic(unit, engagement, topic, changed, seen_revision_id=seen_revision_id)
