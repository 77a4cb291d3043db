"""A discussion of three pages in Chromium: 'Older comments' adds in place, Back finds the place
again, and everything works by keyboard, without scripts, on a small screen and on paper."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import place, receive
from engage.comments.threads.service import open_thread
from engage.core.permissions import SYSTEM
from engage.core.settings import load_settings
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.wiring import make_units
from tests.browser.conftest import Demo

COMMENTS, REPLIES, ON_A_PAGE = 450, 7, 200
NARROW = {"width": 320, "height": 640}
ARTICLES = "[data-comments] > li > article"


@pytest.fixture(scope="module")
def units(demo: Demo) -> Iterator[Units]:
    made = make_units(load_settings(demo.environment))
    yield made
    made.database.dispose()


def published(unit: Unit, engagement: Engagement, topic: Topic, n: int, text: str) -> Comment:
    """Received so many minutes before now."""
    arrival = Arrival(
        channel=Channel.PHONE,
        notice_given=NoticeGiven.READ_OUT,
        received_at=unit.now - timedelta(minutes=n),
    )
    accepted = Accepted(text, "", "", frozenset())
    comment = receive(unit, engagement, topic, accepted, arrival)
    place(unit, engagement, comment, "published", published_version=1, waiting_since=None)
    return comment


@pytest.fixture(scope="module")
def topic(demo: Demo, units: Units) -> str:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, demo.engagement)
        about = topic_by_slug(unit.session, engagement.id, demo.topic)
        for n in range(COMMENTS):
            published(unit, engagement, about, n, f"A night bus for stop {n}, please.")
    with units.writing(SYSTEM) as unit:
        engagement = unit.session.get_one(Engagement, engagement.id)
        about = unit.session.get_one(Topic, about.id)
        above = unit.session.scalars(
            select(Comment).where(Comment.topic_id == about.id).order_by(Comment.id.desc())
        ).first()
        assert above is not None
        open_thread(unit.session, above)
        for n in range(REPLIES):
            reply = published(unit, engagement, about, REPLIES - n, f"I agree, says number {n}.")
            place(unit, engagement, reply, "waiting", published_version=None, waiting_since=None)
            reply.parent_id = above.id
            place(unit, engagement, reply, "published", published_version=1, waiting_since=None)
    return f"{demo.base_url}/engagements/{demo.engagement}/{demo.topic}"


def fail(route: Route) -> None:
    route.abort("internetdisconnected")


def is_by_script(route: Route) -> bool:
    return route.request.resource_type == "fetch"


def more(page: Page) -> None:
    page.locator("[data-pager] [rel=next]").click()


def test_older_comments_are_added_in_place_and_back_finds_the_place(
    browser: Browser, topic: str
) -> None:
    page = browser.new_page()
    page.goto(topic)
    expect(page.locator(ARTICLES)).to_have_count(ON_A_PAGE)
    more(page)
    expect(page.locator(ARTICLES)).to_have_count(2 * ON_A_PAGE)
    assert page.url == topic
    expect(page.get_by_role("status").last).to_have_text("More comments are shown below.")
    focused = page.evaluate(
        f"[...document.querySelectorAll('{ARTICLES}')].findIndex("
        "one => one.contains(document.activeElement))"
    )
    assert focused == ON_A_PAGE  # the first of the new ones
    more(page)
    expect(page.locator("[data-pager] [rel=next]")).to_have_count(0)
    everything = page.locator(ARTICLES).count()
    assert everything >= COMMENTS
    ids = page.locator(ARTICLES).evaluate_all("all => all.map(one => one.id)")
    assert len(set(ids)) == everything
    page.locator(ARTICLES).nth(everything - 5).scroll_into_view_if_needed()
    page.locator(f"#{ids[-5]} .comment__links a").last.click()
    page.wait_for_url("**/report")
    page.go_back()
    expect(page.locator(ARTICLES)).to_have_count(everything)
    expect(page.locator(f"#{ids[-5]}")).to_be_in_viewport()
    page.close()


def test_a_failing_network_is_told_and_the_link_leads_on(browser: Browser, topic: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(topic)
    page.route("**/*after=*", lambda one: fail(one) if is_by_script(one) else one.continue_())
    more(page)
    told = page.locator("[data-told]")
    expect(told).to_be_visible()
    expect(told).to_contain_text("did not come")
    expect(page.locator(ARTICLES)).to_have_count(ON_A_PAGE)
    more(page)
    page.wait_for_url("**after=**")
    expect(page.locator(ARTICLES)).to_have_count(ON_A_PAGE)
    context.close()


def test_without_scripts_the_links_lead_through_all_pages_and_back(
    browser: Browser, topic: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{topic}?sort=oldest")
    seen = page.locator(ARTICLES).count()
    while page.locator("[data-pager] [rel=next]").count():
        more(page)
        page.wait_for_load_state()
        seen += page.locator(ARTICLES).count()
    assert seen >= COMMENTS
    page.get_by_role("link", name="Back to the oldest comments").click()
    expect(page.locator(ARTICLES)).to_have_count(ON_A_PAGE)
    context.close()


def test_all_replies_and_a_permanent_link_that_marks_its_comment(
    browser: Browser, topic: str
) -> None:
    page = browser.new_page()
    page.goto(f"{topic}?sort=replied")
    page.get_by_role("link", name=f"Show all {REPLIES} replies").click()
    page.wait_for_url("**/replies/**")
    expect(page.locator(".comments--replies article")).to_have_count(REPLIES)
    last = page.locator(".comments--replies article").last
    link, anchor = last.locator(".comment__when a"), last.get_attribute("id")
    plain = last.evaluate("one => getComputedStyle(one).backgroundColor")
    link.click()
    page.wait_for_url(f"**#{anchor}")
    marked = page.locator(f"#{anchor}")
    expect(marked).to_be_in_viewport()
    looks = marked.evaluate(
        "one => [getComputedStyle(one).backgroundColor,"
        " getComputedStyle(one).outlineStyle, getComputedStyle(one).boxShadow]"
    )
    assert looks != [plain, "none", "none"]
    page.close()


def test_a_reply_is_written_by_keyboard_alone(browser: Browser, topic: str, units: Units) -> None:
    page = browser.new_page()
    page.goto(topic)
    first = page.locator(ARTICLES).first
    said = first.locator(".comment__text").first.inner_text()
    first.get_by_role("link", name="Reply to this comment").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/comment?to=*")
    expect(page.locator(".answered__text")).to_contain_text(said)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.locator("textarea[name=text]").focus()
    page.keyboard.type("I would take that bus too, every Friday.")
    page.locator("input[name=accepts_terms]").focus()
    page.keyboard.press("Space")
    page.locator("main form.form button[type=submit]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".code")).to_be_visible()
    with units.reading(SYSTEM) as unit:
        sent = unit.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
        assert sent is not None
        assert sent.parent_id is not None
        assert f"c-{unit.session.get_one(Comment, sent.parent_id).public_id}" == (
            first_id(page, topic)
        )
    page.close()


def first_id(page: Page, topic: str) -> str | None:
    page.goto(topic)
    return page.locator(ARTICLES).first.get_attribute("id")


def test_nothing_is_wider_than_a_small_screen_and_paper_has_no_links_to_press(
    browser: Browser, topic: str
) -> None:
    page = browser.new_page(viewport=NARROW)  # type: ignore[arg-type]
    page.goto(f"{topic}?sort=replied")
    thread = page.get_by_role("link", name=f"Show all {REPLIES} replies").get_attribute("href")
    origin = topic.partition("/engagements")[0]
    for address in (f"{topic}?sort=replied", f"{origin}{thread}"):
        page.goto(address)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        page.emulate_media(media="print")
        expect(page.locator(ARTICLES).first).to_be_visible()
        for pressed in ("[data-pager]", ".orders", ".comment__links"):
            for one in page.locator(pressed).all():
                expect(one).to_be_hidden()
        page.emulate_media(media="screen")
    page.close()
