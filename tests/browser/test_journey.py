"""A citizen's and a moderator's way through the demo, in a real browser, with axe on every page.

The steps are one story told in order; each page that is met is checked for accessibility, for
requests to other hosts, and for cookies where there must be none.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import Demo

TEXT = "A bus at ten past nine, please.\nAnd one on Sundays: the hospital does not close."
WORKER = "Night worker"


class Walk:
    """One person's browser: goes to pages, and looks at each with axe."""

    def __init__(self, context: BrowserContext, demo: Demo) -> None:
        self.context = context
        self.demo = demo
        self.page: Page = context.new_page()
        self.elsewhere: list[str] = []
        self.met: list[str] = []
        self.page.on("request", self._note)
        self.page.on("console", lambda said: self._complain(said.type, said.text))

    def _note(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.demo.base_url).netloc:
            self.elsewhere.append(request.url)

    def _complain(self, kind: str, text: str) -> None:
        # A refused form is a 422 on purpose, and Chromium calls that an error.
        if kind == "error" and "status of 4" not in text:
            self.elsewhere.append(text)

    def open(self, path: str) -> None:
        self.page.goto(self.demo.base_url + path)
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        """No accessibility violation on the page that is shown now."""
        self.page.wait_for_load_state()
        results = Axe().run(self.page)
        self.met.append(urlsplit(self.page.url).path)
        assert results.violations_count == 0, f"{self.page.url}: {results.generate_report()}"


@pytest.fixture
def citizen(browser: Browser, demo: Demo) -> Iterator[Walk]:
    context = browser.new_context(java_script_enabled=True)
    walk = Walk(context, demo)
    yield walk
    assert walk.elsewhere == []
    context.close()


@pytest.fixture
def moderator(browser: Browser, demo: Demo) -> Iterator[Walk]:
    context = browser.new_context()
    walk = Walk(context, demo)
    yield walk
    assert walk.elsewhere == []
    context.close()


def test_a_comment_from_the_form_to_the_page_and_back(
    citizen: Walk, moderator: Walk, demo: Demo
) -> None:
    topic = f"/engagements/{demo.engagement}/{demo.topic}"
    code = write_a_comment(citizen, demo, topic)
    assert WORKER not in page_text(citizen, topic)

    sign_in(moderator, demo, "moderator")
    publish_from_the_queue(moderator)
    look_at_taking_from_view(moderator, demo)

    citizen.open(topic)
    comment = citizen.page.locator("article.comment", has_text="ten past nine")
    expect(comment.get_by_role("heading")).to_have_text(WORKER)
    comment.locator("time").click()
    citizen.look()
    assert "#c-" in citizen.page.url
    assert citizen.context.cookies() == []

    take_it_back(citizen, code)
    assert "ten past nine" not in page_text(citizen, topic)
    assert citizen.context.cookies() == []


def write_a_comment(citizen: Walk, demo: Demo, topic: str) -> str:
    """Finds the engagement, makes every mistake once, and gives the receipt code."""
    page = citizen.page
    citizen.open("/")
    page.get_by_role("link", name=re.compile("night bus")).first.click()
    citizen.look()
    citizen.open(f"/engagements/{demo.engagement}/notice")
    citizen.open(topic)
    citizen.follow("Write a comment")
    notice = page.locator(".notice").bounding_box()
    field = page.get_by_label("Your comment").bounding_box()
    assert notice is not None
    assert field is not None
    assert notice["y"] < field["y"]

    citizen.press("Send comment")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)

    page.get_by_label("Your comment").fill(TEXT + "\nCall me: 250 387-1234")
    page.get_by_label("Your name").fill(WORKER)
    page.get_by_label(re.compile("my own words")).check()
    citizen.press("Send comment")
    expect(page.get_by_text("a telephone number")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value(WORKER)

    page.get_by_label("Your comment").fill(TEXT)
    citizen.press("Send changed comment")
    code = page.locator(".code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
    assert code not in page.url

    page.reload()
    assert page.locator(".code").inner_text() == code
    return code


def sign_in(walk: Walk, demo: Demo, role: str) -> None:
    account = demo.account(role)
    walk.open("/staff/queue")
    walk.page.get_by_label("E-mail").fill(account["email"])
    walk.page.get_by_label("Password").fill(account["password"])
    walk.page.get_by_label("code").fill(demo.code(role))
    walk.press("Sign in")
    assert urlsplit(walk.page.url).path == "/staff/queue", walk.page.content()


def publish_from_the_queue(moderator: Walk) -> None:
    """The newest waits last: decides what is in front of it until it comes."""
    page = moderator.page
    for _ in range(60):
        text = page.locator(".item-text").first.inner_text()
        if "ten past nine" in text:
            moderator.press("Publish")
            return
        page.get_by_label("Off topic").check()
        page.get_by_role("button", name="Do not publish").click()
        page.wait_for_load_state()
    raise AssertionError("the comment never came up in the queue")


def look_at_taking_from_view(moderator: Walk, demo: Demo) -> None:
    """The moderator's pages of a comment that is public; nothing is done to it."""
    moderator.open(f"/staff/engagements/{demo.engagement}/comments?state=published")
    moderator.page.locator("main td a").first.click()
    moderator.look()
    moderator.follow("Take this comment from public view")
    assert moderator.page.url.endswith("/unpublish")


def take_it_back(citizen: Walk, code: str) -> None:
    page = citizen.page
    citizen.open("/receipt")
    page.get_by_label("Receipt code").fill(code.lower().replace("-", " "))
    citizen.press("Show my comment")
    expect(page.get_by_text("Your comment is published.")).to_be_visible()
    page.get_by_label(re.compile("take back my comment")).check()
    citizen.press("Take back my comment")
    expect(page.get_by_text("Your comment has been taken back.")).to_be_visible()
    assert code not in page.url


def page_text(walk: Walk, path: str) -> str:
    walk.open(path)
    return walk.page.locator("main").inner_text()


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_of_the_public_is_accessible(browser: Browser, demo: Demo, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    walk = Walk(context, demo)
    slug = demo.engagement
    for path in (
        "/",
        "/engagements",
        "/engagements?status=open",
        "/search?q=library",
        "/search?q=nothing-like-this",
        f"/engagements/{slug}",
        f"/engagements/{slug}/{demo.topic}",
        f"/engagements/{slug}/{demo.topic}/comment",
        f"/engagements/{slug}/notice",
        f"/engagements/{slug}/moderation",
        f"/engagements/{slug}/results",
        f"/engagements/{slug}/updates",
        f"/engagements/{slug}/updates/how-we-will-use-what-you-say",
        "/engagements/heron-bay-trail",
        "/engagements/heron-bay-trail/results",
        "/engagements/library-hours",
        "/terms",
        "/moderation-policy",
        "/privacy",
        "/accessibility",
        "/receipt",
        "/no-such-page",
    ):
        walk.open(path)
        sideways = walk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0, path
    assert walk.elsewhere == []
    assert context.cookies() == []
    context.close()


def test_a_comment_can_be_written_without_javascript(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.base_url}/engagements/{demo.engagement}/{demo.topic}/comment")
    page.get_by_label("Your comment").fill("Without any script.")
    page.get_by_label(re.compile("my own words")).check()
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".code")).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_every_page_of_the_staff_is_accessible(moderator: Walk, demo: Demo) -> None:
    sign_in(moderator, demo, "administrator")
    slug = demo.engagement
    moderator.open(f"/staff/engagements/{slug}/comments?state=published")
    href = moderator.page.locator("main td a").first.get_attribute("href") or ""
    public = href.rpartition("/")[2]
    for path in (
        "/staff/",
        "/staff/queue",
        "/staff/queue/decided",
        f"/staff/queue/{public}",
        "/staff/engagements",
        "/staff/engagements/new",
        f"/staff/engagements/{slug}",
        f"/staff/engagements/{slug}/preview",
        f"/staff/engagements/{slug}/topics",
        f"/staff/engagements/{slug}/topics/new",
        f"/staff/engagements/{slug}/topics/{demo.topic}",
        f"/staff/engagements/{slug}/publish",
        f"/staff/engagements/{slug}/unpublish",
        f"/staff/engagements/{slug}/history",
        f"/staff/engagements/{slug}/results",
        f"/staff/engagements/{slug}/results/publish",
        f"/staff/engagements/{slug}/comments",
        f"/staff/engagements/{slug}/report",
        "/staff/reports",
        "/staff/wordpress",
        "/staff/no-such-page",
    ):
        moderator.open(path)
        assert urlsplit(moderator.page.url).path == path


def test_the_command_line_sees_the_demo(demo: Demo) -> None:
    for command, words in ((["audit", "verify"], "unbroken"), (["check"], "in order")):
        done = subprocess.run(
            [sys.executable, "-m", "engage.cli", *command],
            env=demo.whole_environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert words in done.stdout
