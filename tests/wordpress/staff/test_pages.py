"""The staff page on WordPress: does it work, what waits, what has to be looked at by a person."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.drift import NO_DRIFT, Drift, EngagementDrift, Finding, Found
from engage.wordpress.drift_report import beginning
from engage.wordpress.models import WordPressLeftOut, WordPressMark, WordPressRun
from engage.wordpress.plans import RunKind, RunTrouble, Thing
from engage.wordpress.queries import CANNOT_CREATE
from engage.wordpress.queries.runs import last_run
from engage.wordpress.repair import plan_repair
from engage.wordpress.rules import Capability
from engage.wordpress.service.kinds import COMPARE, DRIFT, REPAIR
from engage.wordpress.service.runs import finish_run, start_run
from engage.wordpress.wording import (
    ACTION_WORDS,
    FINDING_WORDS,
    LEFT_OUT_WORDS,
    RUN_WORDS,
    STATE_WORDS,
    TROUBLE_WORDS,
    WEAKER,
    estimate_words,
)
from tests.app_fixtures import build_engagement, csrf_token, settings_for

PAGE = "/staff/wordpress"
SignIn = Callable[..., Actor]


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    nowhere = {
        "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
        "ENGAGE_WORDPRESS_USER": "engage",
        "ENGAGE_WORDPRESS_PASSWORD": "none",
    }
    made = make_units(settings_for(sqlite_url, tmp_path, **nowhere), clock)
    yield made
    made.database.dispose()


def text_of(client: FlaskClient, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def post(client: FlaskClient, path: str, page: str = PAGE, **fields: str) -> int:
    data = {"csrf_token": csrf_token(client, page), **fields}
    return client.post(f"{PAGE}{path}", data=data).status_code


def finished(units: Units, kind: RunKind, found: dict[str, object], trouble: str = "") -> int:
    with units.writing(SYSTEM) as unit:
        run_id = start_run(unit, kind, None)
        finish_run(unit, run_id, found=found, trouble=trouble)
    return run_id


def a_report(units: Units, slug: str = "night-buses") -> str:
    """The digest of the plan that the report holds."""
    found = tuple(
        Found(Finding.MISSING_THERE, Thing.COMMENT, number, number, 0) for number in range(1, 9)
    ) + tuple(Found(finding, Thing.COMMENT, 30, 30, 500) for finding in NO_DRIFT)
    drift = Drift((EngagementDrift(1, slug, 20, 12, found),))
    plan = plan_repair(drift.by_engagement)
    finished(units, RunKind.DRIFT, beginning(drift, plan))
    return plan.digest


def test_every_value_has_words() -> None:
    for values, words in (
        (Capability, WEAKER),
        (Finding, FINDING_WORDS),
        (RunKind, RUN_WORDS),
    ):
        assert set(values) == set(words)
    assert all((ACTION_WORDS, LEFT_OUT_WORDS, STATE_WORDS, TROUBLE_WORDS))


def test_an_empty_page_says_so_in_each_part(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    page = text_of(client)
    for words in (
        "Nobody has checked the connection yet.",
        "Nothing was given up.",
        "None waits to be looked at.",
        "There are no posts.",
        "No work waits.",
        "Never yet",
    ):
        assert words in page
    assert "data-watch" not in page
    assert "Nothing was compared yet." in text_of(client, f"{PAGE}/drift")


def test_a_check_is_asked_for_once_and_names_what_is_wrong(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert post(client, "/check") == 303
    assert post(client, "/check") == 303
    page = text_of(client)
    assert "The connection is being checked." in page
    assert 'data-watch="connection"' in page
    with units.reading(SYSTEM) as unit:
        assert len(unit.session.scalars(select(WordPressRun)).all()) == 1
    run_due(units, HANDLERS)
    page = text_of(client)
    assert "Address: WordPress cannot be reached." in page
    assert "data-watch" not in page


def test_the_page_says_what_is_weaker_without_the_plugin(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    can = sorted(set(Capability) - {Capability.PLUGIN, Capability.HOLDS_COMMENTS})
    finished(units, RunKind.CHECK, {"faults": [], "capabilities": can})
    sign_in(Role.ADMINISTRATOR)
    page = text_of(client)
    assert "Our plugin is not there." in page
    assert "until the next look, a minute at most" in page
    assert "Comments wait until" not in page


def test_the_page_says_that_comments_wait_for_the_plugin(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.add(WordPressMark(name=CANNOT_CREATE, instant=unit.now))
    sign_in(Role.ADMINISTRATOR)
    assert "no comment can be created there" in text_of(client)


def test_an_alarm_stands_on_top_and_is_answered_once(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    run_id = finished(units, RunKind.COMPARE, {}, RunTrouble.MASS_CHANGE)
    actor = sign_in(Role.ADMINISTRATOR)
    assert "Much was taken down there at once" in text_of(client)
    with units.reading(actor) as unit:
        titles = [one.title for one in duties(unit)]
    assert "Much was taken down on WordPress at once: look at it" in titles
    assert post(client, f"/alarms/{run_id}/take-down") == 303
    assert post(client, f"/alarms/{run_id}/take-down") == 409
    with units.reading(SYSTEM) as unit:
        (job,) = unit.session.scalars(select(Job).where(Job.kind == COMPARE))
        assert job.payload == '{"confirmed": 1}'
        told = select(AuditEntry).where(AuditEntry.action == "wordpress.taking_down_confirmed")
        assert len(unit.session.scalars(told).all()) == 1


def test_an_alarm_that_a_later_comparison_lifted_cannot_be_answered(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    run_id = finished(units, RunKind.COMPARE, {}, RunTrouble.MASS_CHANGE)
    finished(units, RunKind.COMPARE, {})
    sign_in(Role.ADMINISTRATOR)
    assert "Much was taken down" not in text_of(client)
    assert post(client, f"/alarms/{run_id}/take-down") == 409


def test_a_comment_that_was_left_out_is_taken_off_the_list_once(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    engagement = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        row = WordPressLeftOut(
            identity="x",
            remote_id=77,
            post_id=7,
            engagement_id=engagement.id,
            reason="after_closing",
            left_at=unit.now,
            seen_at=unit.now,
        )
        unit.session.add(row)
        unit.session.flush()
        number = row.id
    actor = sign_in(Role.ADMINISTRATOR)
    page = text_of(client)
    assert "Left after the engagement had closed: number 77" in page
    with units.reading(actor) as unit:
        assert any("1 comment on WordPress is not taken" in one.title for one in duties(unit))
    assert post(client, f"/left-out/{number}/seen") == 303
    assert "number 77" not in text_of(client)
    assert post(client, f"/left-out/{number}/seen") == 409
    assert post(client, "/left-out/999999/seen") == 404


def test_a_report_is_read_before_anything_is_done(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    digest = a_report(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = text_of(client, f"{PAGE}/drift")
    assert "Public here, and gone there: 8" in page
    assert "Made anew there: 8" in page
    assert f'name="plan" value="{digest}"' in page
    with units.reading(SYSTEM) as unit:
        jobs = select(Job).where(Job.kind.in_((DRIFT, REPAIR)))
        assert unit.session.scalars(jobs).all() == []


def test_only_the_plan_that_was_read_can_be_confirmed(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    drift_page = f"{PAGE}/drift"
    sign_in(Role.ADMINISTRATOR)
    assert post(client, "/repair", drift_page, plan="") == 409
    digest = a_report(units)
    assert post(client, "/repair", drift_page, plan="0" * 16) == 409
    assert post(client, "/repair", drift_page) == 409
    assert post(client, "/repair", drift_page, plan=digest) == 303
    page = text_of(client, drift_page)
    assert "The repair is under way" in page
    assert "Do exactly this" not in page
    assert post(client, "/repair", PAGE + "/drift", plan=digest) == 409  # two at once: the second
    with units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == REPAIR)).all()
        assert [job.payload for job in jobs] == [f'{{"plan": "{digest}"}}']


def test_a_repair_of_a_site_that_is_down_says_so_and_does_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    digest = a_report(units)
    sign_in(Role.ADMINISTRATOR)
    post(client, "/repair", PAGE + "/drift", plan=digest)
    run_due(units, HANDLERS)
    assert "WordPress cannot be reached" in text_of(client, f"{PAGE}/drift")
    with units.reading(SYSTEM) as unit:
        run = last_run(unit.session, RunKind.REPAIR, unit.now)
        assert run is not None
        assert (run.trouble, run.found) == ("Transient", {})


def test_a_comparison_under_way_is_shown_with_its_counts(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert post(client, "/drift", f"{PAGE}/drift") == 303
    page = text_of(client, f"{PAGE}/drift")
    assert "The comparison is under way: 0 read" in page
    assert 'data-watch="run"' in page
    run_due(units, HANDLERS)
    assert "Both sides are in step." in text_of(client, f"{PAGE}/drift")


@pytest.mark.parametrize("path", ["", "/drift"])
def test_pages_are_for_administrators_and_leads_of_everything(
    client: FlaskClient, units: Units, sign_in: SignIn, path: str
) -> None:
    assert client.get(PAGE + path).status_code == 302
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    assert client.get(PAGE + path).status_code == 403


def test_a_site_that_has_not_answered_for_an_hour_waits_for_somebody(
    client: FlaskClient, units: Units, sign_in: SignIn, clock: FixedClock
) -> None:
    build_engagement(units)
    run_due(units, HANDLERS)
    actor = sign_in(Role.ADMINISTRATOR)
    with units.reading(actor) as unit:
        assert not any("does not answer" in one.title for one in duties(unit))
    clock.advance(seconds=timedelta(hours=2).total_seconds())
    with units.reading(actor) as unit:
        assert any("does not answer" in one.title for one in duties(unit))


@pytest.mark.parametrize(
    ("left", "pace", "words"),
    [
        (0, 5, ""),
        (10, 0, ""),
        (50, 100, "about a minute more"),
        (250, 100, "about 3 minutes more"),
        (10_000, 60, "about 3 hours more"),
    ],
)
def test_an_estimate_is_in_words(left: int, pace: int, words: str) -> None:
    assert estimate_words(left, pace) == words
