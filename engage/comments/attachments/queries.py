"""What lies with a comment or a mail, named without being opened."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.attachments.kinds import kind_words
from engage.comments.attachments.models import Attachment, CutPart
from engage.comments.attachments.rules import WHY_WORDS, HolderKind, size_words
from engage.core.crypto import Keyring, Undecryptable


@dataclass(frozen=True)
class ListedFile:
    """A file without its bytes; `name` is '' where nothing of it is left, or its key is missing."""

    id: int
    name: str = field(repr=False)
    media_type: str
    size: int
    source: str
    why_empty: str
    added_at: datetime

    @property
    def can_be_opened(self) -> bool:
        return not self.why_empty

    @property
    def size_words(self) -> str:
        return size_words(self.size)

    @property
    def kind_words(self) -> str:
        return kind_words(self.media_type)

    @property
    def why_words(self) -> str:
        return WHY_WORDS.get(self.why_empty, self.why_empty)


def files_of(
    session: Session, keyring: Keyring, holder_kind: str, holder_id: int
) -> tuple[ListedFile, ...]:
    """The files of a comment or a mail, in the order in which they came."""
    question = (
        select(Attachment)
        .where(Attachment.holder_kind == HolderKind(holder_kind), Attachment.holder_id == holder_id)
        .order_by(Attachment.id)
    )
    return tuple(
        ListedFile(
            row.id,
            name_of(keyring, row),
            row.media_type,
            row.size,
            row.source,
            row.why_empty,
            row.added_at,
        )
        for row in session.scalars(question)
    )


def name_of(keyring: Keyring, row: Attachment) -> str:
    if not row.name_cipher:
        return ""
    try:
        return keyring.decrypt(row.name_cipher, name_context(row.id))
    except Undecryptable:
        return ""


def cut_text(session: Session, keyring: Keyring, comment_id: int) -> str:
    """What was cut from the comment's mail; '' for nothing, or when its key is missing."""
    row = session.get(CutPart, comment_id)
    if row is None:
        return ""
    try:
        return keyring.decrypt(row.cipher, cut_context(comment_id))
    except Undecryptable:
        return ""


def name_context(attachment_id: int) -> str:
    return f"attachment.name:{attachment_id}"


def bytes_context(attachment_id: int) -> str:
    return f"attachment.bytes:{attachment_id}"


def cut_context(comment_id: int) -> str:
    return f"cut_part:{comment_id}"
