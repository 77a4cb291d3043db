"""Every page there is, served to a browser, with somebody for each who may open it.

The pages are those of the permission matrix, and the world they show is its world: what is added
there is looked at here. What a GET cannot show (what a form answers) is walked to by keyboard, in
test_keyboard.py.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TranslatedText
from engage.multilingual.queries import drafted_originals
from engage.multilingual.service import add_translation, save_translation
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.permissions.furnishing import made
from tests.permissions.matrix import Row, rows
from tests.permissions.people import LETTERS, Member, ask, member
from tests.permissions.test_matrix import PLACEHOLDER, QUERIES
from tests.permissions.world import Ids, World, owned_by

FILES: Final = ("/assets/", "/media/", "/sitemap")
PAGES: Final = [row for row in rows() if row.method == "GET" and not row.rule.startswith(FILES)]
ONE_TOPIC: Final = "ferry-lines"
FRAMES: Final = ("/embed/",)
"""Cards in frames of other pages: looked at, but with no header and no way past it."""


@dataclass(frozen=True)
class Place:
    """One page: its address, and whose browser opens it ('' for anybody's)."""

    rule: str
    path: str
    letter: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.rule.startswith(FRAMES)


STATES: Final = (
    Place("/engagements", "/engagements?status=open"),
    Place("/engagements", "/engagements?status=results"),
    Place("/search", "/search?q=bus"),
    Place("/search", "/search?q=zeppelin"),
    Place("/engagements/<slug>", f"/engagements/{ONE_TOPIC}"),
    Place("/engagements/<slug>/in/<tag>", f"/engagements/{ONE_TOPIC}/in/ar"),
    Place("/connect", "/connect?kind=account"),
    Place("/staff/queue", "/staff/queue?part=campaign", "M"),
    Place("/staff/queue", "/staff/queue?part=spam", "M"),
    Place("/staff/calendar", "/staff/calendar?month=2026-03", "A"),
)
"""Pages that look otherwise when they are asked otherwise."""


@dataclass
class Site:
    """One world, and the people who look at it. Nobody changes anything in it."""

    units: Units
    world: World
    app: EngageFlask
    database: Path
    people: dict[str, Member] = field(default_factory=dict)
    owned: Ids = field(default_factory=dict)

    def person(self, letter: str) -> Member | None:
        if letter and letter not in self.people:
            self.people[letter] = member(self.app, LETTERS[letter])
            self.owned |= owned_by(self.world, self.people[letter])
        return self.people.get(letter)

    def in_theme(self, name: str) -> EngageFlask:
        return create_app(replace(self.units.settings, theme=name), units=self.units)

    def place(self, row: Row) -> Place:
        letter = "" if row.is_public else next(iter(row.letters or "A"))
        self.person(letter)
        ids = self.world.ids | self.owned

        def part(found: re.Match[str]) -> str:
            name = found.group(1)
            keys = (f"{row.rule} {name} {letter}", f"{row.rule} {name}", name)
            return str(next(ids[key] for key in keys if key in ids))

        path = PLACEHOLDER.sub(part, row.rule) + QUERIES.get(row.rule, "")
        return Place(row.rule, path, letter)

    def is_page(self, client: FlaskClient, place: Place) -> bool:
        """Whether a browser shows something there; files and answers for programs it does not."""
        answer = ask(client, "GET", place.path, self.person(place.letter))
        return answer.status_code == 200 and answer.mimetype == "text/html"


@contextmanager
def site_in(folder: Path, migrated: Path) -> Iterator[Site]:
    path = folder / "engage.db"
    path.write_bytes(migrated.read_bytes())
    mailing = {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:9", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    settings = settings_for(f"sqlite:///{path}", folder, **mailing, ENGAGE_PAGE_CACHE="0")
    units = make_units(settings, FixedClock(NOON))
    world = made(units)
    _more(world)
    yield Site(units, world, create_app(units.settings, units=units), path)
    units.database.dispose()


def _more(world: World) -> None:
    """What the matrix needs nothing of: an engagement with one topic, and its page in Arabic."""
    build_engagement(world.units, ONE_TOPIC, topics=("lines",), title="Where should ferries go?")
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, ONE_TOPIC)
        made_in = add_translation(unit, engagement, "ar")
        (own, *_) = drafted_originals(unit.session, engagement)
        words = TranslatedText("engagement", **dict.fromkeys(own.fields, "أين تسير العبّارات"))
        save_translation(unit, engagement, made_in, [words], seen_revision_id=None)
        made_in.published_revision_id = made_in.draft_revision_id
        engagement.languages = "ar"


@contextmanager
def served(app: EngageFlask) -> Iterator[str]:
    """The application on a port of this machine, in a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def sign_in(context: BrowserContext, url: str, who: Member | None) -> None:
    """The browser is this person's from now on, or nobody's."""
    context.clear_cookies()
    if who:
        name, _, value = who.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
