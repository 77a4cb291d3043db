"""The pages of incidents as people use them, and for whom they are not."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.comments.service import move_to
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.incidents.models import Incident
from engage.incidents.rules import Kind
from engage.incidents.service import open_incident
from tests.app_fixtures import build_engagement, csrf_token
from tests.moderation.senders import send

SignIn = Callable[..., Actor]
NEW = "/staff/incidents/new"


def post(client: FlaskClient, path: str, **data: str) -> TestResponse:
    token = csrf_token(client, "/staff/acknowledge")
    return client.post(path, data={"csrf_token": token, **data})


def opened(units: Units, kind: Kind = Kind.THREAT, note: str = "") -> int:
    comment_id, _ = send(units)
    with units.writing(SYSTEM) as unit:
        return open_incident(unit, kind, comment_id=comment_id, note=note).id


def kinds(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Incident.kind)))


def test_the_form_shows_supervisor_team_both_numbers_and_the_option(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    sign_in(Role.MODERATOR)
    page = client.get(f"{NEW}?comment={comment_id}").text
    for words in (
        "Your supervisor",
        "250 387-7000",
        "1 866 660-0811",
        "Option 3",
        "CitizenEngagement@gov.bc.ca",
        "GCPENEWSRM@Victoria1.gov.bc.ca",
        f"about comment {comment_id}",
    ):
        assert words in page


def test_one_press_on_the_comment_s_page_opens_an_incident(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    sign_in(Role.MODERATOR)
    answer = post(client, f"{NEW}?comment={comment_id}", kind="spam")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Still to do" in page
    assert "GCPE team told" in page
    assert f"/staff/queue/{comment_id}" in page
    assert kinds(units) == ["spam"]


def test_without_a_comment_the_ministry_is_asked(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    engagement = build_engagement(units)
    sign_in(Role.MODERATOR)
    refused = post(client, NEW, kind="other")
    assert refused.status_code == 422
    assert "Choose the ministry" in refused.text
    answer = post(client, NEW, kind="other", ministry=str(engagement.ministry_id))
    assert answer.status_code == 303


def test_a_form_without_a_kind_comes_back_with_its_note(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    sign_in(Role.MODERATOR)
    answer = post(client, f"{NEW}?comment={comment_id}", note="I saw <b>this</b>")
    assert answer.status_code == 422
    assert "I saw &lt;b&gt;this&lt;/b&gt;" in answer.text
    assert kinds(units) == []


def test_steps_are_noted_until_it_is_closed(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    path = f"/staff/incidents/{opened(units)}"
    sign_in(Role.MODERATOR)
    for step in ("told_supervisor", "called_line", "chose_option", "told_gcpe"):
        assert post(client, f"{path}/steps", step=step).status_code == 303
    assert post(client, f"{path}/steps", step="closed").status_code == 303
    page = client.get(path).text
    assert "Option 3 chosen on the reporting line" in page
    assert "Still to do" not in page
    assert "Incident opened again" in page
    refused = post(client, f"{path}/steps", step="told_police")
    assert refused.status_code == 422
    assert "Open it again first" in refused.text


def test_the_printed_page_has_the_whole_story(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    number = opened(units, note="Twice <today>")
    sign_in(Role.SECURITY_OFFICER)
    page = client.get(f"/staff/incidents/{number}/print").text
    assert "Twice &lt;today&gt;" in page
    assert "250 387-7000" in page
    assert "<button" not in page.split("<main", 1)[1]


def test_another_ministry_knows_nothing_of_it(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    number = opened(units)
    comment_id, _ = send(units)
    sign_in(Role.MODERATOR, Role.ADMINISTRATOR, ministry="HLTH")
    path = f"/staff/incidents/{number}"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/print").status_code == 404
    assert post(client, f"{path}/steps", step="closed", note="x").status_code == 404
    assert client.get(f"{NEW}?comment={comment_id}").status_code == 404
    assert post(client, f"{NEW}?comment={comment_id}", kind="spam").status_code == 404
    assert "Incident 1" not in client.get("/staff/incidents").text
    assert "night-buses" not in client.get("/staff/incidents/export.csv").text


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.ENGAGEMENT_LEAD, "/staff/incidents", 403),
        (Role.MINISTRY_VIEWER, "/staff/incidents", 403),
        (Role.PRIVACY_OFFICER, "/staff/incidents", 200),
        (Role.PRIVACY_OFFICER, NEW, 403),
        (Role.PRIVACY_OFFICER, "/staff/incidents/export.json", 200),
        (Role.MODERATOR, "/staff/incidents/export.csv", 403),
        (Role.MODERATOR, "/staff/incidents/contacts", 403),
        (Role.ADMINISTRATOR, "/staff/incidents/contacts", 200),
    ],
)
def test_each_page_is_for_its_roles(
    client: FlaskClient, units: Units, sign_in: SignIn, role: Role, path: str, status: int
) -> None:
    sign_in(role)
    assert client.get(path).status_code == status


def test_a_download_is_filtered_guarded_and_audited(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    opened(units, Kind.SPAM, "+cmd")
    opened(units, Kind.THREAT)
    person = sign_in(Role.SECURITY_OFFICER)
    answer = client.get("/staff/incidents/export.csv?kind=spam")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="incidents.csv"'
    assert answer.text.count("\r\n") == 2
    assert '"\'+cmd"' in answer.text
    assert client.get("/staff/incidents/export.xml").status_code == 404
    with units.reading(SYSTEM) as unit:
        entry = unit.session.query(AuditEntry).filter_by(action="incident.exported").one()
    assert entry.actor == person.label
    assert '"count":1' in entry.detail.replace(" ", "")


def test_contacts_are_kept_on_their_page(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    engagement = build_engagement(units)
    sign_in(Role.ADMINISTRATOR)
    page = "/staff/incidents/contacts"
    bad = post(client, page, part="supervisor", name="Kim", email="kim@example.com")
    assert bad.status_code == 422
    assert "Give a government e-mail address." in bad.text
    good = {
        "part": "supervisor",
        "ministry": str(engagement.ministry_id),
        "name": "Kim Li",
        "email": "kim.li@gov.bc.ca",
    }
    assert post(client, page, **good).status_code == 303
    comment_id, _ = send(units)
    assert "kim.li@gov.bc.ca" in client.get(f"{NEW}?comment={comment_id}").text
    assert 'value="Kim Li"' in client.get(f"{page}/3").text
    assert post(client, f"{page}/3", **good | {"name": "Kim L."}).status_code == 303
    assert post(client, f"{page}/3/remove").status_code == 303
    assert "Kim" not in client.get(page).text
    assert client.get(f"{page}/3").status_code == 404


@pytest.mark.parametrize("asked", ["x", "-1", "99999999999", "1%00", "²"])
def test_an_odd_comment_number_is_no_comment(
    client: FlaskClient, sign_in: SignIn, asked: str
) -> None:
    sign_in(Role.MODERATOR)
    assert client.get(f"{NEW}?comment={asked}").status_code in (400, 404)


def test_uncertain_spam_becomes_an_incident_by_one_press(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    engagement = build_engagement(units)
    comment_id, _ = send(units)
    sign_in(Role.MODERATOR)
    button = "make it an incident"
    assert button not in client.get(f"/staff/queue/{comment_id}").text
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        move_to(unit, unit.session.get_one(Engagement, engagement.id), comment, Hold.SPAM)
    page = client.get(f"/staff/queue/{comment_id}").text
    assert button in page
    action = page.split('action="/staff/incidents', 1)[1].split('"', 1)[0]
    assert post(client, f"/staff/incidents{action}", kind="spam").status_code == 303
    page = client.get(f"/staff/queue/{comment_id}").text
    assert "Incident 1</a> is open" in page
    assert button not in page


@pytest.mark.parametrize(
    "words", ["\0nul", "\u202eevil", "z\u0351" * 3_000, "=1+1\n@x", "x" * 10**6]
)
def test_odd_notes_are_texts(
    client: FlaskClient, units: Units, sign_in: SignIn, words: str
) -> None:
    build_engagement(units)
    path = f"/staff/incidents/{opened(units)}"
    sign_in(Role.MODERATOR)
    answer = post(client, f"{path}/steps", step="noted", note=words)
    assert answer.status_code in (303, 422)
    assert client.get(path).status_code == 200
    assert client.get(f"{path}/print").status_code == 200
