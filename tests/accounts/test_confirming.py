"""Asking again who is there: before what is sensitive, and under a new session id afterwards."""

import re

import pytest
from flask import request
from werkzeug.test import TestResponse

from engage.accounts.rules import ATTEMPTS_PER_ACCOUNT
from engage.accounts.service import confirm_by_code, end_session, make_recovery_codes
from engage.accounts.web import confirmed
from engage.core.permissions import SYSTEM, Actor, ActorKind
from engage.core.unit import Units
from engage.web.access import staff as open_to_staff
from tests.accounts import audited
from tests.accounts.factories import OFFICE, Member, Staff
from tests.accounts.test_sessions import is_live
from tests.accounts.visits import ACCOUNT, CONFIRM, Visit, Visits, csrf_in

on_sqlite = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)

FORM = "/staff/dangerous"


@pytest.fixture
def visits(staff: Staff) -> Visits:
    """The application with two pages more: a form that asks, and one that is only sent."""
    made = Visits(staff)

    @made.app.route(FORM, methods=["GET", "POST"])
    @open_to_staff()
    @confirmed
    def dangerous() -> str:
        return f"done: {request.form.get('word', '')}" if request.method == "POST" else "the form"

    @made.app.post(f"{FORM}/button")
    @open_to_staff()
    @confirmed
    def button() -> str:
        return "done"

    return made


def acts_as(member: Member) -> Actor:
    return Actor(ActorKind.PERSON, member.id)


def later(visit: Visit) -> Visit:
    visit.staff.clock.advance(minutes=15)
    return visit


def send(visit: Visit, path: str, **headers: str) -> TestResponse:
    """With the token of a page that was opened before the time ran out."""
    token = csrf_in(visit.get(ACCOUNT))
    return visit.client.post(path, data={"csrf_token": token, "word": "kept"}, headers=headers)


@on_sqlite
def test_who_has_just_signed_in_is_not_asked(visits: Visits, staff: Staff) -> None:
    visit = visits.signed_in(staff.member())
    assert visit.get(FORM).text == "the form"
    assert send(visit, FORM).text == "done: kept"


@on_sqlite
def test_after_a_quarter_of_an_hour_a_page_leads_to_the_question_and_back(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    visit = later(visits.signed_in(member))
    sent_to = visit.get(f"{FORM}?tab=2")
    assert (sent_to.status_code, sent_to.location) == (302, f"{CONFIRM}?next={FORM}%3Ftab%3D2")
    staff.clock.advance(seconds=30)
    back = visit.post(sent_to.location, code=member.code(staff.clock))
    assert (back.status_code, back.location) == (303, f"{FORM}?tab=2")
    assert visit.get(back.location).text == "the form"


@on_sqlite
def test_a_form_that_comes_too_late_changes_nothing_and_leads_back_to_its_page(
    visits: Visits, staff: Staff
) -> None:
    visit = later(visits.signed_in(staff.member()))
    answer = send(visit, FORM)
    assert answer.status_code == 403
    assert "done" not in answer.text
    assert "Nothing was changed" in answer.text
    assert f'action="{CONFIRM}?next={FORM}"' in answer.text


@on_sqlite
@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/staff/queue?page=2", "/staff/queue?page%3D2"),
        ("http://evil.example/staff/queue", "/staff/"),
        ("http://localhost//evil.example", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_a_button_leads_back_to_the_page_that_it_stands_on(
    visits: Visits, staff: Staff, came_from: str, back: str
) -> None:
    visit = later(visits.signed_in(staff.member()))
    answer = send(visit, f"{FORM}/button", Referer=came_from)
    assert answer.status_code == 403
    found = re.search(rf'action="{CONFIRM}\?next=([^"]*)"', answer.text)
    assert found is not None
    assert found.group(1).replace("?", "%3F") == back.replace("?", "%3F")


@on_sqlite
def test_confirming_changes_the_id_and_kills_the_old_one(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    before = visit.cookie()
    assert visit.confirm(member).status_code == 303
    after = visit.cookie()
    assert after["_user_id"] != before["_user_id"]
    assert visit.is_signed_in()
    visit.carry(before)
    assert not visit.is_signed_in()


@on_sqlite
def test_forms_that_are_open_in_other_tabs_can_still_be_sent(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    open_elsewhere = csrf_in(visit.get(ACCOUNT))
    visit.confirm(member)
    answer = visit.client.post(FORM, data={"csrf_token": open_elsewhere, "word": "kept"})
    assert answer.text == "done: kept"


@on_sqlite
def test_a_wrong_or_used_code_confirms_nothing(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = later(visits.signed_in(member))
    code = member.code(staff.clock)
    for wrong in ("000000", "", "nonsense" * 10):
        assert visit.post(CONFIRM, code=wrong).status_code == 422
    assert visit.post(CONFIRM, code=code).status_code == 303
    visit = later(visit)
    assert visit.post(CONFIRM, code=code).status_code == 422
    assert visit.get(FORM).status_code == 302


@on_sqlite
def test_a_wish_outside_the_staff_pages_is_not_granted(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    for wish in ("//evil.example/", "https://evil.example/", CONFIRM, "/staff/sign-out"):
        assert visit.confirm(member, wanted=wish).location == "/staff/"


@on_sqlite
def test_who_cannot_confirm_signs_in_anew_and_comes_back(visits: Visits, staff: Staff) -> None:
    visit = later(visits.signed_in(staff.member()))
    answer = visit.post(f"{CONFIRM}/again?next={FORM}", page=CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"/staff/sign-in?next={FORM}")
    assert not visit.is_signed_in()


@on_sqlite
def test_the_question_is_no_page_for_strangers(visits: Visits) -> None:
    visit = visits.browser()
    assert visit.get(CONFIRM).location == f"/staff/sign-in?next={CONFIRM}"
    assert visit.client.post(CONFIRM, data={"code": "000000"}).status_code == 302


def test_guesses_at_the_question_and_at_the_sign_in_page_add_up(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    token = staff.token(member)
    for _ in range(ATTEMPTS_PER_ACCOUNT - 1):
        with staff_units.writing(acts_as(member)) as unit:
            assert not confirm_by_code(unit, token, "000000", OFFICE).must_wait
    staff.sign_in(member, password="wrong")
    with staff_units.writing(acts_as(member)) as unit:
        outcome = confirm_by_code(unit, token, member.code(staff.clock), OFFICE)
    assert (outcome.token, outcome.must_wait) == (None, True)


def test_a_recovery_code_confirms_too(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    token = staff.token(member)
    with staff_units.writing(acts_as(member)) as unit:
        code = make_recovery_codes(unit, member.id)[0]
    with staff_units.writing(acts_as(member)) as unit:
        outcome = confirm_by_code(unit, token, code, OFFICE)
    assert outcome.token is not None
    assert outcome.by_recovery_code
    assert is_live(staff_units, outcome.token)
    assert not is_live(staff_units, token)
    assert audited.actions(staff_units)[-2:] == ["staff.recovery_code_used", "staff.confirmed"]


def test_a_session_that_was_ended_is_not_confirmed_back_to_life(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    token = staff.token(member)
    with staff_units.writing(SYSTEM) as unit:
        end_session(unit, token)
    staff.clock.advance(seconds=30)
    with staff_units.writing(acts_as(member)) as unit:
        outcome = confirm_by_code(unit, token, member.code(staff.clock), OFFICE)
    assert outcome.token is None
    assert not is_live(staff_units, token)


SENSITIVE = {
    "password_form",
    "password_sent",
    "app_form",
    "app_sent",
    "recovery_codes",
    "recovery_codes_made",
    "passkeys",
    "passkey_options",
    "passkey_sent",
    "passkey_removed",
}


@on_sqlite
def test_every_way_of_signing_in_is_changed_behind_the_question(visits: Visits) -> None:
    views = visits.app.view_functions
    asks = {name for name in SENSITIVE if hasattr(views[f"accounts.{name}"], "engage_confirmed")}
    assert asks == SENSITIVE
