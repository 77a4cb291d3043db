"""Making a reply public, correcting it, and taking it back. All of it shows at once."""

from sqlalchemy import select

from engage.core.errors import Conflict, Refused
from engage.core.events import ReplyChanged
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.service import touch
from engage.governance.elections.queries import is_on
from engage.governance.service import Action as Outgoing
from engage.governance.service import Outbound, refuse_if_held
from engage.replies.models import Question, Reply, ReplyVersion
from engage.replies.rules import MARKING_ROLES, Action, NotReady, checked_note
from engage.replies.service.approving import refuse_unless_approved
from engage.replies.service.checking import answers_of, concerns_of, last_word
from engage.replies.service.reach import (
    note_step,
    refuse_unless_answerable,
    reply_to_change,
    require_speaker,
    require_speaker_or,
)
from engage.replies.service.writing import HELD, MEANWHILE
from engage.replies.settling import is_reason, unsettled

WITHDRAWING_ROLES = (*MARKING_ROLES, Role.PRIVACY_OFFICER)
GONE = "This reply was withdrawn. Write a new one."
NOT_RELEASED = "The privacy officer did not release these words. Change them, or ask again."
SAY_WHY = "Say why the reply is withdrawn."
SAY_WHICH_SERVICE = "Say which service the reply is about, in a few words."


def publish_reply(
    unit: Unit, reply_id: int, *, seen_version: int, service_reason: str = ""
) -> Reply:
    """Publishes the version that was seen, or a correction of what is public.

    `service_reason` marks it, during an election, as an answer about a service, and says why.
    Raises NotReady while the check has open points, Refused while the comment may not be answered,
    everything is on hold or no approval covers it (R9, R11), Conflict for another version than the
    one that was seen.
    """
    place, reply = reply_to_change(unit, reply_id)
    require_speaker(unit, place)
    if reply.withdrawn_at is not None:
        raise Conflict(GONE)
    if reply.version != seen_version:
        raise Conflict(MEANWHILE)
    if reply.held_at is not None:
        raise Conflict(HELD)
    if reply.published_version == reply.version:
        return reply
    refuse_unless_answerable(unit, place.comment)
    about_service = _refuse_unless_may_go_out(unit, reply, service_reason)
    written = unit.session.get_one(ReplyVersion, (reply.id, reply.version))
    concerns = concerns_of(unit, place.engagement, written)
    word = last_word(unit, reply)
    if word in (Action.ASKED, Action.RETURNED):
        raise Refused("body", NOT_RELEASED)
    open_points = unsettled(
        written.body,
        concerns,
        answers_of(unit, written),
        is_released=word is Action.RELEASED,
    )
    if open_points:
        raise NotReady(open_points)
    refuse_unless_approved(unit, place.engagement, written)
    _make_public(unit, reply, place.comment.published_version, about_service)
    touch(unit, place.engagement)
    unit.emit(ReplyChanged(reply.comment_id, reply.id))
    return reply


def _refuse_unless_may_go_out(unit: Unit, reply: Reply, service_reason: str) -> str:
    """R55: during an election only answers about services go out; the reason that says it is one.

    At any other time nobody has to say so, and what was held then waits for its approval.
    """
    reason = checked_note(service_reason) if is_on(unit.session, unit.now) else ""
    if reason and not is_reason(reason):
        raise Refused("service_reason", SAY_WHICH_SERVICE)
    kind = Outbound.ANSWER_ABOUT_SERVICE if reason else Outbound.PUBLISH_REPLY
    refuse_if_held(unit, Outgoing(kind, reply.engagement_id, reply.id))
    return f"An answer about a service: {reason}" if reason else ""


def withdraw_reply(unit: Unit, reply_id: int, note: str) -> Reply:
    """Takes a reply from view at once, or gives a draft up. Removing is never held."""
    place, reply = reply_to_change(unit, reply_id)
    require_speaker_or(unit, place, WITHDRAWING_ROLES)
    if reply.withdrawn_at is not None:
        return reply
    reason = checked_note(note)
    was_public = reply.published_version is not None
    if was_public and not reason:
        raise Refused("note", SAY_WHY)
    reply.withdrawn_at = unit.now
    reply.held_at = None
    note_step(unit, reply, Action.WITHDRAWN, reason)
    if was_public:
        _reopen_question(unit, reply)
        touch(unit, place.engagement)
        unit.emit(ReplyChanged(reply.comment_id, reply.id))
    return reply


def _make_public(unit: Unit, reply: Reply, to_version: int | None, note: str) -> None:
    """The status and its record, together."""
    is_correction = reply.published_version is not None
    reply.published_version = reply.version
    reply.to_version = to_version
    if is_correction:
        reply.corrected_at = unit.now
    else:
        reply.published_at = unit.now
        _answer_question(unit, reply)
    note_step(unit, reply, Action.CORRECTED if is_correction else Action.PUBLISHED, note)


def _answer_question(unit: Unit, reply: Reply) -> None:
    question = unit.session.get(Question, reply.comment_id, with_for_update=True)
    if question is not None and question.answered_at is None:
        question.answered_at, question.reply_id = unit.now, reply.id
        unit.audit("question.answered", f"comment:{reply.comment_id}", reply=reply.id)


def _reopen_question(unit: Unit, reply: Reply) -> None:
    question = unit.session.scalar(
        select(Question).where(Question.reply_id == reply.id).with_for_update()
    )
    if question is not None:
        question.answered_at, question.reply_id = None, None
        unit.audit("question.reopened", f"comment:{reply.comment_id}", reply=reply.id)
