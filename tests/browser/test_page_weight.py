"""The first view of a page: how much comes over the wire, what waits for what, what moves.

Measured as a browser with an empty cache meets it, on a telephone of 390 points. Fonts are not
counted: a page can be read without them, and they come once for good.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo

pytestmark = pytest.mark.browser

MOST_BYTES: Final = 100_000
MOST_REQUESTS: Final = 20
LATIN: Final = {f"bc-sans-{one}-latin.woff2" for one in ("regular", "bold", "italic")}
"""The pages of the sample say some words in Arabic and in Chinese, which BC Sans has not."""
PHONE: Final = {"width": 390, "height": 844}
WATCH: Final = """
window.moved = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
BLOCKING: Final = """() => performance.getEntriesByType('resource')
  .filter(one => one.initiatorType === 'script' && one.renderBlockingStatus === 'blocking')
  .map(one => one.name)"""


@dataclass
class Wire:
    """What the browser's network counted of one page: bytes as they came, headers included."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)
    packed: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        network = page.context.new_cdp_session(page)
        network.on("Network.responseReceived", self._answered)
        network.on("Network.loadingFinished", self._finished)
        network.send("Network.enable")

    def _answered(self, told: dict[str, Any]) -> None:
        self.kinds[told["requestId"]] = told["type"]
        if told["type"] == "Font":
            self.letters.add(told["response"]["url"].rpartition("/")[2])
        headers = {name.lower(): text for name, text in told["response"]["headers"].items()}
        if headers.get("content-encoding") == "gzip":
            self.packed.add(told["requestId"])

    def _finished(self, told: dict[str, Any]) -> None:
        self.sizes[told["requestId"]] = told["encodedDataLength"]

    def bytes_of(self, *kinds: str) -> float:
        return sum(size for one, size in self.sizes.items() if self.kinds.get(one) in kinds)

    @property
    def without_fonts(self) -> float:
        return sum(self.sizes.values()) - self.bytes_of("Font")


def first_view(browser: Browser, url: str) -> tuple[Wire, Page]:
    page = browser.new_context(viewport=PHONE, device_scale_factor=2).new_page()  # type: ignore[arg-type]
    wire = Wire()
    wire.watch(page)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    return wire, page


@pytest.mark.parametrize("what", ["home", "engagement", "topic", "form"])
def test_the_first_view_is_light_and_stays_where_it_is(
    browser: Browser, demo: Demo, what: str
) -> None:
    engagement = f"{demo.base_url}/engagements/{demo.engagement}"
    topic = f"{engagement}/{demo.topic}"
    url = {
        "home": f"{demo.base_url}/",
        "engagement": engagement,
        "topic": topic,
        "form": f"{topic}/comment",
    }[what]
    wire, page = first_view(browser, url)
    try:
        shown = {kind: wire.bytes_of(kind) for kind in sorted(set(wire.kinds.values()))}
        assert wire.bytes_of("Document") > 0
        assert wire.bytes_of("Stylesheet") > 0
        assert wire.without_fonts < MOST_BYTES, shown
        assert len(wire.sizes) <= MOST_REQUESTS
        assert wire.letters <= LATIN, "letters came that the page cannot show"
        assert page.evaluate("window.moved") == 0, "something moved while the page was built"
        assert page.evaluate(BLOCKING) == [], "a script keeps the page from being shown"
        styles = {one for one, kind in wire.kinds.items() if kind == "Stylesheet"}
        assert styles <= wire.packed
    finally:
        page.context.close()
