"""The report's page in a real browser: light, forced colours, at 400 per cent, on a phone, printed.

It is opened from a disk, as people open what they were sent.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from engage.reports.renderers.html import render_html
from engage.reports.rules import Report
from tests.reports import documents
from tests.reports.factories import templates

REPORTS: dict[str, Callable[[], Report]] = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr"),
    "empty": documents.empty,
    "hostile": documents.hostile,
    "vast": lambda: documents.vast(themes=()),
}
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ENLARGED = {"width": 320, "height": 256}
"""What a desk of 1,280 by 1,024 shows at 400 per cent."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    paths = {name: folder / f"{name}.html" for name in REPORTS}
    for name, path in paths.items():
        path.write_bytes(render_html(REPORTS[name](), templates()))
    return paths


def opened(browser: Browser, path: Path, **context: object) -> tuple[Page, list[str]]:
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text))
    page.goto(path.as_uri())
    return page, asked


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("lively", {"viewport": DESK}),
        ("lively", {"viewport": DESK, "forced_colors": "active"}),
        ("lively", {"viewport": ENLARGED}),
        ("french", {"viewport": PHONE}),
        ("empty", {"viewport": DESK}),
        ("hostile", {"viewport": ENLARGED}),
        ("vast", {"viewport": DESK}),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, written: dict[str, Path], name: str, context: dict[str, object]
) -> None:
    page, asked = opened(browser, written[name], **context)
    results = Axe().run(page)
    page.context.close()
    assert results.violations_count == 0, results.generate_report()
    assert asked == [written[name].as_uri()]


@pytest.mark.parametrize("name", ["lively", "hostile", "vast"])
@pytest.mark.parametrize("viewport", [PHONE, ENLARGED], ids=["phone", "enlarged"])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, written: dict[str, Path], name: str, viewport: dict[str, int]
) -> None:
    page, _ = opened(browser, written[name], viewport=viewport)
    widest = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= viewport["width"]


def test_words_in_drawings_stay_in_their_frame(browser: Browser, written: dict[str, Path]) -> None:
    for name in ("lively", "french", "vast"):
        for viewport in (DESK, PHONE, ENLARGED):
            page, _ = opened(browser, written[name], viewport=viewport)
            out = page.evaluate(
                """() => [...document.querySelectorAll('svg text')].filter(one => {
                    const box = one.getBoundingClientRect();
                    return box.width && (box.left < -1 || box.right > innerWidth + 1);
                }).map(one => one.textContent)"""
            )
            page.context.close()
            assert out == []


def test_a_wide_page_and_a_phone_are_shown_one_plot_each(
    browser: Browser, written: dict[str, Path]
) -> None:
    for viewport, shown, hidden in ((DESK, "wide", "narrow"), (PHONE, "narrow", "wide")):
        page, _ = opened(browser, written["lively"], viewport=viewport)
        assert page.locator(f"svg.{shown}").first.is_visible()
        assert not page.locator(f"svg.{hidden}").first.is_visible()
        page.context.close()


def test_text_that_runs_from_right_to_left_does(browser: Browser, written: dict[str, Path]) -> None:
    page, _ = opened(browser, written["hostile"], viewport=DESK)
    voice = page.locator("blockquote.voice").first
    assert voice.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert voice.evaluate("one => getComputedStyle(one).borderRightWidth") == "3px"
    page.context.close()


def test_it_prints_black_on_white_with_its_numbers(
    browser: Browser, written: dict[str, Path]
) -> None:
    page, _ = opened(browser, written["lively"], viewport=DESK)
    page.emulate_media(media="print")
    colours = page.locator("h1").evaluate(
        """one => [getComputedStyle(one).color,
                   getComputedStyle(one.closest('.band')).backgroundColor]"""
    )
    assert colours == ["rgb(1, 51, 102)", "rgba(0, 0, 0, 0)"]
    assert page.pdf().startswith(b"%PDF")
    page.context.close()
