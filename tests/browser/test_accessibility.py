"""WCAG 2.2 AA on every page and in every theme, as far as a machine can tell.

Each page is opened once and then shown in one mode after the other: at 1280 and at 320 (which is
1280 at 400%), in the colours of the person's own system, without motion. The list of pages is that
of the permission matrix; a page that nobody could open, or a template that no page shows, fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from engage.web.language import ONE_LANGUAGE
from tests.browser import looks
from tests.browser.every_page import FILES, PAGES, STATES, Place, Site, served, sign_in, site_in
from tests.permissions.matrix import plain

THEMES: Final = Path(__file__).parents[2] / "themes"
VARIANTS: Final = sorted(
    path.parent.name for path in THEMES.glob("*/theme.toml") if path.parent.name != "corporate"
)
DESK: Final = {"width": 1280, "height": 800}
ZOOMED: Final = {"width": 320, "height": 640}
PARTS: Final = 4
NO_PAGE: Final = re.compile(
    r"\.(?:\w{3,4}|<\w+>)$|/options$|/file$|/sso|^/api/|/feed|^/oembed|^/(?:health|ready)z$"
)
"""Files, and answers to programs, which no browser shows as a page."""
ELSEWHERE: Final = (
    "/c/<public_id>",
    "/comment-challenge",
    "/engagements/<slug>/<topic_slug>/comment/begin",
    "/engagements/<slug>/in/<tag>/<topic_slug>/comment/begin",
    "/engagements/<slug>/in/<tag>/notice",
    "/engagements/<slug>/report/<number>/<name>",
    "/staff/account/idir",
    "/staff/attachments/<attachment_id>",
    "/staff/queue/live",
    "/staff/records/<package_id>",
    "/staff/reports/<report_id>/<name>",
    "/staff/reports/<report_id>/read/<name>",
)
"""What leads on to another page, answers a script, is a file, or is off here (single sign-on)."""


@dataclass
class Look:
    """A browser at one address, and the faults that were found in it so far."""

    context: BrowserContext
    page: Page
    url: str
    site: Site
    faults: list[str]
    who: str | None = None

    def open(self, place: Place, prefix: str = "") -> None:
        if self.who != place.letter:
            self.who = place.letter
            sign_in(self.context, self.url, self.site.person(place.letter))
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = self.page.goto(self.url + prefix + place.path, wait_until="load")
        assert answer is not None
        if answer.status != 200:
            self.faults.append(f"{prefix}{place.rule}: {answer.status}")

    def note(self, place: Place, mode: str, found: list[str]) -> None:
        self.faults += [f"{place.path} ({mode}): {fault}" for fault in found]

    def light(self, place: Place) -> None:
        self.note(place, "light", looks.focus(self.page))
        self.note(place, "light", looks.axe(self.page))
        if place.is_whole:
            self.note(place, "light", looks.whole(self.page))

    def narrow(self, place: Place) -> None:
        self.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
        self.note(place, "at 400%", looks.narrow(self.page))
        self.note(place, "at 400%", looks.axe(self.page, *looks.NARROW))

    def modes(self, place: Place) -> None:
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.page.emulate_media(forced_colors="active", color_scheme="dark")
        self.note(place, "forced colours", looks.forced(self.page))
        self.note(place, "forced colours", looks.focus(self.page))
        self.page.emulate_media(forced_colors="none", color_scheme="light", reduced_motion="reduce")
        self.note(place, "reduced motion", looks.still(self.page))
        self.page.emulate_media(reduced_motion="no-preference")


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("looks"), migrated_sqlite) as made:
        yield made


@pytest.fixture(scope="module")
def places(site: Site) -> list[Place]:
    client = site.app.test_client(use_cookies=False)
    found = [site.place(row) for row in PAGES] + list(STATES)
    return [place for place in found if site.is_page(client, place)]


@pytest.fixture(scope="module")
def look(browser: Browser, site: Site) -> Iterator[Callable[..., Look]]:
    """One browser for all, on a server in the theme that is asked for."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    with ExitStack() as servers:
        urls: dict[str, str] = {}

        def at(theme: str = "corporate") -> Look:
            if theme not in urls:
                urls[theme] = servers.enter_context(served(site.in_theme(theme)))
            return Look(context, page, urls[theme], site, [])

        yield at
    context.close()


def test_every_page_is_among_those_that_are_looked_at(site: Site, places: list[Place]) -> None:
    gets = {plain(rule.rule) for rule in site.app.url_map.iter_rules() if "GET" in rule.methods}
    assert {rule for rule in gets if not rule.startswith(FILES)} == {row.rule for row in PAGES}
    unseen = {row.rule for row in PAGES} - {place.rule for place in places}
    left = sorted(rule for rule in unseen if not NO_PAGE.search(rule))
    assert left == list(ELSEWHERE), "\n".join(left)


def test_every_public_page(look: Callable[..., Look], places: list[Place]) -> None:
    here = look()
    for place in places:
        if place.letter:
            continue
        here.open(place)
        here.light(place)
        here.narrow(place)
        here.modes(place)
    assert not here.faults, "\n".join(here.faults)


def test_every_public_page_in_french(look: Callable[..., Look], places: list[Place]) -> None:
    here = look()
    for place in places:
        if place.letter or place.rule.startswith(ONE_LANGUAGE):
            continue
        here.open(place, "/fr")
        here.note(place, "French", looks.axe(here.page, *looks.IN_ANOTHER_LANGUAGE))
        here.narrow(place)
    assert not here.faults, "\n".join(here.faults)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_staff(look: Callable[..., Look], places: list[Place], part: int) -> None:
    here = look()
    for place in [place for place in places if place.letter][part::PARTS]:
        here.open(place)
        here.light(place)
        here.narrow(place)
        here.modes(place)
    assert not here.faults, "\n".join(here.faults)


@pytest.mark.parametrize("theme", VARIANTS)
def test_every_public_page_in_every_other_theme(
    look: Callable[..., Look], places: list[Place], theme: str
) -> None:
    here = look(theme)
    for place in places:
        if place.letter or not place.is_whole:
            continue
        here.open(place)
        here.note(place, theme, looks.axe(here.page, *looks.IN_ANOTHER_THEME))
        here.note(place, theme, looks.focus(here.page))
        here.narrow(place)
    assert not here.faults, "\n".join(here.faults)
