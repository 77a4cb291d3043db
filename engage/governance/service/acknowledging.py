"""Who moderates has read and acknowledged the rules that they work under (R15), once a year (R51).

An acknowledgement is for one version of a document, known by its number and the hash of its text:
a new text asks everybody again. Rows are only ever added, so that it can be said later which rules
somebody knew when they decided something.
"""

from collections.abc import Collection
from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import ActorKind, Role
from engage.core.unit import Unit
from engage.governance.models import Acknowledgement
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS, policy_page
from engage.governance.queries import standings

FIRST: Final = (
    "Before you moderate or answer in public, read and acknowledge the Standards of Conduct and the"
    " moderation policy."
)
TICK_EACH: Final = "Read both texts and tick both boxes."
DECLARE_FIRST: Final = "Declare each conflict of interest that you have, and then tick this box."


class NotAcknowledged(Refused):
    """Somebody moderates who has not acknowledged the rules as they stand now."""

    def __init__(self) -> None:
        super().__init__("", FIRST)


def must_acknowledge(unit: Unit) -> bool:
    """Whether these rules bind the actor at all: everybody who may decide about comments."""
    return any(grant.role is Role.MODERATOR for grant in unit.actor.grants)


def has_acknowledged(unit: Unit) -> bool:
    """Whether the actor acknowledged every document as it stands now, within the last year."""
    if unit.actor.kind is ActorKind.SYSTEM:
        return True
    if unit.actor.person_id is None:
        return False
    return all(one.is_current(unit.now) for one in standings(unit.session, unit.actor.person_id))


def require_acknowledged(unit: Unit) -> None:
    """For use cases of moderation: raises NotAcknowledged, which is a Refused of the whole form."""
    if not has_acknowledged(unit):
        raise NotAcknowledged


def acknowledge(
    unit: Unit, documents: Collection[str], *, has_no_conflict: bool | None = None
) -> None:
    """Notes that the signed-in person read and acknowledged the documents as they stand now.

    `has_no_conflict`: whether they confirm that every conflict of interest of theirs is declared
    (R51); None where nobody asked them, as where accounts are seeded.
    """
    if unit.actor.person_id is None:
        raise Refused("", "Only a person can acknowledge the rules.")
    for name in ACKNOWLEDGED_DOCUMENTS:
        if name not in documents:
            raise Refused(name.replace("-", "_"), TICK_EACH)
    if has_no_conflict is False:
        raise Refused("has_no_conflict", DECLARE_FIRST)
    for name in ACKNOWLEDGED_DOCUMENTS:
        page = policy_page(name)
        unit.session.add(
            Acknowledgement(
                person_id=unit.actor.person_id,
                document=name,
                version=page.version,
                content_hash=page.content_hash,
                acknowledged_at=unit.now,
                has_no_conflict=has_no_conflict,
            )
        )
        unit.audit(
            "document.acknowledged",
            f"person:{unit.actor.person_id}",
            document=name,
            version=page.version,
            hash=page.content_hash,
            no_conflict=has_no_conflict,
        )
    unit.session.flush()
