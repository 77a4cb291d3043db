"""An engagement from its first idea to its opening, by five people, each in a browser of their own.

Nobody can go further than the others have come: that is tried at each step, and every page that is
met is looked at with axe.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo

SLUG = "quiet-ferries"
BASE = f"/staff/engagements/{SLUG}"
QUESTION = "Should ferries be quieter at night?"
SENTENCE = "It is written down here in a plain sentence."
PHONE = {"width": 390, "height": 844}


class Person:
    """One member of staff at one browser."""

    def __init__(self, page: Page, demo: Demo, role: str) -> None:
        self.page, self.demo, self.role = page, demo, role

    def sign_in(self) -> None:
        account = self.demo.account(self.role)
        self.open("/staff/sign-in")
        self.page.get_by_label("E-mail address").fill(account["email"])
        self.page.get_by_label("Password", exact=True).fill(account["password"])
        self.page.get_by_label("Code from your authenticator app").fill(self.demo.code(self.role))
        self.press("Sign in")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def open(self, path: str) -> None:
        self.page.goto(self.demo.base_url + path)
        self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state()
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}: {results.generate_report()}"

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def decide(self, title: str, step: str) -> None:
        """From what waits for this person to the decision, as it is led."""
        self.open("/staff/approvals")
        card = self.page.locator("article.card", has_text=title).filter(has_text=step)
        card.get_by_role("link").click()
        self.look()
        self.sees(title)
        self.page.get_by_label("Approve this exact content").check()
        self.press("Record the decision")
        self.sees("It is approved.")


@pytest.fixture
def staff(browser: Browser, demo: Demo) -> Iterator[dict[str, Person]]:
    """The five, signed in; the security officer works on a telephone."""
    roles = (
        "engagement_lead",
        "executive_director_engagement",
        "privacy_officer",
        "security_officer",
        "communications_director",
    )
    contexts, people = [], {}
    for role in roles:
        context = browser.new_context(**({"viewport": PHONE} if role == "security_officer" else {}))
        contexts.append(context)
        people[role] = Person(context.new_page(), demo, role)
        people[role].sign_in()
    yield people
    for context in contexts:
        context.close()


def test_from_the_first_idea_to_the_opening_by_five_people(
    staff: dict[str, Person], browser: Browser, demo: Demo
) -> None:
    lead, executive = staff["engagement_lead"], staff["executive_director_engagement"]
    privacy, security = staff["privacy_officer"], staff["security_officer"]
    director = staff["communications_director"]

    write_the_draft(lead)
    write_the_plan(lead)
    lead.open(f"{BASE}/publish")
    lead.sees("This cannot be published yet")
    lead.open(f"{BASE}/approvals")
    lead.page.get_by_label("Note to the approvers").fill("The timetable is made in May.")
    lead.press("Ask for approval")
    lead.sees("Approval is asked for.")

    director.open("/staff/approvals")
    director.sees("Nothing waits for your approval.")
    privacy.open(f"{BASE}/plan/pia")
    privacy.sees("once the plan is approved in principle")
    executive.decide(QUESTION, "Approval in principle")

    record(privacy, "pia", "PIA-2026-077")
    privacy.decide(QUESTION, "Privacy officer")
    director.open("/staff/approvals")
    director.sees("Nothing waits for your approval.")
    record(security, "security-assessment", "SA-2026-077")
    security.decide(QUESTION, "Information security officer")
    director.decide(QUESTION, "Communications director")
    with nobody_sees_it(browser, demo):
        executive.decide(QUESTION, "Final approval")

    lead.open(f"{BASE}/publish")
    lead.press("Publish")
    lead.sees("The engagement is published.")
    expect_open(browser, demo)

    lead.open(BASE)
    lead.page.get_by_label("The question (title)").fill("Should ferries be silent at night?")
    lead.press("Save draft")
    lead.open(f"{BASE}/publish")
    lead.sees("the exact content has to be approved first")
    lead.open(f"{BASE}/approvals")
    lead.sees("Changed since it was approved: the words.")
    expect(lead.page.locator(".route__step--approved")).to_have_count(3)


def write_the_draft(lead: Person) -> None:
    page = lead.page
    lead.open("/staff/engagements/new")
    ministry = page.get_by_label("Ministry", exact=True)
    ministry.select_option(index=ministry.locator("option").count() - 1)
    page.get_by_label("The question (title)").fill(QUESTION)
    page.get_by_label("Summary", exact=True).fill("Tell us what keeps you awake by the water.")
    page.get_by_label("Text", exact=True).fill("# What we want to know\n\nWhat do you hear?")
    page.get_by_label("It is ongoing").check()
    page.get_by_label("Opens", exact=True).fill("2026-01-05T09:00")
    page.get_by_label("E-mail", exact=True).fill("CitizenEngagement@gov.bc.ca")
    page.get_by_label("Collection notice").select_option(index=1)
    page.get_by_role("textbox", name="Address", exact=True).fill(SLUG)
    lead.press("Save draft")
    lead.open(f"{BASE}/topics/new")
    page.get_by_label("Title", exact=True).fill("At your window")
    fill_what_is_empty(lead)
    lead.page.locator("form.form button[type=submit]").first.click()
    lead.look()


def write_the_plan(lead: Person) -> None:
    """Every section, each field with a sentence, saved one after another."""
    for section in ("need", "privacy", "fields", "security", "property", "records"):
        lead.open(f"{BASE}/plan/{section}")
        fill_what_is_empty(lead)
        lead.press("Save")
    lead.open(f"{BASE}/plan")


def fill_what_is_empty(person: Person) -> None:
    for field in person.page.locator("form.form textarea").all():
        if not field.input_value():
            field.fill(SENTENCE)
    for choice in person.page.locator("form.form select").all():
        if not choice.input_value():
            choice.select_option(index=1)


def record(officer: Person, page: str, number: str) -> None:
    officer.open(f"{BASE}/plan/{page}")
    officer.page.locator("#number").fill(number)
    officer.page.locator("#decided_on").fill("2026-01-05")
    officer.page.locator("#signatories").fill("A. Officer, information and privacy")
    if page == "security-assessment":
        officer.page.locator("input[name=decision][value=not_required]").check()
    officer.press("Record")


@contextmanager
def nobody_sees_it(browser: Browser, demo: Demo) -> Iterator[None]:
    context = browser.new_context()
    page = context.new_page()
    for before in (True, False):
        answer = page.goto(f"{demo.base_url}/engagements/{SLUG}")
        assert answer is not None
        assert answer.status == 404
        if before:
            yield
    context.close()


def expect_open(browser: Browser, demo: Demo) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo.base_url}/engagements/{SLUG}")
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(page.get_by_role("main")).to_contain_text("Open")
    assert context.cookies() == []
    context.close()
