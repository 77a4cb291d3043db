"""Questions of all four kinds are answered by keyboard on a small screen; axe finds nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engage.comments.answers.models import CommentAnswer
from engage.comments.models import Comment, CommentText
from engage.core.permissions import SYSTEM
from engage.core.settings import load_settings
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.service import save_topic
from engage.wiring import make_units
from tests.approving import publish_approved
from tests.browser.conftest import Demo

SCREEN = {"width": 390, "height": 844}
MORE = (
    Question(
        "happy",
        QuestionKind.SCALE,
        "How well do the buses serve you?",
        steps=5,
        low="Not at all",
        high="Very well",
        purpose="To report what people told us",
        necessity="It shows where to begin.",
        use="Counted in the report.",
    ),
    Question(
        "stop",
        QuestionKind.SHORT,
        "Which stop needs a bench?",
        purpose="To report what people told us",
        necessity="Benches are ordered once a year.",
        use="Read by the team.",
    ),
)


@pytest.fixture(scope="module")
def units(demo: Demo) -> Iterator[Units]:
    made = make_units(load_settings(demo.environment))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def form(demo: Demo, units: Units) -> str:
    """The form of the sample's topic, which asks two questions, with two more."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, demo.engagement)
        topic = topic_by_slug(unit.session, engagement.id, demo.topic)
        content = topic_content(unit.session, topic.draft_revision_id)
        assert {one.kind for one in content.questions} == {
            QuestionKind.CHOICE,
            QuestionKind.SEVERAL,
        }
        asked = replace(content, questions=(*content.questions, *MORE))
        save_topic(unit, engagement, topic, asked, seen_revision_id=topic.draft_revision_id)
        publish_approved(unit, engagement)
    return f"{demo.base_url}/engagements/{demo.engagement}/{demo.topic}/comment"


def look(page: Page) -> None:
    """No violation, and nothing that has to be scrolled sideways."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, page.url


def tab_to(page: Page, label: str) -> None:
    """Presses Tab until the field with this label has the focus."""
    wanted = page.get_by_label(label, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{label!r} is not reached by keyboard")


def test_all_four_kinds_are_answered_by_keyboard(browser: Browser, units: Units, form: str) -> None:
    page = browser.new_page(viewport=SCREEN)  # type: ignore[arg-type]
    page.goto(form)
    look(page)
    tab_to(page, "Most days")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Most weeks", exact=True)).to_be_checked()
    tab_to(page, "Work")
    page.keyboard.press("Space")
    tab_to(page, "Visits")
    page.keyboard.press("Space")
    tab_to(page, "1: Not at all")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Which stop needs a bench? (optional)")
    page.keyboard.type("The one at the mill store, call 250-555-0142")
    page.get_by_label("These are my own words", exact=False).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    # R89: asked before anything is stored, everything still there.
    expect(page.get_by_role("heading", name="Please check your comment")).to_be_visible()
    look(page)
    expect(page.get_by_label("Visits", exact=True)).to_be_checked()
    page.get_by_label("Which stop needs a bench? (optional)").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("The one at the mill store")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have your comment")).to_be_visible()
    with units.reading(SYSTEM) as unit:
        newest = select(Comment.id).order_by(Comment.id.desc()).limit(1).scalar_subquery()
        rows = unit.session.scalars(
            select(CommentAnswer).where(CommentAnswer.comment_id == newest)
        ).all()
        body = unit.session.scalar(select(CommentText.body).where(CommentText.comment_id == newest))
    assert {(row.question_key, row.value) for row in rows} == {
        ("often", "Most weeks"),
        ("why", "Work"),
        ("why", "Visits"),
        ("happy", "4"),
        ("stop", ""),
    }
    assert body == "Which stop needs a bench?\nThe one at the mill store"


def test_a_form_without_scripts_takes_the_same_answers(browser: Browser, form: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SCREEN)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(form)
    page.get_by_label("Never", exact=True).check()
    page.get_by_label("No answer", exact=True).last.check()
    page.get_by_role("button", name="Send comment").click()
    # The terms are not accepted: the answer stays.
    expect(page.get_by_label("Never", exact=True)).to_be_checked()
    page.get_by_label("These are my own words", exact=False).check()
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", name="We have your comment")).to_be_visible()
    context.close()
