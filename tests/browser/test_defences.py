"""The defences of the form in a real browser: bait that nobody meets, proofs under our policy."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engage.comments.defences.proofs import switch
from engage.comments.models import Comment
from engage.core.permissions import SYSTEM
from engage.core.settings import load_settings
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.wiring import make_units
from tests.browser.conftest import Demo

TEXT = "A bus at ten past nine, please."
NAMES = "My neighbour Margaret Thornbury would take it, call her at 250-555-0142."


@pytest.fixture(scope="module")
def units(demo: Demo) -> Iterator[Units]:
    made = make_units(load_settings(demo.environment))
    yield made
    made.database.dispose()


@pytest.fixture
def under_attack(units: Units, demo: Demo) -> Iterator[None]:
    turn(units, demo, on=True)
    yield
    turn(units, demo, on=False)


def turn(units: Units, demo: Demo, *, on: bool) -> None:
    with units.writing(SYSTEM) as unit:
        switch(unit, engagement_by_slug(unit.session, demo.engagement), on=on)


def form_of(demo: Demo) -> str:
    return f"{demo.base_url}/engagements/{demo.engagement}/{demo.topic}/comment"


def newest(units: Units) -> Comment:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()


def write(page: Page, text: str) -> None:
    page.get_by_label("Your comment", exact=True).fill(text)
    page.get_by_label(re.compile("These are my own words")).check()


def test_nobody_meets_the_bait(browser: Browser, demo: Demo) -> None:
    page = browser.new_page()
    page.goto(form_of(demo))
    bait = page.locator("[name=website]")
    assert page.get_by_role("textbox", name="Leave this field empty").count() == 0
    box = bait.bounding_box()
    assert box is None or box["x"] + box["width"] <= 0
    page.get_by_label("Your e-mail address (optional)").focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"
    assert Axe().run(page).violations_count == 0
    page.close()


@pytest.mark.usefixtures("under_attack")
def test_a_browser_proves_its_work_under_our_policy(
    browser: Browser, demo: Demo, units: Units
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: elsewhere.append(asked.url))
    page.goto(form_of(demo))
    write(page, TEXT)
    proof = page.locator("input[name=proof]")
    expect(proof).to_have_value(re.compile(".{100}"), timeout=60_000)
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator("p.code")).to_be_visible()
    assert complaints == []
    assert [url for url in elsewhere if not url.startswith(demo.base_url)] == []
    assert "no_proof" not in newest(units).signals
    page.close()


@pytest.mark.usefixtures("under_attack")
def test_without_scripts_a_comment_is_taken_and_sorted(
    browser: Browser, demo: Demo, units: Units
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(form_of(demo))
    write(page, TEXT)
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator("p.code")).to_be_visible()
    assert "no_proof" in newest(units).signals.split(",")
    context.close()


def test_the_check_says_what_it_saw_and_leaves_the_choice(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(form_of(demo))
    write(page, NAMES)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("This looks like a telephone number.")).to_be_visible()
    expect(page.get_by_text("This seems to name another person.")).to_be_visible()
    page.get_by_role("button", name="Send as it is").click()
    expect(page.locator("p.code")).to_be_visible()
    context.close()


def test_the_staff_pages_of_defences_are_accessible_and_work(browser: Browser, demo: Demo) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    account = demo.account("administrator")
    page.goto(f"{demo.base_url}/staff/sign-in?next=/staff/words")
    page.get_by_label("E-mail").fill(account["email"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_label("code").fill(demo.code("administrator"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{demo.base_url}/staff/words")
    page.get_by_label("Words to add, one a line").fill("casino")
    page.get_by_role("radio", name=re.compile("Banned")).check()
    page.get_by_role("button", name="Add to the list").click()
    page.get_by_label("A sentence to try").fill("Try the c4s1no by the river.")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("mark")).to_have_text("c4s1no")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.goto(f"{demo.base_url}/staff/engagements/{demo.engagement}/defences")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.get_by_role("button", name="Ask browsers for a proof").click()
    expect(page.get_by_text("Switched on since")).to_be_visible()
    page.get_by_role("button", name="Stop asking for a proof").click()
    expect(page.get_by_role("button", name="Ask browsers for a proof")).to_be_visible()
    assert complaints == []
    page.close()
