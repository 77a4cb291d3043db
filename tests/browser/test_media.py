"""Nothing of another site loads on any public page, until somebody presses Play; and a document.

Every page that the sample's home page leads to is opened, in both languages. Other hosts are
answered by nobody here: what asks them is counted and cut off.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.test_approvals import PHONE, Person
from tests.media import pdfs

UPDATE = "/engagements/night-buses/updates/how-we-will-use-what-you-say"
PLAYER = "www.youtube-nocookie.com"
MOST_PAGES = 60
FILES = re.compile(r"\.(?!html)[a-z]{2,5}$|/(?:feed|api|staff|media)\b")


class Reader:
    """A browser that writes down whom it asked beside the site itself."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo = page, demo
        self.asked: list[str] = []
        self.own = urlsplit(demo.base_url).netloc
        page.route("**/*", self._meet)

    def _meet(self, route: Route) -> None:
        host = urlsplit(route.request.url).netloc
        if host == self.own or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
            return
        self.asked.append(host)
        route.abort()

    def open(self, path: str) -> None:
        answer = self.page.goto(self.demo.base_url + path)
        assert answer is not None
        assert answer.status < 400, path

    def paths(self) -> Iterator[str]:
        """The pages of this site that the page links to."""
        hrefs: list[str] = self.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.href)"
        )
        for href in hrefs:
            parts = urlsplit(href)
            if parts.netloc == self.own and not FILES.search(parts.path):
                yield parts.path


@pytest.fixture
def reader(browser: Browser, demo: Demo) -> Iterator[Reader]:
    context = browser.new_context()
    yield Reader(context.new_page(), demo)
    context.close()


def test_no_public_page_asks_another_host_or_sets_a_cookie(reader: Reader) -> None:
    seen, waiting = set(), ["/", "/fr/", UPDATE]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        reader.open(path)
        waiting += [found for found in reader.paths() if found not in seen]
    assert len(seen) > 30
    assert UPDATE in seen
    assert reader.asked == []
    assert reader.page.context.cookies() == []


def test_a_video_asks_its_player_only_after_play_is_pressed(reader: Reader) -> None:
    page = reader.page
    reader.open(UPDATE)
    link = page.get_by_role("link", name=re.compile("^Watch on YouTube: A ride on the last bus"))
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=ENGAGE-DEMO")
    play = page.get_by_role("button", name=re.compile("^Play here: "))
    play.scroll_into_view_if_needed()
    expect(page.get_by_text("YouTube gets your internet address")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert reader.asked == []

    play.press("Enter")
    frame = page.locator("figure.video iframe")
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", re.compile("A ride on the last bus"))
    page.wait_for_timeout(300)
    assert set(reader.asked) == {PLAYER}
    assert page.context.cookies() == []

    page.get_by_role("button", name=re.compile("^Close the player: ")).press("Escape")
    expect(frame).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Play here: "))).to_be_focused()
    expect(page.get_by_role("img", name="A drawing of a bus")).to_be_visible()


def test_without_javascript_a_video_is_its_poster_and_a_link(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False)
    reader = Reader(context.new_page(), demo)
    reader.open(f"/fr{UPDATE}")
    expect(reader.page.get_by_role("link", name=re.compile("YouTube"))).to_be_visible()
    expect(reader.page.locator("figure.video button")).to_have_count(0)
    assert reader.asked == []
    context.close()


def test_only_a_page_with_a_player_may_frame_it(reader: Reader) -> None:
    policies = {}
    for path in ("/", "/engagements/night-buses", UPDATE):
        answer = reader.page.request.get(reader.demo.base_url + path)
        policies[path] = answer.headers["content-security-policy"]
    assert policies[UPDATE].endswith(f"; frame-src https://{PLAYER}")
    assert "frame-src" not in policies["/"] + policies["/engagements/night-buses"]


def test_the_document_of_the_sample_is_listed_and_can_be_kept(reader: Reader) -> None:
    page = reader.page
    reader.open("/engagements/night-buses")
    link = page.get_by_role("link", name=re.compile("Three plans for night buses.*PDF"))
    with page.expect_download() as kept:
        link.click()
    name = kept.value.suggested_filename
    assert name == "three-plans-for-night-buses-in-the-selwyn-valley.pdf"
    with pdfs.opened(kept.value.path().read_bytes()) as pdf:
        assert pdf.Root.MarkInfo.Marked
    assert Axe().run(page).violations_count == 0


def test_a_lead_adds_a_document_that_some_cannot_follow_and_says_why(
    browser: Browser, demo: Demo, tmp_path: Path
) -> None:
    file = tmp_path / "Draft2.pdf"
    file.write_bytes(pdfs.untagged())
    context = browser.new_context(viewport=PHONE)
    lead = Person(context.new_page(), demo, "engagement_lead")
    lead.sign_in()
    lead.open("/staff/engagements/night-buses/documents")
    lead.press("Add the document")
    lead.sees("Enter the document's title.")
    lead.page.get_by_label("Title", exact=True).fill("Report of the planners")
    lead.page.get_by_label("Language of the document").select_option("en")
    lead.page.get_by_role("textbox", name="Owner").fill("The Province")
    lead.page.get_by_label("Made by our own staff").check()
    lead.page.get_by_label("PDF file").set_input_files(file)
    lead.press("Add the document")
    lead.sees("This PDF has no tags")
    lead.sees("Some people cannot follow this PDF. Say why it is shown anyway.")
    lead.page.get_by_label("Why do we show it anyway?").fill("The page says the same in full.")
    lead.press("Save")
    expect(lead.page.get_by_text("It cannot be published yet")).to_have_count(0)
    lead.open("/staff/engagements/night-buses/preview")
    lead.sees("Report of the planners")
    expect(lead.page.get_by_text("Some people may not be able to read this file")).to_be_visible()
    context.close()
