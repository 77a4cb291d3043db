"""A private Engage with one open engagement, served as `engage serve` serves it."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import receive
from engage.core.clock import FixedClock, SystemClock
from engage.core.migrating import upgrade
from engage.core.permissions import CITIZEN, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.benchmarks.words import MadeUp
from tests.services.process import Server, ServiceFailed, free_port, running, scratch, start
from tests.services.web import answers

SLUG, READ, WRITTEN = "night-buses", "routes", "fares"
"""The engagement, the topic that is read, and the one that comments are sent to."""
OPEN_FOR = timedelta(days=20)
PATIENCE = 300.0


@dataclass(frozen=True)
class EngageCopy:
    """Its folder with the database, and units on it for what is done without the web."""

    folder: Path
    units: Units
    opened_at: datetime

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'engage.db'}"


@contextmanager
def engage_copy() -> Iterator[EngageCopy]:
    with scratch("bench") as folder:
        now = SystemClock().now()
        opened_at = now - OPEN_FOR
        settings = settings_for(f"sqlite:///{folder / 'engage.db'}", folder)
        past = make_units(settings, FixedClock(opened_at))
        upgrade(past.database)
        build_engagement(
            past, SLUG, topics=(READ, WRITTEN), opens_at=opened_at, closes_at=now + OPEN_FOR
        )
        past.database.dispose()
        units = make_units(settings)
        try:
            yield EngageCopy(folder, units, opened_at)
        finally:
            units.database.dispose()


def publish_comments(copy: EngageCopy, comments: Iterable[MadeUp]) -> None:
    """Each is received and published by the use cases, a minute after the one before."""
    moderator = make_person(copy.units, Role.MODERATOR)
    for n, comment in enumerate(comments):
        at = copy.opened_at + timedelta(minutes=n)
        with copy.units.writing(CITIZEN, now=at) as unit:
            engagement = engagement_by_slug(unit.session, SLUG)
            kept = receive(
                unit,
                engagement,
                topic_by_slug(unit.session, engagement.id, READ),
                Accepted(comment.text, comment.name, "", frozenset()),
                Arrival(
                    channel=Channel.WEB,
                    notice_given=NoticeGiven.SHOWN_BEFORE_FORM,
                ),
            )
            comment_id = kept.id
        with copy.units.writing(moderator, now=at) as unit:
            decide(unit, comment_id, 1, Outcome.PUBLISH, (), "")


@contextmanager
def serving(copy: EngageCopy, **settings: str) -> Iterator[str]:
    """The address of `engage serve` on this copy, its worker beside it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "ENGAGE_DATABASE_URL": copy.database_url,
        "ENGAGE_VAR_DIR": str(copy.folder),
        "ENGAGE_BASE_URL": url,
        # Everything that is sent comes from one address; the salted count is made all the same.
        "ENGAGE_HOURLY_COMMENTS": "100000",
        **settings,
    }
    command = [sys.executable, "-m", "engage.cli", "serve", "--port", str(port)]
    with running(start(command, copy.folder / "serve.log", env=environment)) as server:
        _wait_patiently(server, f"{url}/readyz")
        yield url


def _wait_patiently(server: Server, url: str) -> None:
    """Four processes import everything: on a machine busy with other things that takes minutes."""
    deadline = time.monotonic() + PATIENCE
    while not answers(url):
        if not server.is_alive or time.monotonic() > deadline:
            raise ServiceFailed(f"Engage did not start\n{server.log.read_text()[-2000:]}")
        time.sleep(0.2)


def without_settings_of_ours() -> None:
    """A figure must not depend on what the caller's environment says of another Engage."""
    for name in [name for name in os.environ if name.startswith("ENGAGE_")]:
        del os.environ[name]
