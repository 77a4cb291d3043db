"""What happens in an engagement, as staff and the clock make it happen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import (
    engagement_by_slug,
    engagement_content,
    topic_by_slug,
    topic_content,
)
from engage.engagements.rules import ResultsContent, TopicContent
from engage.engagements.service import (
    add_topic,
    save_engagement,
    save_results,
    save_topic,
)
from engage.following.models import NewsIssue, NewsItem
from engage.jobs.schedule import tick
from engage.wiring.jobs import FOLLOWER_RECURRING
from tests.approving import publish_results_approved, publish_stamped
from tests.following.people import SLUG, work
from tests.services.smtp import MailServer

NEW_TOPIC = TopicContent(
    title="About <stops>",
    body="Some words.",
    prompt="Where should buses stop?",
    necessity="We plan the timetable with your answers.",
)


def change_closing(units: Units, closes_at: datetime, slug: str = SLUG) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        content = engagement_content(unit.session, engagement.draft_revision_id)
        changed = replace(content, closes_at=closes_at)
        seen = engagement.draft_revision_id
        save_engagement(unit, engagement, changed, seen_revision_id=seen)
        publish_stamped(unit, engagement)


def add_a_topic(units: Units, slug: str = SLUG, topic: str = "stops") -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        add_topic(unit, engagement, topic, NEW_TOPIC)
        publish_stamped(unit, engagement)


def change_topic(units: Units, topic: str = "routes", **changes: str) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        row = topic_by_slug(unit.session, engagement.id, topic)
        content = replace(topic_content(unit.session, row.draft_revision_id), **changes)  # type: ignore[arg-type]
        save_topic(unit, engagement, row, content, seen_revision_id=row.draft_revision_id)
        publish_stamped(unit, engagement)


def publish_the_results(units: Units, words: str = "Buses will run.") -> None:
    with units.writing(SYSTEM) as unit:
        engagement = _engagement(unit)
        content = ResultsContent(words, "From May on, until two in the morning.")
        seen = engagement.results_draft_revision_id
        save_results(unit, engagement, content, seen_revision_id=seen)
        publish_results_approved(unit, engagement)


def _engagement(unit: Unit) -> Engagement:
    return engagement_by_slug(unit.session, SLUG)


def gathered(units: Units, clock: FixedClock) -> None:
    """What happened becomes items; ten minutes later they are told."""
    work(units)
    clock.advance(minutes=10)
    work(units)


def run_clock(units: Units, clock: FixedClock, at: datetime) -> None:
    """Goes to an instant, and does what of followers recurs there and what is due."""
    clock.instant = at
    tick(units, FOLLOWER_RECURRING, at)
    work(units)


def items(units: Units) -> list[tuple[str, int]]:
    with units.reading(SYSTEM) as unit:
        found = unit.session.scalars(select(NewsItem).order_by(NewsItem.id))
        return [(one.kind, one.subject_id) for one in found]


def issues(units: Units) -> Sequence[NewsIssue]:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(NewsIssue).order_by(NewsIssue.id)).all()


def told(server: MailServer) -> list[tuple[str, str]]:
    """To whom, and the text, of each mail to the public, in the order of addresses."""
    found = []
    for mail in server.mails:
        plain = mail.get_body(("plain",))
        assert plain is not None
        if not str(mail["To"]).endswith("@gov.bc.ca>"):
            found.append((str(mail["To"]), str(plain.get_content())))
    return sorted(found)
