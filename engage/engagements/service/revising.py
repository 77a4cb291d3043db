"""What every use case of engagements shares: a new revision, what was seen, pages made anew."""

from sqlalchemy import func, select

from engage.core.errors import Conflict, Refused
from engage.core.text import TextTooComplex, render_markdown
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import Content, content_hash, slug_fault, to_json

SITE_SCOPE = "site"
CHANGED = "Somebody saved this while you were writing. Your text is kept below: compare and save."


def revise(
    unit: Unit, subject: str, subject_id: int, current_id: int | None, content: Content
) -> Revision:
    current = unit.session.get(Revision, current_id) if current_id else None
    digest = content_hash(content)
    if current is not None and current.content_hash == digest:
        return current
    last = unit.session.scalar(
        select(func.max(Revision.number)).where(
            Revision.subject == subject, Revision.subject_id == subject_id
        )
    )
    revision = Revision(
        subject=subject,
        subject_id=subject_id,
        number=(last or 0) + 1,
        content=to_json(content),
        content_hash=digest,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    unit.session.add(revision)
    unit.session.flush()
    unit.audit("revision.saved", f"{subject}:{subject_id}", number=revision.number, hash=digest)
    return revision


def refuse_slug(slug: str, *, is_topic: bool) -> None:
    fault = slug_fault(slug, is_topic=is_topic)
    if fault:
        raise Refused("slug", fault)


def refuse_changed(current: int | None, seen: int | None) -> None:
    if current is not None and current != seen:
        raise Conflict(CHANGED)


def refuse_unreadable(field: str, source: str) -> None:
    try:
        render_markdown(source)
    except TextTooComplex as error:
        raise Refused(field, str(error)) from None


def touch(unit: Unit, engagement: Engagement) -> None:
    """Public content of this engagement changed: its pages and the home page are made anew."""
    unit.touch(engagement.scope)
    unit.touch(SITE_SCOPE)
