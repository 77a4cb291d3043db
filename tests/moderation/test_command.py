"""`engage import comments`: its words and its exit codes."""

from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from engage.cli import EngageGroup
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.moderation.commands import import_comments_command
from tests.app_fixtures import build_engagement, make_person

MAP = "text=comment-body,received_at=timestamp,state=moderated"
FILE = """timestamp,moderated,comment-body
1518501496471,1,More buses.
1518501496472,-1,Buy my car.
1518501496473,0,"Trams,
too."
"""


@click.group(cls=EngageGroup)
def commands() -> None:
    """The command under the group that gives every command its exit codes."""


commands.add_command(import_comments_command)


class Context:
    def __init__(self, units: Units, acting: Actor) -> None:
        self.units = units
        self.acting = acting
        self.asked: list[str | None] = []

    def actor(self, email: str | None) -> Actor:
        self.asked.append(email)
        return self.acting


@pytest.fixture
def context(units: Units) -> Context:
    build_engagement(units)
    return Context(units, make_person(units, Role.ADMINISTRATOR))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    path.write_text(FILE)
    return path


def run(context: Context, file: Path, *more: str, maps: str = MAP, topic: str = "routes") -> Result:
    arguments = ["comments", str(file), "--engagement", "night-buses", "--topic", topic]
    return CliRunner().invoke(commands, [*arguments, "--map", maps, *more], obj=context)


def test_it_says_what_came_in(context: Context, file: Path) -> None:
    done = run(context, file)
    assert done.exit_code == 0, done.output
    words = "3 new (1 published, 1 not published, 1 waiting), 0 already there"
    assert done.stdout.splitlines()[-1] == words


def test_again_it_says_that_all_is_there(context: Context, file: Path) -> None:
    run(context, file)
    done = run(context, file)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "0 new, 3 already there"


def test_it_acts_for_whom_it_is_told(context: Context, file: Path) -> None:
    run(context, file, "--as", "lead@gov.bc.ca")
    assert context.asked == ["lead@gov.bc.ca"]


def test_every_fault_is_told_with_its_line_and_nothing_imported(
    context: Context, file: Path
) -> None:
    file.write_text(FILE + "soon,1,Late.\n1518501496474,9,\n")
    done = run(context, file)
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["line 6", "line 7", "line 7", "engage"]
    assert lines[-1] == "engage: Nothing was imported: the file has 3 faults."
    file.write_text(FILE + "soon,1,Late.\n")
    assert run(context, file).stderr.endswith("imported: the file has 1 fault.\n")
    file.write_text(FILE)
    assert "3 new" in run(context, file).stdout


def test_a_long_list_of_faults_is_cut_and_counted(context: Context, file: Path) -> None:
    file.write_text("timestamp,moderated,comment-body\n" + "soon,1,Late.\n" * 1_000)
    lines = run(context, file).stderr.splitlines()
    assert lines[-2:] == [
        "... and 700 more",
        "engage: Nothing was imported: the file has 1,000 faults.",
    ]


def test_an_unknown_place_is_refused_in_one_line(context: Context, file: Path) -> None:
    done = run(context, file, topic="trams")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "engage: There is no such topic."


@pytest.mark.parametrize("maps", ["text=comment-body", "txt=a,received_at=b", "nonsense"])
def test_a_map_that_cannot_be_understood_is_usage(context: Context, file: Path, maps: str) -> None:
    done = run(context, file, maps=maps)
    assert done.exit_code == 2
    assert "targets are text, received_at" in done.stderr


def test_a_column_that_is_missing_is_refused_with_those_that_are_there(
    context: Context, file: Path
) -> None:
    done = run(context, file, maps="text=body,received_at=timestamp")
    assert done.exit_code == 1
    assert "the columns are timestamp, moderated, comment-body" in done.stderr


def test_a_file_that_is_not_there_is_usage(context: Context, tmp_path: Path) -> None:
    assert run(context, tmp_path / "nowhere.csv").exit_code == 2


def test_a_sheet_of_a_workbook_is_imported_and_its_faults_name_rows(
    context: Context, tmp_path: Path
) -> None:
    book, path = Workbook(), tmp_path / "comments.xlsx"
    letters = book.create_sheet("Letters")
    letters.append(("comment-body", "timestamp", "moderated"))
    letters.append(("More buses.", datetime(2026, 3, 1, 9), 0))
    book.save(path)
    done = run(context, path, "--sheet", "Letters")
    assert (done.exit_code, "1 new (1 waiting)" in done.output) == (0, True)
    letters.append(("Trams.", "soon", 0))
    book.save(path)
    refused = run(context, path, "--sheet", "Letters")
    assert refused.exit_code == 1
    assert "row 3: in 'timestamp'" in refused.output
    assert "the file is empty" in run(context, path).output
