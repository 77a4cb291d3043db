"""What came with a comment beside its text: who keyed it in, what was cut from its mail, files."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engage.comments.attachments.queries import ListedFile, cut_text, files_of
from engage.comments.attachments.rules import HolderKind
from engage.comments.provenance.queries import Provenance, provenance_of
from engage.core.crypto import Keyring

CAME_WITH = frozenset({"keyed", "cut", "files"})


@dataclass(frozen=True)
class CameWith:
    """`is_own`: its reader keyed it in. `may_open`: its files are the reader's to open."""

    provenance: Provenance | None
    cut: str = field(repr=False)
    files: tuple[ListedFile, ...]
    is_own: bool
    may_open: bool


def came_with(
    session: Session,
    keyring: Keyring,
    comment_id: int,
    beside: Collection[str],
    person_id: int | None,
    *,
    is_gone: bool,
    is_kept_off: bool,
) -> CameWith | None:
    """None where there is nothing of it. Of a comment that its author took back, only how it came:
    nobody has to decide on its files any more."""
    if not CAME_WITH & set(beside):
        return None
    provenance = provenance_of(session, keyring, comment_id) if "keyed" in beside else None
    reads_more = not (is_gone or is_kept_off)
    return CameWith(
        provenance,
        cut_text(session, keyring, comment_id) if "cut" in beside and reads_more else "",
        files_of(session, keyring, HolderKind.COMMENT, comment_id)
        if "files" in beside and not is_gone
        else (),
        is_own=provenance is not None
        and person_id is not None
        and provenance.keyed_by_id == person_id,
        may_open=reads_more,
    )
