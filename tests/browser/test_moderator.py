"""A moderator clears the queue by keyboard alone, while a second one works beside.

The application runs in this process on a clock that stands still, so nothing here waits for a
worker: the comments lie in the parts of the queue where the intake would have put them.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from engage.accounts.service.seed import ensure_person
from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.moderation import search
from engage.moderation.models import Campaign, CampaignMember, CommentFlag, Decision
from engage.moderation.queries.tallies import waiting_total
from engage.web.transaction import EngageFlask
from tests.app_fixtures import NOON, PASSWORD, build_engagement
from tests.moderation.senders import put_in_queue, send

NAMED = "My neighbour Ann Li was driven home by Bob, who knows Ann Li."
LETTER = "Please run the buses through the night, on every route and for every town of the valley."
ROUND = ("publish", "publish", "redact", "refuse", "refer", "spam", "publish")
PATIENCE_MS = 15_000


@dataclass
class Moderator:
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
def moderator(browser: Browser, served: str, units: Units) -> Iterator[Callable[..., Moderator]]:
    """Signs a new browser in as a moderator of that name."""
    made: list[Moderator] = []

    def do(name: str, width: int = 1366) -> Moderator:
        grants, email = frozenset({Grant(Role.MODERATOR)}), f"{name.lower()}@gov.bc.ca"
        with units.writing(SYSTEM) as unit:
            person, secret = ensure_person(unit, email, name, grants, PASSWORD)
        with units.writing(Actor(ActorKind.PERSON, person.id, grants)) as unit:
            acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        one = Moderator(page, served, [])
        page.on("pageerror", lambda error: one.errors.append(str(error)))
        one.open("/staff/queue")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("code").fill(pyotp.TOTP(secret).at(NOON))
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()
        made.append(one)
        return one

    yield do
    for one in made:
        assert one.errors == []
        one.page.close()


@pytest.fixture(autouse=True)
def comments(units: Units) -> list[int]:
    """25 that wait: plain ones, and every fourth with names in it."""
    build_engagement(units)
    made = []
    for n in range(25):
        text = f"{NAMED} It was day {n}." if n % 4 == 2 else f"A bus at {n} past midnight, please."
        number, _ = send_as_it_is(units, text)
        put_in_queue(units, number)
        made.append(number)
        with units.writing(SYSTEM) as unit:
            search.index(unit, number, text)
            if n % 4 == 2:
                flag_names(unit.session.add, number)
    return made


def send_as_it_is(units: Units, text: str) -> tuple[int, str]:
    """Sent, then written as meant: the form would ask its author about the names first."""
    number, code = send(units, "A bus, please.")
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(CommentText, (number, 1)).body = text
    return number, code


def flag_names(add: Callable[[CommentFlag], None], number: int) -> None:
    for words in ("Ann Li", "Bob"):
        start = NAMED.index(words)
        add(
            CommentFlag(
                comment_id=number,
                version=1,
                start=start,
                end=start + len(words),
                source="detector",
                kind="PERSON",
                whose="third",
                reason="What looks like the name of another person.",
            )
        )


@contextmanager
def next_comment(one: Moderator) -> Iterator[int]:
    """The comment in front; afterwards another has the focus, or nothing is left."""
    number = one.number
    yield number
    one.page.wait_for_load_state()
    heading = one.page.locator("#item")
    if heading.count():
        assert one.number != number
        expect(heading).to_be_focused()


def decide(one: Moderator, what: str) -> None:
    """One decision by keys alone."""
    if what == "publish":
        one.press_and_go("d")
    elif what == "redact":
        # The second name by the arrow keys, and then the boxes of what was noticed.
        if one.page.locator("[data-removals] input").count():
            one.press("w")
        else:
            one.press("t", "ArrowRight", "x", "Escape")
        one.press_and_go("r")
    elif what == "refuse":
        one.press("f")
        expect(one.page.locator("[data-heard]")).to_contain_text("Choose reasons")
        one.press_and_go("7", "a", "f")
    elif what == "refer":
        one.press("e", "ArrowDown", "Escape")
        one.press_and_go("e")
    elif what == "spam":
        one.press_and_go("s")


def test_25_comments_are_cleared_by_keys_while_another_moderator_works_beside(
    units: Units, moderator: Callable[..., Moderator], comments: list[int]
) -> None:
    mo, max_ = moderator("Mo"), moderator("Max")
    assert max_.number != mo.number, "what one reads is not opened for the next"
    expect(mo.page.locator(f'[data-row="{max_.number}"] [data-reader]')).to_have_text(
        "Max is reading", timeout=PATIENCE_MS
    )
    assert mo.page.title().startswith("(25) Queue")

    mo.press_and_go("d")
    mo.press_and_go("z")
    assert mo.number == comments[0], "the undone one is in front again"

    done = {"Mo": 0, "Max": 0}
    while mo.page.locator("#item").count():
        with next_comment(mo):
            decide(mo, ROUND[done["Mo"] % len(ROUND)])
        done["Mo"] += 1
        if done["Mo"] % 5 == 0 and max_.page.locator("#item").count():
            with next_comment(max_):
                decide(max_, "publish")
            done["Max"] += 1
        if done["Mo"] > 40:
            raise AssertionError("the queue never empties")
    max_.open("/staff/queue")
    while max_.page.locator("#item").count():
        decide(max_, "publish")
        done["Max"] += 1
    assert done["Max"] >= 3
    assert_every_one_is_decided_once(units, comments)


def assert_every_one_is_decided_once(units: Units, comments: list[int]) -> None:
    with units.reading(SYSTEM) as unit:
        session = unit.session
        made = dict(
            session.execute(
                select(Decision.comment_id, func.count())
                .where(Decision.outcome != "undo")
                .group_by(Decision.comment_id)
            ).all()
        )
        assert made == dict.fromkeys(comments, 1) | {comments[0]: 2}
        outcomes = set(session.scalars(select(Decision.outcome)))
        assert outcomes == {"publish", "publish_redacted", "not_publish", "refer", "spam", "undo"}
        referred = session.scalars(select(Comment.id).where(Comment.hold == Hold.REFERRED)).all()
        assert waiting_total(session, within=None) == len(referred) > 0
        redacted = session.scalars(
            select(CommentText.body)
            .join(Decision, Decision.comment_id == CommentText.comment_id)
            .where(Decision.outcome == "publish_redacted")
        ).all()
        assert all("removed]" in body for body in redacted)


def test_words_are_taken_out_by_arrow_keys_and_previewed(
    units: Units, moderator: Callable[..., Moderator], comments: list[int]
) -> None:
    mo = moderator("Mo")
    mo.open(f"/staff/queue?item={comments[2]}")
    mo.press("t", "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "x")
    row = mo.page.locator('[data-removals] input[value="13-19"]')
    expect(row).to_be_checked()
    mo.press("Escape")
    mo.press_and_go("p")
    preview = mo.page.locator("[data-preview]")
    expect(preview).to_be_focused()
    expect(preview.locator(".item-text")).to_have_text(
        NAMED.replace("Ann Li", "[name removed]", 1) + " It was day 2."
    )
    expect(mo.page.locator('[data-removals] input[value="13-19"]')).to_be_checked()
    mo.look()
    mo.press_and_go("r")
    with units.reading(SYSTEM) as unit:
        body = unit.session.get_one(CommentText, (comments[2], 1)).body
    assert body.startswith("My neighbour [name removed] was driven home by Bob")


def test_keys_can_be_switched_off_and_changed(
    units: Units, moderator: Callable[..., Moderator], comments: list[int]
) -> None:
    mo = moderator("Mo")
    mo.open("/staff/queue/keys")
    mo.page.get_by_label("Publish", exact=True).fill("y")
    mo.page.get_by_role("button", name="Keep these keys").click()
    mo.open("/staff/queue")
    mo.press("d")
    assert mo.number == comments[0]
    mo.press("?")
    expect(mo.page.get_by_role("dialog")).to_contain_text("y")
    mo.press("Escape")
    with next_comment(mo):
        mo.press_and_go("y")
    mo.open("/staff/queue/keys")
    mo.page.get_by_label("Use keys").uncheck()
    mo.page.get_by_role("button", name="Keep these keys").click()
    mo.open("/staff/queue")
    mo.press("y", "d", "j", "?")
    assert mo.number == comments[1]
    assert mo.page.locator("kbd").count() == 0


def test_leaving_gives_the_comment_back(moderator: Callable[..., Moderator]) -> None:
    mo, max_ = moderator("Mo"), moderator("Max")
    was = mo.number
    place = max_.page.locator(f'[data-row="{was}"] [data-reader]')
    expect(place).to_have_text("Mo is reading")
    mo.open("/staff/")
    expect(place).to_have_text("", timeout=PATIENCE_MS)


@pytest.mark.parametrize("width", [1366, 390])
def test_every_page_of_the_queue_is_accessible(
    units: Units, moderator: Callable[..., Moderator], comments: list[int], width: int
) -> None:
    with units.writing(SYSTEM) as unit:
        campaign = Campaign(engagement_id=1, first_comment_id=comments[0], found_at=unit.now)
        unit.session.add(campaign)
        unit.session.flush()
        for number in comments[:3]:
            unit.session.get_one(CommentText, (number, 1)).body = LETTER
            unit.session.add(
                CampaignMember(comment_id=number, campaign_id=campaign.id, adds_something=False)
            )
    put_in_queue(units, comments[0], Hold.CAMPAIGN)
    mo = moderator("Mo", width)
    for path in (
        "/staff/queue",
        f"/staff/queue?item={comments[6]}&view=single",
        "/staff/queue?part=campaign",
        "/staff/queue?engagement=night-buses&age=week",
        "/staff/queue?q=midnight&part=all",
        "/staff/queue?part=spam",
        "/staff/queue/decided?q=bus",
        f"/staff/queue/{comments[6]}",
        "/staff/queue/campaign/1",
        "/staff/queue/keys",
        "/staff/",
    ):
        mo.open(path)
        mo.look()
