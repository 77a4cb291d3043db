"""Pages in other scripts, as Chromium draws them: syllabics, Chinese, Gurmukhi and Arabic.

BC Sans has the syllabics, so these must be drawn in it on every machine, and no letter may be an
empty box. Chinese, Gurmukhi and Arabic it has not: a machine takes its own letters for them, or,
as a server that has none, boxes. What can be held to there is the rest: the language and direction
that the page names, fonts that end in one of the system's, lines that break where the script
breaks them, and that nobody loads letters that are of no use to them.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.wiring import make_units
from tests.app_fixtures import NOON, settings_for
from tests.browser import looks
from tests.browser.every_page import served
from tests.browser.tongues import (
    ARABIC,
    CHINESE,
    COMMENTS,
    NEVER_FIRST,
    NEVER_LAST,
    OF_THE_SYSTEM,
    PUNJABI,
    SLUG,
    SYLLABICS,
    TONGUES,
    Tongue,
    build_tongues,
)

WIDTHS: Final = (1280, 390)
PAGE: Final = f"/engagements/{SLUG}"
WORDS: Final = (
    "h1, .lead, .prose [lang] p, .prose [lang] li, .prose[lang] :is(p, li, h2, em, strong)"
)
FACES: Final = ("400", "700", "italic 400", "italic 700")
BOXES: Final = """async ([face, letters]) => {
  const font = `${face} 32px "BC Sans"`, canvas = document.createElement('canvas');
  await document.fonts.load(font, letters);
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const drawn = letter => {
    canvas.width = canvas.height = 64;
    pen.font = font;
    pen.fillText(letter, 12, 44);
    return String(pen.getImageData(0, 0, 64, 64).data);
  };
  const box = drawn('\\u18fa');
  return [...letters].filter(letter => [box, drawn(' ')].includes(drawn(letter)));
}"""
"""Which of the letters are drawn as one that no font has (U+18FA is nobody's), or not at all."""
LINES: Final = """element => {
  const lines = [], range = document.createRange(), text = element.firstChild;
  for (let at = 0; at < text.length; at++) {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.top - box.top) < box.height / 2) line.said += text.data[at];
    else lines.push({top: box.top, said: text.data[at]});
  }
  return lines.map(line => line.said);
}"""
PLACES: Final = """([element, words]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    return [...words].map((_, index) => {
      range.setStart(text, at + index);
      range.setEnd(text, at + index + 1);
      return range.getBoundingClientRect().left;
    });
  }
}"""
"""Where each letter of the words begins, counted from the left."""


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tongues")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    units = make_units(settings_for(f"sqlite:///{path}", folder), FixedClock(NOON))
    build_tongues(units)
    with served(create_app(units.settings, units=units)) as url:
        yield url
    units.database.dispose()


@pytest.fixture(scope="module")
def shown(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A page of the engagement in one language, at one width, with its letters there."""
    with ExitStack() as contexts:
        pages: dict[int, Page] = {}

        def at(tongue: Tongue, width: int = WIDTHS[0], below: str = "") -> Page:
            if width not in pages:
                context = browser.new_context(viewport={"width": width, "height": 800})
                contexts.callback(context.close)
                pages[width] = context.new_page()
            page = pages[width]
            page.goto(f"{site}{PAGE}/in/{tongue.tag}{below}")
            page.evaluate("document.fonts.ready.then(() => {})")
            return page

        yield at


def drawn_in(page: Page, selector: str) -> dict[tuple[str, bool], int]:
    """The fonts in which the browser drew the letters: by name, and whether the page brought it."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found: dict[tuple[str, bool], int] = {}
    asked = {"nodeId": root, "selector": selector}
    for node in session.send("DOM.querySelectorAll", asked)["nodeIds"]:
        fonts: list[dict[str, Any]] = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})[
            "fonts"
        ]
        for font in fonts:
            key = (font["familyName"], font["isCustomFont"])
            found[key] = found.get(key, 0) + int(font["glyphCount"])
    session.detach()
    return found


def places(element: Locator, words: str) -> list[float]:
    handle = element.element_handle()
    found: list[float] = element.page.evaluate(PLACES, [handle, words])
    assert found, words
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tongue", TONGUES, ids=lambda one: one.tag)
def test_a_page_says_its_language_and_fits_its_width(
    shown: Callable[..., Page], tongue: Tongue, width: int
) -> None:
    for below in ("", "/routes"):
        page = shown(tongue, width, below)
        heading = page.locator("h1")
        assert heading.get_attribute("lang") == tongue.tag
        assert heading.inner_text() == tongue.title
        assert heading.evaluate("one => getComputedStyle(one).direction") == tongue.direction
        assert looks.narrow(page) == []
        links = page.locator("nav.languages a[lang]").all()
        named = {one.get_attribute("lang"): one.inner_text() for one in links}
        assert named == {one.tag: one.own for one in TONGUES if one is not tongue}
    assert looks.axe(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tongue", SYLLABICS, ids=lambda one: one.tag)
def test_syllabics_are_drawn_in_bc_sans_and_in_nothing_else(
    shown: Callable[..., Page], tongue: Tongue, width: int
) -> None:
    for below in ("", "/routes"):
        page = shown(tongue, width, below)
        fonts = drawn_in(page, WORDS)
        assert set(fonts) == {("BC Sans", True)}, fonts
        letters = "".join(sorted(set("".join((tongue.title, tongue.summary, *tongue.said)))))
        for face in FACES:
            assert page.evaluate(BOXES, [face, letters.replace(" ", "")]) == [], face


def test_every_syllabic_that_unicode_knows_has_its_letter(shown: Callable[..., Page]) -> None:
    page = shown(SYLLABICS[0])
    blocks = ((0x1400, 0x167F), (0x18B0, 0x18F5))
    letters = "".join(chr(code) for first, last in blocks for code in range(first, last + 1))
    for face in FACES:
        assert page.evaluate(BOXES, [face, letters]) == [], face
    assert page.evaluate(BOXES, [FACES[0], "\u18fb"]) == ["\u18fb"], "a box is known for one"


@pytest.mark.parametrize("tongue", OF_THE_SYSTEM, ids=lambda one: one.tag)
def test_other_scripts_take_the_letters_of_the_system_and_load_none_in_vain(
    browser: Browser, site: str, tongue: Tongue
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[1], "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{site}{PAGE}/in/{tongue.tag}", wait_until="networkidle")
    family = page.locator("h1").evaluate("one => getComputedStyle(one).fontFamily")
    assert family.split(", ")[-1] == "sans-serif"
    fonts = [url.rpartition("/")[2] for url in asked if ".woff2" in url]
    assert fonts
    assert not [name for name in fonts if "latin" not in name and "syllabics" not in name], fonts
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_chinese_breaks_between_any_two_characters_but_before_no_stop(
    shown: Callable[..., Page], width: int
) -> None:
    page = shown(CHINESE, width)
    paragraph = page.locator(".prose[lang] > p").first
    lines: list[str] = paragraph.evaluate(LINES)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == CHINESE.said[0].replace(" ", "")
    assert not [line for line in lines if line[0] in NEVER_FIRST], lines
    assert not [line for line in lines if line.rstrip()[-1] in NEVER_LAST], lines


def test_gurmukhi_breaks_between_words_and_keeps_its_marks(shown: Callable[..., Page]) -> None:
    page = shown(PUNJABI, WIDTHS[1])
    lines: list[str] = page.locator(".prose[lang] > p").first.evaluate(LINES)
    assert len(lines) > 2
    whole = PUNJABI.said[0].split()
    for line in lines[:-1]:
        assert line.split()[-1] in whole, line


def test_arabic_is_laid_out_from_the_right(shown: Callable[..., Page]) -> None:
    for width in WIDTHS:
        page = shown(ARABIC, width)
        for selector in ("h1", ".lead", ".prose[dir=rtl] > p"):
            found = page.locator(selector).first.evaluate(
                "one => {const text = document.createRange(); text.selectNodeContents(one);"
                "const ends = [...text.getClientRects()].map(line => line.right);"
                "const gap = one.getBoundingClientRect().right - Math.max(...ends);"
                "return [gap, getComputedStyle(one).textAlign];}"
            )
            assert abs(found[0]) < 2, (selector, found)
            assert found[1] in ("start", "right")
        edges = page.locator(".prose[dir=rtl] blockquote").evaluate(
            "one => {const {borderLeftWidth, borderRightWidth} = getComputedStyle(one);"
            "return [parseFloat(borderLeftWidth), parseFloat(borderRightWidth)];}"
        )
        assert edges[0] == 0 < edges[1], "what is quoted has its rule where the lines begin"
        indents = page.locator(".prose[dir=rtl] ul").evaluate(
            "one => {const {paddingLeft, paddingRight} = getComputedStyle(one);"
            "return [parseFloat(paddingLeft), parseFloat(paddingRight)];}"
        )
        assert indents[0] == 0 < indents[1], "the points of a list stand on the right"


def test_numbers_dates_and_names_keep_their_order_in_arabic(shown: Callable[..., Page]) -> None:
    page = shown(ARABIC)
    paragraph = page.locator(".prose[dir=rtl] > p").first
    time, name = places(paragraph, "6:40"), places(paragraph, "BC Transit")
    assert time == sorted(time), "a time reads from the left"
    assert name == sorted(name), "a name in Latin letters too"
    day, month, year = (places(paragraph, part)[0] for part in ("30", "مارس", "2026"))
    assert day > month > year, "a date goes on from the right: day, month, year"
    before, after = places(paragraph, "شركة")[0], places(paragraph, "ووزارة")[0]
    assert before > name[-1]
    assert name[0] > after, "the sentence goes on at the left of the name"


def test_what_is_ours_on_an_arabic_page_stays_as_we_write(shown: Callable[..., Page]) -> None:
    page = shown(ARABIC)
    assert page.locator("html").get_attribute("dir") is None
    dates = page.locator(".facts .fact__line").first
    assert dates.evaluate("one => getComputedStyle(one).direction") == "ltr"
    # The year may stand on a second line where other letters than ours are wider.
    first, second = places(dates, "Opened")[0], places(dates, "day,")[0]
    assert first < second


def test_a_comment_and_its_name_run_as_they_were_written(shown: Callable[..., Page]) -> None:
    page = shown(ARABIC)
    for language, (name, text) in COMMENTS.items():
        comment = page.locator("article.comment", has_text=text)
        said = comment.locator(".comment__text")
        direction = said.evaluate("one => getComputedStyle(one).direction")
        assert direction == ("rtl" if language == "ar" else "ltr")
        assert (said.get_attribute("lang") or "en") == language
        assert comment.locator("bdi").inner_text() == name
    arabic = page.locator("article.comment", has_text=COMMENTS["ar"][1])
    assert (time := places(arabic, "9:10")) == sorted(time)
    mixed = page.locator("article.comment", has_text=COMMENTS["en"][1]).locator("bdi")
    latin, opening, inner = (places(mixed, part)[0] for part in ("Sam", "(", "سام"))
    assert latin < opening < inner + 200
    assert places(mixed, "(")[0] < places(mixed, ")")[0]
