"""Reads what waits for the signed-in person, each kind in a few queries however much there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engage.comments.rules import Hold
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.duties import duties
from engage.desk.rules import (
    Waiting,
    comments_words,
    counted_words,
    jobs_words,
    oldest_first,
    overdue_words,
    pushes_words,
)
from engage.desk.words import JOB_WORDS, OTHER_WORK
from engage.engagements import queries as engagements
from engage.engagements.approving import subject_of
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import missing_by_engagement, with_new_notice
from engage.engagements.rules import Phase
from engage.governance.approvals.service import unapproved
from engage.governance.conduct.queries import conflicts_of
from engage.jobs.models import Job
from engage.jobs.queries import given_up
from engage.moderation.clock import response_clock
from engage.moderation.parts import PART_WORDS, barred_words, first_part
from engage.moderation.queries.tallies import MANY, barred_by_partition, waiting_by_partition
from engage.moderation.queries.waiting import ALL, count_overdue, waiting_for_review
from engage.moderation.rules import MODERATING_ROLES
from engage.wordpress.service import KINDS as PUSHES

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Drafts:
    """Engagements that a person may change, with their drafts.

    Around those of `changed_around`, a topic or the notice has words that nobody sees yet.
    """

    engagements: tuple[Engagement, ...]
    revisions: dict[int, Revision]
    changed_around: set[int]


def waiting_for(unit: Unit) -> tuple[Waiting, ...]:
    """Everything that waits for this person, oldest first."""
    own = _own(unit)
    return oldest_first(
        [
            *duties(unit),
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
    without = conflicts_of(unit.session, unit.actor.person_id)
    filters = replace(ALL, without=without)
    oldest = waiting_for_review(unit.session, within=within, limit=1, filters=filters)
    if not oldest or oldest[0].waiting_since is None:
        return
    parts = waiting_by_partition(unit.session, within=within)
    until = response_clock(unit.settings).overdue_before(unit.now)
    overdue = count_overdue(unit.session, within=within, until=until, without=without)
    barred = sum(barred_by_partition(unit.session, without, within=within).values())
    first = first_part(parts)
    yield Waiting(
        oldest[0].waiting_since,
        "Moderation",
        comments_words(sum(parts.values())),
        "/staff/queue" if first is Hold.ORDINARY else f"/staff/queue?part={first}",
        (
            *([overdue_words(overdue, MANY)] if overdue else []),
            *([barred_words(barred, MANY)] if barred else []),
            *(f"{words}: {parts[part]:,}" for part, words in PART_WORDS.items() if parts[part]),
        ),
    )


def _drafts(unit: Unit, own: Drafts) -> Iterator[Waiting]:
    """Drafts with what they lack, and published engagements with changes that nobody sees yet."""
    pending = [
        one
        for one in own.engagements
        if one.published_at is None
        or one.draft_revision_id != one.published_revision_id
        or one.id in own.changed_around
    ]
    missing = missing_by_engagement(unit, pending)
    for one in pending:
        since = _saved_at(own, one)
        if missing[one.id]:
            lacking = tuple(each.message for each in missing[one.id])
            kind = "Draft, not ready" if one.published_at is None else "Changes, not ready"
            yield Waiting(since, kind, one.title, _href(one), lacking)
        elif unapproved(unit, subject_of(unit, one)):
            kind = (
                "Draft, to be approved" if one.published_at is None else "Changes, to be approved"
            )
            yield Waiting(since, kind, one.title, _href(one, "/approvals"))
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
    """Those of WordPress can be tried again on its page; the others have no page."""
    if not unit.actor.may(Role.ADMINISTRATOR):
        return
    failed = given_up(unit.session)
    pushes = [job for job in failed if job.kind in PUSHES]
    if pushes:
        yield Waiting(_since(pushes), "WordPress", pushes_words(len(pushes)), "/staff/wordpress")
    others = [job for job in failed if job.kind not in PUSHES]
    if others:
        names = counted_words(JOB_WORDS.get(job.kind, OTHER_WORK) for job in others)
        yield Waiting(_since(others), "Background work", jobs_words(len(others)), "", names)


def _since(jobs: Sequence[Job]) -> datetime:
    return min(job.finished_at or job.created_at for job in jobs)


def _own(unit: Unit) -> Drafts:
    within = unit.actor.ministries(EDITING_ROLES)
    found = () if within == NOTHING else engagements.engagements_within(unit.session, within)
    ids = [one.id for one in found]
    return Drafts(
        engagements=tuple(found),
        revisions=engagements.revisions_by_id(
            unit.session, (one.draft_revision_id for one in found)
        ),
        changed_around=engagements.with_unpublished_topics(unit.session, ids)
        | with_new_notice(unit, found),
    )


def _saved_at(own: Drafts, engagement: Engagement) -> datetime:
    draft = own.revisions.get(engagement.draft_revision_id or 0)
    return draft.created_at if draft else engagement.created_at


def _href(engagement: Engagement, page: str = "") -> str:
    return f"/staff/engagements/{engagement.slug}{page}"
