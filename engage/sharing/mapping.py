"""Which pages are to be found, and since when each says what it says.

Two thousand engagements have tens of thousands of pages: only the columns that are needed are read,
and no row becomes an object.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement, Revision, Topic
from engage.reports.models import ReportRelease
from engage.sharing.maps import Place
from engage.updates.models import EngagementUpdate

PAGES: Final = (
    "/",
    "/engagements",
    "/connect",
    "/terms",
    "/moderation-policy",
    "/privacy",
    "/accessibility",
)


def places(session: Session, now: datetime) -> list[Place]:
    """Every page that anybody may find, always in one order."""
    return [
        *(Place(path) for path in PAGES),
        *_engagements(session, now),
        *_topics(session, now),
        *_updates(session, now),
        *_results(session, now),
    ]


def _is_public(now: datetime) -> ColumnElement[bool]:
    return Engagement.published_at.is_not(None) & (Engagement.published_at <= now)


def _engagements(session: Session, now: datetime) -> Iterator[Place]:
    asked = (
        select(
            Engagement.slug,
            Engagement.languages,
            Revision.created_at,
            Engagement.published_at,
            Engagement.opens_at,
            Engagement.closes_at,
            Engagement.results_at,
        )
        .join(Revision, Revision.id == Engagement.published_revision_id)
        .where(_is_public(now))
        .order_by(Engagement.id)
    )
    for slug, languages, *moments in session.execute(asked):
        changed = max(one for one in moments if one is not None and one <= now)
        yield Place(f"/engagements/{slug}", changed, tuple(languages.split()))


def _topics(session: Session, now: datetime) -> Iterator[Place]:
    asked = (
        select(Engagement.slug, Topic.slug, Revision.created_at)
        .join(Topic, Topic.engagement_id == Engagement.id)
        .join(Revision, Revision.id == Topic.published_revision_id)
        .where(_is_public(now))
        .order_by(Topic.id)
    )
    for slug, topic, changed in session.execute(asked):
        yield Place(f"/engagements/{slug}/{topic}", changed)


def _updates(session: Session, now: datetime) -> Iterator[Place]:
    asked = (
        select(Engagement.slug, EngagementUpdate.slug, Revision.created_at)
        .join(EngagementUpdate, EngagementUpdate.engagement_id == Engagement.id)
        .join(Revision, Revision.id == EngagementUpdate.published_revision_id)
        .where(
            _is_public(now),
            EngagementUpdate.withdrawn_at.is_(None),
            EngagementUpdate.published_at <= now,
        )
        .order_by(EngagementUpdate.id)
    )
    for slug, update, changed in session.execute(asked):
        yield Place(f"/engagements/{slug}/updates/{update}", changed)


def _results(session: Session, now: datetime) -> Iterator[Place]:
    """Where there are results, or a report that was made public."""
    released = select(ReportRelease.engagement_id).where(ReportRelease.is_public.is_(True))
    reported = Engagement.results_revision_id.is_not(None) & (Engagement.results_at <= now)
    asked = (
        select(Engagement.slug, Engagement.results_at)
        .where(_is_public(now), reported | Engagement.id.in_(released))
        .order_by(Engagement.id)
    )
    for slug, at in session.execute(asked):
        yield Place(f"/engagements/{slug}/results", at if at and at <= now else None)
