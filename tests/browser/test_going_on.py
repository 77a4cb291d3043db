"""Whoever has typed and changes the language keeps what was typed, with a script and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.browser.every_page import served

ENGAGEMENT = "/engagements/night-buses"
FORM = f"{ENGAGEMENT}/routes/comment"
TEXT = "A bus at ten past nine, please."


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("going-on")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    units = make_units(settings_for(f"sqlite:///{path}", folder), FixedClock(NOON))
    build_engagement(units, topics=("routes",))
    with served(create_app(units.settings, units=units)) as url:
        yield url
    units.database.dispose()


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def switch(page: Page, language: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=language).click()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_header_takes_what_was_typed_along(site: str, page: Page) -> None:
    page.goto(site + ENGAGEMENT)
    page.get_by_label("Your comment").fill(TEXT)
    switch(page, "Français")
    expect(page.get_by_role("heading", level=1)).to_have_text("Écrire un commentaire")
    expect(page.locator("#text")).to_have_value(TEXT)
    page.locator("#display_name").fill("Robin")
    switch(page, "English")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write a comment")
    expect(page.locator("#text")).to_have_value(TEXT)
    expect(page.locator("#display_name")).to_have_value("Robin")
    assert page.url == f"{site}{FORM}"


@pytest.mark.parametrize("page", [True], indirect=True)
@pytest.mark.parametrize("path", [ENGAGEMENT, FORM])
def test_where_nothing_was_typed_the_header_leads_to_the_page(
    site: str, page: Page, path: str
) -> None:
    page.goto(site + path)
    switch(page, "Français")
    expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
    assert page.url == f"{site}/fr{path}"


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_the_header_leads_to_the_buttons(site: str, page: Page) -> None:
    page.goto(site + FORM)
    page.locator("#text").fill(TEXT)
    switch(page, "Français")
    expect(page.locator("#text")).to_have_value(TEXT)
    assert page.url == f"{site}{FORM}#go-on"
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Écrire un commentaire")
    expect(page.locator("#text")).to_have_value(TEXT)


def test_the_box_on_the_page_of_an_engagement_has_its_own_button(site: str, page: Page) -> None:
    page.goto(site + ENGAGEMENT)
    page.get_by_label("Your comment").fill(TEXT)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("#text")).to_have_value(TEXT)
    expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
