"""What is asked about documents: by name, those of an engagement, many at once."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engage.media.documents.models import Document


def document_named(session: Session, name: str) -> Document | None:
    """By the middle of its address, removed ones included; without its bytes."""
    return session.scalar(select(Document).where(Document.name == name))


def document_with_content(session: Session, name: str) -> Document | None:
    """The same with its bytes."""
    return session.scalar(
        select(Document).where(Document.name == name).options(undefer(Document.content))
    )


def documents_of(session: Session, engagement_id: int) -> Sequence[Document]:
    """Those of an engagement that were not removed, newest first; without their bytes."""
    return session.scalars(
        select(Document)
        .where(Document.engagement_id == engagement_id, Document.removed_at.is_(None))
        .order_by(Document.id.desc())
    ).all()


def documents_named(session: Session, names: Collection[str]) -> dict[str, Document]:
    """By name, removed ones included, in one query."""
    if not names:
        return {}
    rows = session.scalars(select(Document).where(Document.name.in_(names)))
    return {row.name: row for row in rows}
