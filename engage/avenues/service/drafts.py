"""A table on its way to import: uploaded, looked at, imported whole or not at all.

The file lies sealed and is its uploader's alone. It goes when it was imported or thrown away, and
within a day in any case: it holds what people wrote and nobody has read yet.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from engage.avenues.models import ImportDraft
from engage.comments.attachments.rules import MEGABYTE
from engage.comments.import_rules import Sheet
from engage.comments.import_xlsx import is_workbook
from engage.core.crypto import Undecryptable
from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.moderation.importing import Imported, import_sheet
from engage.moderation.rules import IMPORTING_ROLES

LARGEST_FILE: Final = 10 * MEGABYTE
MOST_ROWS: Final = 5_000
"""More would keep others from writing for too long; the command line takes them."""
LIFE: Final = timedelta(days=1)
NO_DRAFT: Final = "There is no such file: it was imported, deleted, or is somebody else's."


def keep_draft(unit: Unit, engagement: Engagement, raw: bytes) -> ImportDraft:
    """Puts an uploaded file away; raises NotAllowed or Refused."""
    unit.actor.require(*IMPORTING_ROLES, ministry_id=engagement.ministry_id)
    if not raw:
        raise Refused("file", "Choose a file: this one is empty.")
    if len(raw) > LARGEST_FILE:
        raise Refused("file", f"The file is larger than {LARGEST_FILE // MEGABYTE} MB.")
    row = ImportDraft(
        engagement_id=engagement.id,
        kind="xlsx" if is_workbook(raw) else "csv",
        size=len(raw),
        uploaded_at=unit.now,
        uploaded_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    row.cipher = unit.keyring.encrypt_bytes(raw, _context(row.id))
    unit.session.flush()
    unit.audit("import.uploaded", engagement.scope, draft=row.id, size=row.size, kind=row.kind)
    return row


def own_draft(
    unit: Unit, engagement: Engagement, draft_id: int, *, lock: bool = False
) -> ImportDraft:
    """The acting person's file; raises NotFound for anybody else's."""
    unit.actor.require(*IMPORTING_ROLES, ministry_id=engagement.ministry_id)
    row = unit.session.get(ImportDraft, draft_id, with_for_update=lock or None)
    is_own = row is not None and row.uploaded_by == unit.actor.person_id
    if row is None or not is_own or row.engagement_id != engagement.id:
        raise NotFound(NO_DRAFT)
    return row


def bytes_of(unit: Unit, draft: ImportDraft) -> bytes:
    try:
        return unit.keyring.decrypt_bytes(draft.cipher or b"", _context(draft.id))
    except Undecryptable:
        raise NotFound(NO_DRAFT) from None


def import_draft(
    unit: Unit, engagement: Engagement, topic: Topic, draft_id: int, sheet: Sheet
) -> Imported:
    """Imports the rows of the acting person's file, and deletes the file.

    The file is locked, so that of two clicks one imports and the other finds nothing. Raises as
    `import_sheet` does.
    """
    draft = own_draft(unit, engagement, draft_id, lock=True)
    done = import_sheet(unit, engagement, topic, sheet)
    unit.session.delete(draft)
    unit.session.flush()
    return done


def throw_away(unit: Unit, engagement: Engagement, draft_id: int) -> None:
    unit.session.delete(own_draft(unit, engagement, draft_id, lock=True))
    unit.session.flush()
    unit.audit("import.thrown_away", engagement.scope, draft=draft_id)


def forget_drafts(unit: Unit) -> None:
    """Deletes what was left lying."""
    old = ImportDraft.uploaded_at < unit.now - LIFE
    unit.session.execute(delete(ImportDraft).where(old))


def _context(draft_id: int) -> str:
    return f"import_draft:{draft_id}"
