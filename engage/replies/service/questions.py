"""Published questions: an owner, a due time in working hours, and an answered state (R70)."""

from engage.core.business_hours import BusinessHours
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.replies.models import Question, SpeakerTopic
from engage.replies.rules import DUE_CHOICES, working_time
from engage.replies.service.reach import (
    comment_to_answer,
    refuse_unless_answerable,
    require_marker,
)
from engage.replies.service.writing import standing_reply

ANSWERED = "This comment is answered already."
NO_OWNER = "Choose a speaker on this topic."
NO_DUE = "Choose when the answer is due."


def mark_question(unit: Unit, comment_id: int, owner_id: int, days: int) -> Question:
    """Says that a published comment asks something, who answers it, and in how many working days.

    Marking again gives it another owner or another due time, counted from now.
    """
    place = comment_to_answer(unit, comment_id)
    require_marker(unit, place)
    refuse_unless_answerable(unit, place.comment)
    if unit.session.get(SpeakerTopic, (owner_id, place.comment.topic_id)) is None:
        raise Refused("owner", NO_OWNER)
    if days not in DUE_CHOICES:
        raise Refused("days", NO_DUE)
    reply = standing_reply(unit, comment_id)
    if reply is not None and reply.published_version is not None:
        raise Conflict(ANSWERED)
    clock = BusinessHours(working_time(days), unit.settings.time_zone)
    question = unit.session.get(Question, comment_id)
    if question is None:
        question = Question(comment_id=comment_id)
        unit.session.add(question)
    question.owner_id = owner_id
    question.marked_at, question.marked_by = unit.now, unit.actor.person_id
    question.due_at = clock.due_at(unit.now)
    question.answered_at, question.reply_id = None, None
    unit.session.flush()
    unit.audit("question.marked", f"comment:{comment_id}", owner=owner_id, days=days)
    return question


def drop_question(unit: Unit, comment_id: int) -> None:
    """It was no question after all, or needs no answer here."""
    place = comment_to_answer(unit, comment_id)
    require_marker(unit, place)
    question = unit.session.get(Question, comment_id)
    if question is None:
        return
    if question.answered_at is not None:
        raise Conflict(ANSWERED)
    unit.session.delete(question)
    unit.session.flush()
    unit.audit("question.dropped", f"comment:{comment_id}")
