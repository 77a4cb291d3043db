"""Exceptions (R56): one kind of one engagement, granted by two directors, each with a reason.

Who asks is one of the two and grants at once. It is in force with the second grant, ends with the
period, and can be revoked. That a program often needs one changes nothing: each is decided alone.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.events import HeldItemReleased
from engage.core.permissions import Role
from engage.core.text import clean_plain, plain_one_line
from engage.core.unit import Unit
from engage.governance.elections import places, queries
from engage.governance.elections.models import ElectionException, ElectionPeriod
from engage.governance.elections.programs import PROGRAMS
from engage.governance.elections.rules import (
    AUTHORITY_LENGTH,
    GRANTING_ROLES,
    READING_ROLES,
    REASON_LENGTH,
    ElectionPhase,
    Ground,
    exception_fault,
    reason_fault,
)
from engage.governance.outbound import Outbound

NO_EXCEPTION: Final = "There is no such exception, or it belongs to another ministry."
NO_ENGAGEMENT: Final = "Choose an engagement of your ministry."
OVER: Final = "This election period is over. An exception would let nothing out any more."
THERE_IS_ONE: Final = "An exception for this is asked for, or in force, already."
TWO_PEOPLE: Final = "The second director must be another person than the first."
GRANTED: Final = "A colleague granted this meanwhile."
REVOKED: Final = "This exception was revoked."
NO_DIRECTOR: Final = (
    "A communications director and the executive director of the engagement grant exceptions."
)


@dataclass(frozen=True)
class Asked:
    """What an exception is asked for, as it was typed."""

    period_id: int
    engagement_id: int
    kind: str
    ground: str
    authority: str
    program: str
    reason: str


def ask_exception(unit: Unit, asked: Asked, *, role: Role | None = None) -> ElectionException:
    """Asks, and grants the half of who asks; raises Refused at the field that is wrong.

    `role` is for somebody who holds both roles: in which one they grant.
    """
    place = places.place_of(unit.session, asked.engagement_id)
    if place is None or not unit.actor.reaches(READING_ROLES, place.ministry_id):
        raise Refused("engagement", NO_ENGAGEMENT)
    role = _role_of(unit, place.ministry_id, role)
    period = _open_period(unit, asked.period_id)
    reason = clean_plain(asked.reason[: REASON_LENGTH * 4])
    authority = plain_one_line(asked.authority[: AUTHORITY_LENGTH * 4], AUTHORITY_LENGTH * 4)
    fault = exception_fault(asked.ground, authority, asked.kind, reason)
    if fault is not None:
        raise Refused(*fault)
    if asked.program and asked.program not in PROGRAMS:
        raise Refused("program", "Choose a program of the list, or none.")
    if queries.standing_exception(unit.session, period.id, asked.kind, place.id) is not None:
        raise Refused("", THERE_IS_ONE)
    row = ElectionException(
        period_id=period.id,
        kind=Outbound(asked.kind),
        engagement_id=place.id,
        ground=Ground(asked.ground),
        authority=authority if asked.ground == Ground.STATUTORY else "",
        program=asked.program,
        asked_at=unit.now,
    )
    unit.session.add(row)
    _grant(unit, row, role, reason)
    return row


def grant_exception(
    unit: Unit, exception_id: int, reason: str, *, role: Role | None = None
) -> ElectionException:
    """The second director agrees, with a reason of their own; it is in force from now on."""
    row, ministry_id = _exception(unit, exception_id)
    role = _role_of(unit, ministry_id, role or _missing_role(row))
    _open_period(unit, row.period_id)
    if row.revoked_at is not None:
        raise Conflict(REVOKED)
    if _grantor(row, role) is not None:
        raise Conflict(GRANTED)
    others = {row.communications_by, row.executive_by}
    if unit.actor.person_id is not None and unit.actor.person_id in others:
        raise NotAllowed(TWO_PEOPLE)
    cleaned = clean_plain(reason[: REASON_LENGTH * 4])
    fault = reason_fault(cleaned)
    if fault is not None:
        raise Refused(*fault)
    _grant(unit, row, role, cleaned)
    unit.touch(f"engagement:{row.engagement_id}")
    unit.touch("site")
    _let_mail_go(unit, row)
    return row


def _let_mail_go(unit: Unit, row: ElectionException) -> None:
    """Mail that was held goes by itself, as nobody can send it again; all else people send again.
    Its item is settled when the first of it asks whether it may go."""
    if row.kind != Outbound.SEND_MAIL or not queries.grants_of(row).is_in_force:
        return
    for item in queries.waiting_items(unit.session, row.period_id, row.kind, row.engagement_id):
        unit.emit(HeldItemReleased(item.id, item.kind, row.engagement_id, item.subject_id))


def revoke_exception(unit: Unit, exception_id: int) -> None:
    """Ends it at once: what went out stays, nothing more goes."""
    row, ministry_id = _exception(unit, exception_id)
    unit.actor.require(*GRANTING_ROLES, ministry_id=ministry_id)
    if row.revoked_at is not None:
        raise Conflict(REVOKED)
    was_in_force = queries.grants_of(row).is_in_force
    row.revoked_at, row.revoked_by = unit.now, unit.actor.person_id
    unit.audit(
        "election.exception_revoked", f"exception:{row.id}", before=was_in_force, after=False
    )
    unit.touch(f"engagement:{row.engagement_id}")
    unit.touch("site")


def _exception(unit: Unit, exception_id: int) -> tuple[ElectionException, int]:
    row = unit.session.scalar(
        select(ElectionException)
        .where(ElectionException.id == exception_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    place = places.place_of(unit.session, row.engagement_id) if row else None
    if row is None or place is None or not unit.actor.reaches(READING_ROLES, place.ministry_id):
        raise NotFound(NO_EXCEPTION)
    return row, place.ministry_id


def _open_period(unit: Unit, period_id: int) -> ElectionPeriod:
    """The period, locked, so that no two ask for the same; it may lie ahead, but not behind."""
    row = unit.session.scalar(
        select(ElectionPeriod).where(ElectionPeriod.id == period_id).with_for_update(key_share=True)
    )
    known = {one.id: one for one in queries.periods(unit.session)}
    if row is None or period_id not in known:
        raise Refused("period", "Choose an election period.")
    if known[period_id].phase(unit.now) is ElectionPhase.OVER:
        raise Refused("", OVER)
    return row


def _missing_role(row: ElectionException) -> Role:
    if row.communications_by is None:
        return Role.COMMUNICATIONS_DIRECTOR
    return Role.EXECUTIVE_DIRECTOR_ENGAGEMENT


def _role_of(unit: Unit, ministry_id: int, wanted: Role | None) -> Role:
    """In which of the two roles the actor grants; NotAllowed for somebody with neither there."""
    held = [one for one in GRANTING_ROLES if unit.actor.may(one, ministry_id)]
    if wanted is not None:
        held = [one for one in held if one is wanted]
    if not held:
        raise NotAllowed(NO_DIRECTOR)
    return held[0]


def _grantor(row: ElectionException, role: Role) -> object:
    is_first = role is Role.COMMUNICATIONS_DIRECTOR
    return row.communications_at if is_first else row.executive_at


def _grant(unit: Unit, row: ElectionException, role: Role, reason: str) -> None:
    before = queries.grants_of(row).is_in_force
    if role is Role.COMMUNICATIONS_DIRECTOR:
        row.communications_by, row.communications_at = unit.actor.person_id, unit.now
        row.communications_reason = reason
    else:
        row.executive_by, row.executive_at = unit.actor.person_id, unit.now
        row.executive_reason = reason
    unit.session.flush()
    unit.audit(
        "election.exception_granted",
        f"exception:{row.id}",
        kind=row.kind,
        engagement=row.engagement_id,
        ground=row.ground,
        role=role.value,
        before=before,
        after=queries.grants_of(row).is_in_force,
    )
