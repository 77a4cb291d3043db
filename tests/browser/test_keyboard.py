"""A citizen's whole way by keyboard alone: find, read, write, put right, send, take back.

Nothing is clicked. At every stop of Tab the focus has to be seen: an outline, inside the window,
under nothing. Loading more comments, a video and the moderator's keys have tests of their own.
"""

import re
import threading
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engage.core.unit import Units
from engage.web.transaction import EngageFlask
from tests.app_fixtures import build_engagement
from tests.browser import looks
from tests.comments.citizen import Citizen, settle

MOST: Final = 80
TEXT: Final = "A bus at ten past nine, please."
STOP: Final = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  if (one === document.body) return {name: '', faults: []};
  const label = one.labels?.[0]?.textContent || one.getAttribute('aria-label') ||
    one.textContent || one.value || '';
  const box = one.getBoundingClientRect(), faults = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('unseen');
  if (box.bottom < 1 || box.top > innerHeight - 1) faults.push('outside the window');
  return {name: label.trim().replace(/\\s+/g, ' '), faults, top: box.top + scrollY};
}"""


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.titles: list[str] = []

    def stop(self) -> str:
        found = self.page.evaluate(STOP)
        assert found["faults"] == [], f"{self.page.url}: {found}"
        name: str = found["name"]
        return name

    def to(self, words: str) -> None:
        """Tab until something with this name has the focus."""
        names = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            names.append(self.stop())
            if re.fullmatch(words, names[-1]):
                return
        raise AssertionError(f"{words!r} is not reached from {self.page.url}: {names}")

    def enter(self, words: str) -> None:
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.titles.append(self.page.title())
        faults = looks.axe(self.page) + looks.whole(self.page)
        assert faults == [], self.page.url

    def type(self, words: str, text: str) -> None:
        self.to(words)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def all_stops(self) -> list[str]:
        """Every stop from the beginning of the page to its end: nothing traps the focus."""
        names = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            names.append(self.stop())
            if names[-1] == "":
                return names[:-1]
        raise AssertionError(f"the focus never leaves {self.page.url}: {names}")


@pytest.fixture
def served(app: EngageFlask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def keys(browser: Browser, served: str, units: Units) -> Iterator[Keys]:
    build_engagement(units)
    citizen = Citizen.of(units)
    for text in ("Is there a bus on Sundays?", "The last bus leaves too early."):
        settle(units, citizen.send(text).code, "published")
    context = browser.new_context(base_url=served, viewport={"width": 1280, "height": 700})
    page = context.new_page()
    page.goto("/")
    yield Keys(page)
    context.close()


def test_a_comment_is_found_written_put_right_sent_and_taken_back_without_a_mouse(
    keys: Keys,
) -> None:
    page = keys.page
    page.keyboard.press("Tab")
    assert keys.stop() == "Skip to main content"
    page.keyboard.press("Enter")
    keys.type("Search engagements and comments", "bus")
    keys.enter("Search")
    page.goto("/")
    keys.enter("See .*engagement.*")
    keys.enter("Open now")
    keys.enter("Should buses run at night\\?")
    keys.enter("About routes")
    keys.enter("Oldest first")
    keys.enter("Write a comment")

    keys.enter("Send comment")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    with_error = keys.stop()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()
    assert with_error
    assert page.title().startswith("Error")
    page.keyboard.insert_text(TEXT)
    keys.to(".*my own words.*")
    page.keyboard.press("Space")
    keys.enter("Send comment")
    code = page.locator(".code").inner_text()

    page.goto("/")
    keys.enter("Look up your comment")
    keys.type("Receipt code", code)
    keys.enter("Show my comment")
    expect(page.locator("main")).to_contain_text(TEXT)
    keys.to(".*take back my comment.*")
    page.keyboard.press("Space")
    keys.enter("Take back my comment")
    expect(page.locator("main")).to_contain_text("Your comment has been taken back.")
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["", "/routes", "/routes/comment"])
def test_tab_goes_through_a_page_from_top_to_end_and_is_caught_by_nothing(
    keys: Keys, path: str
) -> None:
    keys.page.goto(f"/engagements/night-buses{path}")
    names = keys.all_stops()
    assert names[0] == "Skip to main content"
    assert len(names) > 10


PRINTED: Final = """site => {
  const whole = href => (href.startsWith('/') ? site : '') + href;
  const shown = one => one.checkVisibility() && getComputedStyle(one).display !== 'none';
  return {
    kept: [...document.querySelectorAll('nav, button, .button, .skip, form.search, .no-print')]
      .filter(shown).map(one => one.outerHTML.slice(0, 80)),
    bare: [...document.querySelectorAll('main a[href^="http"], main a[href^="/"]')]
      .filter(one => shown(one) && !one.closest('.crumbs') &&
        !getComputedStyle(one, '::after').content.replaceAll('" "', '')
          .includes(whole(one.getAttribute('href'))))
      .map(one => one.outerHTML.slice(0, 80)),
  };
}"""


@pytest.mark.parametrize("path", ["", "/routes", "/results", "/updates"])
def test_what_is_printed_has_no_navigation_and_says_where_links_lead(keys: Keys, path: str) -> None:
    page = keys.page
    page.goto(f"/engagements/night-buses{path}")
    page.emulate_media(media="print")
    found = page.evaluate(PRINTED, "http://localhost")
    assert found == {"kept": [], "bare": []}
