"""Somebody who follows an engagement: asks in the form, opens the links of the mails, ends it."""

import re
from dataclasses import dataclass, field
from html import unescape
from weakref import WeakKeyDictionary

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.following.models import Subscription
from engage.following.rules import Choice, Pace
from engage.following.service import Link, confirm, find_by_token, link_of
from engage.jobs.worker import run_due
from engage.web.transaction import EngageFlask
from engage.wiring.jobs import HANDLERS
from tests.services.smtp import MailServer

EMAIL = "kim.sample@example.ca"
SLUG = "night-buses"
FOLLOW = f"/engagements/{SLUG}/follow"
_APPS: WeakKeyDictionary[Units, EngageFlask] = WeakKeyDictionary()
LINK = re.compile(r"http://localhost((?:/fr)?/follow/(?:confirm|end)/\S+)")


def follow_form(client: FlaskClient, path: str = FOLLOW) -> dict[str, str]:
    """The fields of an untouched form, its token among them."""
    html = client.get(path).get_data(as_text=True)
    token = re.search(r'name="token"[^>]*value="([^"]*)"', html)
    assert token, html
    return {"token": unescape(token[1]), "pace": "at_once", "language": "en", "website": ""}


def app_of(units: Units) -> EngageFlask:
    """One application for one set of units: making it takes longer than asking it."""
    if units not in _APPS:
        _APPS[units] = create_app(units.settings, units=units)
    return _APPS[units]


@dataclass
class Follower:
    """Acts through pages alone; `clock` and `server` are the test's."""

    units: Units
    email: str = EMAIL
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = app_of(self.units).test_client()

    def ask(self, path: str = FOLLOW, **changes: str) -> TestResponse:
        form = follow_form(self.client, path) | {"email": self.email} | changes
        return self.client.post(path, data=form)


def work(units: Units) -> None:
    """All that is due, and what it makes due."""
    run_due(units, HANDLERS)


def later(units: Units, clock: FixedClock, **by: float) -> None:
    clock.advance(**by)
    work(units)


def links_in(server: MailServer, which: int = -1) -> dict[str, str]:
    """'confirm' and 'end': the paths in the text of a mail."""
    plain = server.mails[which].get_body(("plain",))
    assert plain is not None
    found = LINK.findall(plain.get_content())
    return {path.split("/")[-2]: path for path in found}


def rows(units: Units) -> list[Subscription]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Subscription).order_by(Subscription.id)))


def row_of(units: Units, number: int = 0) -> Subscription:
    return rows(units)[number]


def engagement_of(units: Units, slug: str = SLUG) -> Engagement:
    with units.reading(SYSTEM) as unit:
        return engagement_by_slug(unit.session, slug)


def following(
    units: Units,
    server: MailServer,
    email: str = EMAIL,
    *,
    pace: Pace = Pace.AT_ONCE,
    language: str = "en",
) -> Subscription:
    """Somebody who asked in the form and confirmed by the link of the mail."""
    Follower(units, email).ask(pace=pace, language=language)
    work(units)
    path = links_in(server)["confirm"]
    with units.writing(CITIZEN) as unit:
        row = find_by_token(unit, Link.CONFIRM, path.rpartition("/")[2], to_change=True)
        confirm(unit, row, Choice(pace, language))
    server.messages.clear()
    server.recipients.clear()
    return next(one for one in rows(units) if one.id == row.id)


def path_to(units: Units, row: Subscription, link: Link) -> str:
    with units.reading(SYSTEM) as unit:
        return link_of(unit, row, link).removeprefix("http://localhost")
