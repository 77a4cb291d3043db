"""What is asked about pictures: by name, those of an engagement, many at once."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engage.media.models import Media


def named(session: Session, name: str) -> Media | None:
    """A picture by the middle of its address, removed ones included; without its bytes."""
    return session.scalar(select(Media).where(Media.name == name))


def with_content(session: Session, name: str) -> Media | None:
    """The same with its bytes."""
    return session.scalar(select(Media).where(Media.name == name).options(undefer(Media.content)))


def pictures_of(session: Session, engagement_id: int) -> Sequence[Media]:
    """Those of an engagement that were not removed, newest first; without their bytes."""
    return session.scalars(
        select(Media)
        .where(Media.engagement_id == engagement_id, Media.removed_at.is_(None))
        .order_by(Media.added_at.desc(), Media.id.desc())
    ).all()


def picture_of(session: Session, engagement_id: int, name: str) -> Media | None:
    """One of an engagement's, with its bytes, unless it was removed."""
    return session.scalar(
        select(Media)
        .where(
            Media.name == name,
            Media.engagement_id == engagement_id,
            Media.removed_at.is_(None),
        )
        .options(undefer(Media.content))
    )


def many_named(session: Session, names: Collection[str]) -> dict[str, Media]:
    """By name, in one query."""
    if not names:
        return {}
    return {row.name: row for row in session.scalars(select(Media).where(Media.name.in_(names)))}
