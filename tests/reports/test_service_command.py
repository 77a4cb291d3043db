"""`engage report build`: its files, its words, its exit codes; whole on disk or not there."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from engage.cli import EngageGroup
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.reports import folder
from engage.reports.commands import report
from engage.reports.folder import write_whole
from tests.app_fixtures import build_engagement, make_person
from tests.reports.people import SLUG, crowd, say

PHONE = "Call me at 604 555 0123 any time."
NAMES = [f"{SLUG}-comments.csv", f"{SLUG}-counts.csv", f"{SLUG}-report.html", f"{SLUG}-report.json"]


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


@pytest.fixture
def context(units: Units) -> Context:
    build_engagement(units)
    crowd(units)
    return Context(units)


def run(context: Context, *words: str) -> Result:
    return CliRunner().invoke(commands, ["report", "build", *words], obj=context)


def listed(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def test_the_files_and_their_hashes_are_printed(context: Context, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    done = run(context, SLUG, "--out", str(out))
    assert (done.exit_code, listed(out), listed(out.parent)) == (0, NAMES, ["here"])
    for name in NAMES:
        digest = hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}\n" in done.stdout
    content_hash = json.loads((out / NAMES[3]).read_bytes())["content_hash"]
    assert f"content hash  {content_hash}\n" in done.stdout
    assert f"Report 1 of {SLUG} (interim)" in done.stdout


def test_a_second_run_prints_the_same_hashes(context: Context, tmp_path: Path) -> None:
    first = run(context, SLUG, "--out", str(tmp_path / "out")).stdout.splitlines()
    again = run(context, SLUG, "--out", str(tmp_path / "out")).stdout.splitlines()
    assert first[-5:] == again[-5:] and len(first) > 5
    assert listed(tmp_path / "out") == NAMES


def test_other_files_in_the_folder_stay(context: Context, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    (tmp_path / "out" / NAMES[0]).write_text("old")
    run(context, SLUG, "--out", str(tmp_path / "out"))
    assert listed(tmp_path / "out") == ["letter.txt", *NAMES]
    assert (tmp_path / "out" / NAMES[0]).read_text("utf-8-sig") != "old"


def test_a_leak_refuses_with_its_places_and_leaves_nothing(
    context: Context, tmp_path: Path
) -> None:
    number = say(context.units, PHONE)
    before = listed(tmp_path)
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert (done.exit_code, listed(tmp_path)) == (1, before)
    assert f"{NAMES[0]}, row 9, column 3: a telephone number" in done.stderr
    assert f"{NAMES[3]}, /report/comments/7/text: a telephone number" in done.stderr
    assert f"comment {number} (/staff/queue/{number}): a telephone number" in done.stderr
    assert "engage: The report was refused and nothing was written" in done.stderr
    assert "0123" not in done.output and "content hash" not in done.stdout


@pytest.mark.parametrize("words", [("no-such-thing", "--out", "x"), ("../etc", "--out", "x")])
def test_an_unknown_engagement_is_one_line(context: Context, words: tuple[str, ...]) -> None:
    done = run(context, *words)
    assert (done.exit_code, done.stderr) == (1, "engage: There is no such engagement.\n")


def test_somebody_of_another_ministry_is_refused(context: Context, tmp_path: Path) -> None:
    context.acting = make_person(context.units, Role.ENGAGEMENT_LEAD, ministry="ENV")
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert (done.exit_code, (tmp_path / "out").exists()) == (1, False)


def test_without_a_folder_the_command_line_is_not_understood(context: Context) -> None:
    assert run(context, SLUG).exit_code == 2


def test_a_file_in_the_folders_place_is_refused_before_anything(
    context: Context, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("mine")
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert done.exit_code == 1 and "is a file" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_a_disk_that_fails_leaves_nothing(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full)
    before = listed(tmp_path)
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert (done.exit_code, listed(tmp_path)) == (1, before)
    assert "No space left on device" in done.stderr


def test_a_folder_that_may_not_be_written_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be written"):
        write_whole({"a.csv": b"a"}, Path("/proc/nowhere/out"))


KILLED = """
import os, signal, sys
from pathlib import Path
from engage.reports import folder

class Deadly(dict):
    def items(self):
        yield "a.csv", b"a"
        os.kill(os.getpid(), signal.SIGKILL)

folder.write_whole(Deadly({"a.csv": b"a", "b.csv": b"b"}), Path(sys.argv[1]))
"""


def test_a_kill_leaves_no_half_of_a_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(out)], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    write_whole({"a.csv": b"a", "b.csv": b"b"}, out)
    assert listed(out) == ["a.csv", "b.csv"]
