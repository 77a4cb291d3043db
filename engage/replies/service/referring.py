"""Handing a comment on: out of the topic's scope, or a question from the media (R17, R66)."""

from sqlalchemy import select

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.replies.models import Referral
from engage.replies.rules import NOT_PUBLIC, Destination
from engage.replies.service.reach import comment_to_answer, require_marker, standing_referrals

CHOOSE = "Choose to whom the comment is handed on."
ALREADY = "This comment was handed on there already."
NO_REFERRAL = "There is no such referral."


def refer_comment(unit: Unit, comment_id: int, destination: str) -> Referral:
    """Notes to whom a comment was handed on; until it is taken back, it is not answered here."""
    place = comment_to_answer(unit, comment_id)
    require_marker(unit, place)
    if place.comment.published_version is None:
        raise Refused("", NOT_PUBLIC)
    if destination not in set(Destination):
        raise Refused("destination", CHOOSE)
    if destination in standing_referrals(unit, comment_id):
        raise Conflict(ALREADY)
    referral = Referral(
        comment_id=comment_id,
        destination=destination,
        referred_at=unit.now,
        referred_by=unit.actor.person_id,
    )
    unit.session.add(referral)
    unit.session.flush()
    unit.audit("comment.handed_on", f"comment:{comment_id}", to=destination, referral=referral.id)
    return referral


def take_referral_back(unit: Unit, comment_id: int, referral_id: int) -> Referral:
    """It was in scope after all."""
    place = comment_to_answer(unit, comment_id)
    require_marker(unit, place)
    referral = unit.session.scalar(
        select(Referral).where(Referral.id == referral_id, Referral.comment_id == comment_id)
    )
    if referral is None:
        raise NotFound(NO_REFERRAL)
    if referral.taken_back_at is None:
        referral.taken_back_at, referral.taken_back_by = unit.now, unit.actor.person_id
        unit.session.flush()
        unit.audit("comment.not_handed_on", f"comment:{comment_id}", referral=referral.id)
    return referral
