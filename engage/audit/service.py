"""Appending to the chain and walking it.

The seal is keyed (HMAC under a data key), so somebody who can only write to the database cannot
forge a chain that verifies. What a keyed chain cannot show by itself is a database put back to
an older copy as a whole: compare the head with the number and seal in the backups' manifest.
"""

from collections.abc import Iterator
from typing import Any, Final, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from engage.audit.models import AuditEntry, AuditHead
from engage.audit.rules import GENESIS, PURPOSE, Entry, Fault, canonical_detail, faults_of, message
from engage.core.crypto import Keyring
from engage.core.unit import Unit

# Every commit appends: prepared, and on the tables, which costs less than mapped objects.
ENTRY: Final = cast(Table, AuditEntry.__table__)
HEAD: Final = cast(Table, AuditHead.__table__)
APPEND: Final = insert(ENTRY)
FIRST_HEAD: Final = insert(HEAD).values(id=1)
MOVE_HEAD: Final = update(HEAD).where(HEAD.c.id == 1)
LOCKED_HEAD: Final = select(HEAD.c.seq, HEAD.c.seal).where(HEAD.c.id == 1).with_for_update()


def append_notes(unit: Unit) -> None:
    """Chains the unit's notes; called by its commit, last, as the head is a hot row."""
    if not unit.audit_notes:
        return
    head = unit.session.execute(LOCKED_HEAD).one_or_none()
    seq, seal = (head.seq, head.seal) if head else (0, GENESIS)
    entries: list[dict[str, Any]] = []
    for note in unit.audit_notes:
        values = {
            "seq": seq + 1,
            "at": unit.now,
            "actor": unit.actor.label,
            "action": note.action,
            "subject": note.subject,
            "detail": canonical_detail(note.detail),
            "previous": seal,
        }
        key_id = unit.keyring.current_id
        sealed = unit.keyring.seal(key_id, PURPOSE, message(**values))  # type: ignore[arg-type]
        if sealed is None:
            raise RuntimeError("the current data key cannot seal")
        entries.append({**values, "key_id": key_id, "seal": sealed})
        seq, seal = seq + 1, sealed
    unit.session.execute(APPEND, entries)
    unit.session.execute(MOVE_HEAD if head else FIRST_HEAD, {"seq": seq, "seal": seal})


def verify(session: Session, keyring: Keyring) -> tuple[int, list[Fault]]:
    """The number of entries and every fault in the chain (none: intact)."""
    head = session.get(AuditHead, 1)
    seq, seal = (head.seq, head.seal) if head else (0, GENESIS)
    counted = 0

    def entries() -> Iterator[Entry]:
        nonlocal counted
        for row in session.scalars(
            select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
        ):
            counted += 1
            yield Entry(
                row.seq, row.at, row.actor, row.action, row.subject, row.detail, row.key_id,
                row.previous, row.seal,
            )  # fmt: skip

    faults = list(
        faults_of(entries(), seq, seal, lambda key, text: keyring.seal(key, PURPOSE, text))
    )
    return counted, faults
