"""What people and teams may write as one long word, or as a wide table, widens no page: on a small
screen nobody scrolls sideways (WCAG 1.4.10), and what scrolls within does so by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from engage.app import create_app
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.browser.every_page import served
from tests.browser.looks import axe, narrow
from tests.moderation.decisions import acts
from tests.moderation.senders import send_looked_at
from tests.permissions.people import hired

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
NAME = "N" * 80
PAGE = "/engagements/night-buses"
TABLE = f"| What | Where |\n| --- | --- |\n| {WORD} | {WORD} |\n| {WORD} | {WORD} |"


@dataclass(frozen=True)
class Site:
    url: str
    comment: str


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("long")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    units = make_units(settings_for(f"sqlite:///{path}", folder), FixedClock(NOON))
    build_engagement(
        units,
        topics=("routes",),
        title=WORD,
        summary=WORD,
        region=WORD,
        topic_areas=(WORD, "Roads"),
        contact=WORD,
        body=f"{WORD}\n\n{TABLE}",
    )
    moderator = hired(units, "moderator@gov.bc.ca", Grant(Role.MODERATOR))
    number, _code = send_looked_at(units, "n" * 900, name=NAME)
    acts.published(units, moderator, number)
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number).public_id
    with served(create_app(units.settings, units=units)) as url:
        yield Site(url, comment)
    units.database.dispose()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_context(bypass_csp=True).new_page()
    yield page
    page.context.close()


def test_no_page_is_wider_than_its_window(page: Page, site: Site) -> None:
    for path in (
        "/",
        "/engagements",
        f"/search?q={WORD}",
        PAGE,
        f"{PAGE}/notice",
        f"{PAGE}/moderation",
        f"{PAGE}/routes",
        f"{PAGE}/routes/comment?to={site.comment}",
        f"/c/{site.comment}/report",
        f"/embed/c/{site.comment}",
        f"/embed{PAGE}",
    ):
        page.set_viewport_size({"width": 320, "height": 640})
        answer = page.goto(f"{site.url}{path}")
        assert answer is not None
        assert answer.ok, path
        assert narrow(page) == [], path
        page.set_viewport_size({"width": 1280, "height": 800})
        assert narrow(page) == [], path


def test_a_wide_table_scrolls_by_keyboard(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}{PAGE}")
    table = page.locator(".prose table")
    assert table.evaluate("one => one.scrollWidth > one.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.prose table').scrollLeft > 0")
    assert axe(page, "scrollable-region-focusable") == []
