"""Doubt goes to the Ministry Privacy Officer and blocks the reply until they have read it (R16)."""

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.replies.models import Reply, ReplyVersion
from engage.replies.rules import Action, checked_note
from engage.replies.service.publishing import GONE
from engage.replies.service.reach import (
    note_step,
    refuse_if_kept_off,
    reply_to_change,
    require_speaker,
)
from engage.replies.service.writing import HELD, MEANWHILE

NOT_HELD = "This reply does not wait for the privacy officer any more."
NOTHING_NEW = "This version is public already, so there is nothing to ask about."
NOT_OFFICER = "Only a privacy officer of this ministry can release a reply."
NOT_ONES_OWN = "You wrote this reply, so another privacy officer must read it."
SAY_WHAT = "Say what must be changed."


def ask_privacy_officer(unit: Unit, reply_id: int, note: str, *, seen_version: int) -> Reply:
    """Holds the reply until a privacy officer of the ministry released or returned it."""
    place, reply = reply_to_change(unit, reply_id)
    require_speaker(unit, place)
    if reply.withdrawn_at is not None:
        raise Conflict(GONE)
    if reply.version != seen_version:
        raise Conflict(MEANWHILE)
    if reply.held_at is not None:
        raise Conflict(HELD)
    if reply.published_version == reply.version:
        raise Refused("", NOTHING_NEW)
    reply.held_at = unit.now
    note_step(unit, reply, Action.ASKED, checked_note(note))
    return reply


def take_back(unit: Unit, reply_id: int) -> Reply:
    """A speaker wants to go on writing; the version that was asked about is not released."""
    place, reply = reply_to_change(unit, reply_id)
    require_speaker(unit, place)
    if reply.held_at is None:
        raise Conflict(NOT_HELD)
    reply.held_at = None
    note_step(unit, reply, Action.TAKEN_BACK)
    return reply


def give_verdict(
    unit: Unit, reply_id: int, note: str, *, releases: bool, seen_version: int
) -> Reply:
    """The privacy officer releases the version that they read, or returns it with what to change.

    A release settles the questions of the check; what blocks still blocks.
    """
    place, reply = reply_to_change(unit, reply_id)
    if not unit.actor.reaches((Role.PRIVACY_OFFICER,), place.engagement.ministry_id):
        raise NotAllowed(NOT_OFFICER)
    refuse_if_kept_off(unit, place)
    if reply.held_at is None or reply.version != seen_version:
        raise Conflict(NOT_HELD)
    written = unit.session.get_one(ReplyVersion, (reply.id, reply.version))
    if written.written_by is not None and written.written_by == unit.actor.person_id:
        raise NotAllowed(NOT_ONES_OWN)
    said = checked_note(note)
    if not releases and not said:
        raise Refused("note", SAY_WHAT)
    reply.held_at = None
    note_step(unit, reply, Action.RELEASED if releases else Action.RETURNED, said)
    return reply
