"""Pages on which a report is approved, released, corrected and withdrawn, and the public ones."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.governance.approvals.rules import Step
from engage.jobs.worker import run_due
from engage.moderation.service import unpublish
from engage.reports import service
from engage.reports.states import SUMS
from engage.web.transaction import EngageFlask
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, csrf_token
from tests.approving import approver
from tests.reports.kept import files, parts
from tests.reports.people import SLUG, built, crowd, say
from tests.reports.released import (
    approve,
    approved_and_released,
    correcting,
    lead,
    released,
)

PAGE = f"/staff/engagements/{SLUG}/report"
DRAFT = f"{PAGE}/1"
RESULTS = f"/engagements/{SLUG}/results"
PUBLIC = f"/engagements/{SLUG}/report"
VALUE = f"{SLUG}-report.json"
LEAK = "My neighbour will not like these words."
SignIn = Callable[..., Actor]


@pytest.fixture
def report(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    built(units)


@pytest.fixture
def citizen(app: EngageFlask) -> FlaskClient:
    """A reader without any session."""
    return app.test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def send(client: FlaskClient, path: str, **values: str) -> tuple[int, str]:
    """Posts with the token, and follows where it leads."""
    token = csrf_token(client, "/staff/account")
    answer = client.post(path, data={"csrf_token": token, **values}, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def hidden(html: str, name: str) -> str:
    return html.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def waits(units: Units, actor: Actor) -> list[str]:
    with units.reading(actor) as unit:
        return [one.title for one in duties(unit) if one.kind in ("Report", "Approval")]


@pytest.mark.usefixtures("report")
def test_a_lead_asks_two_approve_and_the_lead_releases(
    client: FlaskClient, units: Units, sign_in: SignIn, citizen: FlaskClient
) -> None:
    who = sign_in(Role.ENGAGEMENT_LEAD)
    shown = page(client, DRAFT)
    assert "Approvers see nothing until it is" in shown and "Privacy officer" in shown
    assert "Release to the public" not in shown
    status, shown = send(client, f"{DRAFT}/ask", note="Please by Friday.")
    assert status == 200 and "wait side by side" in shown
    with units.writing(SYSTEM) as unit:
        officer = approver(unit, Role.PRIVACY_OFFICER)
    assert any("Privacy officer" in title for title in waits(units, officer))
    approve(units, 1)
    assert "Report" not in waits(units, officer)
    assert [one for one in waits(units, who) if "is approved: release it" in one]
    shown = page(client, DRAFT)
    assert "Release to the public" in shown and "after the hold" not in shown
    seen = hidden(shown, "seen")
    assert send(client, f"{DRAFT}/release/public", seen="f" * 64)[0] == 409
    status, shown = send(client, f"{DRAFT}/release/public", seen=seen)
    assert status == 200 and "released to the public" in shown
    assert send(client, f"{DRAFT}/release/public", seen=seen)[0] == 409
    assert waits(units, who) == []
    assert "The report" in page(citizen, RESULTS)


@pytest.mark.usefixtures("report")
def test_an_approver_reads_the_very_files_and_decides(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    officer = sign_in(Role.PRIVACY_OFFICER)
    step = f"{DRAFT}/approvals/privacy"
    assert client.get(step).status_code == 404
    assert client.get(f"/staff/reports/1/{VALUE}").status_code == 404
    with units.writing(SYSTEM) as unit:
        engagement = service.readable_engagement(unit, SLUG)
        service.ask_for_approval(unit, engagement, service.draft_of(unit, engagement, 1))
    shown = page(client, step)
    for file in files(units):
        assert file.sha256 in shown
    assert client.get(f"/staff/reports/1/{VALUE}").status_code == 200
    seen = hidden(shown, "seen_hash")
    status, shown = send(client, step, seen_hash=seen, verdict="returned")
    assert status == 422 and "Say what has to change" in shown
    assert send(client, step, seen_hash="0" * 64, verdict="approved")[0] == 409
    other = send(client, f"{DRAFT}/approvals/communications", seen_hash=seen, verdict="approved")
    assert other[0] == 403
    assert send(client, step, seen_hash=seen, verdict="approved")[0] == 200
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "approval.approved")
        ).all()
    assert [one.actor for one in entries if one.subject == "report:1"] == [officer.label]
    assert client.get(f"{DRAFT}/approvals/executive").status_code == 404


@pytest.mark.usefixtures("report")
def test_a_viewer_sees_what_was_released_to_the_own_ministry_alone(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    built(units)
    approved_and_released(units, 1, is_public=False)
    sign_in(Role.MINISTRY_VIEWER, ministry="TRAN")
    listed = page(client, "/staff/reports")
    assert "Release 1" in listed and "Report 2" not in listed and "Built" not in listed
    shown = page(client, PAGE)
    assert "Release 1" in shown and "Build report" not in shown and "Report 2" not in shown
    assert VALUE in page(client, f"/staff/engagements/{SLUG}/releases/1")
    assert client.get(f"/staff/reports/1/{VALUE}").status_code == 200
    assert client.get(f"/staff/reports/2/{VALUE}").status_code == 404
    assert client.get(f"{PAGE}/2").status_code == 404
    assert send(client, PAGE, kind="interim")[0] == 403


@pytest.mark.usefixtures("report")
def test_a_viewer_of_another_ministry_finds_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    approved_and_released(units, 1, is_public=False)
    sign_in(Role.MINISTRY_VIEWER, ministry="ENV")
    assert "No report was released yet" in page(client, "/staff/reports")
    for path in (PAGE, DRAFT, f"/staff/engagements/{SLUG}/releases/1", f"/staff/reports/1/{VALUE}"):
        assert client.get(path).status_code == 404, path


@pytest.mark.usefixtures("report")
def test_nothing_of_a_report_is_public_before_its_public_release(
    units: Units, citizen: FlaskClient
) -> None:
    approved_and_released(units, 1, is_public=False)
    assert "The report" not in page(citizen, RESULTS)
    for path in (f"{PUBLIC}/1/{VALUE}", f"{PUBLIC}/1/{SUMS}", f"{PUBLIC}/1/changes"):
        assert citizen.get(path).status_code == 404, path
    approve(units, 1, Step.COMMUNICATIONS)
    released(units, 1)
    assert citizen.get(f"{PUBLIC}/1/{VALUE}").status_code == 404
    assert citizen.get(f"{PUBLIC}/2/{VALUE}").status_code == 200


@pytest.mark.usefixtures("report")
def test_the_public_reads_and_takes_every_file_without_a_cookie(
    units: Units, citizen: FlaskClient
) -> None:
    approved_and_released(units, 1)
    shown = page(citizen, RESULTS)
    for file in files(units):
        path = f"{PUBLIC}/1/{file.name}"
        assert f'href="{path}"' in shown and file.sha256 in shown
        answer = citizen.get(path)
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        again = citizen.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        head = citizen.head(path)
        assert (head.status_code, head.data) == (200, b"")
    html = citizen.get(f"{PUBLIC}/1/{SLUG}-report.html")
    assert html.headers["Content-Disposition"].startswith("inline")
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script" not in policy
    sums = citizen.get(f"{PUBLIC}/1/{SUMS}")
    assert sums.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert sums.get_data(as_text=True) == "".join(
        f"{file.sha256}  {file.name}\n" for file in files(units)
    )


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    "path",
    [
        f"{PUBLIC}/1/nothing.csv",
        f"{PUBLIC}/7/{VALUE}",
        f"{PUBLIC}/99999999999999/{VALUE}",
        f"{PUBLIC}/-1/{VALUE}",
        f"{PUBLIC}/1/{'x' * 500}",
        f"{PUBLIC}/1/%0d%0aSet-Cookie:x.csv",
        f"{PUBLIC}/1/..%2f..%2fengage.db",
        f"/engagements/no-such/report/1/{VALUE}",
        f"{PUBLIC}/1/changes",
    ],
)
def test_what_is_not_public_is_a_page_not_found(
    units: Units, citizen: FlaskClient, path: str
) -> None:
    approved_and_released(units, 1)
    assert citizen.get(path).status_code == 404


def test_words_that_leave_view_take_the_files_along_at_once(
    client: FlaskClient, units: Units, sign_in: SignIn, citizen: FlaskClient
) -> None:
    build_engagement(units)
    crowd(units)
    number = say(units, LEAK)
    built(units)
    approved_and_released(units, 1)
    path = f"{PUBLIC}/1/{VALUE}"
    tag = citizen.get(path).headers["ETag"]
    assert "Withdrawn for correction" not in page(citizen, RESULTS)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    assert citizen.get(path).status_code == 404
    assert citizen.get(path, headers={"If-None-Match": tag}).status_code == 404
    shown = page(citizen, RESULTS)
    assert "Withdrawn for correction" in shown and f'href="{path}"' not in shown
    assert files(units)[0].sha256 in shown
    assert citizen.get(f"{PUBLIC}/1/{SUMS}").status_code == 200
    who = sign_in(Role.ENGAGEMENT_LEAD)
    assert [one for one in waits(units, who) if "release 1 is withdrawn, correct it" in one]
    shown = page(client, f"/staff/engagements/{SLUG}/releases/1")
    assert "Withdrawn for correction" in shown and "Build a corrected report" in shown


@pytest.mark.usefixtures("report")
def test_a_corrected_report_is_a_new_release_with_the_difference_shown(
    client: FlaskClient, units: Units, sign_in: SignIn, citizen: FlaskClient
) -> None:
    approved_and_released(units, 1)
    say(units, "Nobody tells us <b>when</b> the last bus goes.")
    built(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    shown = page(client, f"{PAGE}/2")
    assert "This report corrects an earlier release" in shown
    seen = hidden(shown, "seen")
    status, shown = send(client, f"{PAGE}/2/correction", corrects="1", correction=" ", seen=seen)
    assert status == 422 and "Say what was wrong" in shown
    words = "The last week's comments were <missing>."
    status, shown = send(client, f"{PAGE}/2/correction", corrects="1", correction=words, seen=seen)
    assert status == 200 and "&lt;missing&gt;" in shown
    late = {"corrects": "1", "correction": "A colleague's words.", "seen": seen}
    status, shown = send(client, f"{PAGE}/2/correction", **late)
    assert status == 409 and "A colleague&#39;s words." in shown and "&lt;missing&gt;" in shown
    approve(units, 2)
    released(units, 2)
    shown = page(citizen, RESULTS)
    assert "Release 2" in shown and "It corrects release 1" in shown
    assert "Replaced by release 2" in shown and f"{PUBLIC}/1/{VALUE}" in shown
    assert citizen.get(f"{PUBLIC}/1/{VALUE}").status_code == 200
    shown = page(citizen, f"{PUBLIC}/2/changes")
    assert "12</td><td>13" in shown and "&lt;b&gt;when&lt;/b&gt;" in shown
    assert "What changed in release 2" in shown and "&lt;missing&gt;" in shown
    assert "12</td><td>13" in page(client, f"/staff/engagements/{SLUG}/releases/2/changes")
    assert send(client, f"{PAGE}/2/correction", corrects="", correction="")[0] == 409


@pytest.mark.usefixtures("report")
def test_readers_of_french_are_told_in_french_what_changed(
    units: Units, citizen: FlaskClient
) -> None:
    approved_and_released(units, 1)
    for n in range(5):
        say(units, f"Words number {n} that nobody has approved.", "not_published")
    say(units, "We want a bus at four, for the bakers.", topic="fares", channel="email")
    built(units)
    correcting(units, 2, 1, "A week was missing.")
    approve(units, 2)
    released(units, 2)
    shown = page(citizen, f"/fr{PUBLIC}/2/changes")
    assert "<td>Ce que sont devenus les commentaires</td>" in shown
    for ours in ("none</td>", "fewer than", "not shown</td>", "not in it", "How the report was"):
        assert ours not in shown
    assert "aucun</td>" in shown


@pytest.mark.usefixtures("report")
def test_withdrawing_stops_every_file_and_shows_no_difference_of_it(
    client: FlaskClient, units: Units, sign_in: SignIn, citizen: FlaskClient
) -> None:
    approved_and_released(units, 1)
    say(units, "One more voice.")
    built(units)
    correcting(units, 2, 1, "A name stood in it.")
    approve(units, 2)
    released(units, 2)
    assert citizen.get(f"{PUBLIC}/2/changes").status_code == 200
    sign_in(Role.PRIVACY_OFFICER)
    path = f"/staff/engagements/{SLUG}/releases/1"
    status, shown = send(client, f"{path}/withdraw", reason="")
    assert status == 422 and "Say why" in shown
    status, shown = send(client, f"{path}/withdraw", reason="A name.", deletes="y")
    assert status == 200 and "no file is handed out any more" in shown
    assert send(client, f"{path}/withdraw", reason="Again.")[0] == 409
    assert citizen.get(f"{PUBLIC}/1/{VALUE}").status_code == 404
    assert citizen.get(f"{PUBLIC}/2/{VALUE}").status_code == 200
    shown = page(citizen, f"{PUBLIC}/2/changes")
    assert "Release 1 is withdrawn" in shown and "One more voice" not in shown
    shown = page(citizen, RESULTS)
    assert "Withdrawn for correction" in shown and "A name.</" not in shown
    run_due(units, HANDLERS)
    assert parts(units, 1) == 0 and parts(units, 2) > 0


@pytest.mark.usefixtures("report")
def test_a_lower_threshold_is_signed_by_a_privacy_officer_and_built_by_somebody_else(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    both = sign_in(Role.PRIVACY_OFFICER, Role.ENGAGEMENT_LEAD)
    path = f"{PAGE}/threshold"
    assert "No sign-off" not in page(client, path)
    status, shown = send(client, path, reason="  ")
    assert status == 422 and "Say why smaller counts" in shown
    status, shown = send(client, path, reason="Only ministries answered.")
    assert status == 200 and "Counts from 5 on are signed off" in shown
    assert send(client, path, reason="Again.")[0] == 409
    order = {"kind": "interim", "week": "2026-03-02", "lowered": "y"}
    status, shown = send(client, PAGE, **order)
    assert status == 422 and "signed the lower threshold yourself" in shown
    other = lead(units)
    with units.writing(other) as unit:
        chosen = service.usual_for(unit, service.readable_engagement(unit, SLUG))
        made = service.request_report(unit, SLUG, replace(chosen, threshold=5))
        assert (made.threshold, made.sign_off_id) == (5, 1)
    run_due(units, HANDLERS)
    assert "5 are not shown exactly, signed off on" in page(client, f"{PAGE}/2")
    assert send(client, f"{path}/end")[0] == 200
    assert send(client, f"{path}/end")[0] == 409
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("report.threshold%"))
        ).all()
    assert [one.actor for one in entries] == [both.label] * 2
    assert all("ministries" not in one.detail for one in entries)


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    ("role", "ministry", "status"),
    [(Role.ENGAGEMENT_LEAD, None, 403), (Role.PRIVACY_OFFICER, "ENV", 404)],
)
def test_nobody_else_signs_a_lower_threshold(
    client: FlaskClient, sign_in: SignIn, role: Role, ministry: str | None, status: int
) -> None:
    sign_in(role, ministry=ministry)
    assert send(client, f"{PAGE}/threshold", reason="I want to.")[0] == status
    assert send(client, f"{PAGE}/threshold/end")[0] == status
