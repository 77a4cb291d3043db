"""One engagement of ours and what a real WordPress shows of it, read without our own records."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from engage.comments.models import Comment
from engage.comments.service import find_by_receipt, withdraw
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent
from engage.engagements.service import (
    save_results,
    unpublish,
)
from engage.jobs.rules import JobState
from engage.jobs.worker import run_due
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from engage.moderation.service import unpublish as unpublish_comment
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress import queries
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import Thing
from engage.wordpress.service import KINDS, reconcile
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.approving import publish_approved, publish_results_approved
from tests.moderation.senders import send
from tests.services.wordpress import WordPressSite

Row = dict[str, Any]
PATIENCE = 12


@dataclass
class Synced:
    """Ours (`units`, `clock`) and theirs (`there`: WordPress's administrator)."""

    units: Units
    clock: FixedClock
    there: httpx.Client
    slug: str
    moderator: Actor

    def work(self) -> None:
        """All that is due, and what was put off because a busy machine answered late."""
        for _ in range(PATIENCE):
            run_due(self.units, HANDLERS)
            with self.units.reading(SYSTEM) as unit:
                if not queries.count_of_jobs(unit.session, KINDS, JobState.WAITING):
                    return
            self.clock.advance(seconds=20)

    def attempt(self) -> None:
        """All that is due, once."""
        run_due(self.units, HANDLERS)

    def work_with_two(self) -> None:
        """Two workers at once, then all that they put off. The clock stands still meanwhile: moved
        on, it would pass the lease of a job that the other still has in hand, which no living
        worker lets happen."""
        workers = [threading.Thread(target=self.attempt) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.work()

    def reconcile(self) -> int:
        with self.units.writing(SYSTEM) as unit:
            return reconcile(unit)

    def engagement(self) -> Engagement:
        with self.units.reading(SYSTEM) as unit:
            return engagement_by_slug(unit.session, self.slug)

    def publish(self, **changes: object) -> Engagement:
        return build_engagement(self.units, self.slug, **changes)  # type: ignore[arg-type]

    def publish_again(self) -> None:
        with self.units.writing(SYSTEM) as unit:
            found = engagement_by_slug(unit.session, self.slug)
            publish_approved(unit, found)

    def unpublish(self) -> None:
        with self.units.writing(SYSTEM) as unit:
            unpublish(unit, engagement_by_slug(unit.session, self.slug))

    def publish_results(self, summary: str) -> None:
        with self.units.writing(SYSTEM) as unit:
            found = engagement_by_slug(unit.session, self.slug)
            save_results(unit, found, ResultsContent(summary, "Heard."), seen_revision_id=None)
            publish_results_approved(unit, found)

    def comment(self, text: str, name: str = "") -> tuple[int, str]:
        """One that waits."""
        return send(self.units, text, slug=self.slug, name=name)

    def published(self, text: str, name: str = "") -> tuple[int, str]:
        """One that a moderator published; its number and its receipt."""
        number, receipt = self.comment(text, name)
        with self.units.writing(self.moderator) as unit:
            version = unit.session.get_one(Comment, number).version
            decide(unit, number, version, Outcome.PUBLISH, (), "")
        return number, receipt

    def refused(self, text: str, name: str = "") -> int:
        number, _ = self.comment(text, name)
        with self.units.writing(self.moderator) as unit:
            decide(unit, number, 1, Outcome.NOT_PUBLISH, (Reason.OFF_TOPIC,), "")
        return number

    def take_down(self, number: int) -> None:
        with self.units.writing(self.moderator) as unit:
            unpublish_comment(unit, number, (Reason.THREAT,), "")

    def withdraw(self, receipt: str) -> None:
        with self.units.writing(CITIZEN) as unit:
            found = find_by_receipt(unit, receipt)
            withdraw(unit, unit.session.get_one(Engagement, found.engagement_id), found)

    def link(self, thing: Thing = Thing.ENGAGEMENT, local_id: int | None = None) -> WordPressLink:
        with self.units.reading(SYSTEM) as unit:
            found = queries.link_of(unit.session, thing, local_id or self.engagement().id)
        assert found is not None
        return found

    def posts(self) -> list[Row]:
        """Posts with our slug, in any status but the trash."""
        query = {"slug": f"engage-{self.slug}", "status": "any", "context": "edit"}
        rows: list[Row] = self.there.get("posts", params=query).json()
        return rows

    def post(self) -> Row:
        (row,) = self.posts()
        return row

    def says(self) -> str:
        """Title, excerpt and text of the post, as stored there."""
        post = self.post()
        return "\n".join(post[part]["raw"] for part in ("title", "excerpt", "content"))

    def comments(self) -> list[tuple[str, str]]:
        """Name and text of the approved comments of the post, oldest first."""
        return [(row["author_name"], row["content"]["raw"]) for row in self.rows()]

    def rows(self, status: str = "approve") -> list[Row]:
        query: dict[str, str | int] = {
            "post": self.post()["id"],
            "status": status,
            "context": "edit",
            "per_page": 100,
            "orderby": "id",
            "order": "asc",
        }
        rows: list[Row] = self.there.get("comments", params=query).json()
        return rows


@contextmanager
def synced_with(
    site: WordPressSite, database_url: str, folder: Any, **settings: str
) -> Iterator[Synced]:
    clock = FixedClock(NOON)
    units = make_units(
        settings_for(database_url, folder, **wordpress_settings(site), **settings), clock
    )
    auth = (site.user, site.app_password)
    with httpx.Client(base_url=site.rest + "wp/v2/", auth=auth, timeout=60) as there:
        moderator = make_person(units, Role.MODERATOR)
        yield Synced(units, clock, there, f"buses-{uuid.uuid4().hex[:10]}", moderator)
    units.database.dispose()


def wordpress_settings(site: WordPressSite) -> dict[str, str]:
    return {
        "ENGAGE_WORDPRESS_URL": site.url,
        "ENGAGE_WORDPRESS_USER": site.user,
        "ENGAGE_WORDPRESS_PASSWORD": site.app_password,
    }


def with_settings(ours: Synced, folder: Any, **settings: str) -> Synced:
    """The same installation, set otherwise."""
    again = settings_for(ours.units.settings.database_url, folder, **settings)
    return replace(ours, units=make_units(again, ours.clock))
