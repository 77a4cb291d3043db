"""Kept pages are quick and never old: not after a commit anywhere, not after an instant."""

import threading
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.site.cache import Keep, PageCache, downstream_control
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, settle

PAGE = "/engagements/night-buses"


def cache_of(citizen: Citizen) -> PageCache:
    found = citizen.client.application.wsgi_app
    assert isinstance(found, PageCache)
    return found


def kept_paths(citizen: Citizen) -> set[str]:
    return set(cache_of(citizen)._pages)


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units, topics=("routes",))
    return Citizen.of(units)


class Renders:
    """Counts the pages that are really made."""

    def __init__(self, citizen: Citizen) -> None:
        self.count = 0

        @citizen.client.application.before_request
        def count() -> None:
            self.count += 1


def test_the_second_reader_gets_the_page_that_the_first_one_made(citizen: Citizen) -> None:
    renders = Renders(citizen)
    first, second = citizen.get(TOPIC), citizen.get(TOPIC)
    assert renders.count == 1
    assert first.html == second.html
    assert dict(first.response.headers) == dict(second.response.headers)


def test_a_commit_of_another_process_ends_the_page_at_once(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    other = make_units(both_units.settings, both_units.clock)
    try:
        assert "The other" not in citizen.get(TOPIC).words
        code = citizen.send("The other process.").code
        etag = citizen.get(TOPIC).response.headers["ETag"]
        settle(other, code, "published")
        page = citizen.get(TOPIC)
        assert "The other process." in page.words
        assert page.response.headers["ETag"] != etag
        settle(other, code, "not_published")
        assert "The other process." not in citizen.get(TOPIC).words
        with other.writing(SYSTEM) as unit:
            unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
        for path in (TOPIC, PAGE, f"{PAGE}/notice", f"{PAGE}/moderation"):
            assert citizen.get(path).status == 404
        assert "night" not in citizen.get("/").words
    finally:
        other.database.dispose()


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [
        (NOON + timedelta(days=1), "Opens tomorrow", "Open, closes in"),
        (NOON + timedelta(days=28), "Open, closes today", "Closed 30 March 2026"),
        (datetime.fromisoformat("2026-03-03T08:00:00+00:00"), "Opens tomorrow", "Opens today"),
    ],
    ids=["opening", "closing", "midnight"],
)
def test_an_instant_ends_the_page(
    units: Units, clock: FixedClock, at: datetime, before: str, after: str
) -> None:
    build_engagement(units, opens_at=NOON + timedelta(days=1))
    citizen = Citizen.of(units)
    if after.startswith("Open,"):
        before = "Opens today"
    clock.instant = at - timedelta(microseconds=1)
    for path in (PAGE, "/", TOPIC):
        assert before in citizen.get(path).words
    clock.instant = at
    for path in (PAGE, "/", TOPIC):
        assert after in citizen.get(path).words


@pytest.mark.parametrize(
    ("left", "seconds"),
    [(-5.0, 0), (0.0, 0), (0.9, 0), (1.0, 1), (9.99, 9), (10.0, 10), (11.0, 10), (1e6, 10)],
)
def test_downstream_caches_never_keep_beyond_the_instant(left: float, seconds: int) -> None:
    control = downstream_control(NOON + timedelta(seconds=left), NOON)
    assert control == f"public, max-age=0, s-maxage={seconds}, must-revalidate"


def test_near_closing_a_kept_page_says_how_little_is_left(
    citizen: Citizen, clock: FixedClock
) -> None:
    clock.instant = NOON + timedelta(days=28, seconds=-30)
    for left, expected in ((30, 10), (8, 8), (1, 1), (0.5, 0)):
        clock.instant = NOON + timedelta(days=28, seconds=-left)
        control = citizen.get(TOPIC).response.headers["Cache-Control"]
        assert f"s-maxage={expected}," in control
    clock.instant = NOON + timedelta(days=28)
    assert "s-maxage=10," in citizen.get(TOPIC).response.headers["Cache-Control"]


def test_head_has_the_headers_of_get_and_no_body(citizen: Citizen) -> None:
    for _ in range(2):
        head = citizen.client.head(TOPIC)
        get = citizen.client.get(TOPIC)
        assert head.get_data() == b""
        assert head.status_code == get.status_code == 200
        assert dict(head.headers) == dict(get.headers)
    assert citizen.client.head("/no-such-page").status_code == 404


def test_a_reader_who_has_the_page_gets_304_without_it(citizen: Citizen, units: Units) -> None:
    code = citizen.send("A new one.").code
    etag = citizen.get(TOPIC).response.headers["ETag"]
    for condition in (etag, f"W/{etag}", f'"other", {etag}'):
        answer = asked(citizen, condition)
        assert (answer.status_code, answer.get_data()) == (304, b"")
        assert answer.headers["ETag"] == etag
        assert "Content-Security-Policy" in answer.headers
        assert "s-maxage=10" in answer.headers["Cache-Control"]
    settle(units, code, "published")
    answer = asked(citizen, etag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


def asked(citizen: Citizen, condition: str) -> TestResponse:
    return citizen.client.get(TOPIC, headers={"If-None-Match": condition})


def test_pages_that_differ_have_tags_that_differ(citizen: Citizen, units: Units) -> None:
    settle(units, citizen.send("One.").code, "published")
    paths = ("/", PAGE, TOPIC, f"{PAGE}/notice", "/terms", "/privacy")
    tags = [citizen.get(path).response.headers["ETag"] for path in paths]
    assert len(set(tags)) == len(tags)


def test_only_plain_pages_are_kept(citizen: Citizen, units: Units) -> None:
    code = citizen.send().code
    comment = settle(units, code, "published")
    for path in (
        "/no-such-page",
        "/engagements/no-such",
        FORM,
        "/receipt",
        "/receipt?x=1",
        f"/c/{comment.public_id}",
        "/?q=bus",
        "/search?q=bus",
        "/engagements?status=open",
        "/?anything=1",
        f"{TOPIC}?utm_source=x",
        f"{TOPIC}?after=nonsense",
        f"{TOPIC}?after=1-1&x=2",
        f"{TOPIC}?after={'1' * 300}",
        f"{TOPIC}?after=1-1",
        f"{TOPIC}?&&",
        "/healthz",
        "/staff/sign-in",
    ):
        citizen.get(path)
        citizen.look_up(code)
        assert kept_paths(citizen) == set(), path
    citizen.get(TOPIC)
    citizen.get(f"{TOPIC}?")
    assert kept_paths(citizen) == {TOPIC}


def test_an_escaped_question_mark_names_no_kept_page(citizen: Citizen) -> None:
    assert citizen.get(f"{TOPIC}?after=1-1").status == 200
    assert citizen.get(f"{TOPIC}%3Fafter=1-1").status == 404


def test_a_page_with_a_cookie_is_not_kept(units: Units) -> None:
    build_engagement(units)
    app = create_app(units.settings, units=units)

    @app.after_request
    def set_cookie(response: TestResponse) -> TestResponse:
        response.set_cookie("bug", "1")
        return response

    citizen = Citizen(app.test_client())
    assert citizen.get(TOPIC).status == 200
    assert kept_paths(citizen) == set()


def test_the_number_of_kept_pages_is_bounded(units: Units) -> None:
    build_engagement(units)
    app = create_app(units.settings, units=units)
    app.wsgi_app = PageCache(app.wsgi_app._app, units.database, units.clock, 3)
    citizen = Citizen(app.test_client())
    for path in ("/", PAGE, f"{PAGE}/notice", "/terms", "/privacy", "/accessibility"):
        citizen.get(path)
        citizen.get(TOPIC)
    assert len(kept_paths(citizen)) == 3
    assert TOPIC in kept_paths(citizen)


def test_no_capacity_means_no_keeping(units: Units) -> None:
    build_engagement(units)
    app = create_app(units.settings, units=units)
    app.wsgi_app = PageCache(app.wsgi_app._app, units.database, units.clock, 0)
    citizen = Citizen(app.test_client())
    assert citizen.get(TOPIC).status == 200
    assert kept_paths(citizen) == set()


def test_a_database_that_fails_is_answered_by_the_error_page(
    citizen: Citizen, units: Units
) -> None:
    assert citizen.get(TOPIC).status == 200
    with units.writing(SYSTEM) as unit:
        unit.session.connection().exec_driver_sql("DROP TABLE content_version")
    page = citizen.get(TOPIC)
    assert (page.status, page.is_in_theme) == (500, True)
    assert page.response.headers["Cache-Control"] == "no-store"


def test_readers_never_see_an_older_page_after_a_commit_returned(both_units: Units) -> None:
    """One writer publishes and counts; each reader must see at least what was committed before."""
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    codes = [citizen.send(f"Comment number {n}.").code for n in range(12)]
    app = citizen.client.application
    committed = [0]
    faults: list[str] = []
    done = threading.Event()

    def read(client: FlaskClient) -> None:
        while not done.is_set():
            least = committed[0]
            seen = client.get(TOPIC).get_data(as_text=True).count("Comment number")
            if seen < least:
                faults.append(f"{seen} of {least}")

    readers = [threading.Thread(target=read, args=(app.test_client(),)) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for code in codes:
            settle(both_units, code, "published")
            committed[0] += 1
    finally:
        done.set()
        for reader in readers:
            reader.join(60)
    assert faults == []
    assert citizen.get(TOPIC).html.count("Comment number") == len(codes)


def test_a_slow_render_does_not_bring_back_what_it_began_with(units: Units) -> None:
    """A page made from version 1 and stored after a commit made version 2 is never served."""
    build_engagement(units)
    citizen = Citizen.of(units)
    code = citizen.send("Published meanwhile.").code
    cache = cache_of(citizen)
    render = cache._app
    meanwhile = [True]

    def slow(environ: dict, start_response: object) -> object:
        body = render(environ, start_response)
        if meanwhile:
            meanwhile.pop()
            settle(units, code, "published")
        return body

    cache._app = slow
    assert "Published meanwhile." not in citizen.get(TOPIC).words
    assert "Published meanwhile." in citizen.get(TOPIC).words


def test_what_is_kept_says_for_which_version_and_until_when(citizen: Citizen, units: Units) -> None:
    citizen.get(TOPIC)
    keep: Keep = cache_of(citizen)._pages[TOPIC].keep
    assert keep.scope == "engagement:1"
    assert keep.version >= 1
    assert NOON < keep.until <= NOON + timedelta(minutes=5)
