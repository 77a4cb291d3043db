"""What pages answer that no address shows: forms with their errors, conflicts, thanks.

Every POST of the permission matrix is sent with nothing in it, as the matrix does, and what comes
back as a page is kept: one for each template and status. What only a form that was filled in well
leads to is walked to below. After each the world is put back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import pyotp
from flask import template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.avenues.service.drafts import keep_draft
from engage.core.sso_settings import OidcSettings
from engage.core.unit import Units
from engage.web.transaction import EngageFlask
from tests.accounts.test_joining import NEW_PASSWORD, app_key
from tests.app_fixtures import NOON
from tests.avenues.conftest import LETTER
from tests.browser.every_page import Place, Site
from tests.comments.citizen import FORM, Citizen
from tests.engagements.pages import fields
from tests.following.people import EMAIL, FOLLOW, follow_form
from tests.moderation.conftest import hidden_fields
from tests.permissions.conftest import Kept
from tests.permissions.matrix import rows
from tests.permissions.people import LETTERS, Member, ask
from tests.permissions.test_matrix import BODIES
from tests.permissions.world import SLUG, engagement_in

TABLE: Final = (
    b"text,received_at,channel,notice_given\nLate buses.,2026-03-02T12:00:00-08:00,paper,read_out\n"
)
OIDC: Final = OidcSettings("https://sso.example/realm", "engage", "secret", ())
DESK: Final = f"/staff/engagements/{SLUG}"


@dataclass(frozen=True)
class Answer:
    """A page that was answered: which template it is of, and how it came back."""

    place: Place
    template: str
    status: int
    html: str
    policy: str


Walk = Callable[["Walker"], TestResponse]


@dataclass
class Walker:
    """Fills in forms as people of the site do."""

    site: Site
    app: EngageFlask
    client: FlaskClient

    def get(self, path: str, letter: str = "") -> TestResponse:
        return ask(self.client, "GET", path, self.site.person(letter))

    def send(self, page: str, letter: str = "", action: str = "", **typed: str) -> TestResponse:
        """The form of a page, with what it holds already and what is typed."""
        who = self.site.person(letter)
        held = fields(ask(self.client, "GET", page, who).text, action or page)
        return ask(self.client, "POST", action or page, who, held | typed)


@contextmanager
def templates_of(app: EngageFlask) -> Iterator[list[str]]:
    """The templates of the pages that are made meanwhile, in their order."""
    names: list[str] = []

    def note(_app: EngageFlask, template: Template, **_more: Any) -> None:
        names.append(template.name or "")

    with template_rendered.connected_to(note, app):
        yield names


def answers_of(site: Site) -> list[Answer]:
    for letter in LETTERS:
        site.person(letter)
    kept = Kept(site.database)
    found: dict[tuple[str, int], Answer] = {}
    for row in rows():
        if row.method == "POST":
            place = site.place(row)
            _add(found, site.app, place, partial(_posted, place), site)
            kept.put_back()
    for app, walks in ((site.app, WALKS), (_with_sso(site), WALKS_WITH_SSO)):
        for (path, letter), walk in walks.items():
            _add(found, app, Place(path, path, letter), walk, site)
            kept.put_back()
    return list(found.values())


def _add(
    found: dict[tuple[str, int], Answer], app: EngageFlask, place: Place, walk: Walk, site: Site
) -> None:
    client = app.test_client(use_cookies=False)
    with templates_of(app) as names:
        answer = walk(Walker(site, app, client))
    is_page = answer.mimetype == "text/html" and not 300 <= answer.status_code < 400
    if is_page and names:
        key = (names[-1], answer.status_code)
        found.setdefault(key, Answer(place, *key, answer.text, _policy(answer)))


def _policy(answer: TestResponse) -> str:
    return answer.headers["Content-Security-Policy"]


def _posted(place: Place, walker: Walker) -> TestResponse:
    ids = walker.site.world.ids | {"elsewhere_id": walker.site.world.elsewhere_id}
    body = {name: text.format(**ids) for name, text in BODIES.get(place.rule, {}).items()}
    return ask(walker.client, "POST", place.path, walker.site.person(place.letter), body)


def _with_sso(site: Site) -> EngageFlask:
    units = site.units
    settings = replace(units.settings, oidc=OIDC)
    return create_app(settings, units=Units(units.database, settings, units.clock, units.hooks))


def _thanked(walker: Walker) -> TestResponse:
    return Citizen(walker.client).send("More buses, and later.", name="Kim").response


def _followed(walker: Walker) -> TestResponse:
    form = follow_form(walker.client) | {"email": EMAIL}
    return walker.client.post(FOLLOW, data=form)


def _reported(walker: Walker) -> TestResponse:
    page = f"/c/{walker.site.world.ids['public_id']}/report"
    return walker.send(page, kind="person", note="The second sentence.")


def _joined(walker: Walker) -> TestResponse:
    path = f"/staff/join/{walker.site.world.ids['token']}"
    with_session = walker.app.test_client()
    page = with_session.get(path)
    typed = {
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
        "code": pyotp.TOTP(app_key(page)).at(NOON),
    }
    return with_session.post(path, data=hidden_fields(page.text) | typed)


def _imported(walker: Walker) -> TestResponse:
    lead = walker.site.person("L")
    assert isinstance(lead, Member)
    with walker.site.units.writing(lead.actor) as unit:
        draft = keep_draft(unit, engagement_in(unit), TABLE)
        path = f"{DESK}/import/{draft.id}"
    return walker.send(path, "L", do="import", topic="routes")


def _keyed(walker: Walker) -> TestResponse:
    return walker.send(f"{DESK}/keyed", "L", **LETTER)


WALKS: Final[Mapping[tuple[str, str], Walk]] = {
    (FORM, ""): _thanked,
    (FOLLOW, ""): _followed,
    ("/c/reported", ""): _reported,
    ("/staff/join/link", ""): _joined,
    (f"{DESK}/import/done", "L"): _imported,
    (f"{DESK}/keyed", "L"): _keyed,
    ("/staff/join/nobody", ""): lambda walker: walker.get("/staff/join/nobody"),
    ("/follow/end/nobody", ""): lambda walker: walker.get("/follow/end/nobody"),
    ("/staff/conflicts/new", "M"): lambda walker: walker.get("/staff/conflicts/new", "M"),
    ("/engagements/nothing", ""): lambda walker: walker.get("/engagements/nothing"),
}
WALKS_WITH_SSO: Final[Mapping[tuple[str, str], Walk]] = {
    ("/staff/account/idir", "M"): lambda walker: walker.get("/staff/account/idir", "M"),
    ("/staff/sign-in/sso/answer", ""): lambda walker: walker.get("/staff/sign-in/sso/answer"),
}
