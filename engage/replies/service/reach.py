"""Who may answer what: speakers on their topics, on comments that are public (R15, R17, R66)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import ActorKind, Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import READING_ROLES
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.service import require_acknowledged
from engage.replies.models import Referral, Reply, ReplyStep, SpeakerTopic
from engage.replies.rules import (
    CORRECTION_REFERRED,
    MARKING_ROLES,
    NO_REPLY,
    NOT_PUBLIC,
    NOT_SPEAKER,
    Action,
    blocking_referral,
)

NO_COMMENT = "There is no such comment, or it belongs to another ministry."


@dataclass(frozen=True)
class Place:
    """A comment and the engagement that it stands in."""

    engagement: Engagement
    comment: Comment


def comment_to_answer(unit: Unit, comment_id: int) -> Place:
    """The comment as it stands now, locked; unknown to those of another ministry.

    The lock is one for all that is done about a comment, so a reply is never published while
    somebody takes the comment from view.
    """
    comment = unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if not unit.actor.reaches(READING_ROLES, engagement.ministry_id):
        raise NotFound(NO_COMMENT)
    return Place(engagement, comment)


def reply_to_change(unit: Unit, reply_id: int) -> tuple[Place, Reply]:
    """The reply with its comment, both locked, the comment first."""
    comment_id = unit.session.scalar(select(Reply.comment_id).where(Reply.id == reply_id))
    if comment_id is None:
        raise NotFound(NO_REPLY)
    place = comment_to_answer(unit, comment_id)
    reply = unit.session.scalars(
        select(Reply)
        .where(Reply.id == reply_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return place, reply


def speaks_on(unit: Unit, topic_id: int) -> bool:
    """Whether the actor is a speaker on this topic; the system speaks on all (the sample)."""
    if unit.actor.kind is ActorKind.SYSTEM:
        return True
    return unit.session.get(SpeakerTopic, (unit.actor.person_id, topic_id)) is not None


def require_speaker(unit: Unit, place: Place) -> None:
    """A speaker on the topic, who acknowledged the rules and whom no conflict of interest keeps
    off it (R51); raises NotAllowed or Refused."""
    if not speaks_on(unit, place.comment.topic_id):
        raise NotAllowed(NOT_SPEAKER)
    require_acknowledged(unit)
    refuse_if_kept_off(unit, place)


def require_speaker_or(unit: Unit, place: Place, roles: Collection[Role]) -> None:
    """For what a speaker on the topic may do, and these roles of the ministry too."""
    is_speaker = speaks_on(unit, place.comment.topic_id)
    if not is_speaker and not unit.actor.reaches(roles, place.engagement.ministry_id):
        raise NotAllowed(NOT_SPEAKER)
    refuse_if_kept_off(unit, place)


def refuse_if_kept_off(unit: Unit, place: Place) -> None:
    refuse_in_conflict(unit, place.engagement.id, place.comment.topic_id)


def require_marker(unit: Unit, place: Place) -> None:
    """Who may hand a comment on, and say that it asks something."""
    require_speaker_or(unit, place, MARKING_ROLES)
    require_acknowledged(unit)


def refuse_unless_answerable(unit: Unit, comment: Comment) -> None:
    """R17: what is not public is not answered, nor what was handed on to others."""
    if comment.published_version is None:
        raise Refused("", NOT_PUBLIC)
    if comment.waiting_since is not None and comment.hold == Hold.REFERRED:
        raise Refused("", CORRECTION_REFERRED)
    fault = blocking_referral(standing_referrals(unit, comment.id))
    if fault:
        raise Refused("", fault)


def standing_referrals(unit: Unit, comment_id: int) -> frozenset[str]:
    return frozenset(
        unit.session.scalars(
            select(Referral.destination).where(
                Referral.comment_id == comment_id, Referral.taken_back_at.is_(None)
            )
        )
    )


def note_step(
    unit: Unit, reply: Reply, action: Action, note: str = "", **detail: str | int | None
) -> None:
    """The history of a reply and the audit, together; the audit holds no words."""
    reply.changed_at = unit.now
    unit.session.add(
        ReplyStep(
            reply_id=reply.id,
            version=reply.version,
            action=action,
            taken_at=unit.now,
            taken_by=unit.actor.person_id,
            note=note,
        )
    )
    unit.session.flush()
    unit.audit(f"reply.{action}", f"reply:{reply.id}", version=reply.version, **detail)
