"""`engage check` and whoever needs what it looks at: all faults at once, one line each, exit 1."""

import shutil
from pathlib import Path

import pytest

from engage.core.settings import load_settings
from tests.cli.commands import TOP, Ended, engage
from tests.services.process import free_port

GOOD_NOTICE = "---\ntitle: T\nauthority: A\npurpose: P\ncontact: C\n---\nWords.\n"
WITHOUT_CONTACT = "---\ntitle: T\nauthority: A\npurpose: P\n---\nWords.\n"
SECRET = "planted-password-7c1"


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """All is well: a migrated database, the project's notices and theme."""
    return {"ENGAGE_DATABASE_URL": sqlite_url, "ENGAGE_VAR_DIR": str(tmp_path)}


def notices(folder: Path, **files: str) -> dict[str, str]:
    place = folder / "own-notices"
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.md").write_text(text)
    return {"ENGAGE_NOTICES_DIR": str(place)}


def broken_theme(folder: Path) -> dict[str, str]:
    themes = folder / "themes"
    shutil.copytree(TOP / "themes/corporate", themes / "corporate")
    (themes / "corporate/templates/error.html").unlink()
    (themes / "corporate/static/css/site.css").unlink()
    return {"ENGAGE_THEMES_DIR": str(themes)}


def refused(ended: Ended) -> list[str]:
    """The lines, each with our name before it; nothing of a secret in them."""
    assert ended.code == 1, ended.err
    assert SECRET not in ended.err + ended.out
    assert all(line.startswith("engage: ") for line in ended.lines), ended.err
    return [line.removeprefix("engage: ") for line in ended.lines]


def test_a_machine_in_order_is_told_so(env: dict[str, str]) -> None:
    ended = engage("check", env=env)
    assert (ended.code, ended.out, ended.err) == (0, "Everything is in order.\n", "")


def test_a_notice_without_a_required_part_is_named_by_its_file(
    env: dict[str, str], tmp_path: Path
) -> None:
    env |= notices(tmp_path, whole=GOOD_NOTICE, parks=WITHOUT_CONTACT)
    (line,) = refused(engage("check", env=env))
    assert "parks.md" in line
    assert "contact" in line


def test_two_broken_notices_are_two_lines(env: dict[str, str], tmp_path: Path) -> None:
    env |= notices(tmp_path, parks=WITHOUT_CONTACT, roads="no front matter", whole=GOOD_NOTICE)
    lines = refused(engage("check", env=env))
    assert [("parks.md" in line, "roads.md" in line) for line in lines] == [
        (True, False),
        (False, True),
    ]


def test_who_sends_mail_needs_the_notice_for_followers(env: dict[str, str], tmp_path: Path) -> None:
    env |= notices(tmp_path, whole=GOOD_NOTICE)
    env |= {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:25", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    (line,) = refused(engage("check", env=env))
    assert "notices/following: following.md is missing" in line


def test_a_wording_that_follows_an_earlier_text_is_named_with_what_to_write(
    env: dict[str, str], tmp_path: Path
) -> None:
    own = notices(tmp_path, whole=GOOD_NOTICE)
    worded = tmp_path / "own-notices" / "fr"
    worded.mkdir()
    french = GOOD_NOTICE.replace("title: T", "of: 0a1b\ntitle: Avis")
    (worded / "whole.md").write_text(french)
    (line,) = refused(engage("check", env=env | own))
    assert "fr/whole.md: follows an earlier whole.md" in line
    (worded / "whole.md").write_text(french.replace("0a1b", line.partition("`of: ")[2][:64]))
    assert engage("check", env=env | own).code == 0


def test_a_folder_without_any_notice_is_a_fault(env: dict[str, str], tmp_path: Path) -> None:
    (line,) = refused(engage("check", env=env | notices(tmp_path)))
    assert "no collection notice" in line


def test_a_broken_theme_tells_everything_that_it_lacks(env: dict[str, str], tmp_path: Path) -> None:
    lines = refused(engage("check", env=env | broken_theme(tmp_path)))
    assert len(lines) == 2
    assert any("templates/error.html" in line for line in lines)
    assert any("static/css/site.css" in line for line in lines)


def test_templates_that_cannot_be_read_are_named_with_the_line(
    env: dict[str, str], tmp_path: Path
) -> None:
    themes = tmp_path / "themes"
    shutil.copytree(TOP / "themes/corporate", themes / "corporate")
    parks = themes / "parks"
    (parks / "templates/site").mkdir(parents=True)
    (parks / "theme.toml").write_text('name = "parks"\nparent = "corporate"\n')
    (parks / "templates/site/home.html").write_text("<h1>\n{{ title }</h1>")
    (parks / "templates/layout.html").write_text("{% extends 'themes/corporate/frame.html' %}")
    (parks / "templates/paper.html").write_bytes(b"\xff")
    settings = {"ENGAGE_THEMES_DIR": str(themes), "ENGAGE_THEME": "parks"}
    lines = refused(engage("check", env=env | settings))
    assert len(lines) == 3
    assert "templates/layout.html names 'themes/corporate/frame.html'" in lines[0]
    assert "templates/paper.html cannot be read" in lines[1]
    assert "templates/site/home.html line 2: " in lines[2]


def everything_broken(folder: Path) -> dict[str, str]:
    return {
        "ENGAGE_ENV": "production",
        "ENGAGE_SECRET_KEY": SECRET,
        "ENGAGE_DATA_KEYS": f"k1:{SECRET}",
        "ENGAGE_BASE_URL": f"http://someone:{SECRET}@engage.gov.bc.ca",
        "ENGAGE_TRUSTED_PROXIES": "9" * 5000,
        "ENGAGE_NO_SUCH": SECRET,
        "ENGAGE_DATABASE_URL": f"sqlite:///{folder / 'nothing-there.db'}",
        **notices(folder, parks=WITHOUT_CONTACT, roads="no front matter"),
        **broken_theme(folder),
    }


EVERYTHING = (
    "ENGAGE_SECRET_KEY",
    "ENGAGE_DATA_KEYS",
    "ENGAGE_BASE_URL",
    "ENGAGE_TRUSTED_PROXIES",
    "ENGAGE_NO_SUCH",
    "parks.md",
    "roads.md",
    "templates/error.html",
    "engage migrate",
)


def test_settings_notices_theme_and_database_are_told_of_in_one_run(tmp_path: Path) -> None:
    lines = refused(engage("check", env=everything_broken(tmp_path)))
    for fault in EVERYTHING:
        assert len([line for line in lines if fault in line]) == 1, (fault, lines)
    assert not (tmp_path / "nothing-there.db").exists()


def test_serving_says_the_same_lines_and_stops(tmp_path: Path) -> None:
    env = everything_broken(tmp_path)
    assert refused(engage("serve", env=env)) == refused(engage("check", env=env))


def test_a_database_that_is_not_migrated_is_told(tmp_path: Path) -> None:
    (line,) = refused(engage("check", env={"ENGAGE_VAR_DIR": str(tmp_path)}))
    assert line == "database: not at the newest schema, run `engage migrate`"


@pytest.mark.parametrize("command", ["check", "migrate", "serve", "audit verify"])
def test_a_database_that_cannot_be_reached_is_one_line(command: str, tmp_path: Path) -> None:
    url = f"postgresql://someone:{SECRET}@127.0.0.1:{free_port()}/engage"
    env = {"ENGAGE_VAR_DIR": str(tmp_path), "ENGAGE_DATABASE_URL": url}
    (line,) = refused(engage(*command.split(), env=env))
    assert "database" in line
    assert "OperationalError" in line


@pytest.mark.parametrize("command", ["check", "migrate", "audit verify"])
def test_a_file_that_is_no_database_is_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "engage.db").write_text(f"Shopping list: bread, {SECRET}\n" * 200)
    (line,) = refused(engage(*command.split(), env={"ENGAGE_VAR_DIR": str(tmp_path)}))
    assert "database" in line


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://someone:{SECRET}@host:port/engage",
        f"mysql://{SECRET}",
        "sqlite://",
        SECRET,
    ],
)
def test_an_unreadable_database_address_is_one_line(url: str, tmp_path: Path) -> None:
    env = {"ENGAGE_VAR_DIR": str(tmp_path), "ENGAGE_DATABASE_URL": url}
    (line,) = refused(engage("check", env=env))
    assert line.startswith("ENGAGE_DATABASE_URL: ")


@pytest.mark.parametrize("url", ["http://[", "https://host:port", "ftp://host", "https:///", "x"])
def test_an_unreadable_web_address_is_a_fault(url: str, env: dict[str, str]) -> None:
    broken = {
        "ENGAGE_BASE_URL": url,
        "ENGAGE_WORDPRESS_URL": url,
        "ENGAGE_WORDPRESS_USER": "sync",
        "ENGAGE_WORDPRESS_PASSWORD": SECRET,
    }
    lines = refused(engage("check", env=env | broken))
    assert [line.split(":")[0] for line in lines] == ["ENGAGE_BASE_URL", "ENGAGE_WORDPRESS_URL"]


def test_a_place_that_cannot_hold_anything_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    lines = refused(engage("check", env={"ENGAGE_VAR_DIR": str(tmp_path / "file/var")}))
    assert "ENGAGE_VAR_DIR: cannot be used" in lines[0]


def test_broken_development_keys_are_a_fault_and_not_replaced(tmp_path: Path) -> None:
    keys = tmp_path / "development-keys.json"
    keys.write_text('{"secret_key": "' + SECRET)
    lines = refused(engage("check", env={"ENGAGE_VAR_DIR": str(tmp_path)}))
    assert "development-keys.json is broken" in lines[0]
    assert keys.read_text().endswith(SECRET)


def test_a_relative_sqlite_file_is_one_file_wherever_a_command_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web server runs in the project's folder, a command anywhere: they must not part."""
    monkeypatch.chdir(tmp_path)
    settings = load_settings(
        {"ENGAGE_VAR_DIR": str(tmp_path), "ENGAGE_DATABASE_URL": "sqlite:///var/own.db"}
    )
    assert settings.database_url == f"sqlite:///{TOP}/var/own.db"
