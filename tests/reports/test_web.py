"""Staff ask for a report, follow its progress, take its files, or read why there is none."""

import hashlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.service import unpublish
from engage.reports import service
from engage.reports.making import Made
from engage.reports.models import Report
from engage.reports.order import Kind, Language, Order
from engage.reports.states import size_words
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, csrf_token
from tests.reports.kept import files, parts, reports
from tests.reports.people import SLUG, a_week_later, built, crowd, say

PAGE = f"/staff/engagements/{SLUG}/report"
PHONE = "Call me at 604 555 0123 any time."
VALUE = f"{SLUG}-report.json"
SignIn = Callable[..., Actor]


@pytest.fixture(autouse=True)
def engagement(units: Units) -> None:
    """A week ago people said something."""
    build_engagement(units)
    crowd(units)
    a_week_later(units)


def ask(client: FlaskClient, **more: str) -> str:
    """Sends the form as it stands on the page, with these changes."""
    values = {"kind": "interim", "week": "2026-03-02", "csrf_token": csrf_token(client, PAGE)}
    answer = client.post(PAGE, data=values | more, follow_redirects=True)
    return answer.get_data(as_text=True)


def page(client: FlaskClient, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def audited(units: Units, action: str) -> list[AuditEntry]:
    with units.reading(SYSTEM) as unit:
        found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(unit.session.scalars(found))


def test_a_lead_asks_for_a_report_and_takes_its_files(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    assert "Report 1 is being built" in ask(client)
    assert "Build report" not in page(client) and "Load this page again" in page(client)
    run_due(units, HANDLERS)
    shown = page(client)
    assert "Ready" in shown and "Interim report, to Sunday, 8 March 2026" in shown
    for file in files(units):
        assert file.sha256 in shown and file.name in shown
        answer = client.get(f"/staff/reports/1/{file.name}")
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256
        assert int(answer.headers["Content-Length"]) == file.size == len(answer.data)
        assert answer.headers["Content-Type"] == file.media_type
        disposition = answer.headers["Content-Disposition"]
        assert disposition == f'attachment; filename="{file.name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    entries = audited(units, "report.downloaded")
    assert {entry.actor for entry in entries} == {lead.label}
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
    ask(client)
    assert "is being built already" in ask(client)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "final"}, "Choose final or interim"),
        ({"week": "2026-03-09"}, "Choose one of the weeks"),
        ({"week": "soon"}, "Choose one of the weeks"),
        ({"lowered": "y"}, "need the sign-off of a privacy officer"),
    ],
)
def test_an_order_that_cannot_be_built_is_said_at_its_field(
    client: FlaskClient, units: Units, sign_in: SignIn, sent: dict[str, str], said: str
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    shown = ask(client, french="y", **sent)
    assert said in shown and "There is a problem" in shown
    assert "checked" in shown.split('name="french"', 1)[0].rpartition("<input")[2]
    assert reports(units) == []


def test_what_was_ordered_is_what_is_built(
    client: FlaskClient, units: Units, sign_in: SignIn, clock: FixedClock
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    ask(client, french="y", role="administrator", state="ready", number="7")
    (report,) = reports(units)
    assert (report.number, report.state) == (1, "queued")
    with units.reading(SYSTEM) as unit:
        order = service.order_of(unit.session.get_one(Report, 1))
    languages = (Language.ENGLISH, Language.FRENCH)
    assert order == Order(Kind.INTERIM, report.week, languages, 10)


def test_the_page_shows_how_far_a_build_is_and_calls_it_off(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    ask(client)
    assert "Waits for its turn" in page(client)
    attempt = service.begin(units, 1)
    assert attempt is not None
    attempt.tell(0.31, "searching")
    shown = page(client)
    assert 'data-watch="build"' in shown and 'value="31"' in shown
    assert "Searching the files for leaks" in shown
    token = csrf_token(client, PAGE)
    answer = client.post(f"{PAGE}/cancel", data={"csrf_token": token}, follow_redirects=True)
    shown = answer.get_data(as_text=True)
    assert "Report 1 is called off" in shown and "Called off" in shown and "Build report" in shown
    with pytest.raises(service.Abandoned):
        attempt.store(made_nothing(), lambda _share, _step: None)
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], parts(units)) == (["cancelled"], 0)
    assert [entry.actor for entry in audited(units, "report.cancelled")] == [lead.label]
    answer = client.post(f"{PAGE}/cancel", data={"csrf_token": token}, follow_redirects=True)
    assert "No report of this engagement is being built" in answer.get_data(as_text=True)


def made_nothing():
    """What a build made that found nothing to write but one word it holds."""
    return Made("0" * 64, False, "[]", {}, held=((1, 1, 0),))


def test_a_build_that_hangs_can_be_built_again(
    client: FlaskClient, units: Units, sign_in: SignIn, clock: FixedClock
) -> None:
    with units.writing(SYSTEM) as unit:
        service.request_report(unit, SLUG)
        unit.session.execute(update(Report).values(state="building", is_direct=True))
    clock.advance(minutes=11)
    sign_in(Role.ENGAGEMENT_LEAD)
    shown = page(client)
    assert "stopped without coming to an end" in shown and "Build report" in shown
    assert "Report 2 is being built" in ask(client)
    assert [report.state for report in reports(units)] == ["failed", "queued"]


def test_a_refused_report_says_what_to_do_and_not_what_it_found(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    number = say(units, PHONE, name="Jane Hume")
    a_week_later(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    ask(client, week="2026-03-09")
    run_due(units, HANDLERS)
    shown = page(client)
    assert "Refused" in shown and "No file was kept" in shown
    assert f'href="/staff/queue/{number}"' in shown
    assert "a telephone number" in shown and f"{SLUG}-comments.csv" in shown
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
    assert f'href="{PAGE}/1"' in listed and 'id="report-1"' in shown
    assert "Ready" in page(client, f"{PAGE}/1")


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
    assert f'href="/staff/reports/2/{SLUG}-report.html"' in shown
    assert f'href="/staff/reports/1/{SLUG}-report.html"' not in page(client, f"{PAGE}/1")
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
    paths = [PAGE, f"{PAGE}/1", f"/staff/reports/1/{SLUG}-report.html"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
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
    assert [client.get(path).status_code for path in paths] == [403, 403, 404]


def test_asking_needs_the_forms_token(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert client.post(PAGE).status_code == 400


def test_a_draft_has_nothing_to_report(client: FlaskClient, units: Units, sign_in: SignIn) -> None:
    build_engagement(units, "a-draft", published=False)
    sign_in(Role.ADMINISTRATOR)
    path = "/staff/engagements/a-draft/report"
    assert "nothing to report yet" in page(client, path)
    values = {"csrf_token": csrf_token(client, path), "kind": "interim", "week": ""}
    answer = client.post(path, data=values)
    assert answer.status_code == 422 and "never published" in answer.get_data(as_text=True)


def test_the_page_of_a_report_can_reach_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    built(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    answer = client.get(f"/staff/reports/1/read/{SLUG}-report.html")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("inline")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy
    assert client.get(f"/staff/reports/1/read/{VALUE}").status_code == 404
    assert len(audited(units, "report.downloaded")) == 1


@pytest.mark.parametrize(
    ("size", "words"),
    [(312, "312 bytes"), (48_210, "48 KB"), (999_600, "1.0 MB"), (1_400_000, "1.4 MB")],
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert size_words(size) == words.replace(" ", "\u00a0")
