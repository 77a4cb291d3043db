"""`python -m tests.pictures [NAME...]`: every public page, as a phone and a desk show it.

The sample is loaded in a folder of its own under a clock that stands still, so that a page looks
the same tomorrow, and a changed picture means a changed page. Written to docs/pages/, with an
index: small enough to lie with the project, large enough to be judged.
"""

import argparse
import io
import logging
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.migrating import upgrade
from engage.core.settings import load_settings
from engage.core.unit import Units
from engage.demo.service import prepare_demo
from engage.wiring import make_units
from tests.browser.every_page import served
from tests.services.browser import run_browser

NOW: Final = datetime(2026, 12, 2, 20, 0, tzinfo=UTC)
FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pages"
WIDTHS: Final = {"phone": (390, 844), "desk": (1280, 800)}
TALLEST: Final = {"phone": 1_550, "desk": 1_200}
COLOURS: Final = 96
FRAME: Final = (600, 340)
"""What a card is given on the page of another site."""
BUSES: Final = "/engagements/night-buses"
TOPIC: Final = f"{BUSES}/when-and-where"
TRAIL: Final = "/engagements/heron-bay-trail"
TEXT: Final = "A bus at ten past nine, please, and one on Sundays: the hospital does not close."

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One page: the name of its files, what it is, where it is, and what is done there first."""

    name: str
    title: str
    path: str
    step: Step | None = None
    theme: str = "corporate"


def refused(page: Page) -> None:
    """Sent with nothing in it."""
    page.get_by_role("button", name="Send comment", exact=True).click()
    page.wait_for_load_state()


def sent(page: Page) -> None:
    page.get_by_label("Your comment").fill(TEXT)
    page.get_by_label("Your name").fill("Night worker")
    page.get_by_label(re.compile("my own words")).check()
    page.get_by_role("button", name="Send comment", exact=True).click()
    page.wait_for_load_state()


def looked_up(page: Page) -> None:
    """By the code that the page of thanks showed."""
    sent(page)
    code = page.locator(".code").inner_text()
    page.goto(page.url.split("/engagements")[0] + "/receipt")
    page.locator("main input[type=text]").first.fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def replies(page: Page) -> None:
    """The page of the one thread of a discussion."""
    above = page.locator("li:has(li) > .comment").first.get_attribute("id") or ""
    page.goto(f"{page.url}/replies/{above.removeprefix('c-')}")


def reported(page: Page) -> None:
    page.goto(page.locator(".comment a[href$='/report']").first.evaluate("one => one.href"))


def report_page(page: Page) -> None:
    page.goto(page.locator("main a[href$='.html']").first.evaluate("one => one.href"))


PICTURES: Final = (
    Picture("home", "Home", "/"),
    Picture("engagements", "All engagements, with filters", "/engagements"),
    Picture("search", "Results of a search", "/search?q=bus"),
    Picture("search-empty", "A search that finds nothing", "/search?q=zeppelin"),
    Picture("engagement", "An open engagement with two topics", BUSES),
    Picture("engagement-one-topic", "An open engagement with one", "/engagements/creek-bridge"),
    Picture(
        "engagement-upcoming", "An engagement that has not opened", "/engagements/library-hours"
    ),
    Picture("engagement-results", "An engagement with results", TRAIL),
    Picture("topic", "A topic and its discussion", TOPIC),
    Picture("replies", "The replies to a comment", TOPIC, replies),
    Picture("comment", "The form for a comment", f"{TOPIC}/comment"),
    Picture("comment-errors", "The form, with what to mend", f"{TOPIC}/comment", refused),
    Picture("comment-sent", "Thanks, with the receipt code", f"{TOPIC}/comment", sent),
    Picture("receipt", "A comment looked up by its code", f"{TOPIC}/comment", looked_up),
    Picture("report-comment", "The form to report a comment", TOPIC, reported),
    Picture("follow", "Follow by e-mail", f"{BUSES}/follow"),
    Picture("updates", "All updates", f"{BUSES}/updates"),
    Picture("update", "An update with a video", f"{BUSES}/updates/how-we-will-use-what-you-say"),
    Picture("results", "Results, with the report and its files", f"{TRAIL}/results"),
    Picture("report", "The report as a page", f"{TRAIL}/results", report_page),
    Picture("notice", "The collection notice", f"{BUSES}/notice"),
    Picture("moderation", "What was moderated, in figures", f"{BUSES}/moderation"),
    Picture("moderation-policy", "The moderation policy", "/moderation-policy"),
    Picture("share", "Share, poster, calendar, card", f"{BUSES}/share"),
    Picture("poster", "The poster", f"{BUSES}/poster.pdf"),
    Picture("embed", "The card for other sites", f"/embed{BUSES}"),
    Picture("connect", "Connect: accounts, blogs, sites", "/connect"),
    Picture("connect-tools", "The tools", "/connect/tools"),
    Picture("api", "Data for programs", "/api"),
    Picture("french", "An engagement in French", f"/fr{BUSES}"),
    Picture("french-comment", "The form in French", f"/fr{TOPIC}/comment"),
    Picture("arabic", "An engagement in Arabic", f"{BUSES}/in/ar"),
    Picture("not-found", "A page that is not there", "/engagements/no-such-page"),
    Picture("forests-home", "A ministry's theme: home", "/", theme="forests"),
    Picture("forests-engagement", "A ministry's theme: engagement", BUSES, theme="forests"),
)


@contextmanager
def sample() -> Iterator[Units]:
    """A database with the sample, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="engage-pictures-") as folder:
        settings = load_settings(
            {
                "ENGAGE_VAR_DIR": folder,
                "ENGAGE_BASE_URL": "https://engage.example.gov.bc.ca",
                # A clock that stands still makes every form quick.
                "ENGAGE_QUICK_SECONDS": "0",
                "ENGAGE_HOURLY_COMMENTS": "0",
                # Nothing is sent, but pages offer what needs mail.
                "ENGAGE_SMTP_URL": "smtp://127.0.0.1:9",
                "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca",
            }
        )
        units = make_units(settings, FixedClock(NOW))
        upgrade(units.database)
        for _line in prepare_demo(units):
            pass
        yield units
        units.database.dispose()


@contextmanager
def letters_of(browser: Browser, base: str) -> Iterator[BrowserContext]:
    """A browser that has met the site's letters already: a page may be shown before they came."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(base + BUSES, wait_until="networkidle")
    page.close()
    yield context
    context.close()


def taken(context: BrowserContext, base: str, picture: Picture, width: int, height: int) -> bytes:
    """The whole page from its top, as a PNG of the browser's."""
    if picture.path.endswith(".pdf"):
        return _sheet(context, base + picture.path, width)
    if picture.path.startswith("/embed/"):
        width, height = min(width, FRAME[0]), FRAME[1]
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(base + picture.path)
    if picture.step is not None:
        picture.step(page)
    page.evaluate("document.fonts.ready.then(() => {})")
    page.mouse.move(0, 0)
    content = page.screenshot(full_page=True, animations="disabled", caret="hide")
    page.close()
    return content


def _sheet(context: BrowserContext, address: str, width: int) -> bytes:
    """The first sheet of a PDF, no wider than a sheet is shown."""
    answer = context.request.get(address)
    sheet = pypdfium2.PdfDocument(answer.body())[0]
    image = sheet.render(scale=min(width, 640) / sheet.get_width()).to_pil()
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def small(content: bytes, tallest: int) -> bytes:
    """Cut, and with as many colours as a page of text has."""
    whole = Image.open(io.BytesIO(content)).convert("RGB")
    image = whole.crop((0, 0, whole.width, min(whole.height, tallest)))
    kept = io.BytesIO()
    fewer = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    fewer.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def index(pictures: Sequence[Picture]) -> str:
    """The page that shows which picture is which."""
    lines = [
        "# What the public pages look like",
        "",
        "The sample on a phone (390 wide) and on a desk (1,280 wide), from the top of each page.",
        "`make pictures` takes them anew.",
        "",
        "| Page | Phone | Desk |",
        "| --- | --- | --- |",
    ]
    for one in pictures:
        shown = " | ".join(f"[{width}]({one.name}-{width}.png)" for width in WIDTHS)
        lines.append(f"| {one.title} | {shown} |")
    return "\n".join([*lines, ""])


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these; all when none is given"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    chosen = [one for one in PICTURES if not asked.names or one.name in asked.names]
    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    if not asked.names:
        for old in folder.glob("*.png"):
            old.unlink()
    with sample() as units, run_browser() as browser:
        for theme in dict.fromkeys(one.theme for one in chosen):
            app = create_app(replace(units.settings, theme=theme), units=units)
            with served(app) as base, letters_of(browser, base) as context:
                for one in (one for one in chosen if one.theme == theme):
                    for name, size in WIDTHS.items():
                        path = folder / f"{one.name}-{name}.png"
                        path.write_bytes(small(taken(context, base, one, *size), TALLEST[name]))
                        print(f"{path.name:<40} {path.stat().st_size:>8,}", flush=True)
    (folder / "README.md").write_text(index(PICTURES), "utf-8")


if __name__ == "__main__":
    main()
