"""The message to the author: drafted for editing, and queued with its decision.

It is due when the decision can be undone no longer. The rows are the queue for the mail and what
the receipt page reads; an author whom neither reaches gets none.
"""

from typing import Final

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Purpose, State
from engage.core.dates import datetime_words
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import topic_content
from engage.moderation.messages import Facts, draft
from engage.moderation.models import AuthorMessage, Decision
from engage.moderation.rules import (
    MODERATING_ROLES,
    NO_COMMENT,
    PUBLISHING,
    UNDO_PERIOD,
    Outcome,
    chosen_reasons,
)
from engage.moderation.ruling import Ruling

UNTOLD: Final = frozenset({Outcome.SPAM, Outcome.REFER})
"""Outcomes of which an author hears only what somebody wrote for them."""


def draft_message(
    unit: Unit, comment_id: int, reasons: tuple[str, ...], outcome: str = Outcome.NOT_PUBLISH
) -> str:
    """What its author would be told, to be read and edited; '' where nothing is. Changes nothing.

    Unknown reasons and outcomes give what is left without them. Raises NotFound.
    """
    comment = unit.session.get(Comment, comment_id)
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if not unit.actor.reaches(MODERATING_ROLES, engagement.ministry_id):
        raise NotFound(NO_COMMENT)
    is_waiting = comment.waiting_since is not None
    is_correction = is_waiting and comment.published_version is not None
    was_public = not is_waiting and comment.published_version is not None
    facts = _facts(unit, engagement, comment, is_correction=is_correction, was_public=was_public)
    return draft(facts, outcome, chosen_reasons(reasons))


def queue_message(
    unit: Unit, engagement: Engagement, comment: Comment, decision: Decision, ruling: Ruling
) -> None:
    """Queues what the decision's author wrote, or else the template as it is."""
    by_mail = _by_mail(unit, comment)
    if not by_mail and comment.receipt_hash is None:
        return
    if ruling.outcome is Outcome.PUBLISH and not by_mail and not ruling.message:
        return  # the receipt page says so by itself
    body = ruling.message or _template(unit, engagement, comment, decision, ruling)
    if not body:
        return
    unit.session.add(
        AuthorMessage(
            comment_id=comment.id,
            decision_id=decision.id,
            body=body,
            created_at=unit.now,
            created_by=unit.actor.person_id,
            due_at=unit.now + UNDO_PERIOD,
            by_mail=by_mail,
        )
    )


def redraft(unit: Unit, message: AuthorMessage, reasons: tuple[str, ...]) -> str:
    """The template in place of a message that somebody edited, for when that must go."""
    decision = unit.session.get_one(Decision, message.decision_id)
    comment = unit.session.get_one(Comment, message.comment_id)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    facts = _facts_of(unit, engagement, comment, decision)
    return draft(facts, decision.outcome, chosen_reasons(reasons))


def _template(
    unit: Unit, engagement: Engagement, comment: Comment, decision: Decision, ruling: Ruling
) -> str:
    if ruling.outcome in UNTOLD:
        return ""
    facts = _facts_of(unit, engagement, comment, decision)
    return draft(facts, ruling.outcome, ruling.reasons)


def _facts_of(unit: Unit, engagement: Engagement, comment: Comment, decision: Decision) -> Facts:
    was_waiting = decision.from_waiting_since is not None
    had_public = decision.from_published_version is not None
    stays_public = decision.to_state == State.PUBLISHED
    return _facts(
        unit,
        engagement,
        comment,
        is_correction=was_waiting and had_public and stays_public,
        was_public=had_public and not stays_public and decision.outcome not in PUBLISHING,
    )


def _facts(
    unit: Unit, engagement: Engagement, comment: Comment, *, is_correction: bool, was_public: bool
) -> Facts:
    topic = unit.session.get_one(Topic, comment.topic_id)
    closes = engagement.closes_at
    return Facts(
        topic=topic_content(unit.session, topic.published_revision_id).title or topic.title,
        base_url=unit.settings.base_url,
        public_id=comment.public_id,
        can_correct=engagement.timing.accepts_comments(unit.now)
        and comment.receipt_hash is not None,
        closes_words=datetime_words(closes, unit.settings.time_zone) if closes else "",
        is_correction=is_correction,
        was_public=was_public,
    )


def _by_mail(unit: Unit, comment: Comment) -> bool:
    person = unit.session.get(CommentPerson, comment.id)
    return (
        person is not None
        and person.email_cipher is not None
        and Purpose.DECISION in person.purposes.split(",")
    )
