"""When something breaks: a page in the theme, and a log line without a word of the person."""

import logging

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engage.audit.models import AuditEntry
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, Page, comment_of, stored

SECRET = "zebrafish"


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def fail(*_: object, **__: object) -> None:
    raise RuntimeError(f"a message with {SECRET} in it")


def assert_error_page(page: Page, caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    assert (page.status, page.is_in_theme) == (500, True)
    assert page.heading == "Something went wrong on our side"
    assert page.code == ""
    logged = "\n".join(record.getMessage() + repr(record.exc_info) for record in caplog.records)
    assert "unhandled trouble=" in logged
    for secret in (SECRET, *secrets):
        assert secret not in logged
        assert secret not in page.html


def test_a_failing_page_is_a_500_in_the_theme(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("engage.site.discussion.queries.heads", fail)
    page = citizen.get(f"{TOPIC}?after={SECRET}", headers={"User-Agent": SECRET, "Cookie": SECRET})
    assert_error_page(page, caplog)
    assert "rule=/engagements/<slug>/<topic_slug>" in caplog.text
    monkeypatch.undo()
    assert citizen.get(TOPIC).status == 200


def test_a_failure_after_the_comment_was_written_stores_nothing(
    both_units: Units, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    with both_units.reading(SYSTEM) as unit:
        audited = unit.session.query(AuditEntry).count()
    form = citizen.filled(SECRET, email="ivy@example.ca", purposes=["results"], display_name="Ivy")
    monkeypatch.setattr("engage.comments.web.writing._thanks", fail)
    assert_error_page(citizen.post(FORM, form), caplog, "ivy@example.ca")
    assert stored(both_units) == 0
    with both_units.reading(SYSTEM) as unit:
        assert counts(unit.session, "queue") == {}
        assert unit.session.query(AuditEntry).count() == audited
    monkeypatch.undo()
    assert citizen.post(FORM, form).code
    assert stored(both_units) == 1


def test_a_failure_at_the_commit_is_never_a_receipt(
    both_units: Units, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    form = citizen.filled(SECRET)

    def no_space(_session: Session) -> None:
        raise OperationalError(f"INSERT {SECRET}", {}, Exception(f"disk full {SECRET}"))

    monkeypatch.setattr(Session, "commit", no_space)
    page = citizen.post(FORM, form)
    monkeypatch.undo()
    assert_error_page(page, caplog)
    assert stored(both_units) == 0
    again = citizen.post(FORM, form)
    assert comment_of(both_units, again.code).state == "waiting"


@pytest.mark.parametrize("place", ["insert_jobs", "append_audit"])
def test_a_failure_in_the_notes_of_the_commit_rolls_everything_back(
    citizen: Citizen, units: Units, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    form = citizen.filled(SECRET)
    hook = getattr(units.hooks, place)
    setattr(units.hooks, place, fail)
    page = citizen.post(FORM, form)
    setattr(units.hooks, place, hook)
    assert_error_page(page, caplog)
    assert stored(units) == 0


def test_a_refused_constraint_logs_no_parameter(
    citizen: Citizen, units: Units, caplog: pytest.LogCaptureFixture
) -> None:
    form = citizen.filled(SECRET)
    with units.writing(SYSTEM) as unit:
        unit.session.connection().exec_driver_sql("DROP TABLE comment_text")
    with caplog.at_level(logging.DEBUG, "engage"):
        assert_error_page(citizen.post(FORM, form), caplog)
    assert stored(units) == 0


@pytest.mark.parametrize(
    ("status", "path", "method"),
    [(404, "/no-such-page", "GET"), (405, "/terms", "POST"), (404, "/c/none", "GET")],
)
def test_error_pages_are_whole_and_not_indexed(
    citizen: Citizen, status: int, path: str, method: str
) -> None:
    page = Page(citizen.client.open(path, method=method))
    assert (page.status, page.is_in_theme) == (status, True)
    assert page.tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert "Error 40" in page.words


def test_the_error_page_needs_no_database(
    citizen: Citizen, units: Units, caplog: pytest.LogCaptureFixture
) -> None:
    with units.writing(SYSTEM) as unit:
        for table in ("comment_text", "content_version", "notice_wording", "notice_version"):
            unit.session.connection().exec_driver_sql(f"DROP TABLE {table}")
    assert_error_page(citizen.get(TOPIC), caplog)
    assert citizen.get("/no-such-page").status == 404
