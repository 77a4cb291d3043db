"""An update with a picture, from the file to the public page and back, by three people.

Every page that is met is looked at with axe, the director's on a telephone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Demo
from tests.browser.test_approvals import PHONE, Person
from tests.media.files import picture

BASE = "/staff/engagements/night-buses"
PUBLIC = "/engagements/night-buses"
TITLE = "The first test ride"
ROLES = ("engagement_lead", "communications_director", "executive_director_engagement")


@pytest.fixture
def staff(browser: Browser, demo: Demo) -> Iterator[tuple[Person, ...]]:
    contexts = [
        browser.new_context(**({"viewport": PHONE} if role == "communications_director" else {}))
        for role in ROLES
    ]
    people = [
        Person(context.new_page(), demo, role)
        for context, role in zip(contexts, ROLES, strict=True)
    ]
    for person in people:
        person.sign_in()
    yield tuple(people)
    for context in contexts:
        context.close()


def test_an_update_with_a_picture_is_read_by_two_and_then_by_all(
    staff: tuple[Person, ...], browser: Browser, demo: Demo, tmp_path: Path
) -> None:
    lead, director, executive = staff
    line = add_picture(lead, tmp_path)
    lead.open(f"{BASE}/updates/new")
    lead.page.get_by_label("Title").fill(TITLE)
    lead.page.get_by_label("Summary").fill("Six of us rode along.")
    lead.page.get_by_label("Text", exact=True).fill(f"We rode at nine.\n\n{line}")
    lead.press("Save and preview")
    lead.sees("We rode at nine.")
    expect(lead.page.get_by_role("img", name="A bus at a stop.")).to_be_visible()
    update = f"{BASE}/updates/the-first-test-ride"
    lead.open(f"{update}/approvals")
    lead.press("Ask for approval")
    lead.sees("Approval is asked for.")
    lead.open(f"{update}/publish")
    lead.sees("The exact text has to be approved first.")

    director.decide(TITLE, "Communications director")
    executive.decide(TITLE, "Final approval")
    lead.open(f"{update}/publish")
    lead.press("Publish update")
    lead.sees("The update is public.")

    reader = Person(browser.new_page(), demo, "")
    reader.open(PUBLIC)
    reader.page.get_by_role("link", name=TITLE).first.click()
    reader.look()
    shown = reader.page.get_by_role("img", name="A bus at a stop.")
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    reader.open(f"{PUBLIC}/updates")
    reader.sees(TITLE)

    lead.open(update)
    lead.press("Take from public view")
    lead.sees("The update is taken from public view.")
    assert reader.page.goto(demo.base_url + f"{PUBLIC}/updates/the-first-test-ride").status == 404
    reader.open(PUBLIC)
    expect(reader.page.get_by_role("link", name=TITLE)).to_have_count(0)
    reader.page.close()


def add_picture(lead: Person, folder: Path) -> str:
    """Adds one without its rights, then with them; the line that shows it in a text."""
    file = folder / "bus.jpg"
    file.write_bytes(picture("JPEG", (640, 400)))
    lead.open(f"{BASE}/pictures")
    lead.press("Add the picture")
    lead.sees("Choose a picture.")
    lead.page.get_by_label("Picture", exact=True).set_input_files(file)
    lead.press("Add the picture")
    lead.sees("The public cannot see it yet")
    lead.page.get_by_label("What the picture shows").fill("A bus at a stop.")
    lead.page.get_by_label("Owner", exact=True).fill("Province of British Columbia")
    lead.page.get_by_label("Made by our own staff").check()
    lead.press("Save")
    lead.sees("What is known of the picture is saved.")
    return lead.page.locator("pre.copied").first.inner_text()
