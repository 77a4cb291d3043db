"""The staff page and the command, which say what waits for a person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import update

from engage.cli import main
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wiring import make_units
from engage.wordpress.commands import wordpress_commands
from engage.wordpress.errors import Transient
from engage.wordpress.plans import LinkState, Outcome, Trouble
from engage.wordpress.service import PUSH_ENGAGEMENT, note_trouble, plan_post, record_post
from tests.app_fixtures import build_engagement, csrf_token, make_person, settings_for
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with

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


class Told:
    """What the command line hands to commands."""

    def __init__(self, units: Units, actor: Actor) -> None:
        self.units = units
        self._actor = actor

    def actor(self, _email: str | None) -> Actor:
        return self._actor


def run(units: Units, *words: str) -> tuple[int, str]:
    actor = make_person(units, Role.ADMINISTRATOR)
    result = CliRunner().invoke(wordpress_commands, list(words), obj=Told(units, actor))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def a_conflict(units: Units) -> None:
    engagement = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        plan = plan_post(unit, engagement.id, 1)
        assert plan is not None
        trouble = Trouble.CHANGED_THERE
        record_post(unit, plan, Outcome(LinkState.CONFLICT, 7, "publish", unit.now, trouble))


def fail_pushes(units: Units) -> int:
    with units.writing(SYSTEM) as unit:
        failed = update(Job).where(Job.kind == PUSH_ENGAGEMENT)
        values = {"state": JobState.FAILED, "error": "BadData", "finished_at": unit.now}
        return unit.session.scalars(failed.values(values).returning(Job.id)).all()[0]


def test_the_page_tells_conflicts_troubles_and_failures(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    a_conflict(units)
    fail_pushes(units)
    with units.writing(SYSTEM) as unit:
        note_trouble(unit, Transient("down"))
    sign_in(Role.ADMINISTRATOR)
    page = client.get(PAGE).get_data(as_text=True)
    for words in (
        "http://127.0.0.1:9",
        "In conflict",
        "Somebody changed it on WordPress",
        "WordPress cannot be reached",
        "BadData",
        "Try again",
    ):
        assert words in page


def test_an_empty_page_says_that_there_is_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get(PAGE).get_data(as_text=True)
    assert "There are no posts." in page
    assert "Try again" not in page


def test_a_failed_push_is_tried_again_from_the_page(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    job_id = fail_pushes(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    token = csrf_token(client, PAGE)
    answer = client.post(f"{PAGE}/jobs/{job_id}/retry", data={"csrf_token": token})
    assert answer.status_code == 303
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Job, job_id).state == JobState.WAITING
    assert client.post(f"{PAGE}/jobs/{job_id}/retry", data={"csrf_token": token}).status_code == 409


def test_jobs_of_other_kinds_are_not_retried_here(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        job_id = fail_pushes_of_other_kind(unit.session)
    sign_in(Role.ADMINISTRATOR)
    token = csrf_token(client, PAGE)
    for number in (job_id, 999_999):
        answer = client.post(f"{PAGE}/jobs/{number}/retry", data={"csrf_token": token})
        assert answer.status_code == 404


def fail_pushes_of_other_kind(session: object) -> int:
    other = update(Job).where(Job.kind != PUSH_ENGAGEMENT).values(state=JobState.FAILED)
    return session.scalars(other.returning(Job.id)).all()[0]  # type: ignore[attr-defined, no-any-return]


def test_the_page_is_for_administrators_and_leads(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    assert client.get(PAGE).status_code == 302
    sign_in(Role.MODERATOR)
    assert client.get(PAGE).status_code == 403


def test_check_names_a_conflict_and_an_address_that_does_not_answer(units: Units) -> None:
    a_conflict(units)
    code, output = run(units, "check")
    assert code == 1
    assert "Address: WordPress cannot be reached." in output
    assert "Conflict: the post of engagement night-buses: changed_there." in output


def test_sync_of_a_wordpress_that_is_down_says_what_waits(units: Units) -> None:
    build_engagement(units)
    code, output = run(units, "sync")
    assert code == 1
    assert "pushes are still to come." in output
    assert "Pushes are put off since" in output


def test_both_commands_refuse_where_no_wordpress_is_set(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "ENGAGE_DATABASE_URL": sqlite_url,
        "ENGAGE_VAR_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    for words in (["wordpress", "check"], ["wordpress", "sync"]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == click.ClickException.exit_code
        assert "ENGAGE_WORDPRESS_URL" in result.output


def test_sync_pushes_what_is_missing_and_again_nothing(
    wordpress: WordPressSite, sqlite_url: str, tmp_path: Path
) -> None:
    with synced_with(wordpress, sqlite_url, tmp_path) as ours:
        _fill(ours, tmp_path)
        assert run(ours.units, "check")[0] == 0
        for _ in range(5):  # a busy machine may answer too late once
            code, output = run(ours.units, "sync")
            if code == 0:
                break
        assert "Posts: 1 shown, 0 taken down, 0 in conflict." in output
        assert "Comments: 2 shown, 0 taken down, 0 in conflict." in output
        assert len(ours.comments()) == 2
        ours.clock.advance(seconds=1)
        code, output = run(ours.units, "sync")
        assert code == 0
        assert "0 pushed in this run." in output


def _fill(ours: Synced, folder: Path) -> None:
    """Before a WordPress was set."""
    unset = make_units(settings_for(ours.units.settings.database_url, folder), ours.clock)
    build_engagement(unset, ours.slug)
    unset.database.dispose()
    ours.published("One", "Robin")
    ours.published("Two")
