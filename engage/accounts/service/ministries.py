"""French names of ministries (R7): French pages show them, or for want of one the English name."""

import hashlib
from typing import Final

from sqlalchemy import select

from engage.accounts.models import Ministry
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import MinistryRenamed
from engage.core.permissions import Role
from engage.core.text import clean_plain
from engage.core.unit import Unit

LONGEST_NAME: Final = 120
NO_MINISTRY: Final = "There is no such ministry."
TOO_LONG: Final = f"The name can have {LONGEST_NAME} characters at most."
MEANWHILE: Final = (
    "Somebody gave the ministry another French name meanwhile. Look at it, then save."
)


def name_in_french(unit: Unit, ministry_id: int, name: str, *, seen: str) -> Ministry:
    """Gives the ministry its French name; '' takes it away. `seen` is the one that was there.

    Raises Refused for a name that is too long, Conflict when another was given meanwhile.
    """
    unit.actor.require(Role.ADMINISTRATOR)
    wanted = " ".join(clean_plain(name).split())
    if len(wanted) > LONGEST_NAME:
        raise Refused("name_fr", TOO_LONG)
    ministry = unit.session.scalar(
        select(Ministry).where(Ministry.id == ministry_id).with_for_update()
    )
    if ministry is None:
        raise NotFound(NO_MINISTRY)
    before = ministry.name_fr or ""
    if before != seen:
        raise Conflict(MEANWHILE)
    if wanted == before:
        return ministry
    ministry.name_fr = wanted or None
    unit.audit(
        "ministry.named_in_french",
        f"ministry:{ministry.id}",
        before=_hash(before),
        after=_hash(wanted),
    )
    # Public pages name it; engagements stand above and follow by a job.
    unit.emit(MinistryRenamed(ministry.id))
    unit.session.flush()
    return ministry


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16] if name else ""
