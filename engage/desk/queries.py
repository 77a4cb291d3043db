"""Reads what waits for the signed-in person, each kind in a few queries however much there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.rules import Waiting, comments_words, jobs_words, oldest_first
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import missing_by_engagement
from engage.engagements.rules import Phase
from engage.jobs.queries import given_up
from engage.moderation.queries.comments import waiting_for_review
from engage.moderation.queries.tallies import waiting_total
from engage.moderation.rules import MODERATING_ROLES

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Drafts:
    """Engagements that a person may change, with the revisions and topics that tell their state."""

    engagements: tuple[Engagement, ...]
    revisions: dict[int, Revision]
    changed_topics: set[int]


def waiting_for(unit: Unit) -> tuple[Waiting, ...]:
    """Everything that waits for this person, oldest first."""
    own = _own(unit)
    return oldest_first(
        [
            *_comments(unit),
            *_drafts(unit, own),
            *_without_results(unit, own),
            *_failed_jobs(unit),
        ]
    )


def _comments(unit: Unit) -> Iterator[Waiting]:
    within = unit.actor.ministries(MODERATING_ROLES)
    if within == NOTHING:
        return
    oldest = waiting_for_review(unit.session, within=within, limit=1)
    if oldest and oldest[0].waiting_since:
        count = waiting_total(unit.session, within=within)
        yield Waiting(oldest[0].waiting_since, "Moderation", comments_words(count), "/staff/queue")


def _drafts(unit: Unit, own: Drafts) -> Iterator[Waiting]:
    """Drafts with what they lack, and published engagements with changes that nobody sees yet."""
    pending = [
        one
        for one in own.engagements
        if one.published_at is None
        or one.draft_revision_id != one.published_revision_id
        or one.id in own.changed_topics
    ]
    missing = missing_by_engagement(unit, pending)
    for one in pending:
        since = _saved_at(own, one)
        if missing[one.id]:
            lacking = tuple(each.message for each in missing[one.id])
            yield Waiting(since, "Draft, not ready", one.title, _href(one), lacking)
        else:
            kind = "Draft, ready to publish" if one.published_at is None else "Changes not public"
            yield Waiting(since, kind, one.title, _href(one, "/publish"))


def _without_results(unit: Unit, own: Drafts) -> Iterator[Waiting]:
    """R73: what has closed is reported back on."""
    for one in own.engagements:
        if one.closes_at is not None and one.timing.phase(unit.now) is Phase.CLOSED:
            yield Waiting(
                one.closes_at, "Closed, no results yet", one.title, _href(one, "/results")
            )


def _failed_jobs(unit: Unit) -> Iterator[Waiting]:
    if not unit.actor.may(Role.ADMINISTRATOR):
        return
    failed = given_up(unit.session)
    if failed:
        title, kinds = jobs_words(job.kind for job in failed)
        since = min(job.finished_at or job.created_at for job in failed)
        yield Waiting(since, "Background work", title, "", kinds)


def _own(unit: Unit) -> Drafts:
    within = unit.actor.ministries(EDITING_ROLES)
    found = () if within == NOTHING else engagements.engagements_within(unit.session, within)
    ids = [one.id for one in found]
    return Drafts(
        engagements=tuple(found),
        revisions=engagements.revisions_by_id(
            unit.session, (one.draft_revision_id for one in found)
        ),
        changed_topics=engagements.with_unpublished_topics(unit.session, ids),
    )


def _saved_at(own: Drafts, engagement: Engagement) -> datetime:
    draft = own.revisions.get(engagement.draft_revision_id or 0)
    return draft.created_at if draft else engagement.created_at


def _href(engagement: Engagement, page: str = "") -> str:
    return f"/staff/engagements/{engagement.slug}{page}"
