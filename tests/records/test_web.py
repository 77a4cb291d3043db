"""The pages of records: who gets there, what they say, what is kept of the public pages."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.jobs.worker import run_due
from engage.records import queries
from engage.records.models import RecordsPage
from engage.records.pages import INSTEAD
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, csrf_token
from tests.multilingual.translating import in_language
from tests.records.filing import classified
from tests.reports.people import SLUG, crowd

PAGE = f"/staff/engagements/{SLUG}/records"


@pytest.fixture
def closed(units: Units, clock: FixedClock) -> Units:
    classified(units)
    crowd(units, 2)
    clock.advance(days=40)
    return units


def send(client: FlaskClient, **form: str):
    return client.post(PAGE, data={"csrf_token": csrf_token(client, PAGE), **form})


def test_filing_keeps_the_public_pages_without_the_comments_on_them(
    closed: Units, client: FlaskClient, sign_in
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    answer = send(client, file_number=" 340-20/BUSES ", filed_on="2026-04-02")
    assert answer.status_code == 303
    with closed.reading(SYSTEM) as unit:
        number = engagement_by_slug(unit.session, SLUG).id
        (filing,) = queries.filings_of(unit.session, number)
        home = unit.session.get_one(RecordsPage, (filing.id, f"/engagements/{SLUG}")).content
        topic = unit.session.get_one(
            RecordsPage, (filing.id, f"/engagements/{SLUG}/routes")
        ).content
        french = unit.session.get_one(
            RecordsPage, (filing.id, f"/fr/engagements/{SLUG}/routes")
        ).content
    assert b'lang="fr-CA"' in french and b"Please run the bus" not in french
    assert filing.file_number == "340-20/BUSES"
    shown = client.get(f"/engagements/{SLUG}/routes").data
    assert b"Please run the bus" in shown and b"Please run the bus" not in topic
    assert shown.count(b'<article class="comment"') == topic.count(INSTEAD.encode()) == 2
    assert b"Should buses run at night?" in home and b"Sign out" not in home
    assert b"What do you think of routes?" in topic
    assert "340-20/BUSES" in client.get(PAGE).get_data(as_text=True)


def test_pages_in_a_language_that_staff_translated_into_are_kept(
    closed: Units, client: FlaskClient, sign_in
) -> None:
    in_language(closed, "pa", "ਪੰਜਾਬੀ")
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    send(client, file_number="340-20/BUSES", filed_on="2026-04-02")
    with closed.reading(SYSTEM) as unit:
        kept = set(unit.session.scalars(select(RecordsPage.path)))
    home = f"/engagements/{SLUG}/in/pa"
    assert {home, f"{home}/routes"} <= kept and client.get(home).status_code == 200


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    closed: Units, client: FlaskClient, sign_in
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    answer = send(client, file_number="340-20/BUSES", filed_on="2031-01-01")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "cannot lie ahead of today" in html and 'value="340-20/BUSES"' in html


def test_a_package_is_made_and_downloaded_in_one_piece(
    closed: Units, client: FlaskClient, sign_in
) -> None:
    sign_in(Role.ADMINISTRATOR)
    send(client, file_number="340-20/BUSES", filed_on="2026-04-02")
    token = csrf_token(client, PAGE)
    assert client.post(f"{PAGE}/whole-package", data={"csrf_token": token}).status_code == 303
    assert "Waits to be made" in client.get(PAGE).get_data(as_text=True)
    run_due(closed, HANDLERS)
    answer = client.get("/staff/records/1")
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Content-Disposition"].endswith('filename="night-buses-records-1.zip"')
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_engagement_that_is_open_says_what_stands_in_the_way(
    units: Units, client: FlaskClient, sign_in
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    html = client.get(PAGE).get_data(as_text=True)
    assert "Records are filed once an engagement has closed." in html
    assert "filed_on" not in html


def test_the_list_tells_what_is_filed_and_what_is_not(
    closed: Units, client: FlaskClient, sign_in
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    assert "Not filed yet" in client.get("/staff/records").get_data(as_text=True)
    for number in ("340-20/ONE", "340-20/TWO"):
        send(client, file_number=number, filed_on="2026-04-02")
    html = client.get("/staff/records").get_data(as_text=True)
    assert "340-20/TWO" in html and "340-20/ONE" not in html and "Not filed yet" not in html


def test_another_ministry_sees_none_of_it(closed: Units, client: FlaskClient, sign_in) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    html = client.get("/staff/records").get_data(as_text=True)
    assert "Should buses run" not in html and "nothing to file" in html
    assert client.get(PAGE).status_code == 404
