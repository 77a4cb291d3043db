"""Holding what came with a comment: sealed when it comes, opened on record, erased for good.

Files are read by those who moderate the comment, its lead and administrators, one at a time and
each time on record. Those of a withdrawn comment stay what the record says they are until they are
disposed of, but nobody has to decide on them any more: only a privacy officer opens them (R30).
Nothing of this reaches search, reports, feeds, WordPress or a public page.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select, update

from engage.comments.attachments.models import Attachment, CutPart
from engage.comments.attachments.queries import (
    bytes_context,
    cut_context,
    cut_text,
    files_of,
    name_context,
    name_of,
)
from engage.comments.attachments.rules import (
    CUT_LENGTH,
    FileSource,
    HeldFile,
    HolderKind,
    WhyEmpty,
    bounded,
    cleaned_media_type,
    cleaned_name,
)
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.crypto import Undecryptable
from engage.core.errors import NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.governance.conduct.service import refuse_in_conflict

__all__ = [
    "OpenedFile",
    "cut_of",
    "erase",
    "files_of",
    "hand_over",
    "hold_files",
    "keep_cut",
    "open_file",
]

OPENING_ROLES: Final = COMMENT_READING_ROLES
WITHDRAWN_ROLES: Final = (Role.PRIVACY_OFFICER,)
NO_FILE: Final = "There is no file by this number, or not for your ministry."
EMPTY: Final = "This file is not here: it was not kept, or it was deleted for good."
UNREADABLE: Final = "The key for this file is not here, so it cannot be read."

EngagementOfMail = Callable[[int], int | None]
"""The engagement that a mail was led to. Mail stands above comments, so the edge passes it in."""


@dataclass(frozen=True)
class OpenedFile:
    """A file with its bytes, for the one answer that sends it."""

    id: int
    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


def _of_no_engagement(_mail_id: int) -> int | None:
    return None


def hold_files(
    unit: Unit, holder_kind: str, holder_id: int, files: Sequence[HeldFile], source: str
) -> None:
    """Seals the files of a comment or a mail; beyond the limits they are listed without bytes."""
    kind, came_by = HolderKind(holder_kind), FileSource(source)
    kept = bounded(files, *_held(unit, kind, holder_id)) if files else ()
    for one in kept:
        _hold(unit, kind, holder_id, one, came_by)
    if kept:
        unit.session.flush()
        unit.audit(
            "attachment.held",
            f"{kind.value}:{holder_id}",
            source=came_by.value,
            files=len(kept),
            without_content=sum(one.content is None for one in kept),
        )


def _held(unit: Unit, kind: HolderKind, holder_id: int) -> tuple[int, int]:
    """How many files the holder has already, and their bytes together."""
    question = select(func.count(), func.coalesce(func.sum(Attachment.size), 0)).where(
        Attachment.holder_kind == kind,
        Attachment.holder_id == holder_id,
        Attachment.why_empty == "",
    )
    count, size = unit.session.execute(question).one()
    return int(count), int(size)


def _hold(unit: Unit, kind: HolderKind, holder_id: int, one: HeldFile, source: FileSource) -> None:
    """The row first: its number is what name and bytes are bound to."""
    content = one.content
    row = Attachment(
        holder_kind=kind,
        holder_id=holder_id,
        source=source,
        name_cipher="",
        media_type=cleaned_media_type(one.media_type),
        size=len(content) if content is not None else max(0, one.size),
        sha256=hashlib.sha256(content).hexdigest() if content is not None else "",
        why_empty=one.why if content is None else "",
        added_at=unit.now,
        added_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    name = cleaned_name(one.name)
    row.name_cipher = unit.keyring.encrypt(name, name_context(row.id)) if name else ""
    if content is not None:
        row.cipher = unit.keyring.encrypt_bytes(content, bytes_context(row.id))


def hand_over(unit: Unit, from_kind: str, from_id: int, to_kind: str, to_id: int) -> None:
    """All files of one holder belong to another now: a mail became a comment."""
    was, becomes = HolderKind(from_kind), HolderKind(to_kind)
    moved = unit.session.scalars(
        update(Attachment)
        .where(Attachment.holder_kind == was, Attachment.holder_id == from_id)
        .values(holder_kind=becomes, holder_id=to_id)
        .returning(Attachment.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if moved:
        unit.audit(
            "attachment.handed_over",
            f"{becomes.value}:{to_id}",
            before=f"{was.value}:{from_id}",
            files=len(moved),
        )


def keep_cut(unit: Unit, comment_id: int, text: str) -> None:
    """Keeps what was cut from a comment's mail, in place of what was kept before."""
    if not text.strip():
        return
    cipher = unit.keyring.encrypt(text[:CUT_LENGTH], cut_context(comment_id))
    row = unit.session.get(CutPart, comment_id)
    if row is None:
        unit.session.add(CutPart(comment_id=comment_id, cipher=cipher))
    else:
        row.cipher = cipher
    unit.session.flush()


def cut_of(unit: Unit, comment_id: int) -> str:
    """What was cut from a comment's mail; '' for nothing."""
    return cut_text(unit.session, unit.keyring, comment_id)


def open_file(
    unit: Unit, attachment_id: int, engagement_of_mail: EngagementOfMail = _of_no_engagement
) -> OpenedFile:
    """One file with its bytes; that it was opened, and by whom, is on record.

    Raises NotFound for another ministry's and for files of withdrawn comments, NotAllowed for whom
    a conflict of interest keeps off, Refused when nothing of it is left.
    """
    row = unit.session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound(NO_FILE)
    _require_reach(unit, row, engagement_of_mail)
    if row.cipher is None:
        raise Refused("", EMPTY)
    try:
        content = unit.keyring.decrypt_bytes(row.cipher, bytes_context(row.id))
    except Undecryptable:
        raise Refused("", UNREADABLE) from None
    unit.audit(
        "attachment.opened", f"attachment:{row.id}", holder=f"{row.holder_kind}:{row.holder_id}"
    )
    return OpenedFile(row.id, name_of(unit.keyring, row), row.media_type, content)


def _require_reach(unit: Unit, row: Attachment, engagement_of_mail: EngagementOfMail) -> None:
    if row.holder_kind == HolderKind.INCOMING_MAIL:
        _require_mail(unit, engagement_of_mail(row.holder_id))
        return
    comment = unit.session.get(Comment, row.holder_id)
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if comment is None or engagement is None:
        raise NotFound(NO_FILE)
    roles = WITHDRAWN_ROLES if comment.state == State.WITHDRAWN else OPENING_ROLES
    if not unit.actor.reaches(roles, engagement.ministry_id):
        raise NotFound(NO_FILE)
    refuse_in_conflict(unit, comment.engagement_id, comment.topic_id)


def _require_mail(unit: Unit, engagement_id: int | None) -> None:
    """A mail that was led nowhere is of every ministry: so must its reader's role be."""
    within = unit.actor.ministries(OPENING_ROLES)
    engagement = unit.session.get(Engagement, engagement_id) if engagement_id else None
    if within is not None and (engagement is None or engagement.ministry_id not in within):
        raise NotFound(NO_FILE)
    if engagement is not None:
        refuse_in_conflict(unit, engagement.id)


def erase(unit: Unit, holder_kind: str, holder_id: int) -> None:
    """Nothing of the files, their names and the cut part is left; that they were there stays."""
    kind = HolderKind(holder_kind)
    erased = unit.session.scalars(
        update(Attachment)
        .where(
            Attachment.holder_kind == kind,
            Attachment.holder_id == holder_id,
            Attachment.why_empty != WhyEmpty.ERASED,
        )
        .values(cipher=None, name_cipher="", sha256="", why_empty=WhyEmpty.ERASED)
        .returning(Attachment.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    cut = unit.session.get(CutPart, holder_id) if kind is HolderKind.COMMENT else None
    if cut is not None:
        unit.session.delete(cut)
    unit.session.flush()
    if erased or cut is not None:
        unit.audit(
            "attachment.erased",
            f"{kind.value}:{holder_id}",
            files=len(erased),
            cut_part=cut is not None,
        )
