"""A command starts with what it needs: everything large that others need stays away until then."""

import json
import subprocess
import sys

import pytest

LARGE = {
    "alembic": "migrations",
    "cairocffi": "pictures of the sample and of reports",
    "celery": "workers on several machines",
    "docx": "reports",
    "flask": "pages",
    "fontTools": "reports",
    "icalendar": "the calendar of openings",
    "onnxruntime": "the model of names",
    "openpyxl": "lists of comments in XLSX",
    "scipy": "disclosure control of later releases",
    "sklearn": "suggestions",
    "tokenizers": "the model of names",
    "weasyprint": "reports and posters",
    "webauthn": "pages of accounts",
    "xlsxwriter": "reports",
}


@pytest.fixture(scope="module")
def loaded_by() -> dict[str, set[str]]:
    rooms = ("engage.cli", "engage.operating", "engage.wiring", "engage.reports.commands")
    return {room: _loaded_by(room) for room in (*rooms, "engage.app")}


def _loaded_by(room: str) -> set[str]:
    """What a fresh interpreter holds once the room is imported."""
    said = subprocess.run(
        [sys.executable, "-c", f"import json, sys, {room}; print(json.dumps(list(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(said.stdout))


@pytest.mark.parametrize("library", LARGE)
def test_a_command_starts_without_what_only_others_need(
    loaded_by: dict[str, set[str]], library: str
) -> None:
    assert library not in loaded_by["engage.operating"], f"only needed for: {LARGE[library]}"


def test_what_is_typed_is_understood_before_anything_is_loaded(
    loaded_by: dict[str, set[str]],
) -> None:
    ours = {name for name in loaded_by["engage.cli"] if name.startswith("engage.")}
    assert ours == {"engage.cli", "engage.core", "engage.core.commands"}


def test_the_process_that_presses_pdfs_starts_before_the_rest_of_a_build_is_loaded(
    loaded_by: dict[str, set[str]],
) -> None:
    assert "engage.reports.renderers.pdf_apart" in loaded_by["engage.reports.commands"]
    assert not loaded_by["engage.reports.commands"] & {
        "cryptography",
        "jinja2",
        "numpy",
        "sqlalchemy",
    }


def test_commands_and_workers_start_without_pages(loaded_by: dict[str, set[str]]) -> None:
    for room in ("engage.operating", "engage.wiring"):
        pages = {name for name in loaded_by[room] if name.startswith("engage.") and ".web" in name}
        assert pages == set(), room


def test_a_command_starts_without_jobs_and_without_the_commands_of_others(
    loaded_by: dict[str, set[str]],
) -> None:
    ours = {name for name in loaded_by["engage.operating"] if name.startswith("engage.")}
    assert {name for name in ours if name.endswith((".tasks", ".commands"))} == {
        "engage.core.commands"
    }
    assert "engage.wiring.jobs" not in loaded_by["engage.operating"]


def test_no_request_waits_for_the_jobs_to_be_loaded(loaded_by: dict[str, set[str]]) -> None:
    assert "engage.wiring.jobs" in loaded_by["engage.app"]


def test_the_site_starts_without_what_sets_documents(loaded_by: dict[str, set[str]]) -> None:
    assert not loaded_by["engage.app"] & {"cairocffi", "docx", "scipy", "sklearn", "weasyprint"}
