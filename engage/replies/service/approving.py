"""What approves a reply before it is public (R9, R11): an approval that stands for its engagement,
or the two signatures of communications director and Citizen Engagement under its very words.

A signature names the version and the hash of what its giver read. Nobody signs what they wrote, and
nobody signs twice; a delegate signs in the place of whom they stand in for (R13).
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.queries import approval_in_force
from engage.governance.conduct.rules import SIGNING_ROLES, Covered
from engage.governance.conduct.service import Signature, signature_of
from engage.replies.models import ReplyApproval, ReplyVersion
from engage.replies.rules import Action
from engage.replies.service.reach import note_step, refuse_if_kept_off, reply_to_change
from engage.replies.service.writing import MEANWHILE

NOT_APPROVED: Final = (
    "No standing approval covers replies on this engagement now. Your draft is kept. Ask the"
    " ministry's communications director for one, which Citizen Engagement countersigns, or ask"
    " both to approve this reply."
)
NOT_SIGNER: Final = (
    "Only the ministry's communications director and the Executive Director, Citizen Engagement,"
    " approve a reply."
)
NOT_ONES_OWN: Final = "You wrote words of this reply, so somebody else approves it."
SIGNED: Final = "This version has your signature already. The other one is somebody else's."
PUBLIC: Final = "This version is public already, so there is nothing to approve."
GONE: Final = "This reply was withdrawn, so there is nothing to approve."


def refuse_unless_approved(unit: Unit, engagement: Engagement, written: ReplyVersion) -> None:
    """Raises Refused while neither an approval stands nor this very text has both signatures."""
    standing = approval_in_force(
        unit.session,
        kind=Covered.REPLIES,
        ministry_id=engagement.ministry_id,
        engagement_id=engagement.id,
        now=unit.now,
        lock=True,
    )
    if standing is None and not is_signed(approvals_of(unit, written), written):
        raise Refused("", NOT_APPROVED)


def approve_reply(unit: Unit, reply_id: int, *, seen_version: int, seen_hash: str) -> ReplyApproval:
    """One of the two signs the version that they read.

    Raises NotFound, NotAllowed for who may not sign or wrote it, InConflict, Conflict for another
    text than the one that was read, one that is public or withdrawn, or one that is signed.
    """
    place, reply = reply_to_change(unit, reply_id)
    if signature_of(unit, SIGNING_ROLES, place.engagement.ministry_id) is None:
        raise NotAllowed(NOT_SIGNER)
    refuse_if_kept_off(unit, place)
    written = unit.session.get_one(ReplyVersion, (reply.id, reply.version))
    if reply.withdrawn_at is not None:
        raise Conflict(GONE)
    if reply.version != seen_version or body_hash(written) != seen_hash:
        raise Conflict(MEANWHILE)
    if reply.published_version == reply.version:
        raise Conflict(PUBLIC)
    if unit.actor.person_id in writers_of(unit, reply.id):
        raise NotAllowed(NOT_ONES_OWN)
    signature = _signature(unit, place.engagement, approvals_of(unit, written))
    if signature is None:
        raise Conflict(SIGNED)
    row = ReplyApproval(
        reply_id=reply.id,
        version=reply.version,
        role=signature.role,
        body_hash=seen_hash,
        approved_at=unit.now,
        approved_by=unit.actor.person_id,
        approved_for=signature.for_person_id,
    )
    unit.session.add(row)
    note_step(
        unit,
        reply,
        Action.APPROVED,
        role=signature.role,
        hash=seen_hash,
        signed_for=signature.for_person_id,
    )
    return row


def may_approve(unit: Unit, engagement: Engagement, written: ReplyVersion) -> bool:
    """Whether the reader may sign this version: for the page."""
    if unit.actor.person_id in writers_of(unit, written.reply_id):
        return False
    return _signature(unit, engagement, approvals_of(unit, written)) is not None


def is_covered(unit: Unit, engagement: Engagement) -> bool:
    """Whether a standing approval covers replies on the engagement now."""
    found = approval_in_force(
        unit.session,
        kind=Covered.REPLIES,
        ministry_id=engagement.ministry_id,
        engagement_id=engagement.id,
        now=unit.now,
    )
    return found is not None


def approvals_of(unit: Unit, written: ReplyVersion) -> Sequence[ReplyApproval]:
    """The signatures under one version."""
    return unit.session.scalars(
        select(ReplyApproval)
        .where(ReplyApproval.reply_id == written.reply_id, ReplyApproval.version == written.version)
        .order_by(ReplyApproval.approved_at)
    ).all()


def is_signed(given: Sequence[ReplyApproval], written: ReplyVersion) -> bool:
    """Whether both roles signed these very words."""
    told = body_hash(written)
    return {one.role for one in given if one.body_hash == told} >= set(SIGNING_ROLES)


def body_hash(written: ReplyVersion) -> str:
    """The SHA-256 of the text."""
    return hashlib.sha256(written.body.encode()).hexdigest()


def writers_of(unit: Unit, reply_id: int) -> set[int]:
    """Everybody who wrote a version of the reply: words of each may stand in the newest."""
    rows = unit.session.scalars(
        select(ReplyVersion.written_by).where(ReplyVersion.reply_id == reply_id)
    )
    return {one for one in rows if one is not None}


def _signature(
    unit: Unit, engagement: Engagement, given: Sequence[ReplyApproval]
) -> Signature | None:
    """How the actor may sign beside these: in a role that is still free, and not twice."""
    taken = {one.role for one in given}
    free = [role for role in SIGNING_ROLES if role not in taken]
    found = signature_of(unit, free, engagement.ministry_id)
    if found is None or _has_signed(given, unit.actor.person_id, found):
        return None
    return found


def _has_signed(
    given: Sequence[ReplyApproval], person_id: int | None, signature: Signature
) -> bool:
    """Whether the person, or whom they stand in for, signed already, by whichever hand."""
    signed = {one.approved_by for one in given} | {one.approved_for for one in given}
    return bool(signed & ({person_id, signature.for_person_id} - {None}))
