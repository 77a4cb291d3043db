"""A link to an engagement or a comment, pasted into a post of a real WordPress, is a live card.

WordPress asks us for the card itself. Its guard refuses addresses of the own machine and unusual
ports; a file that only this test puts there admits ours, and nothing else about it is changed.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.sharing.embed import USUAL_HEIGHT, WIDEST
from engage.wiring import make_units
from engage.wordpress.plugin_files import write_plugin
from tests.app_fixtures import build_engagement, settings_for
from tests.comments.citizen import Citizen, settle
from tests.moderation.decisions import acts
from tests.services.process import free_port
from tests.services.wordpress import WordPressSite

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

pytestmark = pytest.mark.services

PATIENCE = 15.0
TALL = "one => Math.ceil(one.getBoundingClientRect().height)"
COMMENT = "The marmot needs a bus."
TITLE = "Should buses run at night?"
ADMITS = """<?php
add_filter('http_request_host_is_external', fn($is, $host) => $is || $host === 'localhost', 10, 2);
add_filter('http_allowed_safe_ports', fn($ports) => [...$ports, {port}]);
"""


@dataclass(frozen=True)
class Ours:
    """Our site on loopback, at another host than WordPress: for a browser they are two sites."""

    url: str
    units: Units
    clock: FixedClock


@contextmanager
def served(application: "WSGIApplication", port: int) -> Iterator[str]:
    server = make_server("127.0.0.1", port, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ours(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Ours]:
    port = free_port()
    url = f"http://localhost:{port}"
    units = make_units(settings_for(sqlite_url, tmp_path, ENGAGE_BASE_URL=url), clock)
    with served(create_app(units.settings, units=units), port):
        build_engagement(units)
        yield Ours(url, units, clock)
    units.database.dispose()


@pytest.fixture
def admitted(wordpress: WordPressSite, ours: Ours) -> Iterator[WordPressSite]:
    port = urlsplit(ours.url).port
    # A name of its own each time: PHP keeps what it compiled for seconds.
    rule = wordpress.dir / f"site/wp-content/mu-plugins/admit-{port}.php"
    rule.write_text(ADMITS.format(port=port))
    yield wordpress
    rule.unlink()


@contextmanager
def with_plugin(site: WordPressSite, ours: Ours) -> Iterator[None]:
    must_use = site.dir / "site/wp-content/mu-plugins"
    told = must_use / f"000-engage-{urlsplit(ours.url).port}.php"
    told.write_text(f"<?php define('ENGAGE_URL', '{ours.url}/');")
    written = [told, *write_plugin(must_use)]
    try:
        yield
    finally:
        for path in written:
            path.unlink()


def posted(site: WordPressSite, line: str) -> str:
    """The address of a post whose text is that line and nothing else."""
    auth = (site.user, site.app_password)
    body = {"title": "News", "content": line, "status": "publish"}
    answer = httpx.post(f"{site.rest}wp/v2/posts", json=body, auth=auth, timeout=60)
    assert answer.is_success, answer.text
    return str(answer.json()["link"])


@dataclass
class Reader:
    page: Page
    said: list[str]

    def card(self) -> Frame:
        """The frame, once it has got as far as its address."""
        deadline = time.monotonic() + PATIENCE
        while len(found := [one for one in self.page.frames if "/embed/" in one.url]) != 1:
            assert time.monotonic() < deadline, [one.url for one in self.page.frames]
            self.page.wait_for_timeout(50)
        return found[0]


@pytest.fixture(params=[1280, 390])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    page, said = context.new_page(), []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield Reader(page, said)
    assert context.cookies() == []
    context.close()


def shows_a_live_card(reader: Reader, ours: Ours, address: str) -> None:
    page = reader.page
    page.goto(address)
    expect(page.locator("iframe.wp-embedded-content")).to_be_visible()
    expect(page.locator("blockquote.wp-embedded-content")).to_be_hidden()
    card = reader.card()
    expect(card.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(card.locator(".status")).to_have_text("Open, closes in 28 days")
    fits(page, card)
    ours.clock.advance(days=28)
    page.reload()
    expect(reader.card().locator(".status")).to_have_text("Closed 30 March 2026")
    fits(page, reader.card())
    assert reader.said == []


def fits(page: Page, card: Frame) -> None:
    """All of the card shows, and nothing is empty below it; the least that WordPress gives is 200.

    It fits once fonts are there, so it is looked at until it does.
    """
    frame = page.locator("iframe.wp-embedded-content")

    def room() -> int:
        return int(frame.evaluate("one => one.clientHeight"))

    def height() -> int:
        return int(card.locator(".embed").evaluate(TALL))

    def needed() -> int:
        return int(card.evaluate("document.documentElement.scrollHeight"))

    card.evaluate("document.fonts.ready.then(() => true)")
    deadline = time.monotonic() + PATIENCE
    while room() != max(200, height()) or needed() > room():
        said = f"{room()} pixels for a card of {height()} in a page of {needed()}"
        assert time.monotonic() < deadline, said
        page.wait_for_timeout(100)


def test_the_code_to_paste_shows_a_card_whose_links_lead_away(ours: Ours, reader: Reader) -> None:
    """On a page of somebody else; in its sandbox runs no script."""
    page = reader.page
    page.goto(f"{ours.url}/engagements/night-buses/share")
    code = page.get_by_label("HTML of the card").input_value()
    around = f"<!doctype html><title>Elsewhere</title><link rel=icon href='data:,'>{code}"
    with served(Response(around, content_type="text/html; charset=utf-8"), free_port()) as url:
        page.goto(url)
        shows_a_card_that_leads_away(reader, ours)


def shows_a_card_that_leads_away(reader: Reader, ours: Ours) -> None:
    expect(reader.page.locator("iframe")).to_be_visible()
    card = reader.card()
    expect(card.get_by_role("heading", level=1)).to_have_text(TITLE)
    card.wait_for_load_state()  # words stand there before their style does
    assert card.evaluate("document.documentElement.scrollHeight <= innerHeight")
    card.get_by_role("link", name="Take part").click()
    reader.page.wait_for_url(f"{ours.url}/engagements/night-buses")
    assert reader.said == []


TITLE_OF_TWO_LINES = "Should the buses of the northern valleys run at night, and when?"
SUMMARY_OF_TWO = "We ask where buses should run after midnight, and what a ride should cost."


@pytest.mark.parametrize("has_fonts", [True, False], ids=["fonts", "none"])
def test_a_usual_card_fits_the_frame_whatever_letters_the_device_has(
    ours: Ours, reader: Reader, has_fonts: bool
) -> None:
    """Fonts may come late, or never."""
    page = reader.page
    if not has_fonts:
        page.route("**/*.woff2", lambda route: route.abort())
    build_engagement(ours.units, slug="trains", title=TITLE_OF_TWO_LINES, summary=SUMMARY_OF_TWO)
    assert page.viewport_size is not None
    width = min(WIDEST, page.viewport_size["width"] - 16)
    page.set_viewport_size({"width": width, "height": USUAL_HEIGHT})
    for slug in ("night-buses", "trains"):
        page.goto(f"{ours.url}/embed/engagements/{slug}")
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate("document.documentElement.scrollHeight") <= USUAL_HEIGHT
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_any_plugin_a_link_becomes_a_live_card(
    admitted: WordPressSite, ours: Ours, reader: Reader
) -> None:
    address = posted(admitted, f"{ours.url}/engagements/night-buses")
    html = httpx.get(address, timeout=60).text
    assert 'sandbox="allow-scripts"' in html
    shows_a_live_card(reader, ours, address)
    # A frame that is locked up lets no link out; WordPress follows it for us.
    reader.card().get_by_role("link", name="See the engagement").click()
    reader.page.wait_for_url(f"{ours.url}/engagements/night-buses")
    assert reader.said == []


def test_with_the_plugin_its_links_are_links(
    admitted: WordPressSite, ours: Ours, reader: Reader
) -> None:
    with with_plugin(admitted, ours):
        address = posted(admitted, f"{ours.url}/engagements/night-buses/routes")
        html = httpx.get(address, timeout=60).text
        assert "allow-top-navigation-by-user-activation" in html
        reader.page.goto(address)
        expect(reader.page.locator("blockquote.wp-embedded-content")).to_be_hidden()
        card = reader.card()
        expect(card.get_by_role("heading", level=1)).to_have_text("About routes")
        fits(reader.page, card)
        with reader.page.context.expect_page() as opened:
            card.get_by_role("link", name="Read and comment").click(modifiers=["Control"])
        assert opened.value.url == f"{ours.url}/engagements/night-buses/routes"
        assert reader.said == []


@pytest.mark.parametrize("has_plugin", [False, True])
def test_a_permanent_link_becomes_a_live_card_of_the_comment_until_it_is_taken_back(
    admitted: WordPressSite, ours: Ours, reader: Reader, has_plugin: bool
) -> None:
    comment = settle(ours.units, Citizen.of(ours.units).send(COMMENT).code, "published")
    with with_plugin(admitted, ours) if has_plugin else nullcontext():
        address = posted(admitted, f"{ours.url}/c/{comment.public_id}")
        html = httpx.get(address, timeout=60).text
        assert ("allow-top-navigation-by-user-activation" in html) == has_plugin
        # What WordPress keeps for good holds nothing of what its author may take back.
        assert COMMENT not in html
        reader.page.goto(address)
        expect(reader.page.locator("blockquote.wp-embedded-content")).to_be_hidden()
        card = reader.card()
        expect(card.get_by_role("blockquote")).to_have_text(COMMENT)
        expect(card.get_by_role("heading", level=1)).to_have_text("About routes")
        fits(reader.page, card)
        assert reader.said == []
        acts.withdrawn(ours.units, comment.id)
        reader.page.reload()
        card = reader.card()
        expect(card.get_by_role("heading", level=1)).to_have_text("This comment is not public")
        assert COMMENT not in card.content()
        fits(reader.page, card)


def test_an_address_that_is_no_card_stays_as_it_was_written(
    admitted: WordPressSite, ours: Ours
) -> None:
    with with_plugin(admitted, ours):
        address = posted(admitted, f"{ours.url}/engagements/none")
        html = httpx.get(address, timeout=60).text
    assert f">{ours.url}/engagements/none</p>" in html
    assert "<iframe" not in html
