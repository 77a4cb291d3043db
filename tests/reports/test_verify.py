"""`engage report verify`: the files of a release, with the database and by strangers without it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from engage.cli import EngageGroup
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.reports.commands import report
from engage.reports.folder import write_whole
from engage.reports.states import SUMS
from tests.app_fixtures import build_engagement, make_person
from tests.reports.people import SLUG, built, crowd, say
from tests.reports.released import approved_and_released

VALUE, COMMENTS = f"{SLUG}-report.json", f"{SLUG}-comments.csv"


@click.group(cls=EngageGroup)
def commands() -> None:
    """The command under the group that gives every command its exit codes."""


commands.add_command(report)


class Context:
    """What the command line hands to its commands."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.acting = SYSTEM

    def actor(self, email: str | None) -> Actor:
        return self.acting


class NoDatabase:
    """The machine of a stranger, who has the files and nothing else."""

    @property
    def units(self) -> Units:
        raise AssertionError("the database was asked for")

    def actor(self, email: str | None) -> Actor:
        raise AssertionError("somebody was asked for")


@pytest.fixture
def context(units: Units) -> Context:
    build_engagement(units)
    crowd(units)
    return Context(units)


@pytest.fixture
def handed(context: Context, tmp_path: Path) -> Path:
    """The files of a public release, with the list of their hashes, as somebody has them."""
    out = tmp_path / "handed"
    kept: dict[str, bytes] = built(context.units)[1].files
    source = tmp_path / "source"
    source.mkdir()
    for name, content in kept.items():
        (source / name).write_bytes(content)
    write_whole({name: source / name for name in kept}, out)
    shutil.rmtree(source)
    approved_and_released(context.units, 1)
    return out


def verify(context: object, *words: str) -> Result:
    return CliRunner().invoke(commands, ["report", "verify", *words], obj=context)


def test_what_is_kept_is_what_was_released(context: Context, handed: Path) -> None:
    done = verify(context, SLUG)
    count = len(list(handed.iterdir())) - 1
    assert done.exit_code == 0
    assert done.stdout.endswith(f"All {count} files are as in release 1 of {SLUG}.\n")
    assert done.stdout.count(": OK\n") == count


def test_files_that_were_given_are_checked_alone_or_as_a_folder(
    context: Context, handed: Path
) -> None:
    assert verify(context, SLUG, "1", str(handed)).exit_code == 0
    one = verify(context, SLUG, str(handed / COMMENTS), str(handed / SUMS))
    assert (one.exit_code, one.stdout) == (
        0,
        f"{COMMENTS}: OK\n1 file is as in release 1 of {SLUG}.\n",
    )


def test_a_changed_a_missing_and_a_foreign_file_are_told_apart(
    context: Context, handed: Path
) -> None:
    (handed / COMMENTS).write_bytes((handed / COMMENTS).read_bytes() + b" ")
    (handed / VALUE).unlink()
    (handed / "letter.txt").write_text("mine")
    done = verify(context, SLUG, "1", str(handed), str(handed / "letter.txt"))
    assert done.exit_code == 1
    assert f"{COMMENTS}: CHANGED" in done.stderr and f"{VALUE}: MISSING" in done.stderr
    assert "letter.txt: NOT OF THIS REPORT" in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last == f"engage: 3 of the checks failed: this is not release 1 of {SLUG}."


def test_a_value_that_was_changed_with_its_hash_is_found(context: Context, handed: Path) -> None:
    """Whoever changes a figure and the list of hashes cannot make the content hash fit."""
    changed = (handed / VALUE).read_text().replace("Night", "Day").replace("buses", "boats")
    (handed / VALUE).write_text(changed)
    found = verify(context, SLUG, str(handed / VALUE))
    assert found.exit_code == 1 and "names another content hash than its value" in found.stderr


def test_an_earlier_release_is_checked_by_its_number(context: Context, handed: Path) -> None:
    say(context.units, "One more voice.")
    built(context.units)
    approved_and_released(context.units, 2)
    assert verify(context, SLUG, "1", str(handed)).exit_code == 0
    other = verify(context, SLUG, str(handed))
    assert other.exit_code == 1 and f"not release 2 of {SLUG}" in other.stderr


def test_kept_bytes_that_rotted_are_found(context: Context, handed: Path) -> None:
    with context.units.writing(SYSTEM) as unit:
        unit.session.execute(text("DROP TRIGGER report_file_part_no_update"))
        unit.session.execute(
            text("UPDATE report_file_part SET content = X'00' WHERE name = :name"),
            {"name": COMMENTS},
        )
    done = verify(context, SLUG)
    assert done.exit_code == 1 and f"{COMMENTS}: CHANGED" in done.stderr


def test_a_stranger_checks_files_by_the_list_alone(handed: Path) -> None:
    done = verify(NoDatabase(), "--manifest", str(handed / SUMS))
    assert done.exit_code == 0 and done.stdout.endswith(f"files are as in the list {SUMS}.\n")
    (handed / COMMENTS).write_text("other")
    done = verify(NoDatabase(), "--manifest", str(handed / SUMS), str(handed / COMMENTS))
    assert done.exit_code == 1 and f"{COMMENTS}: CHANGED" in done.stderr


@pytest.mark.parametrize(
    "changed",
    [
        lambda list_: "\ufeff" + list_,
        lambda list_: "\ufeff" + list_.replace("\n", "\r\n"),
        lambda list_: list_.replace("  ", " *"),
        lambda list_: f"# SHA-256\n\n{list_.rstrip()}",
    ],
    ids=["byte-order mark", "Windows lines", "as binary files", "remark"],
)
def test_a_list_that_went_through_another_program_is_read(
    handed: Path, changed: Callable[[str], str]
) -> None:
    text = (handed / SUMS).read_text()
    (handed / SUMS).write_bytes(changed(text).encode())
    assert verify(NoDatabase(), "--manifest", str(handed / SUMS)).exit_code == 0
    (handed / COMMENTS).write_text("other")
    done = verify(NoDatabase(), "--manifest", str(handed / SUMS))
    assert done.exit_code == 1 and f"{COMMENTS}: CHANGED" in done.stderr


def test_the_list_is_one_that_the_usual_tool_reads(handed: Path) -> None:
    tool = ["sha256sum", "--check", "--strict", SUMS]
    assert subprocess.run(tool, cwd=handed, capture_output=True, check=False).returncode == 0
    (handed / COMMENTS).write_text("other")
    assert subprocess.run(tool, cwd=handed, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize(
    "words", ["", "not a list", "0" * 64 + "  ../etc/passwd", "0" * 63 + "  a"]
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, words: str) -> None:
    (tmp_path / SUMS).write_text(words)
    done = verify(NoDatabase(), "--manifest", str(tmp_path / SUMS))
    assert done.exit_code == 1 and done.stderr.startswith("engage: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_command_line_without_anything_is_not_understood() -> None:
    assert verify(NoDatabase()).exit_code == 2
    assert verify(NoDatabase(), "--manifest", "/nowhere").exit_code == 2


def test_what_there_is_not_is_one_line(context: Context, handed: Path) -> None:
    assert "no such engagement" in verify(context, "no-such-thing").stderr
    assert "no such release" in verify(context, SLUG, "7").stderr
    build_engagement(context.units, "quiet")
    assert "no such release" in verify(context, "quiet").stderr
    context.acting = make_person(context.units, Role.MINISTRY_VIEWER, ministry="ENV")
    assert verify(context, SLUG).stderr == "engage: There is no such engagement.\n"
