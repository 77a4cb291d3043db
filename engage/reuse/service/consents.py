"""Use cases of consents (R36): record one, withdraw one. A withdrawal counts at once."""

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import is_blank
from engage.core.unit import Unit
from engage.engagements.queries import ministries_named
from engage.reuse.models import ReuseConsent
from engage.reuse.queries.register import NO_CONSENT, consent_by_id
from engage.reuse.reach import READING_ROLES
from engage.reuse.sources import LONG, ConsentContent


def record_consent(unit: Unit, ministry_id: int, content: ConsentContent) -> ReuseConsent:
    """Kept as it is from now on: other terms are another consent."""
    within = unit.actor.ministries(READING_ROLES)
    if ministry_id not in ministries_named(unit.session, within):
        raise Refused("ministry_id", "Choose one of your ministries.")
    content.refuse_gaps()
    row = ReuseConsent(
        ministry_id=ministry_id,
        what=content.what,
        purpose=content.purpose,
        to_whom=content.to_whom,
        proof=content.proof,
        effective_at=content.effective_at,
        ends_at=content.ends_at,
        recorded_at=unit.now,
        recorded_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    if content.name:
        row.name_cipher = unit.keyring.encrypt(content.name, _context(row))
        unit.session.flush()
    unit.audit(
        "consent.recorded", f"reuse_consent:{row.id}", ministry=ministry_id,
        has_name=bool(content.name), ends=row.ends_at is not None,
    )  # fmt: skip
    return row


def readable_consent(unit: Unit, consent_id: int, *, locked: bool = False) -> ReuseConsent:
    """NotFound beyond the ministries of the reader."""
    row = consent_by_id(unit.session, consent_id, locked=locked)
    if not unit.actor.reaches(READING_ROLES, row.ministry_id):
        raise NotFound(NO_CONSENT)
    return row


def name_of(unit: Unit, row: ReuseConsent) -> str:
    """Whose consent it is; '' where no name is kept."""
    return unit.keyring.decrypt(row.name_cipher, _context(row)) if row.name_cipher else ""


def withdraw_consent(unit: Unit, consent_id: int, reason: str) -> ReuseConsent:
    """From now on nothing may be used under it; what was used already stays in the register."""
    row = readable_consent(unit, consent_id, locked=True)
    if row.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn already.")
    if is_blank(reason):
        raise Refused("reason", "Say how the person withdrew it: by letter, by telephone.")
    if len(reason) > LONG:
        raise Refused("reason", f"Use at most {LONG:,} characters.")
    row.withdrawn_at, row.withdrawn_by = unit.now, unit.actor.person_id
    row.withdrawn_reason = reason
    unit.session.flush()
    unit.audit("consent.withdrawn", f"reuse_consent:{row.id}", before="in_force")
    return row


def _context(row: ReuseConsent) -> str:
    return f"reuse_consent:{row.id}.name"
