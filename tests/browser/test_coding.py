"""A coder goes through comments by keyboard alone; every page of themes is accessible.

The application runs in this process on a clock that stands still.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engage.accounts.service.seed import ensure_person
from engage.coding.queries import themes_of_comments
from engage.coding.rules.codebook import ThemeContent
from engage.coding.service.codebook import add_theme, set_coders
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.web.transaction import EngageFlask
from tests.app_fixtures import NOON, PASSWORD, build_engagement
from tests.coding.coded import book_version, coded, coder, here, lead, public

BASE = "/staff/engagements/night-buses/themes"
LABELS = ("Night routes", "Fares", "Safety", "Stops and shelters", "Drivers", "École et santé")
ROLES = (Role.MODERATOR, Role.ENGAGEMENT_LEAD)
PATIENCE_MS = 20_000


@dataclass
class Coder:
    """One person's browser, used by its keyboard."""

    page: Page
    url: str
    errors: list[str]

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def press_and_go(self, *keys: str) -> None:
        """The last of the keys leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.page.keyboard.press(keys[-1])

    @property
    def number(self) -> int:
        return int(self.page.locator("[data-item]").get_attribute("data-item") or 0)

    def look(self) -> None:
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}: {results.generate_report()}"
        sideways = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0, self.page.url


@pytest.fixture
def served(app: EngageFlask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def coding(browser: Browser, served: str, units: Units) -> Iterator[Callable[..., Coder]]:
    """Signs a new browser in as somebody who moderates and leads."""
    made: list[Coder] = []

    def do(width: int = 1366) -> Coder:
        grants, email = frozenset(map(Grant, ROLES)), "casey@gov.bc.ca"
        with units.writing(SYSTEM) as unit:
            person, secret = ensure_person(unit, email, "Casey Coder", grants, PASSWORD)
        with units.writing(Actor(ActorKind.PERSON, person.id, grants)) as unit:
            acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        one = Coder(page, served, [])
        page.on("pageerror", lambda error: one.errors.append(str(error)))
        one.open(BASE)
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("code").fill(pyotp.TOTP(secret).at(NOON))
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Themes", exact=True)).to_be_visible()
        made.append(one)
        return one

    yield do
    for one in made:
        assert one.errors == []
        one.page.close()


@pytest.fixture(autouse=True)
def comments(units: Units) -> list[int]:
    """Six public comments, and a codebook of six themes."""
    build_engagement(units)
    keeper, person = lead(units), coder(units)
    with units.writing(keeper) as unit:
        for label in LABELS:
            about = f"Comments about {label.lower()}, whatever they say of it."
            add_theme(
                unit, here(unit), ThemeContent(label, f"{label} (fr)", about, "Anything else.")
            )
    return [public(units, person, f"A bus at {n} past midnight, please.") for n in range(6)]


def told(units: Units) -> dict[int, tuple[str, ...]]:
    with units.reading(SYSTEM) as unit:
        return dict(themes_of_comments(unit.session, here(unit).id))


def test_comments_are_coded_by_keys_alone(
    units: Units, coding: Callable[..., Coder], comments: list[int]
) -> None:
    casey = coding()
    casey.open(f"{BASE}/coding")
    heard = casey.page.locator("[data-heard]")
    assert casey.number == comments[0]
    casey.press("Enter")
    expect(heard).to_contain_text("Choose a theme")

    casey.press("2")
    expect(heard).to_have_text("Ticked: Fares")
    casey.press_and_go("1", "Enter")
    assert casey.number == comments[1]
    expect(casey.page.locator("#item")).to_be_focused()
    assert casey.page.title().startswith("(1 of 6)")

    # No theme fits takes a tick away, and a tick takes that away.
    casey.press("3", "0")
    expect(casey.page.locator("[data-picker] input:checked")).to_have_count(0)
    casey.press_and_go("Enter")

    # By typing, without an accent; then on to the next.
    casey.press("/")
    casey.page.keyboard.type("ecole")
    expect(casey.page.locator("[data-theme]:visible")).to_have_count(1)
    casey.press("Enter")
    expect(heard).to_contain_text("École et santé")
    casey.press_and_go("Enter")
    assert casey.number == comments[3]

    casey.press_and_go("s")
    assert casey.number == comments[4]
    casey.press_and_go("k")
    assert casey.number == comments[3]
    casey.press_and_go("z")
    assert casey.number == comments[2]
    assert comments[2] not in told(units)
    casey.press("5", "n")
    casey.page.keyboard.type("1 is no key here")
    casey.press("Escape")
    casey.press_and_go("Enter")
    assert told(units) == {
        comments[0]: ("fares", "night-routes"),
        comments[1]: (),
        comments[2]: ("drivers",),
    }
    for _ in range(3):
        casey.press_and_go("4", "Enter")
    expect(casey.page.get_by_role("heading", name="Everything here is coded")).to_be_focused()
    assert len(told(units)) == 6


def test_it_works_without_scripts(
    browser: Browser, units: Units, coding: Callable[..., Coder], comments: list[int]
) -> None:
    casey = coding()
    state = casey.page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{casey.url}{BASE}/coding")
    page.get_by_label("Safety").check()
    page.get_by_role("button", name="Keep and next").click()
    expect(page.get_by_role("heading", name=f"Comment {comments[1]}")).to_be_visible()
    assert told(units) == {comments[0]: ("safety",)}
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_every_page_of_themes_is_accessible(
    units: Units, coding: Callable[..., Coder], comments: list[int], width: int
) -> None:
    first, second = coder(units, "first@gov.bc.ca"), coder(units, "second@gov.bc.ca")
    coded(units, first, comments[0], "fares")
    with units.writing(lead(units)) as unit:
        add_theme(unit, here(unit), ThemeContent("Passes for seniors", parent_key="fares"))
        set_coders(unit, here(unit), 2, seen_version=book_version(unit))
    coded(units, second, comments[0], "safety")
    casey = coding(width)
    for path in (
        "",
        "/coding",
        f"/coding?item={comments[1]}&show=all",
        "/codebook/new",
        "/codebook/fares",
        "/codebook/fares/merge",
        "/codebook/fares/split",
        "/codebook/fares/retire",
        "/import",
        "/comments",
        "/agreement",
        f"/disagreements/{comments[0]}",
        "/suggestions",
    ):
        casey.open(BASE + path)
        casey.look()
