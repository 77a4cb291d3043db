"""From comments to a report that everybody reads, by three people and a citizen, each in a browser.

Themes are given by keyboard, a quotation is approved by a second person, the report is built by the
worker, approved by two officers and released; then a citizen reads it, without a cookie, and checks
the hash of a file. Axe looks at every page that is met.
"""

import hashlib
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Demo
from tests.browser.test_approvals import Person
from tests.browser.test_journey import Walk

SLUG = "heron-bay-trail"
TITLE = "How should the shoreline trail at Heron Bay be rebuilt?"
BASE = f"/staff/engagements/{SLUG}"
ROLES = ("engagement_lead", "moderator", "privacy_officer", "communications_director")
PATIENCE = 120.0


@pytest.fixture
def staff(browser: Browser, demo: Demo) -> Iterator[dict[str, Person]]:
    contexts, people = [], {}
    for role in ROLES:
        context = browser.new_context()
        contexts.append(context)
        people[role] = Person(context.new_page(), demo, role)
        people[role].sign_in()
    yield people
    for context in contexts:
        context.close()


@pytest.fixture
def citizen(browser: Browser, demo: Demo) -> Iterator[Walk]:
    walk = Walk(browser.new_context(accept_downloads=True), demo)
    yield walk
    assert walk.elsewhere == []
    assert walk.context.cookies() == []
    walk.context.close()


def test_from_comments_to_a_report_that_everybody_reads(
    staff: dict[str, Person], citizen: Walk
) -> None:
    lead, privacy = staff["engagement_lead"], staff["privacy_officer"]
    make_themes(lead, "Paths and bridges", "Parking")
    give_theme(staff["moderator"])
    number = quote(lead)
    approve_quotation(privacy, number)
    build(lead)

    citizen.open(f"/engagements/{SLUG}/results")
    assert f"/engagements/{SLUG}/report/2/" not in citizen.page.content()
    lead.open(f"{BASE}/report/2")
    lead.press("Ask for approval")
    privacy.decide(TITLE, "Privacy officer")
    staff["communications_director"].decide(TITLE, "Communications director")
    lead.open(f"{BASE}/report/2")
    lead.press("Release to the public")
    lead.sees("Released to the public")
    lead.open("/staff/reuse")
    lead.sees("Report 2, release 2")

    read(citizen)


def make_themes(lead: Person, *labels: str) -> None:
    for label in labels:
        lead.open(f"{BASE}/themes/codebook/new")
        lead.page.get_by_label("Name in English").fill(label)
        lead.page.get_by_label("When to use it").fill("Whatever is said about it.")
        lead.press("Save")
        lead.sees("The theme is in the codebook.")


def give_theme(coder: Person) -> None:
    """The first theme, by its key, and on to the next comment."""
    coder.open(f"{BASE}/themes/coding")
    coder.page.keyboard.press("1")
    with coder.page.expect_navigation():
        coder.page.keyboard.press("Enter")
    coder.look()
    coder.sees("1 of")


def quote(lead: Person) -> int:
    """Chooses a sentence, and asks a second person; the quotation's number."""
    lead.open(f"{BASE}/quotations/choose")
    lead.page.get_by_label("Words in the comment").fill("loop")
    lead.press("Search")
    lead.page.get_by_role("link", name=re.compile("Quote from comment")).first.click()
    lead.look()
    lead.page.get_by_label("Could it become a loop?").check()
    lead.press("Choose these words")
    lead.press("Save and ask a second person")
    lead.sees("Waits for a second person")
    return int(lead.page.url.rstrip("/").rpartition("/")[2])


def approve_quotation(second: Person, number: int) -> None:
    second.open("/staff/")
    second.sees("quotation")
    second.open(f"{BASE}/quotations/{number}")
    second.page.get_by_label(re.compile("Approve")).check()
    second.press("Decide")
    second.sees("Approved")


def build(lead: Person) -> None:
    """Asks for the report and looks until the worker has made it."""
    lead.open(f"{BASE}/report")
    lead.press("Build report")
    until = time.monotonic() + PATIENCE
    while not lead.page.get_by_role("link", name="Approve and release it").count():
        assert time.monotonic() < until, lead.page.get_by_role("main").inner_text()
        time.sleep(1)
        lead.page.goto(lead.demo.base_url + f"{BASE}/report")
    lead.look()


def read(citizen: Walk) -> None:
    """What the citizen finds: files with their hashes beside them, and the report as a page."""
    citizen.open(f"/engagements/{SLUG}/results")
    main = citizen.page.get_by_role("main")
    with citizen.page.expect_download() as begun:
        main.get_by_role("link", name=re.compile(r"comments\.csv|CSV")).first.click()
    content = begun.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() in citizen.page.content()
    main.get_by_role("link", name=re.compile("Read the report")).first.click()
    # Served in a sandbox without scripts, so axe looks at the same file in test_report_page.py.
    body = citizen.page.get_by_role("main")
    expect(body).to_contain_text("Could it become a loop?")
    expect(body).to_contain_text("Paths and bridges")
    expect(body).to_contain_text("fewer than 10")
