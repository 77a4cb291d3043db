"""Every public page in French says nothing of ours in English, and leads to French pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from engage.comments.service import withdrawal_link
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Topic
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind
from engage.following.service import Link, path_of
from engage.web.language import is_one_language
from tests.app_fixtures import build_engagement
from tests.comments.answers.asking import HAPPY, OFTEN, STOP, WHY, ask
from tests.comments.citizen import CODE, FORM, Citizen, Page, comment_of, settle
from tests.following.people import FOLLOW, follow_form, row_of
from tests.language.leftovers import english_on
from tests.mail.conftest import mail_server, mail_units
from tests.site.test_pages import publish_the_results

__all__ = ["mail_server", "mail_units"]
WORDS = "Plus d'autobus après minuit, merci."
FR = "/fr"


def links_of(page: Page) -> Iterator[str]:
    """Addresses of this site to which a page leads, forms too; not those in other languages."""
    for element in page.tree.iter():
        if element.get("hreflang", "fr").startswith("fr"):
            for name in ("href", "action"):
                href = element.get(name, "").partition("#")[0]
                if href.startswith("/") and element.tag in ("a", "form"):
                    yield href


def assert_french(page: Page, status: int = 200) -> Page:
    assert page.status == status
    assert page.tree.get("lang") == "fr-CA"
    left = english_on(page.tree)
    assert not left, left
    for href in links_of(page):
        assert href.startswith(f"{FR}/") or is_one_language(href), href
    return page


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def send(citizen: Citizen, text: str = WORDS, **changes: str) -> Page:
    return citizen.send(text, f"{FR}{FORM}", **changes)


def test_all_that_can_be_reached_from_the_home_page(units: Units, citizen: Citizen) -> None:
    build_engagement(units, "ferries", kind=Kind.ONGOING, closes_at=None)
    build_engagement(units, "roads", topics=("snow",))
    settle(units, send(citizen).code, "published")
    seen: set[str] = set()
    waiting = {"/fr/", "/fr/search?q=bus"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = citizen.get(path)
        if page.status == 302:
            assert page.response.headers["Location"].startswith("/fr/"), path
        elif page.response.mimetype == "text/html":
            assert_french(page)
            waiting |= {href for href in links_of(page) if href.startswith(FR)} - seen
    asked = ("terms", "privacy", "accessibility", "moderation-policy", "receipt")
    page = "/fr/engagements/night-buses"
    below = ("", "/notice", "/moderation", "/routes", "/routes/comment")
    assert {f"/fr/{name}" for name in asked} <= seen
    assert {f"{page}{rest}" for rest in below} <= seen


def test_results_are_read_in_french(units: Units, clock: FixedClock, citizen: Citizen) -> None:
    clock.advance(days=30)
    assert_french(citizen.get("/fr/engagements/night-buses/results"))
    publish_the_results(units)
    for path in ("/fr/", "/fr/engagements/night-buses", "/fr/engagements/night-buses/results"):
        assert_french(citizen.get(path))


def test_a_form_that_is_wrong_says_so_in_french(citizen: Citizen) -> None:
    page = send(citizen, "", email="x", display_name="x" * 100, accepts_terms="")
    assert len(assert_french(page, 422).summary) == 4
    assert assert_french(send(citizen, "a" * 6_000), 422).summary == [
        "Votre commentaire compte 6\u00a0000 caractères. Raccourcissez-le de 1\u00a0000 pour"
        " arriver à 5\u00a0000 ou moins."
    ]
    page = assert_french(send(citizen, "Appelez-moi au 250 555-0188."), 422)
    assert "Ceci ressemble à un numéro de téléphone." in page.html
    page = assert_french(citizen.post(f"{FR}{FORM}", {"text": WORDS, "accepts_terms": "y"}), 422)
    assert "Ce formulaire est resté ouvert longtemps" in page.html


def test_questions_are_asked_and_missed_in_french(units: Units, citizen: Citizen) -> None:
    ask(units, replace(OFTEN, is_required=True), WHY, HAPPY, STOP)
    page = assert_french(send(citizen), 422)
    assert "(obligatoire)" in page.html


def test_a_comment_is_sent_looked_up_corrected_and_taken_back_in_french(
    units: Units, citizen: Citizen
) -> None:
    page = assert_french(send(citizen, email="kim@example.ca", purposes="decision"))
    code = CODE.search(page.html)[1]  # type: ignore[index]

    def look_up(step: str, **fields: str) -> Page:
        return citizen.post("/fr/receipt", {"step": step, "code": code} | fields)

    assert_french(look_up("show"))
    assert_french(look_up("choose"))
    assert_french(look_up("correct", **{"correction-text": WORDS}), 409)
    settle(units, code, "published")
    correction = look_up("show").form("correct")
    assert_french(citizen.post("/fr/receipt", correction | {"correction-text": WORDS * 2}))
    settle(units, code, "not_published")
    assert_french(look_up("show"))
    assert_french(look_up("erase"))
    assert_french(look_up("withdraw"), 422)
    assert_french(look_up("withdraw", **{"withdrawal-sure": "y"}))
    assert_french(citizen.post("/fr/receipt", {"code": "nothing"}), 404)


def test_the_link_in_a_mail_takes_a_comment_back_in_french(units: Units, citizen: Citizen) -> None:
    code = send(citizen).code
    with units.reading(SYSTEM) as unit:
        path = withdrawal_link(unit, comment_of(units, code)).removeprefix("http://localhost")
    for ask_for in (citizen.get, citizen.post, citizen.get):
        assert_french(ask_for(f"{FR}{path.removeprefix(FR)}"))
    assert_french(citizen.get("/fr/withdraw/nothing"), 404)


def test_a_comment_is_reported_in_french(units: Units, citizen: Citizen) -> None:
    code = send(citizen).code
    settle(units, code, "published")
    path = f"/fr/c/{comment_of(units, code).public_id}/report"
    form = assert_french(citizen.get(path)).form()
    assert_french(citizen.post(path, form | {"note": "x" * 600}), 422)
    assert_french(citizen.post(path, form | {"kind": "policy"}))
    assert_french(citizen.post(path, form | {"kind": "person"}))
    assert_french(citizen.get(path), 404)


def test_the_permanent_link_stays_in_french(units: Units, citizen: Citizen) -> None:
    code = send(citizen).code
    settle(units, code, "published")
    answer = citizen.get(f"/fr/c/{comment_of(units, code).public_id}")
    assert answer.response.headers["Location"].startswith("/fr/engagements/night-buses/routes")


PHASES: list[tuple[str, Callable[[FixedClock], None]]] = [
    ("not open yet", lambda clock: clock.advance(days=-1, hours=-1)),
    ("closed", lambda clock: clock.advance(days=30)),
]


@pytest.mark.parametrize(("name", "go"), PHASES, ids=[name for name, _go in PHASES])
def test_the_form_of_another_time_says_so_in_french(
    units: Units, clock: FixedClock, name: str, go: Callable[[FixedClock], None]
) -> None:
    clock.advance(days=-3)
    build_engagement(units)
    clock.advance(days=3)
    go(clock)
    citizen = Citizen.of(units)
    assert_french(citizen.get(f"{FR}{FORM}"))
    assert_french(citizen.get("/fr/engagements/night-buses"))
    assert_french(citizen.get("/fr/"))


def test_following_speaks_french(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Citizen.of(mail_units)
    path = f"{FR}{FOLLOW}"
    assert 'value="fr"' in assert_french(citizen.get(path)).html
    form = follow_form(citizen.client, path) | {"language": "fr"}
    assert_french(citizen.post(path, form | {"email": "x", "pace": ""}), 422)
    assert_french(citizen.post(path, {"email": "kim@example.ca"} | form | {"token": "x"}), 422)
    assert_french(citizen.post(path, form | {"email": "kim@example.ca"}))
    with mail_units.reading(CITIZEN) as unit:
        row = row_of(mail_units)
        confirm, end = (path_of(unit, row, link) for link in (Link.CONFIRM, Link.END))
    confirm, end = (f"{FR}{path.removeprefix(FR)}" for path in (confirm, end))
    assert_french(citizen.get(confirm))
    assert_french(citizen.post(confirm, {"pace": "daily", "language": "tlh"}), 422)
    assert_french(citizen.post(confirm, {"pace": "daily", "language": "fr"}))
    assert_french(citizen.get(end))
    assert_french(citizen.post(end))
    assert_french(citizen.get(confirm))
    assert_french(citizen.get("/fr/follow/end/nothing"), 404)


@pytest.mark.parametrize(
    ("path", "status"), [("/fr/nothing", 404), ("/fr/engagements/nothing", 404)]
)
def test_errors_speak_french(citizen: Citizen, path: str, status: int) -> None:
    assert_french(citizen.get(path), status)


def test_a_way_that_a_page_does_not_go_is_refused_in_french(citizen: Citizen) -> None:
    assert_french(citizen.post("/fr/terms"), 405)


def test_what_staff_wrote_says_that_it_is_english(units: Units, citizen: Citizen) -> None:
    page = citizen.get("/fr/engagements/night-buses")
    heading = page.tree.find(".//h1")
    assert heading is not None
    assert heading.get("lang") == "en-CA"
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, "night-buses")
        titles = [topic.title for topic in unit.session.query(Topic).all()]
    assert found.title in page.words
    assert titles[0] in page.words
