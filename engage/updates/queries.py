"""What is asked about updates: those of an engagement, those that the public reads."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from engage.core.errors import NotFound
from engage.core.language import marked
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import UpdateContent, update_from_json
from engage.updates.models import EngagementUpdate
from engage.updates.rules import ENDED_WORDS

NO_UPDATE: Final = marked("There is no such update.")


def updates_of(session: Session, engagement_id: int) -> Sequence[EngagementUpdate]:
    """All of an engagement, drafts and withdrawn ones too, newest first."""
    return session.scalars(
        select(EngagementUpdate)
        .where(EngagementUpdate.engagement_id == engagement_id)
        .order_by(EngagementUpdate.created_at.desc(), EngagementUpdate.id.desc())
    ).all()


def slugs_of(session: Session, engagement_id: int) -> set[str]:
    """Every address that is taken in an engagement."""
    asked = select(EngagementUpdate.slug).where(EngagementUpdate.engagement_id == engagement_id)
    return set(session.scalars(asked))


def update_by_id(session: Session, update_id: int) -> EngagementUpdate:
    found = session.get(EngagementUpdate, update_id)
    if found is None:
        raise NotFound(NO_UPDATE)
    return found


def update_by_slug(session: Session, engagement_id: int, slug: str) -> EngagementUpdate:
    found = session.scalar(
        select(EngagementUpdate).where(
            EngagementUpdate.engagement_id == engagement_id, EngagementUpdate.slug == slug
        )
    )
    if found is None:
        raise NotFound(NO_UPDATE)
    return found


def update_content(session: Session, revision_id: int | None) -> UpdateContent:
    """The content of a revision; with None, an empty one."""
    revision = session.get(Revision, revision_id) if revision_id else None
    return update_from_json(revision.content) if revision else UpdateContent()


# The engagement's page asks it each time it is made anew.
_PUBLIC: Final = (
    select(EngagementUpdate, Revision.content)
    .join(Revision, Revision.id == EngagementUpdate.published_revision_id)
    .where(
        EngagementUpdate.engagement_id == bindparam("engagement"),
        EngagementUpdate.withdrawn_at.is_(None),
    )
    .order_by(EngagementUpdate.published_at.desc(), EngagementUpdate.id.desc())
    .limit(bindparam("most"))
)


def public_updates(
    session: Session, engagement_id: int, *, most: int, before: EngagementUpdate | None = None
) -> list[tuple[EngagementUpdate, UpdateContent]]:
    """What the public reads of the newest, or of those older than `before`, newest first, in one
    query."""
    asked = _PUBLIC
    if before is not None:
        at = EngagementUpdate.published_at
        is_as_old = and_(at == before.published_at, EngagementUpdate.id < before.id)
        asked = asked.where(or_(at < before.published_at, is_as_old))
    rows = session.execute(asked, {"engagement": engagement_id, "most": most})
    return [(row, update_from_json(text)) for row, text in rows]


def public_update(
    session: Session, engagement_id: int, slug: str
) -> tuple[EngagementUpdate, UpdateContent]:
    """One that the public reads; a draft or a withdrawn one is as unknown as one that never was."""
    found = update_by_slug(session, engagement_id, slug)
    if not found.is_public:
        raise NotFound(NO_UPDATE)
    return found, update_content(session, found.published_revision_id)


def public_updates_by_id(session: Session, ids: Collection[int]) -> dict[int, EngagementUpdate]:
    """Those of these that the public reads, as far as it depends on them."""
    rows = session.scalars(
        select(EngagementUpdate).where(
            EngagementUpdate.id.in_(ids),
            EngagementUpdate.published_revision_id.is_not(None),
            EngagementUpdate.withdrawn_at.is_(None),
        )
    )
    return {row.id: row for row in rows}


def not_published_as_planned(
    session: Session, within: Collection[int] | None
) -> list[tuple[EngagementUpdate, str, datetime]]:
    """Those whose plan ended without publishing, with the address of their engagement and the time
    of the plan, in these ministries (None: in all); the oldest first."""
    question = (
        select(EngagementUpdate, Engagement.slug)
        .join(Engagement, Engagement.id == EngagementUpdate.engagement_id)
        .where(
            EngagementUpdate.planned_at.is_not(None),
            EngagementUpdate.plan_state.in_(tuple(ENDED_WORDS)),
        )
        .order_by(EngagementUpdate.planned_at, EngagementUpdate.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    rows = session.execute(question)
    return [(row, slug, row.planned_at) for row, slug in rows if row.planned_at is not None]


def shown_in_updates(session: Session, name: str) -> Iterator[str]:
    """Updates that show a picture of this name, public ones and drafts, in words."""
    asked = (
        select(EngagementUpdate.id, EngagementUpdate.title)
        .join(
            Revision,
            or_(
                Revision.id == EngagementUpdate.published_revision_id,
                Revision.id == EngagementUpdate.draft_revision_id,
            ),
        )
        .where(Revision.content.contains(f"/media/{name}.", autoescape=True))
        .order_by(EngagementUpdate.id)
        .distinct()
    )
    for row in session.execute(asked):
        yield f"the update “{row.title}”"
