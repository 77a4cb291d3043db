"""Exit codes: 2 for what cannot be understood, 1 for what cannot be done, one line each."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import select

from engage.accounts.models import Person
from engage.cli import main
from engage.core.permissions import SYSTEM
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.cli.commands import engage, engage_process
from tests.services.process import free_port

COMMANDS_ON_A_DATABASE = [
    "serve",
    "worker",
    "audit verify",
    "outbound hold --reason storm",
    "outbound release",
    "people add pat@gov.bc.ca --name Pat --role moderator",
    "wordpress check",
    "wordpress sync",
]
C_LOCALE = {"LC_ALL": "C", "LANG": "C"}
# A terminal that knows nothing but ASCII, with Python's own remedies taken away.
ASCII = {**C_LOCALE, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return {"ENGAGE_DATABASE_URL": sqlite_url, "ENGAGE_VAR_DIR": str(tmp_path)}


@pytest.mark.parametrize(
    "command",
    [
        "no-such-command",
        "check --no-such-option",
        "serve --port many",
        "serve --port 70000",
        "outbound hold",
        "people add pat@gov.bc.ca",
        "people add pat@gov.bc.ca --name Pat --role emperor",
        "import comments no-such-file.csv --engagement a --topic b --map text=t",
    ],
)
def test_what_cannot_be_understood_ends_with_2(command: str, tmp_path: Path) -> None:
    ended = engage(*command.split(), env={"ENGAGE_VAR_DIR": str(tmp_path)})
    assert ended.code == 2
    assert "Error: " in ended.err


def every_command(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*before, name))


def test_help_is_there_for_every_command_and_needs_no_settings() -> None:
    for names in every_command(main):
        with pytest.raises(SystemExit) as ended:
            main([*names, "--help"], prog_name="engage")
        assert ended.value.code == 0, names


def test_help_works_with_broken_settings() -> None:
    assert engage("--help", env={"ENGAGE_ENV": "nonsense"}).code == 0


@pytest.mark.parametrize("command", COMMANDS_ON_A_DATABASE)
def test_before_migrating_each_command_says_what_to_do(command: str, tmp_path: Path) -> None:
    ended = engage(*command.split(), env={"ENGAGE_VAR_DIR": str(tmp_path)})
    assert ended.code == 1
    (line,) = ended.lines
    assert "run `engage migrate`" in line


def test_importing_before_migrating_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "comments.csv"
    file.write_text("words,at\nMore buses.,2026-03-02\n")
    options = ["--engagement", "a", "--topic", "b", "--map", "text=words,received_at=at"]
    ended = engage("import", "comments", str(file), *options, env={"ENGAGE_VAR_DIR": str(tmp_path)})
    assert ended.code == 1
    assert "run `engage migrate`" in ended.lines[-1]


def test_migrating_twice_is_quiet_work(tmp_path: Path) -> None:
    env = {"ENGAGE_VAR_DIR": str(tmp_path / "not" / "yet" / "there")}
    for _ in range(2):
        ended = engage("migrate", env=env)
        assert (ended.code, ended.out, ended.err) == (0, "The database is ready.\n", "")
    assert engage("check", env=env).code == 0


def test_a_terminal_without_utf_8_is_no_hindrance(env: dict[str, str], tmp_path: Path) -> None:
    name = "Zoë 名前"
    add = ("people", "add", "zoe@gov.bc.ca", "--name", name, "--role", "administrator")
    assert engage_process(*add, env=env | C_LOCALE).code == 0
    with make_units(settings_for(env["ENGAGE_DATABASE_URL"], tmp_path)).reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Person.name)).one() == name


def test_a_file_name_beyond_ascii_is_told_on_such_a_terminal(
    env: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "forêt-名前.md").write_text("no front matter")
    ended = engage_process("check", env=env | ASCII | {"ENGAGE_NOTICES_DIR": str(folder)})
    assert ended.code == 1
    assert len(ended.lines) == 1


def test_the_first_account_needs_nobody_and_the_second_somebody(env: dict[str, str]) -> None:
    add = ("people", "add", "--name", "Pat", "--role", "administrator")
    production = env | {
        "ENGAGE_ENV": "production",
        "ENGAGE_BASE_URL": "https://engage.example.gov.bc.ca",
        "ENGAGE_SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz",
        "ENGAGE_DATA_KEYS": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    }
    first = engage(*add, "pat@gov.bc.ca", env=production)
    assert first.code == 0
    assert "one-time secret" in first.out
    second = engage(*add, "kim@gov.bc.ca", env=production)
    assert (second.code, second.lines) == (1, ["engage: say who acts: --as EMAIL"])
    assert engage(*add, "kim@gov.bc.ca", "--as", "pat@gov.bc.ca", env=production).code == 0
    assert engage("audit", "verify", env=production).out.endswith("entries, unbroken.\n")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("people add pat@elsewhere.example --name Pat", "government e-mail"),
        ("outbound hold --reason storm --as nobody@gov.bc.ca", "no such staff account"),
        ("outbound hold --reason storm", "no such staff account"),
    ],
)
def test_what_is_refused_is_one_line(command: str, words: str, env: dict[str, str]) -> None:
    ended = engage(*command.split(), env=env)
    assert ended.code == 1
    (line,) = ended.lines
    assert words in line


def test_keys_that_do_not_fit_the_database_are_one_line(
    env: dict[str, str], tmp_path: Path
) -> None:
    assert engage("people", "add", "pat@gov.bc.ca", "--name", "Pat", env=env).code == 0
    (tmp_path / "development-keys.json").unlink()
    ended = engage("audit", "verify", env=env)
    assert ended.code == 1
    assert all(line.startswith("engage: ") for line in ended.lines)


def test_a_taken_port_is_one_line(env: dict[str, str], taken_port: int) -> None:
    ended = engage("serve", "--port", str(taken_port), env=env)
    assert ended.code == 1
    (line,) = ended.lines
    assert f"port {taken_port} is taken" in line


def test_an_address_that_is_not_ours_is_one_line(env: dict[str, str]) -> None:
    ended = engage("serve", "--host", "192.0.2.1", "--port", str(free_port()), env=env)
    assert ended.code == 1
    (line,) = ended.lines
    assert "cannot listen on 192.0.2.1" in line
