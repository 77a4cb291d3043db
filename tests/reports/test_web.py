"""Staff ask for a report, take its files, or read why there is none."""

import hashlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.service import unpublish
from engage.reports.models import ReportFile
from engage.reports.web import size_words
from engage.wiring import HANDLERS
from tests.app_fixtures import build_engagement, csrf_token
from tests.reports.people import SLUG, built, crowd, say

PAGE = f"/staff/engagements/{SLUG}/report"
PHONE = "Call me at 604 555 0123 any time."
SignIn = Callable[..., Actor]


@pytest.fixture(autouse=True)
def engagement(units: Units) -> None:
    build_engagement(units)
    crowd(units)


def ask(client: FlaskClient) -> str:
    token = csrf_token(client, PAGE)
    answer = client.post(PAGE, data={"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def page(client: FlaskClient, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def files(units: Units) -> list[ReportFile]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(ReportFile).order_by(ReportFile.name)))


def audited(units: Units, action: str) -> list[AuditEntry]:
    with units.reading(SYSTEM) as unit:
        found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(unit.session.scalars(found))


def test_a_lead_asks_for_a_report_and_takes_its_files(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    assert "Build report" in page(client)
    asked = ask(client)
    assert "Waits to be built" in asked and "Load this page again" in asked
    assert '<form method="post" action="/staff/engagements' not in asked
    run_due(units, HANDLERS)
    shown = page(client)
    assert "Ready" in shown and "Interim" in shown
    for file in files(units):
        assert file.sha256 in shown and file.name in shown
        answer = client.get(f"/staff/reports/1/{file.name}")
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256
        assert answer.headers["Content-Type"] == file.media_type
        disposition = answer.headers["Content-Disposition"]
        assert disposition == f'attachment; filename="{file.name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    entries = audited(units, "report.downloaded")
    assert [entry.actor for entry in entries] == [lead.label] * 4
    assert [file.sha256 in entry.detail for file, entry in zip(files(units), entries, strict=True)]


def test_the_payload_of_the_job_is_a_number(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    ask(client)
    with units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == "reports.build")).all()
    assert [job.payload for job in jobs] == ['{"report_id": 1}']


def test_asking_twice_says_that_one_is_under_way(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    token = csrf_token(client, PAGE)
    for _ in range(2):
        answer = client.post(PAGE, data={"csrf_token": token}, follow_redirects=True)
    assert "is being built already" in answer.get_data(as_text=True)


def test_a_refused_report_says_what_to_do_and_not_what_it_found(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = say(units, PHONE, name="Jane Hume")
    sign_in(Role.ENGAGEMENT_LEAD)
    ask(client)
    run_due(units, HANDLERS)
    shown = page(client)
    assert "Refused" in shown and "No file was kept" in shown
    assert f'href="/staff/queue/{number}"' in shown
    assert "a telephone number" in shown and "row 9, column 3" in shown
    assert "0123" not in shown and "Jane" not in shown
    assert "Build report" in shown
    assert client.get(f"/staff/reports/1/{SLUG}-report.html").status_code == 404


def test_earlier_reports_stay_and_all_are_listed(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    built(units)
    say(units, "One more voice.")
    built(units)
    sign_in(Role.ADMINISTRATOR)
    shown = page(client)
    assert shown.index("Report 2") < shown.index("Earlier reports") < shown.index("Report 1<")
    listed = page(client, "/staff/reports")
    assert listed.count("Should buses run at night?</a>") == 2
    assert f'href="{PAGE}#report-1"' in listed and 'id="report-1"' in shown


def test_a_report_that_holds_what_left_view_says_so_and_gives_no_file(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = say(units, "My neighbour will not like these words.")
    built(units)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    built(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    shown = page(client)
    assert shown.count("has been taken from view since") == 1
    assert f'href="/staff/reports/1/{SLUG}-report.html"' not in shown
    assert f'href="/staff/reports/2/{SLUG}-report.html"' in shown
    answer = client.get(f"/staff/reports/1/{SLUG}-report.html")
    assert answer.status_code == 409
    assert "taken from view since. Build it again." in answer.get_data(as_text=True)
    assert audited(units, "report.downloaded") == []


def test_without_any_report_the_list_says_so(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert "No report was built yet" in page(client, "/staff/reports")


def test_another_ministry_finds_nothing(client: FlaskClient, units: Units, sign_in: SignIn) -> None:
    built(units)
    sign_in(Role.ENGAGEMENT_LEAD, ministry="ENV")
    assert "No report was built yet" in page(client, "/staff/reports")
    token = csrf_token(client, "/staff/reports")
    paths = [PAGE, f"/staff/reports/1/{SLUG}-report.html"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.post(PAGE, data={"csrf_token": token}).status_code == 404
    assert audited(units, "report.downloaded") == []


def test_what_there_is_not_is_a_page_not_found(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    built(units)
    sign_in(Role.ADMINISTRATOR)
    for path in (
        "/staff/reports/1/..%2fengage.db",
        "/staff/reports/1/nothing.csv",
        "/staff/reports/99/x.csv",
        "/staff/reports/99999999999999/x.csv",
        f"/staff/reports/1/{'x' * 500}.csv",
        "/staff/reports/1/%00.csv",
        "/staff/engagements/no-such-thing/report",
        "/staff/engagements/%00/report",
    ):
        assert client.get(path).status_code == 404, path


def test_moderators_and_strangers_have_no_reports(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    built(units)
    paths = ["/staff/reports", PAGE, f"/staff/reports/1/{SLUG}-report.html"]
    assert [client.get(path).status_code for path in paths] == [302, 302, 302]
    sign_in(Role.MODERATOR)
    assert [client.get(path).status_code for path in paths] == [403, 403, 403]


def test_asking_needs_the_forms_token(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert client.post(PAGE).status_code == 400


def test_a_draft_has_nothing_to_report(client: FlaskClient, units: Units, sign_in: SignIn) -> None:
    build_engagement(units, "a-draft", published=False)
    sign_in(Role.ADMINISTRATOR)
    path = "/staff/engagements/a-draft/report"
    assert "nothing to report yet" in page(client, path)
    token = csrf_token(client, path)
    answer = client.post(path, data={"csrf_token": token}, follow_redirects=True)
    assert "never published" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("size", "words"),
    [(312, "312 bytes"), (48_210, "48 KB"), (999_600, "1.0 MB"), (1_400_000, "1.4 MB")],
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert size_words(size) == words.replace(" ", "\u00a0")
