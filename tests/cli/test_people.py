"""Accounts and ministries by command: the first one, the limited one, the leaver."""

from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result

from engage.accounts.models import Ministry, Person, PersonRole
from engage.accounts.service import Attempt, sign_in
from engage.cli import main
from engage.core.permissions import SYSTEM
from engage.wiring import make_units
from tests.app_fixtures import settings_for

BOSS = "boss@gov.bc.ca"


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path]:
    monkeypatch.setenv("ENGAGE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENGAGE_VAR_DIR", str(tmp_path))
    return sqlite_url, tmp_path


def engage(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def add(email: str, *more: str) -> tuple[str, str]:
    done = engage("people", "add", email, "--name", "Sam Staff", *more)
    assert done.exit_code == 0, done.output
    password, secret = (line.split()[-1] for line in done.output.splitlines()[:2])
    return password, secret


def test_the_first_account_can_sign_in_and_adds_the_others(database: tuple[str, Path]) -> None:
    password, secret = add(BOSS, "--role", "administrator")
    units = make_units(settings_for(*database))
    code = pyotp.TOTP(secret).at(units.clock.now())
    assert sign_in(units, Attempt(BOSS, password, code, "127.0.0.1")).token is not None
    assert engage("ministries", "add", "TRAN", "Transportation", "--as", BOSS).exit_code == 0
    named = ("ministries", "add", "TRAN", "Transportation", "--french", "Transports", "--as", BOSS)
    assert engage(*named).exit_code == 0
    add("lee@gov.bc.ca", "--role", "moderator", "--ministry", "TRAN", "--as", BOSS)
    with units.reading(SYSTEM) as unit:
        ministry = unit.session.query(Ministry).one()
        role = unit.session.query(PersonRole).filter_by(role="moderator").one()
        assert role.ministry_id == ministry.id
        assert ministry.name_fr == "Transports"
    units.database.dispose()


def test_a_leaver_is_out_at_once(database: tuple[str, Path]) -> None:
    add(BOSS, "--role", "administrator")
    password, secret = add("lee@gov.bc.ca", "--role", "moderator", "--as", BOSS)
    assert engage("people", "disable", "lee@gov.bc.ca", "--as", BOSS).exit_code == 0
    units = make_units(settings_for(*database))
    code = pyotp.TOTP(secret).at(units.clock.now())
    attempt = Attempt("lee@gov.bc.ca", password, code, "127.0.0.1")
    assert sign_in(units, attempt).token is None
    with units.reading(SYSTEM) as unit:
        gone = unit.session.query(Person).filter_by(email="lee@gov.bc.ca").one()
        assert gone.disabled_at is not None
    units.database.dispose()


@pytest.mark.parametrize(
    "words",
    [
        ("people", "add", "lee@example.com", "--name", "Lee", "--as", BOSS),
        ("people", "add", BOSS, "--name", "Again", "--as", BOSS),
        ("people", "add", "x@gov.bc.ca", "--name", "X", "--ministry", "NONE", "--as", BOSS),
        ("people", "disable", "nobody@gov.bc.ca", "--as", BOSS),
        ("people", "disable", BOSS, "--as", "nobody@gov.bc.ca"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    database: tuple[str, Path], words: tuple[str, ...]
) -> None:
    add(BOSS, "--role", "administrator")
    done = engage(*words)
    assert done.exit_code == 1
    assert done.output.startswith("engage: ")
    assert len(done.output.splitlines()) == 1


def test_an_invitation_prints_its_link_where_no_mail_is_set(database: tuple[str, Path]) -> None:
    add(BOSS, "--role", "administrator")
    new = ("people", "invite", "lee@gov.bc.ca", "--name", "Lee", "--role", "moderator")
    done = engage(*new, "--as", BOSS)
    assert done.exit_code == 0, done.output
    first = done.output.splitlines()[0]
    assert "/staff/join/" in first
    again = engage("people", "invite", "lee@gov.bc.ca", "--as", BOSS)
    assert again.output.splitlines()[0] != first
    assert engage(*new, "--as", BOSS).exit_code == 1


def test_a_third_administrator_and_the_last_one_are_guarded_by_command_too(
    database: tuple[str, Path],
) -> None:
    add(BOSS, "--role", "administrator")
    add("two@gov.bc.ca", "--role", "administrator", "--as", BOSS)
    third = ("people", "add", "three@gov.bc.ca", "--name", "Three", "--role", "administrator")
    assert engage(*third, "--as", BOSS).exit_code == 1
    assert engage(*third, "--as", BOSS, "--break-glass").exit_code == 0
    for leaver in ("two@gov.bc.ca", "three@gov.bc.ca"):
        assert engage("people", "disable", leaver, "--as", BOSS).exit_code == 0
    done = engage("people", "disable", BOSS, "--as", BOSS)
    assert done.exit_code == 1
