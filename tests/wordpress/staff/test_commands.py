"""`engage wordpress ...` against a real WordPress, over both interfaces, and against none."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from engage.checks import all_faults
from engage.cli import main
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.wiring import make_units
from engage.wordpress import queries
from engage.wordpress.commands import wordpress_commands
from engage.wordpress.service.asking import ask_drift
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with, with_settings, wordpress_settings

WAYS = {"rest": "wordpress", "xmlrpc": "wordpress_with_plugin"}


@pytest.fixture(params=["rest", "xmlrpc"])
def ours(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    site: WordPressSite = request.getfixturevalue(WAYS[request.param])
    way = {"ENGAGE_WORDPRESS_TRANSPORT": request.param}
    with synced_with(site, sqlite_url, tmp_path, **way) as made:
        yield made


class Told:
    def __init__(self, units: Units, actor: Actor) -> None:
        self.units = units
        self._actor = actor

    def actor(self, _email: str | None) -> Actor:
        return self._actor


def run(units: Units, *words: str) -> Result:
    actor = make_person(units, Role.ADMINISTRATOR)
    result = CliRunner().invoke(wordpress_commands, list(words), obj=Told(units, actor))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def synced_once(ours: Synced) -> Result:
    for _ in range(5):  # a busy machine may answer too late once
        result = run(ours.units, "sync")
        if result.exit_code == 0:
            break
    return result


def test_sync_pull_compare_and_drift_say_that_both_sides_are_in_step(ours: Synced) -> None:
    ours.publish()
    ours.published("One", "Robin")
    ours.published("Two")
    synced = synced_once(ours)
    assert synced.exit_code == 0, synced.output
    assert "Comments: 2 shown, 0 taken down, 0 in conflict." in synced.output
    assert len(ours.comments()) == 2
    for words in ("pull", "compare"):
        result = run(ours.units, words)
        assert result.exit_code == 0, result.output
    drift = run(ours.units, "drift")
    assert drift.exit_code == 0, drift.output
    assert f"{ours.slug}: 2 comments public here, 2 in view there." in drift.output
    assert "Both sides are in step." in drift.output
    nothing = run(ours.units, "repair")
    assert nothing.exit_code == 0
    assert "There is nothing to repair." in nothing.output


def test_a_drift_is_named_read_and_repaired(ours: Synced) -> None:
    ours.publish()
    number, _ = ours.published("One", "Robin")
    synced_once(ours)
    remote = ours.rows()[0]["id"]
    ours.there.delete(f"comments/{remote}", params={"force": True})
    drift = run(ours.units, "drift")
    assert drift.exit_code == 1
    assert f"public here, and gone there: comment {number} here" in drift.output
    whole = json.loads(run(ours.units, "drift", "--json").output)
    assert whole["counts"] == {"missing_there": 1}
    assert whole["engagements"][0]["found"]["missing_there"][0]["here"] == number
    preview = run(ours.units, "repair", "--preview")
    assert preview.exit_code == 1
    assert ours.comments() == []
    other = run(ours.units, "repair", "--apply", "0123456789abcdef")
    assert other.exit_code == 1
    assert "Nothing was done." in other.output
    assert ours.comments() == []
    done = run(ours.units, "repair", "--apply", whole["plan"]["digest"])
    assert done.exit_code == 0, done.output
    assert "1 done" in done.output
    assert ours.comments() == [("Robin", "One")]
    assert run(ours.units, "drift").exit_code == 0


def test_check_says_what_is_weaker_without_the_plugin(ours: Synced) -> None:
    result = run(ours.units, "check")
    assert result.exit_code == 0, result.output
    is_there = ours.units.settings.wordpress
    assert is_there is not None
    assert ("Our plugin is not there." in result.output) is (is_there.transport == "rest")


def test_a_wrong_password_is_named_by_every_command(
    wordpress: WordPressSite, sqlite_url: str, tmp_path: Path
) -> None:
    with synced_with(wordpress, sqlite_url, tmp_path) as ours:
        ours.publish()
        ours.work()
        wrong = wordpress_settings(wordpress) | {"ENGAGE_WORDPRESS_PASSWORD": "wrong"}
        wrongly = with_settings(ours, tmp_path, **wrong)
        assert "User or password" in run(wrongly.units, "check").output
        for words in ("pull", "compare", "drift", "repair"):
            result = run(wrongly.units, words)
            assert (words, result.exit_code) == (words, 1)
        assert "does not accept our sign-in" in run(wrongly.units, "drift").output
        wrongly.units.database.dispose()


@pytest.fixture
def nowhere(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    settings = {
        "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
        "ENGAGE_WORDPRESS_USER": "engage",
        "ENGAGE_WORDPRESS_PASSWORD": "none",
    }
    made = make_units(settings_for(sqlite_url, tmp_path, **settings), clock)
    yield made
    made.database.dispose()


def test_a_report_from_a_site_that_is_down_is_no_report(nowhere: Units) -> None:
    build_engagement(nowhere)
    for words in (["drift"], ["drift", "--json"], ["repair"], ["repair", "--apply", "x"]):
        result = run(nowhere, *words)
        assert result.exit_code == 1
        assert "this is not known" in result.output
        assert "cannot be reached" in result.output


def test_a_command_beside_the_page_is_the_same_run_for_staff(nowhere: Units) -> None:
    build_engagement(nowhere)
    run(nowhere, "drift")
    actor = make_person(nowhere, Role.ADMINISTRATOR)
    with nowhere.writing(actor) as unit:
        first = ask_drift(unit)
    with nowhere.writing(actor) as unit:
        assert ask_drift(unit) == first
    with nowhere.reading(SYSTEM) as unit:
        assert queries.contact(unit.session) is None  # asking is no trouble of the pushes


def test_preview_and_apply_at_once_are_refused(nowhere: Units) -> None:
    result = CliRunner().invoke(
        wordpress_commands,
        ["repair", "--preview", "--apply", "x"],
        obj=Told(nowhere, make_person(nowhere, Role.ADMINISTRATOR)),
    )
    assert result.exit_code == 1


def test_every_command_refuses_where_no_wordpress_is_set(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"ENGAGE_DATABASE_URL": sqlite_url, "ENGAGE_VAR_DIR": str(tmp_path)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    for words in ("check", "sync", "pull", "compare", "drift", "repair"):
        result = CliRunner().invoke(main, ["wordpress", words])
        assert result.exit_code == click.ClickException.exit_code
        assert "ENGAGE_WORDPRESS_URL" in result.output


def test_the_plugin_is_handed_out_without_a_wordpress_being_set(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"ENGAGE_DATABASE_URL": sqlite_url, "ENGAGE_VAR_DIR": str(tmp_path)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    target = tmp_path / "plugin"
    result = CliRunner().invoke(main, ["wordpress", "plugin", str(target)])
    assert result.exit_code == 0
    assert (target / "engage.php").is_file()
    taken = tmp_path / "taken"
    taken.write_text("")
    refused = CliRunner().invoke(main, ["wordpress", "plugin", str(taken / "within")])
    assert refused.exit_code == 1
    assert "cannot be written" in refused.output


def test_a_wordpress_that_was_left_without_its_address_is_named(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "ENGAGE_DATABASE_URL": sqlite_url,
        "ENGAGE_VAR_DIR": str(tmp_path),
        "ENGAGE_WORDPRESS_PASSWORD": "pass of somebody",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    faults = all_faults()
    assert "ENGAGE_WORDPRESS_PASSWORD: set, while ENGAGE_WORDPRESS_URL is not" in faults
    assert "somebody" not in " ".join(faults)
    monkeypatch.setenv("ENGAGE_WORDPRESS_URL", "https://news.example.ca")
    monkeypatch.setenv("ENGAGE_WORDPRESS_USER", "engage")
    assert not [fault for fault in all_faults() if "WORDPRESS" in fault]
