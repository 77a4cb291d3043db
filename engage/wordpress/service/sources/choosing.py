"""Which categories there feed an engagement. Ending one stops what comes and takes nothing away."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.jobs.service import enqueue
from engage.wordpress.models import WordPressCategory, WordPressSource
from engage.wordpress.rules import Category
from engage.wordpress.service.kinds import LOOK_AT_CATEGORIES, PULL_POSTS
from engage.wordpress.sourcing import Becomes

CHOOSING_ROLES: Final = EDITING_ROLES
NAME_LENGTH: Final = 200
NO_WORDPRESS: Final = "No WordPress is set, so nothing can come from there."
NO_SOURCE: Final = "There is no such source."


def add_source(
    unit: Unit, engagement: Engagement, category_id: int | None, becomes: str
) -> WordPressSource:
    """From now on posts of this category, older ones included, become drafts of this engagement.

    The caller holds the engagement's row locked. Raises Refused at the field.
    """
    unit.actor.require(*CHOOSING_ROLES, ministry_id=engagement.ministry_id)
    if becomes not in set(Becomes):
        raise Refused("becomes", "Choose what posts become here.")
    category = unit.session.get(WordPressCategory, category_id) if category_id else None
    if category is None:
        raise Refused("category", "Choose a category of WordPress.")
    known = unit.session.scalar(
        select(WordPressSource).where(
            WordPressSource.engagement_id == engagement.id,
            WordPressSource.category_id == category.id,
            WordPressSource.ended_at.is_(None),
        )
    )
    if known is not None:
        raise Refused("category", "Posts of this category come to this engagement already.")
    row = WordPressSource(
        engagement_id=engagement.id,
        category_id=category.id,
        category_name=category.name,
        becomes=Becomes(becomes),
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "wordpress.source_added",
        engagement.scope,
        source=row.id,
        category=category.id,
        becomes=row.becomes,
    )
    if unit.settings.wordpress is not None:
        enqueue(unit, PULL_POSTS, {})
    return row


def end_source(unit: Unit, engagement: Engagement, source_id: int) -> None:
    """Nothing more comes from it, and nothing that came from it goes."""
    unit.actor.require(*CHOOSING_ROLES, ministry_id=engagement.ministry_id)
    row = unit.session.get(WordPressSource, source_id, with_for_update=True)
    if row is None or row.engagement_id != engagement.id:
        raise NotFound(NO_SOURCE)
    if row.ended_at is not None:
        raise Conflict("Somebody ended this source already.")
    row.ended_at, row.ended_by = unit.now, unit.actor.person_id
    unit.audit("wordpress.source_ended", engagement.scope, source=row.id)


def look_at_categories(unit: Unit, engagement: Engagement) -> None:
    """Asks WordPress which categories there are; the answer comes with a job."""
    _ask(unit, engagement, LOOK_AT_CATEGORIES)


def look_now(unit: Unit, engagement: Engagement) -> None:
    """Reads the sources now rather than at the next look."""
    _ask(unit, engagement, PULL_POSTS)


def _ask(unit: Unit, engagement: Engagement, kind: str) -> None:
    unit.actor.require(*CHOOSING_ROLES, ministry_id=engagement.ministry_id)
    if unit.settings.wordpress is None:
        raise Refused("", NO_WORDPRESS)
    enqueue(unit, kind, {})
    unit.audit("wordpress.posts_asked", engagement.scope, kind=kind)


def keep_categories(unit: Unit, found: Iterable[Category]) -> int:
    """All that there are now; a renamed one is renamed in the sources that use it."""
    there = {one.id: one for one in found}
    unit.session.execute(
        delete(WordPressCategory).where(WordPressCategory.id.not_in(list(there) or [0]))
    )
    for one in there.values():
        name = plain_one_line(one.name, NAME_LENGTH) or one.slug
        row = unit.session.get(WordPressCategory, one.id)
        if row is None:
            row = WordPressCategory(id=one.id)
            unit.session.add(row)
        row.name, row.slug, row.seen_at = name, one.slug[:NAME_LENGTH], unit.now
    for source in unit.session.scalars(select(WordPressSource)):
        if source.category_id in there and source.ended_at is None:
            source.category_name = plain_one_line(there[source.category_id].name, NAME_LENGTH)
    return len(there)
