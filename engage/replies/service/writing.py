"""Writing a reply: every save is a version of its own, and nobody writes over a colleague."""

from sqlalchemy import select

from engage.accounts.models import Ministry, Person
from engage.core.errors import Conflict
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.replies.looking import Looked
from engage.replies.models import Reply, ReplyAnswer, ReplySpot, ReplyTeam, ReplyVersion
from engage.replies.rules import Action, Draft, Wording, worded
from engage.replies.service.checking import answers_of
from engage.replies.service.reach import (
    Place,
    comment_to_answer,
    note_step,
    refuse_unless_answerable,
    require_speaker,
)

HELD = "The privacy officer is reading this reply. Take it back first to change it."
MEANWHILE = "A colleague saved this reply meanwhile. Read the new text, then save yours."


def save_reply(
    unit: Unit, comment_id: int, draft: Draft, seen: Looked, *, seen_version: int
) -> Reply:
    """Stores a draft of the reply to a comment, or a draft of its correction.

    `seen_version` is the version that the form was made from, 0 for none; another one is a
    Conflict. `seen` is the detector's look at this text. Saving the same again adds nothing.
    """
    place = comment_to_answer(unit, comment_id)
    require_speaker(unit, place)
    refuse_unless_answerable(unit, place.comment)
    wording = worded(draft, full_name(unit))
    reply = standing_reply(unit, comment_id)
    if (reply.version if reply else 0) != seen_version:
        raise Conflict(MEANWHILE)
    if reply is not None and reply.held_at is not None:
        raise Conflict(HELD)
    if reply is not None and _says_the_same(unit, reply, wording):
        return reply
    reply = reply or _new_reply(unit, place)
    reply.version += 1
    unit.session.flush()
    _write(unit, place.engagement, reply, wording, seen)
    note_step(unit, reply, Action.SAVED)
    return reply


def standing_reply(unit: Unit, comment_id: int) -> Reply | None:
    """The reply of a comment that was not withdrawn, locked."""
    return unit.session.scalar(
        select(Reply)
        .where(Reply.comment_id == comment_id, Reply.withdrawn_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def team_of(unit: Unit, engagement: Engagement) -> str:
    """The name under which the engagement's team speaks."""
    named = unit.session.get(ReplyTeam, engagement.id)
    return named.name if named else unit.session.get_one(Ministry, engagement.ministry_id).name


def _new_reply(unit: Unit, place: Place) -> Reply:
    reply = Reply(
        comment_id=place.comment.id,
        engagement_id=place.engagement.id,
        topic_id=place.comment.topic_id,
        created_at=unit.now,
        changed_at=unit.now,
        version=0,
    )
    unit.session.add(reply)
    return reply


def _write(
    unit: Unit, engagement: Engagement, reply: Reply, wording: Wording, seen: Looked
) -> None:
    unit.session.add(
        ReplyVersion(
            reply_id=reply.id,
            version=reply.version,
            body=wording.body,
            team=team_of(unit, engagement),
            first_name=wording.first_name,
            role_title=wording.role_title,
            authority=wording.authority,
            names_checked=seen.names_checked,
            written_at=unit.now,
            written_by=unit.actor.person_id,
        )
    )
    unit.session.flush()
    key = {"reply_id": reply.id, "version": reply.version}
    unit.session.add_all(
        ReplySpot(**key, start=spot.start, end=spot.end, reason=spot.reason)
        for spot in seen.spots
        if spot.end <= len(wording.body)
    )
    unit.session.add_all(
        ReplyAnswer(**key, rule=rule, about=one.about, reason=one.reason)
        for rule, one in wording.answers.items()
    )
    unit.session.flush()


def _says_the_same(unit: Unit, reply: Reply, wording: Wording) -> bool:
    last = unit.session.get_one(ReplyVersion, (reply.id, reply.version))
    return wording == Wording(
        last.body, last.first_name, last.role_title, last.authority, answers_of(unit, last)
    )


def full_name(unit: Unit) -> str:
    """The name of the signed-in person; '' for the system."""
    person = unit.session.get(Person, unit.actor.person_id or 0)
    return person.name if person else ""
