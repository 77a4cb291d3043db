"""A pile of letters, by keyboard alone, in a real browser with axe on every page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_journey import Walk
from tests.browser.test_replies import sign_in

FIRST = "The last bus leaves before my shift ends."
SECOND = "I wait at the stop in the dark.\nPut a lamp there."


@pytest.fixture
def lead(browser: Browser, demo: Demo) -> Iterator[Walk]:
    context = browser.new_context()
    walk = Walk(context, demo)
    yield walk
    assert walk.elsewhere == []
    context.close()


def test_a_pile_of_letters_is_keyed_in_without_a_mouse(lead: Walk, demo: Demo) -> None:
    place = f"/staff/engagements/{demo.engagement}/keyed"
    page = sign_in(lead, demo, "engagement_lead", place)
    page.get_by_label("On paper").focus()
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    lead.look()
    expect(page.get_by_role("alert")).to_contain_text("Choose how the collection notice was given")
    page.get_by_label("Shown or handed over").check()
    page.get_by_label("Topic").select_option(demo.topic)
    code = saved(lead, page, FIRST)
    assert page.evaluate("document.activeElement.textContent") == "Key in another"
    page.keyboard.press("Enter")
    page.wait_for_url("**/keyed?**")
    lead.look()
    assert page.evaluate("document.activeElement.name") == "text"
    expect(page.get_by_label("Shown or handed over")).to_be_checked()
    assert saved(lead, page, SECOND) != code
    lead.follow("The list of what was keyed in")
    expect(page.get_by_text("On paper: 2")).to_be_visible()
    page.locator("main table th a").last.click()
    page.wait_for_url("**/staff/queue/**")
    lead.look()
    expect(page.get_by_text("shown or handed over before")).to_be_visible()


def saved(lead: Walk, page: Page, words: str) -> str:
    """Types a letter where the focus belongs and saves it by the keys; the code of the slip."""
    page.get_by_label("What they wrote or said").fill(words)
    page.keyboard.press("Control+Enter")
    page.locator(".slip").wait_for()
    lead.look()
    return page.locator(".slip .code").inner_text()
