"""Appending to the chain and walking it.

The seal is keyed (HMAC under a data key), so somebody who can only write to the database cannot
forge a chain that verifies, nor cut its end off, as the head is sealed too. What a keyed chain
cannot show by itself is the whole database, or head and entries together, put back to an older
copy: compare with the number that `engage audit verify` printed before.
"""

from collections.abc import Iterator
from typing import Any, Final, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from engage.audit.models import AuditEntry, AuditHead
from engage.audit.rules import (
    HEAD_PURPOSE,
    NO_HEAD,
    PURPOSE,
    Entry,
    Fault,
    Head,
    canonical_detail,
    head_message,
    message,
)
from engage.audit.walking import faults_of
from engage.core.crypto import Keyring
from engage.core.unit import Unit

# Every commit appends: prepared, and on the tables, which costs less than mapped objects.
ENTRY: Final = cast(Table, AuditEntry.__table__)
HEAD: Final = cast(Table, AuditHead.__table__)
APPEND: Final = insert(ENTRY)
MOVE_HEAD: Final = update(HEAD).where(HEAD.c.id == 1)
LOCKED_HEAD: Final = select(HEAD.c.seq, HEAD.c.seal).where(HEAD.c.id == 1).with_for_update()


def append_notes(unit: Unit) -> None:
    """Chains the unit's notes; called by its commit, last, as the head is a hot row."""
    if not unit.audit_notes:
        return
    # The first row was made with the table, so that two first commits cannot both make it.
    last = unit.session.execute(LOCKED_HEAD).one()
    seq, seal = int(last.seq), str(last.seal)
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
        sealed = _sealed(unit.keyring, PURPOSE, message(**values))  # type: ignore[arg-type]
        entries.append({**values, "key_id": unit.keyring.current_id, "seal": sealed})
        seq, seal = seq + 1, sealed
    unit.session.execute(APPEND, entries)
    head = {
        "seq": seq,
        "seal": seal,
        "key_id": unit.keyring.current_id,
        "head_seal": _sealed(unit.keyring, HEAD_PURPOSE, head_message(seq, seal)),
    }
    unit.session.execute(MOVE_HEAD, head)


def _sealed(keyring: Keyring, purpose: str, text: bytes) -> str:
    sealed = keyring.seal(keyring.current_id, purpose, text)
    if sealed is None:
        raise RuntimeError("the current data key cannot seal")
    return sealed


def verify(session: Session, keyring: Keyring) -> tuple[int, list[Fault]]:
    """The number of entries and every fault in the chain (none: intact).

    Read in a snapshot (`Units.reading`), or an entry appended meanwhile looks like a fault.
    """
    row = session.get(AuditHead, 1)
    head = Head(row.seq, row.seal, row.key_id, row.head_seal) if row else NO_HEAD
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

    def seal(purpose: str, key_id: str, text: bytes) -> str | None:
        return keyring.seal(key_id, purpose, text)

    faults = list(faults_of(entries(), head, seal))
    return counted, faults
