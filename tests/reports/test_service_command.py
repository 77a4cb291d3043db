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
from engage.reports.states import SUMS
from engage.reports.workplace import PLACE
from tests.app_fixtures import build_engagement, make_person
from tests.reports.kept import reports, request
from tests.reports.people import SLUG, a_week_later, crowd, say

PHONE = "Call me at 604 555 0123 any time."
VALUE, COMMENTS = f"{SLUG}-report.json", f"{SLUG}-comments.csv"


@click.group(cls=EngageGroup)
def commands() -> None:
    """The command under the group that gives every command its exit codes."""


commands.add_command(report)


class Context:
    """What the command line hands to its commands."""

    def __init__(self, units: Units) -> None:
        self.units, self.settings = units, units.settings
        self.acting = SYSTEM

    def actor(self, email: str | None) -> Actor:
        return self.acting


@pytest.fixture
def context(units: Units, monkeypatch: pytest.MonkeyPatch) -> Context:
    # One process for all PDFs of these tests, loaded once: with one processor there is no other.
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    build_engagement(units)
    crowd(units)
    a_week_later(units)
    return Context(units)


def run(context: Context, *words: str) -> Result:
    return CliRunner().invoke(commands, ["report", "build", *words], obj=context)


def left_behind(var_dir: Path) -> list[str]:
    """What a build left where it worked."""
    place = var_dir / PLACE
    return listed(place) if place.exists() else []


def listed(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def test_the_files_and_their_hashes_are_printed(context: Context, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    done = run(context, SLUG, "--out", str(out))
    assert (done.exit_code, listed(out.parent)) == (0, ["here"])
    names = [name for name in listed(out) if name != SUMS]
    assert {VALUE, COMMENTS, f"{SLUG}-report.html"} < set(names)
    lines = []
    for name in names:
        digest = hashlib.sha256((out / name).read_bytes()).hexdigest()
        lines.append(f"{digest}  {name}\n")
    assert "".join(lines) == (out / SUMS).read_text()
    assert "".join(lines) in done.stdout
    content_hash = json.loads((out / VALUE).read_bytes())["content_hash"]
    assert f"content hash  {content_hash}\n" in done.stdout
    assert f"Report 1 of {SLUG} (interim)" in done.stdout


def test_a_second_run_prints_the_same_hashes(context: Context, tmp_path: Path) -> None:
    first = run(context, SLUG, "--out", str(tmp_path / "out")).stdout.splitlines()
    again = run(context, SLUG, "--out", str(tmp_path / "out")).stdout.splitlines()
    found = first.index(next(line for line in first if line.startswith("content hash")))
    assert first[found:] == again[-len(first[found:]) :] and len(first[found:]) > 4
    assert left_behind(tmp_path) == []


def test_other_files_in_the_folder_stay(context: Context, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    (tmp_path / "out" / COMMENTS).write_text("old")
    run(context, SLUG, "--out", str(tmp_path / "out"))
    assert {"letter.txt", COMMENTS, SUMS} < set(listed(tmp_path / "out"))
    assert (tmp_path / "out" / "letter.txt").read_text() == "mine"
    assert (tmp_path / "out" / COMMENTS).read_text("utf-8-sig") != "old"


def test_a_report_in_one_language_leaves_none_of_an_earlier_one_in_two(
    context: Context, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(context, SLUG, "--out", str(out), "--french")
    (out / f"{SLUG}-letter.txt").write_text("mine")
    assert any("rapport" in name for name in listed(out))
    run(context, SLUG, "--out", str(out))
    named = {line.split("  ")[1] for line in (out / SUMS).read_text().splitlines()}
    assert set(listed(out)) == {*named, SUMS, f"{SLUG}-letter.txt"}


def test_a_leak_refuses_with_its_places_and_leaves_nothing(
    context: Context, tmp_path: Path
) -> None:
    number = say(context.units, PHONE)
    a_week_later(context.units)
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert (done.exit_code, "out" in listed(tmp_path)) == (1, False)
    assert left_behind(tmp_path) == []
    assert f"{COMMENTS}, " in done.stderr and f"{VALUE}, " in done.stderr
    assert "a telephone number" in done.stderr
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
    done = run(context, SLUG, "--out", str(tmp_path / "out"))
    assert (done.exit_code, "out" in listed(tmp_path)) == (1, False)
    assert left_behind(tmp_path) == []
    assert "No space left on device" in done.stderr


def test_a_folder_that_may_not_be_written_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be written"):
        write_whole({"a.csv": Path(__file__)}, Path("/proc/nowhere/out"))


KILLED = """
import os, signal, sys
from pathlib import Path
from engage.reports import folder

class Deadly(dict):
    def items(self):
        yield "a.csv", Path(sys.argv[2])
        os.kill(os.getpid(), signal.SIGKILL)

folder.write_whole(Deadly({"a.csv": None, "b.csv": None}), Path(sys.argv[1]))
"""


def test_a_kill_leaves_no_half_of_a_report(tmp_path: Path) -> None:
    out, source = tmp_path / "out", tmp_path / "source"
    source.write_text("a")
    command = [sys.executable, "-c", KILLED, str(out), str(source)]
    killed = subprocess.run(command, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    write_whole({"a.csv": source, "b.csv": source}, out)
    assert listed(out) == [SUMS, "a.csv", "b.csv"]
    assert listed(tmp_path) == ["out", "source"]


def test_an_order_is_given_by_options(context: Context, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert "not closed" in run(context, SLUG, "--out", out, "--kind", "final").stderr
    assert "one of the weeks" in run(context, SLUG, "--out", out, "--week", "2026-03-11").stderr
    assert "sign-off" in run(context, SLUG, "--out", out, "--threshold", "5").stderr
    assert run(context, SLUG, "--out", out, "--threshold", "7").exit_code == 2
    assert run(context, SLUG, "--out", out, "--week", "soon").exit_code == 2
    done = run(context, SLUG, "--out", out, "--week", "2026-03-04", "--french")
    assert done.exit_code == 0 and f"{SLUG}-rapport.html" in listed(tmp_path / "out")


def test_a_build_is_called_off_by_command(context: Context) -> None:
    none = CliRunner().invoke(commands, ["report", "cancel", SLUG], obj=context)
    assert (none.exit_code, none.stderr) == (
        1,
        "engage: No report of this engagement is being built.\n",
    )
    request(context.units)
    done = CliRunner().invoke(commands, ["report", "cancel", SLUG], obj=context)
    assert (done.exit_code, [one.state for one in reports(context.units)]) == (0, ["cancelled"])
    assert done.stdout == f"Report 1 of {SLUG} is called off. Nothing of it is kept.\n"
