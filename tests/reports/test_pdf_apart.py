"""The PDF pressed by a process beside the one that builds: the same bytes, and never needed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engage.core.unit import Units
from engage.reports.renderers import pdf as pdf_module
from engage.reports.renderers import pdf_apart, render_files
from engage.reports.renderers.html import render_html
from engage.reports.renderers.pdf import begun_pdf, expect_pdf, render_pdf
from engage.reports.rules import Quotation, Report, Said
from tests.app_fixtures import build_engagement
from tests.reports import documents
from tests.reports.factories import templates
from tests.reports.people import SLUG, a_week_later, crowd

ROOT = Path(__file__).parents[2]
NOT_SHOWN = (Said("fares", (Quotation("Price \U000f0000\U000f0001, too high", "en"),)),)
"""No font has these signs, and what stands in their place is said in the report's language."""
REPORTS: dict[str, Callable[[], Report]] = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr", said=NOT_SHOWN),
}
TWO = "engage.reports.renderers.pdf_apart.os.sched_getaffinity = lambda _pid: {0, 1}\n"


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


def page_of(report: Report, folder: Path) -> Path:
    page = folder / "report.html"
    page.write_bytes(render_html(report, templates()))
    return page


@pytest.mark.usefixtures("two_processors")
def test_the_other_process_gives_the_same_bytes_one_report_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: object) -> bytes:
        raise AssertionError("pressed in this process")

    monkeypatch.setattr(pdf_module, "render_pdf", here)
    with pdf_apart.pressing_apart():
        expect_pdf(templates())
        for made in REPORTS.values():
            report = made()
            pressed = begun_pdf(report, templates(), page_of(report, tmp_path))
            assert pressed() == render_pdf(report, templates())


@pytest.mark.usefixtures("two_processors")
def test_each_language_gets_its_own_whichever_is_waited_for_first(tmp_path: Path) -> None:
    reports = [made() for made in REPORTS.values()]
    with pdf_apart.pressing_apart():
        rendered = render_files(reports, tmp_path, templates(), lambda _share: None)
        for name in sorted(rendered.files):
            rendered.wait_for(name)
    for path in rendered.files.values():
        if path.suffix == ".pdf":
            report = next(
                one for one in reports if ("rapport" in path.name) is (one.language == "fr")
            )
            page = path.with_suffix(".html").read_bytes()
            assert path.read_bytes() == render_pdf(report, templates(), page)


@pytest.mark.usefixtures("two_processors")
def test_nothing_that_it_unpacked_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    report = documents.report()
    with pdf_apart.pressing_apart():
        expect_pdf(templates())
        pressed = begun_pdf(report, templates(), page_of(report, tmp_path))
        assert pressed()
        assert list(scratch.rglob("weasyprint-*"))
    assert not list(scratch.iterdir())


def test_with_one_processor_nobody_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    with pdf_apart.pressing_apart():
        assert pdf_apart.press_beside() is None


@pytest.mark.usefixtures("two_processors")
def test_what_a_process_that_ended_leaves_is_done_by_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_apart, "_CHILD", "engage.no_such_room")
    report = documents.report()
    with pdf_apart.pressing_apart():
        rendered = render_files([report], tmp_path, templates(), lambda _share: None)
        (pdf,) = (path for path in rendered.files.values() if path.suffix == ".pdf")
        assert not pdf.exists()
        rendered.wait_for(pdf.name)
    page = pdf.with_suffix(".html").read_bytes()
    assert pdf.read_bytes() == render_pdf(report, templates(), page)


@pytest.mark.usefixtures("two_processors")
def test_a_process_that_cannot_make_itself_ready_leaves_the_pdf_to_this_one(tmp_path: Path) -> None:
    report = documents.report()
    with pdf_apart.pressing_apart():
        beside = pdf_apart.press_beside()
        assert beside is not None
        assert beside.ask(tmp_path / "no page", "", tmp_path, "en")() is None
        pressed = begun_pdf(report, templates(), page_of(report, tmp_path))
        assert pressed() == render_pdf(report, templates())


def test_where_nobody_else_presses_all_is_written_before_the_search_begins(tmp_path: Path) -> None:
    rendered = render_files([documents.report()], tmp_path, templates(), lambda _share: None)
    assert not rendered.pending and all(path.exists() for path in rendered.files.values())


@pytest.mark.parametrize("said", ["", "100\\nthe beginning of a PDF", "0\\n"])
def test_half_an_answer_is_none(said: str) -> None:
    with subprocess.Popen(
        ["/usr/bin/printf", said], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert pdf_apart.PressBeside(process)._answer(0) is None


def test_the_other_process_gets_no_setting_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGE_DATA_KEYS", "known to one process alone")
    process = pdf_apart._started(str(tmp_path))
    try:
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        process.kill()
        process.communicate()
    assert b"PATH=" in environment and b"ENGAGE_" not in environment


COMMAND = f"""
import sys
from datetime import datetime
from pathlib import Path

import engage.reports.renderers.pdf_apart
from engage.core.clock import FixedClock
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.reports.test_service_command import Context, run

url, folder, now, out = sys.argv[1:]
{TWO}
units = make_units(settings_for(url, Path(folder)), FixedClock(datetime.fromisoformat(now)))
done = run(Context(units), "{SLUG}", "--out", out)
assert done.exit_code == 0, done.output
assert next(Path(out).glob("*.pdf")).stat().st_size
print(*sys.modules)
"""


def test_a_command_with_two_processors_waits_for_no_press_to_load(
    units: Units, tmp_path: Path
) -> None:
    build_engagement(units)
    crowd(units)
    a_week_later(units)
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            COMMAND,
            units.database.url,
            str(units.settings.var_dir),
            units.clock.now().isoformat(),
            str(tmp_path / "out"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "docx" in loaded and "weasyprint" not in loaded


OWNER = f"""
import time
import engage.reports.renderers.pdf_apart
from engage.reports.renderers import pdf_apart

{TWO}
start = pdf_apart._started

def told(scratch):
    process = start(scratch)
    print(process.pid, scratch, flush=True)
    return process

pdf_apart._started = told
with pdf_apart.pressing_apart():
    time.sleep(600)
"""


def test_the_other_process_ends_when_the_one_that_asks_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        number, scratch = owner.stdout.readline().decode().split()
        child = int(number)
        assert _is_there(child)
        owner.send_signal(signal.SIGKILL)
    for _ in range(1_200):
        if not _is_there(child):
            assert not Path(scratch).exists()
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("it is still there")


def _is_there(pid: int) -> bool:
    """Whether it runs; one that nobody has asked how it ended does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
