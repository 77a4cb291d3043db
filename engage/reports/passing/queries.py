"""Which names refused a report, and which may pass."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.core.errors import NotFound
from engage.engagements.models import Engagement
from engage.reports.models import Report
from engage.reports.passing.models import NameHit, NamePass
from engage.reports.passing.rules import Ground

NO_NAME = "There is no such name here, or it belongs to another ministry."
Within = frozenset[int] | None


@dataclass(frozen=True)
class WaitingPasses:
    """Passes that wait for a second person: of which engagement, how many, since when."""

    slug: str
    title: str
    count: int
    since: datetime


def granted_names(session: Session, engagement_id: int) -> frozenset[str]:
    """The hashes of names that may pass now."""
    question = select(NamePass.name_index).where(
        NamePass.engagement_id == engagement_id,
        NamePass.granted_at.is_not(None),
        NamePass.ended_at.is_(None),
    )
    return frozenset(session.scalars(question))


def last_hits(session: Session, engagement_id: int) -> Sequence[NameHit]:
    """The names that refused the newest report, if that one was refused for names."""
    newest = (
        select(Report.id)
        .where(Report.engagement_id == engagement_id)
        .order_by(Report.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    question = select(NameHit).where(NameHit.report_id == newest).order_by(NameHit.id)
    return session.scalars(question).all()


def hit_by_id(session: Session, engagement_id: int, hit_id: int) -> NameHit:
    found = session.scalar(
        select(NameHit)
        .join(Report, Report.id == NameHit.report_id)
        .where(NameHit.id == hit_id, Report.engagement_id == engagement_id)
    )
    if found is None:
        raise NotFound(NO_NAME)
    return found


def passes_of(session: Session, engagement_id: int) -> Sequence[NamePass]:
    """Newest first."""
    question = (
        select(NamePass)
        .where(NamePass.engagement_id == engagement_id)
        .order_by(NamePass.id.desc())
        .limit(500)
    )
    return session.scalars(question).all()


def standing_pass(session: Session, engagement_id: int, name_index: str) -> NamePass | None:
    """One that is asked for or granted."""
    return session.scalar(
        select(NamePass).where(
            NamePass.engagement_id == engagement_id,
            NamePass.name_index == name_index,
            NamePass.ended_at.is_(None),
        )
    )


def pass_by_id(session: Session, engagement_id: int, pass_id: int) -> NamePass:
    found = session.get(NamePass, pass_id)
    if found is None or found.engagement_id != engagement_id:
        raise NotFound(NO_NAME)
    return found


def locked_pass(session: Session, engagement_id: int, pass_id: int) -> NamePass:
    found = session.scalar(
        select(NamePass)
        .where(NamePass.id == pass_id, NamePass.engagement_id == engagement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(NO_NAME)
    return found


def names_of(session: Session, person_ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {number: name for number, name in rows}


def waiting_passes(
    session: Session, within: Within, but: int | None, grounds: Collection[Ground]
) -> list[WaitingPasses]:
    """Asked for on these grounds by somebody else than `but`, in these ministries, oldest first."""
    question = (
        select(NamePass.asked_at, Engagement.slug, Engagement.title)
        .join(Engagement, Engagement.id == NamePass.engagement_id)
        .where(
            NamePass.granted_at.is_(None),
            NamePass.ended_at.is_(None),
            NamePass.ground.in_(list(grounds)),
        )
        .order_by(NamePass.asked_at)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if but is not None:
        question = question.where(NamePass.asked_by != but)
    found: dict[str, WaitingPasses] = {}
    for asked_at, slug, title in session.execute(question):
        before = found.get(slug)
        since = before.since if before else asked_at
        found[slug] = WaitingPasses(slug, title, (before.count if before else 0) + 1, since)
    return list(found.values())
