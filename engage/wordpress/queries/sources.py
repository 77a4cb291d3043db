"""Questions about categories there whose posts come in, and what came from them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.wordpress.models import (
    WordPressCategory,
    WordPressLink,
    WordPressPostIn,
    WordPressSource,
)
from engage.wordpress.plans import Origin, Thing
from engage.wordpress.sourcing import InState, Known, key_of

LISTED = 200


@dataclass(frozen=True)
class PostInRow:
    """A post for the staff page. `thing` '' while nothing here was made of it."""

    remote_id: int
    source_id: int
    title: str
    address: str
    modified: datetime
    state: InState
    reason: str
    notes: tuple[tuple[str, str], ...]
    thing: str
    local_id: int
    link_id: int


def active_sources(session: Session) -> Sequence[WordPressSource]:
    """In the order in which they were chosen: what two of them hold belongs to the first."""
    return session.scalars(
        select(WordPressSource)
        .where(WordPressSource.ended_at.is_(None))
        .order_by(WordPressSource.id)
    ).all()


def sources_of(session: Session, engagement_id: int) -> Sequence[WordPressSource]:
    """Those of an engagement, ended ones last."""
    return session.scalars(
        select(WordPressSource)
        .where(WordPressSource.engagement_id == engagement_id)
        .order_by(WordPressSource.ended_at.is_not(None), WordPressSource.id)
    ).all()


def known_posts(session: Session, source_id: int) -> dict[int, Known]:
    """What we know of a source's posts, by their number there, the longest unseen first."""
    rows = session.execute(
        select(
            WordPressPostIn.remote_id,
            WordPressPostIn.modified,
            WordPressPostIn.state,
            WordPressPostIn.tries,
        )
        .where(WordPressPostIn.source_id == source_id)
        .order_by(WordPressPostIn.seen_at, WordPressPostIn.id)
    )
    return {row.remote_id: Known(row.modified, InState(row.state), row.tries) for row in rows}


def categories(session: Session) -> Sequence[WordPressCategory]:
    return session.scalars(
        select(WordPressCategory).order_by(WordPressCategory.name, WordPressCategory.id)
    ).all()


def link_of_post(session: Session, remote_id: int) -> WordPressLink | None:
    """The link of a post that was made there, locked."""
    return session.scalar(
        select(WordPressLink)
        .where(
            WordPressLink.key == key_of(remote_id),
            WordPressLink.origin == Origin.WORDPRESS,
        )
        .with_for_update()
    )


def counts_of(session: Session, source_ids: Collection[int]) -> Mapping[tuple[int, str], int]:
    """How many posts of each source are in each state."""
    rows = session.execute(
        select(WordPressPostIn.source_id, WordPressPostIn.state, func.count())
        .where(WordPressPostIn.source_id.in_(source_ids))
        .group_by(WordPressPostIn.source_id, WordPressPostIn.state)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def posts_in(session: Session, source_ids: Collection[int]) -> list[PostInRow]:
    """What came from these sources, last changed there first, as many as a page holds."""
    rows = session.execute(
        select(WordPressPostIn, WordPressLink)
        .outerjoin(
            WordPressLink,
            (WordPressLink.remote_id == WordPressPostIn.remote_id)
            & (WordPressLink.origin == Origin.WORDPRESS)
            & WordPressLink.thing.in_([Thing.TOPIC, Thing.UPDATE]),
        )
        .where(WordPressPostIn.source_id.in_(source_ids))
        .order_by(WordPressPostIn.modified.desc(), WordPressPostIn.id.desc())
        .limit(LISTED)
    )
    return [_row(post, link) for post, link in rows]


def _row(post: WordPressPostIn, link: WordPressLink | None) -> PostInRow:
    return PostInRow(
        remote_id=post.remote_id,
        source_id=post.source_id,
        title=post.title,
        address=post.address,
        modified=post.modified,
        state=InState(post.state),
        reason=post.reason,
        notes=tuple((str(kind), str(of)) for kind, of in json.loads(post.notes)),
        thing=link.thing if link else "",
        local_id=link.local_id if link else 0,
        link_id=link.id if link else 0,
    )
