"""Quotations, their register and consents as staff see them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.reuse import service
from engage.reuse.queries import told_quotations
from engage.reuse.sources import TargetKind
from tests.app_fixtures import MakeEngagement, make_person
from tests.engagements.pages import fields, form_at, send
from tests.moderation.decisions import acts
from tests.reuse.quoting import (
    STRETCH,
    approved,
    consented,
    here,
    proposed,
    published,
    quoted,
    standing,
)

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses/quotations"


@pytest.fixture
def comment(units: Units, make_engagement: MakeEngagement) -> int:
    """A published comment."""
    make_engagement()
    return published(units, make_person(units, Role.MODERATOR))


def choose_page(client: FlaskClient, words: str = "") -> str:
    listed = client.get(f"{BASE}/choose", query_string={"q": words}).text
    found = re.search(rf'href="({BASE}/choose/\w+)"', listed)
    assert found is not None
    return found[1]


def test_a_lead_ticks_sentences_decides_findings_and_asks(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    page = choose_page(client, "kitimat")
    assert "Nobody should have to do that." in client.get(page).text
    answer = send(client, page, sentences="1")
    assert answer.status_code == 303
    at = answer.location
    text = client.get(at).text
    assert "A place. Not decided yet." in text
    answer = send(client, at, then="propose")
    assert answer.status_code == 303, answer.text
    listed = client.get(BASE).text
    assert "Waits for a second person" in listed
    assert "[town]" in listed
    assert "Kitimat" not in listed
    # Whoever chose it is not offered to decide.
    assert "Your decision" not in client.get(at).text


def test_exact_words_are_taken_and_wrong_ones_lose_nothing(
    client: FlaskClient, sign_in: SignIn, comment: int
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    page = choose_page(client)
    for wrong, field in (
        ({"exact": "I live in Terrace"}, "exact"),
        ({"exact": "walk ho"}, "exact"),
        ({"exact": ""}, "sentences"),
        ({"sentences": "77"}, "sentences"),
        ({"sentences": "1", "topic_id": "9999"}, "topic_id"),
        ({"sentences": "1", "theme_key": "made-up"}, "theme_key"),
        ({"sentences": "1", "language": "de"}, "language"),
        ({"exact": "x" * 4_000}, "exact"),
    ):
        answer = send(client, page, **wrong)
        assert answer.status_code == 422, wrong
        assert f'href="#{field}' in answer.text, wrong
        assert fields(answer.text, page)["exact"] == wrong.get("exact", "")
    assert send(client, page, exact="walk   home").status_code == 303


def test_keeping_a_finding_needs_a_reason_and_what_was_typed_stays(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    at = f"{BASE}/{quoted(units, lead, comment)}"
    names = [name for name in form_at(client, at) if name.startswith("choice_")]
    reasons = dict.fromkeys(names, "keep")
    answer = send(client, at, exact="walk home", instead="[details]", **reasons)
    assert answer.status_code == 422
    assert "Say why these words may stay" in answer.text
    assert fields(answer.text, at)["exact"] == "walk home"
    given = {name.replace("choice_", "reason_"): "The town asked us to." for name in names}
    assert send(client, at, **reasons, **given).status_code == 303
    assert standing(units, int(at.rpartition("/")[2])).text == STRETCH


def test_an_extra_field_puts_no_words_of_ours_into_it(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    number = quoted(units, lead, comment)
    at = f"{BASE}/{number}"
    (name,) = [name for name in form_at(client, at) if name.startswith("choice_")]
    for words in ("Terrace", "[the mayor lies]", "<b>[town]</b>"):
        answer = send(client, at, **{name: words}, text="Mine", revision="9", state="approved")
        assert answer.status_code == 422
    assert standing(units, number).text == STRETCH


def test_the_second_person_finds_it_on_the_desk_reads_it_and_decides(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD, email="lead@gov.bc.ca")
    number = quoted(units, lead, comment)
    proposed(units, lead, number)
    sign_in(Role.PRIVACY_OFFICER)
    assert "1 quotation waits for a second person" in client.get("/staff/").text
    at = f"{BASE}/{number}"
    page = client.get(at).text
    assert "Kitimat" in page
    assert "What may give somebody away" not in page
    decide = f"{at}/decide"
    stale = form_at(client, at, decide)
    assert client.post(decide, data=stale).status_code == 422
    answer = client.post(decide, data=stale | {"verdict": "returned", "reason": ""})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    answer = client.post(decide, data=stale | {"verdict": "approved", "seen_hash": "0" * 64})
    assert answer.status_code == 409
    assert client.post(decide, data=stale | {"verdict": "approved"}).status_code == 303
    with units.reading(SYSTEM) as unit:
        assert len(told_quotations(unit.session, here(unit).id, unit.now)) == 1
    assert client.post(decide, data=stale | {"verdict": "approved"}).status_code == 409


def test_of_two_at_one_page_the_second_sees_it_as_it_is(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    number = quoted(units, lead, comment)
    at = f"{BASE}/{number}"
    stale = form_at(client, at)
    send(client, at)
    answer = client.post(at, data=stale)
    assert answer.status_code == 409
    assert "Somebody changed this quotation" in answer.text
    removing = form_at(client, at, f"{at}/remove") | {"seen": "1"}
    assert client.post(f"{at}/remove", data=removing).status_code == 409


def test_removing_putting_back_and_the_order(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    first = quoted(units, lead, comment)
    second = quoted(units, lead, comment, "Nobody should have to do that.")
    send(client, BASE, f"{BASE}/{second}/move")
    listed = client.get(BASE).text
    assert listed.index(f'id="quotation-{second}"') < listed.index(f'id="quotation-{first}"')
    send(client, f"{BASE}/{first}", f"{BASE}/{first}/remove")
    listed = client.get(BASE).text
    assert f'id="quotation-{first}"' not in listed
    send(client, BASE, f"{BASE}/{first}/restore")
    assert f'id="quotation-{first}"' in client.get(BASE).text


def test_what_no_longer_fits_is_listed_with_why_and_its_words_are_gone(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    officer = make_person(units, Role.PRIVACY_OFFICER)
    number = approved(units, lead, officer, comment)
    assert "walk home" in client.get(BASE).text
    acts.withdrawn(units, comment)
    listed = client.get(BASE).text
    assert "No longer fit" in listed
    assert "The comment is not public any more." in listed
    for page in (BASE, f"{BASE}/{number}", f"{BASE}/choose", "/staff/reuse"):
        assert "walk home" not in client.get(page).text
    assert send(client, BASE, f"{BASE}/{number}/remove").status_code == 303


def test_words_from_elsewhere_need_a_consent_or_an_enactment(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{BASE}/elsewhere"
    words = {"origin": "The newspaper, May 4", "body": "We wait in the rain."}
    answer = send(client, page, **words)
    assert answer.status_code == 422
    assert 'href="#consent_id"' in answer.text
    assert fields(answer.text, page)["body"] == words["body"]
    answer = send(client, page, act="Police Act", **words)
    assert 'href="#section"' in answer.text
    consent = consented(units, lead)
    assert f'value="{consent.id}">{consent.id}:' in client.get(page).text
    answer = send(client, page, consent_id=str(consent.id), **words)
    assert answer.status_code == 303
    assert f"consent {consent.id}" in client.get(answer.location).text
    with units.writing(lead) as unit:
        service.withdraw_consent(unit, consent.id, "By letter.")
    assert f'value="{consent.id}">{consent.id}:' not in client.get(page).text
    assert "The consent was withdrawn." in client.get(BASE).text


def test_a_consent_is_recorded_shown_and_withdrawn(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    page = "/staff/consents/new"
    words = {
        "what": "The letter of May 4",
        "purpose": "The report",
        "to_whom": "Its readers",
        "proof": "File 280-20/7",
        "effective_on": "2026-03-02",
        "ends_on": "2026-12-31",
        "name": "Doreen Whitlock",
    }
    for wrong, field in (
        ({"what": " "}, "what"),
        ({"effective_on": "soon"}, "effective_on"),
        ({"ends_on": "2026-03-01"}, "ends_on"),
        ({"ministry_id": "999"}, "ministry_id"),
    ):
        answer = send(client, page, **(words | wrong))
        assert answer.status_code == 422, field
        assert f'href="#{field}"' in answer.text
        assert fields(answer.text, page)["proof"] == words["proof"]
    answer = send(client, page, **words)
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    for said in ("In force", "Doreen Whitlock", "File 280-20/7", "Nowhere yet"):
        assert said in shown
    assert "Doreen" not in client.get("/staff/consents").text
    withdraw = f"{answer.location}/withdraw"
    assert send(client, answer.location, withdraw, reason="").status_code == 422
    assert send(client, answer.location, withdraw, reason="By letter.").status_code == 303
    assert "The consent was withdrawn." in client.get("/staff/consents").text
    with_token = form_at(client, page)
    assert client.post(withdraw, data=with_token | {"reason": "Again."}).status_code == 409


def test_the_register_is_searched_taken_away_and_corrected(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    officer = make_person(units, Role.PRIVACY_OFFICER)
    number = approved(units, lead, officer, comment)
    at = f"{BASE}/{number}"
    assert send(client, at, f"{at}/uses", target=" ").status_code == 422
    assert send(client, at, f"{at}/uses", target="=HYPERLINK(1)").status_code == 303
    with units.writing(lead) as unit:
        service.register_report_use(unit, here(unit).id, 1)
    page = client.get("/staff/reuse").text
    assert "Report 1" in page
    assert "a place (1)" in page
    assert "Kitimat" not in page
    assert "Report 1" not in client.get("/staff/reuse?q=hyper&kind=page").text
    assert "No use fits" in client.get("/staff/reuse?q=nothing-like-it").text
    for odd in ("?before=x", "?kind=moon", "?q=%00", "?before=99999999999"):
        assert client.get(f"/staff/reuse{odd}").status_code == 200
    export = client.get("/staff/reuse/export.csv?kind=page")
    assert export.mimetype == "text/csv"
    assert "'=HYPERLINK(1)" in export.text
    assert "Report 1" not in export.text
    assert "Kitimat" not in export.text
    with units.reading(SYSTEM) as unit:
        last = select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)
        assert unit.session.scalar(last) == "reuse.exported"
    send(client, "/staff/reuse", "/staff/reuse/1/strike", reason="Another page.")
    assert "Another page." in client.get("/staff/reuse").text


def test_another_ministry_sees_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD, email="lead@gov.bc.ca")
    officer = make_person(units, Role.PRIVACY_OFFICER, email="officer@gov.bc.ca")
    number = approved(units, lead, officer, comment)
    consent = consented(units, lead)
    with units.writing(lead) as unit:
        service.record_use(unit, here(unit), number, TargetKind.PAGE, "The page on buses")
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    token = form_at(client, "/staff/consents/new")
    for page in (BASE, f"{BASE}/{number}", f"{BASE}/choose", f"{BASE}/elsewhere",
                 f"/staff/consents/{consent.id}"):  # fmt: skip
        assert client.get(page).status_code == 404
    assert client.post(f"{BASE}/{number}/remove", data=token).status_code == 404
    assert client.post("/staff/reuse/1/strike", data=token).status_code == 404
    assert "The page on buses" not in client.get("/staff/reuse").text
    assert "The page on buses" not in client.get("/staff/reuse/export.csv").text


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "x", "-1"])
def test_a_quotation_that_never_was_is_not_found(
    client: FlaskClient, sign_in: SignIn, comment: int, number: str
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD)
    assert client.get(f"{BASE}/{number}").status_code == 404
    assert client.get(f"/staff/consents/{number}").status_code == 404
    assert client.get(f"{BASE}/choose/{number}").status_code == 404


def test_words_of_citizens_cannot_act_on_pages_of_staff(
    client: FlaskClient, units: Units, sign_in: SignIn, comment: int
) -> None:
    evil = 'I see <script>alert(1)</script> and "onload= here.'
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    moderator = make_person(units, Role.MODERATOR)
    number = quoted(units, lead, published(units, moderator, evil), evil)
    for page in (BASE, f"{BASE}/{number}", f"{BASE}/choose", choose_page(client)):
        assert "<script>alert" not in client.get(page).text
