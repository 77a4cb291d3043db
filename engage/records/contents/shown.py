"""Pictures and documents that the public pages show, with whose they are and why we may show them.

Their bytes go in while the public has them: what was taken away, or never cleared, is listed only.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.media.documents.models import Document
from engage.media.models import Media
from engage.media.rules import ENDINGS, unclear
from engage.media.service import rights_of
from engage.records.contents.lines import rows

Members = Iterator[tuple[str, Iterator[bytes]]]


def shown_members(session: Session, engagement: Engagement) -> Members:
    documents = (
        Document.id, Document.name, Document.title, Document.language, Document.description,
        Document.size, Document.pages, Document.faults, Document.owner, Document.licence,
        Document.proof, Document.reason, Document.added_at, Document.added_by,
        Document.removed_at, Document.removed_by,
    )  # fmt: skip
    mine = Document.engagement_id == engagement.id
    yield "shown/documents.jsonl", rows(session, documents, mine)
    pictures = (
        Media.id, Media.name, Media.media_type, Media.size, Media.alt, Media.owner, Media.licence,
        Media.proof, Media.source, Media.added_at, Media.added_by, Media.removed_at,
        Media.removed_by,
    )  # fmt: skip
    yield "shown/pictures.jsonl", rows(session, pictures, Media.engagement_id == engagement.id)
    yield from _documents(session, engagement)
    yield from _pictures(session, engagement)


def _documents(session: Session, engagement: Engagement) -> Members:
    content = engagement_content(session, engagement.published_revision_id)
    for name in sorted({one.name for one in content.documents}):
        found = session.scalar(select(Document.content).where(Document.name == name))
        if found is not None:
            yield f"shown/{name}.pdf", iter([found])


def _pictures(session: Session, engagement: Engagement) -> Members:
    question = select(Media).where(Media.engagement_id == engagement.id, Media.removed_at.is_(None))
    for one in session.scalars(question.order_by(Media.name)).all():
        if unclear(rights_of(one)):
            continue
        found = session.scalar(select(Media.content).where(Media.id == one.id))
        if found is not None:
            yield f"shown/{one.name}.{ENDINGS[one.media_type]}", iter([found])
