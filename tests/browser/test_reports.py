"""A reader reports a comment, a moderator looks at it and opens an incident: in a real browser.

Axe looks at every page; the reader sends the form without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Demo
from tests.browser.test_journey import Walk
from tests.browser.test_replies import sign_in


@pytest.fixture
def reader(browser: Browser, demo: Demo) -> Iterator[Walk]:
    """Axe itself is a script, so pages are looked at with scripts on and used with scripts off."""
    walk = Walk(browser.new_context(), demo)
    yield walk
    assert walk.elsewhere == []
    assert walk.context.cookies() == []
    walk.context.close()


@pytest.fixture
def staff(browser: Browser, demo: Demo) -> Iterator[list[Walk]]:
    made = [Walk(browser.new_context(), demo) for _ in range(2)]
    yield made
    for walk in made:
        assert walk.elsewhere == []
        walk.context.close()


def test_a_report_hides_a_comment_and_a_moderator_deals_with_it(
    browser: Browser, reader: Walk, staff: list[Walk], demo: Demo
) -> None:
    moderator, administrator = staff
    reader.open(f"/engagements/{demo.engagement}/{demo.topic}")
    comment = reader.page.locator(".comment").first
    words = comment.locator(".comment__text").inner_text()
    path = comment.get_by_role("link", name="Report").get_attribute("href") or ""
    reader.open(path)
    report_without_scripts(browser, demo, path)
    reader.open(f"/engagements/{demo.engagement}/{demo.topic}")
    assert words not in reader.page.content()
    reader.open(f"/engagements/{demo.engagement}/moderation")

    keep_contacts(administrator, demo)
    page = sign_in(moderator, demo, "moderator", "/staff/queue?part=privacy")
    page.locator(".queue-list a", has_text=words[:30]).click()
    moderator.look()
    expect(page.get_by_text("Names or describes a person")).to_be_visible()
    expect(page.get_by_text("the first sentence")).to_be_visible()
    moderator.follow("Open an incident")
    expect(page.get_by_text("250 387-7000")).to_be_visible()
    expect(page.get_by_text("Option 3", exact=True)).to_be_visible()
    moderator.press("Open the incident")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_label("Privacy").check()
    moderator.press("Open the incident")
    expect(page.get_by_text("kim.li@gov.bc.ca")).to_be_visible()
    page.get_by_label("Supervisor told").check()
    page.get_by_label("Note (optional)").fill("Called at noon.")
    moderator.press("Note this step")
    expect(page.locator(".steps")).to_contain_text("Called at noon.")
    moderator.follow("Show the page to print")
    for path in ("/staff/incidents", "/staff/reported", "/staff/acknowledge", "/staff/"):
        moderator.open(path)


def report_without_scripts(browser: Browser, demo: Demo, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo.base_url + path)
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("link", name="Choose why you report this comment.")).to_be_visible()
    page.get_by_label("It names or describes a person").check()
    page.get_by_label("Anything that helps us find it").fill("the first sentence")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("The comment is off this site now.")).to_be_visible()
    assert context.cookies() == []
    context.close()


def keep_contacts(administrator: Walk, demo: Demo) -> None:
    page = sign_in(administrator, demo, "administrator", "/staff/incidents/contacts")
    administrator.press("Save")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_label("Ministry").select_option(index=1)
    for option in range(1, page.get_by_label("Ministry").locator("option").count()):
        page.get_by_label("Ministry").select_option(index=option)
        page.get_by_label("Name", exact=True).fill("Kim Li")
        page.get_by_label("E-mail address").fill("kim.li@gov.bc.ca")
        administrator.press("Save")
        expect(page.get_by_text("The contact is saved.")).to_be_visible()
