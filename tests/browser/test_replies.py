"""From a draft to the reply under its comment, in a real browser with axe on every page."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_journey import Walk

TEAM = "Citizen Engagement"
TEXT = "Thank you. The courts decided in March that the route stays.\n\nIt opens on 1 May."
WHY = "The decision is final and the court published it."


@pytest.fixture
def walks(browser: Browser, demo: Demo) -> Iterator[list[Walk]]:
    """A lead, a speaker and a citizen, each with a browser of their own."""
    made = [Walk(browser.new_context(), demo) for _ in range(3)]
    yield made
    for walk in made:
        assert walk.elsewhere == []
        walk.context.close()


def sign_in(walk: Walk, demo: Demo, role: str, path: str) -> Page:
    account = demo.account(role)
    walk.open(path)
    walk.page.get_by_label("E-mail").fill(account["email"])
    walk.page.get_by_label("Password").fill(account["password"])
    walk.page.get_by_label("code").fill(demo.code(role))
    walk.press("Sign in")
    assert urlsplit(walk.page.url).path == urlsplit(path).path, walk.page.content()
    return walk.page


def test_a_reply_from_the_draft_to_the_discussion(walks: list[Walk], demo: Demo) -> None:
    lead, speaker, citizen = walks
    make_speaker(lead, demo)
    comments = f"/staff/engagements/{demo.engagement}/comments?state=published"
    page = sign_in(speaker, demo, "moderator", comments)
    number = page.locator("main td a").first.inner_text().split()[-1]
    write_reply(speaker, number)
    page.get_by_role("link", name="See it on the public page").click()
    page.wait_for_load_state()
    anchor = urlsplit(page.url).fragment
    citizen.open(f"{urlsplit(page.url).path}?{urlsplit(page.url).query}")
    reply = citizen.page.locator(f"#{anchor.replace('c-', 'r-', 1)}")
    expect(reply.get_by_role("heading")).to_have_text(TEAM)
    expect(reply).to_contain_text("It opens on 1 May.")
    assert citizen.context.cookies() == []
    for path in ("/staff/replies?show=published", "/staff/questions", "/staff/replies/1"):
        speaker.open(path)


def make_speaker(lead: Walk, demo: Demo) -> None:
    page = sign_in(lead, demo, "engagement_lead", f"/staff/engagements/{demo.engagement}/speakers")
    page.get_by_label("Name of the team").fill(TEAM)
    for box in page.get_by_label("Mo (moderator)").all():
        box.check()
    lead.press("Save speakers")
    expect(page.get_by_text("The speakers are saved.")).to_be_visible()


def write_reply(speaker: Walk, number: str) -> None:
    """Every mistake once: a telephone number, then a question that was not answered."""
    page = speaker.page
    speaker.open(f"/staff/comments/{number}/reply")
    page.get_by_label("Your reply").fill(TEXT + " Call 250 387-1234.")
    speaker.press("Save and check")
    expect(page.locator("mark", has_text="250 387-1234")).to_be_visible()

    speaker.press("Publish")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    page.get_by_label("Your reply").fill(TEXT)
    page.get_by_role("group", name="Matters before the courts").get_by_role("textbox").fill(WHY)
    speaker.press("Publish")
    expect(page.get_by_text("The reply is published.")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("It opens on 1 May.")
