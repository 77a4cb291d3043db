"""One's own account page: what it shows, and the password and app that their owner changes."""

import re
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engage.accounts.models import Person, StaffSession
from engage.accounts.rules import ATTEMPTS_PER_ACCOUNT
from engage.accounts.service import ensure_ministry
from engage.accounts.service.earlier import USED_BEFORE
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from tests.accounts import audited
from tests.accounts.factories import PASSWORD, Member, Staff
from tests.accounts.visits import ACCOUNT, Visit, Visits, csrf_in, field_in

# What differs between the databases is tested at the use cases.
pytestmark = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)

CHANGE = f"{ACCOUNT}/password"
APP = f"{ACCOUNT}/authenticator"
CODES = f"{ACCOUNT}/recovery-codes"
NEW = "orbit lantern mossy crate"
STALE = "This page can no longer be used"


@pytest.fixture
def visits(staff: Staff) -> Visits:
    return Visits(staff)


def change(visit: Visit, **typed: str) -> TestResponse:
    right = {"current": PASSWORD, "password": NEW, "repeated": NEW}
    return visit.post(CHANGE, **(right | typed))


def session_ids(units: Units) -> list[int]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(StaffSession.id).order_by(StaffSession.id)))


def test_the_page_says_who_one_is_and_where_one_is_signed_in(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    with staff_units.writing(SYSTEM) as unit:
        ministry = ensure_ministry(unit, "HLTH", "Ministry of Health")
    member = staff.member("", Grant(Role.MODERATOR, ministry.id), Grant(Role.PRIVACY_OFFICER))
    visit = visits.signed_in(member)
    page = visit.get(ACCOUNT).text
    assert "Robin Sample1" in page
    assert "Moderator, Ministry of Health" in page
    assert "Privacy officer, all ministries" in page
    assert "Firefox, Windows" in page
    assert "password and code" in page
    assert "(this browser)" in page
    assert f'href="{ACCOUNT}"' in visit.get("/staff/").text


def test_of_a_browser_only_plain_words_are_kept(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    visit = visits.browser()
    visit.client.environ_base["HTTP_USER_AGENT"] = "<b>me@example.com</b> Chrome/140 Build/77"
    visit.sign_in(staff.member())
    with staff_units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(StaffSession.browser)).all() == ["Chrome"]


def test_a_forgotten_browser_is_signed_out_from_here(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    forgotten, here = visits.signed_in(member), visits.signed_in(member)
    first, _ = session_ids(staff.units)
    assert f"{ACCOUNT}/sessions/{first}/end" in here.get(ACCOUNT).text
    assert here.post(f"{ACCOUNT}/sessions/{first}/end", page=ACCOUNT).status_code == 303
    assert not forgotten.is_signed_in()
    assert here.is_signed_in()
    again = here.post(f"{ACCOUNT}/sessions/{first}/end", page=ACCOUNT)
    assert again.status_code == 404


def test_the_session_of_a_colleague_is_not_found(visits: Visits, staff: Staff) -> None:
    colleague, visit = visits.signed_in(staff.member()), visits.signed_in(staff.member())
    of_colleague, _ = session_ids(staff.units)
    answer = visit.post(f"{ACCOUNT}/sessions/{of_colleague}/end", page=ACCOUNT)
    assert answer.status_code == 404
    assert colleague.is_signed_in()


def test_all_other_sessions_end_and_those_of_others_do_not(visits: Visits, staff: Staff) -> None:
    member, colleague = staff.member(), visits.signed_in(staff.member())
    elsewhere, here = [visits.signed_in(member) for _ in range(2)], visits.signed_in(member)
    assert here.post(f"{ACCOUNT}/sessions/end-others", page=ACCOUNT).status_code == 303
    assert not any(visit.is_signed_in() for visit in elsewhere)
    assert here.is_signed_in()
    assert colleague.is_signed_in()


def test_a_new_password_works_here_on_and_ends_the_other_sessions(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    elsewhere, here = visits.signed_in(member), visits.signed_in(member)
    before = here.cookie()
    assert change(here).location == ACCOUNT
    assert here.is_signed_in()
    assert here.cookie()["_user_id"] != before["_user_id"]
    assert not elsewhere.is_signed_in()
    assert visits.browser().sign_in(member).status_code == 422
    assert visits.browser().sign_in(member, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"current": "not it at all"}, "This is not your current password."),
        ({"current": ""}, "Enter your current password."),
        ({"repeated": "another one entirely"}, "not the same as the new password"),
        ({"password": "short", "repeated": "short"}, "Use at least 14 characters."),
        ({"password": PASSWORD, "repeated": PASSWORD}, USED_BEFORE),
        (
            {"password": "ministry of health 2026", "repeated": "ministry of health 2026"},
            "easy to guess",
        ),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    visits: Visits, staff: Staff, typed: dict[str, str], message: str
) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    answer = change(visit, **typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert NEW not in answer.text
    assert visits.browser().sign_in(member).status_code == 303


def test_guessing_at_the_current_password_has_to_wait(visits: Visits, staff: Staff) -> None:
    visit = visits.signed_in(staff.member())
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert change(visit, current="a guess at it").status_code == 422
    assert change(visit).status_code == 429


def test_extra_fields_change_nothing_else(visits: Visits, staff: Staff, staff_units: Units) -> None:
    member, other = staff.member(), staff.member()
    visit = visits.signed_in(member)
    change(visit, person_id=str(other.id), email="boss@gov.bc.ca", role="administrator")
    with staff_units.reading(SYSTEM) as unit:
        person = unit.session.get_one(Person, member.id)
        assert person.email == member.person.email
        assert unit.session.get_one(Person, other.id).password_hash == other.person.password_hash
    assert audited.last(staff_units, "person.password_set").subject == f"person:{member.id}"
    assert visits.signed_in(other).get("/staff/alarms").status_code == 403


def test_two_windows_change_the_password_and_the_second_is_told(
    visits: Visits, staff: Staff
) -> None:
    visit = visits.signed_in(staff.member())
    second = csrf_in(visit.get(CHANGE))
    change(visit)
    typed = {"current": PASSWORD, "password": "velvet gravel onion sky", "repeated": ""}
    typed["repeated"] = typed["password"]
    answer = visit.client.post(CHANGE, data=typed | {"csrf_token": second})
    assert answer.status_code == 422
    assert "not your current password" in answer.text


def with_expiry(staff: Staff) -> None:
    staff.units.settings = replace(staff.units.settings, password_days=90)


def test_by_default_a_password_never_expires(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    staff.clock.advance(days=4000)
    assert visits.signed_in(member).get("/staff/").status_code == 200


def test_an_expired_password_opens_nothing_but_its_change(visits: Visits, staff: Staff) -> None:
    with_expiry(staff)
    member = staff.member()
    staff.clock.advance(days=90)
    visit = visits.browser()
    visit.sign_in(member)
    for path in ("/staff/", ACCOUNT, CODES, "/staff/queue", f"{ACCOUNT}/passkeys"):
        assert visit.get(path).location == CHANGE
    page = visit.get(CHANGE)
    assert "Your password has expired" in page.text
    sent = visit.client.post(f"{ACCOUNT}/sessions/end-others", data={"csrf_token": csrf_in(page)})
    assert (sent.status_code, sent.location) == (303, CHANGE)
    assert change(visit).location == ACCOUNT
    assert visit.get("/staff/").status_code == 200


def test_who_does_not_change_an_expired_password_can_leave(visits: Visits, staff: Staff) -> None:
    with_expiry(staff)
    member = staff.member()
    staff.clock.advance(days=91)
    visit = visits.browser()
    visit.sign_in(member)
    assert visit.post("/staff/sign-out", page=CHANGE).location == "/staff/sign-in"


def new_app(visit: Visit) -> tuple[str, str]:
    """The secret that the page shows, and its token."""
    page = visit.get(APP)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert secret is not None
    return secret.group(1).replace(" ", ""), field_in(page, "token")


def send_code(visit: Visit, token: str, code: str) -> TestResponse:
    return visit.post(APP, page=ACCOUNT, token=token, code=code)


def test_a_new_app_counts_once_its_code_was_typed(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    secret, token = new_app(visit)
    assert secret != member.secret
    wrong = send_code(visit, token, "000000")
    assert wrong.status_code == 422
    assert field_in(wrong, "token") == token
    assert visits.browser().sign_in(member).status_code == 303  # the old one works until then
    code = pyotp.TOTP(secret).at(staff.clock.now())
    assert send_code(visit, token, code).location == ACCOUNT
    assert visit.is_signed_in()
    assert visits.browser().sign_in(member).status_code == 422
    renewed = Member(member.person, secret)
    assert visits.browser().sign_in(renewed).status_code == 303


def test_the_code_that_proved_the_new_app_signs_nobody_in(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    secret, token = new_app(visit)
    code = pyotp.TOTP(secret).at(staff.clock.now())
    send_code(visit, token, code)
    staff.clock.advance(seconds=-30)
    assert visits.browser().sign_in(member, code=code).status_code == 422


def test_the_picture_holds_no_style_and_says_the_same_as_the_text(
    visits: Visits, staff: Staff
) -> None:
    page = visits.signed_in(staff.member()).get(APP).text
    picture = page.split("<svg", 1)[1].split("</svg>", 1)[0]
    assert "style" not in picture
    assert "<script" not in picture


def test_a_token_altered_used_too_old_or_of_somebody_else_is_one_page(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    visit, colleague = visits.signed_in(member), visits.signed_in(staff.member())
    secret, token = new_app(visit)
    _, of_colleague = new_app(colleague)
    code = pyotp.TOTP(secret).at(staff.clock.now())
    answers = [
        send_code(visit, bad, code)
        for bad in ("", token + "x", token[:-3], of_colleague, csrf_in(visit.get(APP)))
    ]
    assert send_code(visit, token, code).status_code == 303
    answers.append(send_code(visit, token, code))
    _, newer = new_app(visit)
    staff.clock.advance(minutes=10)
    visit.confirm(Member(member.person, secret))
    staff.clock.advance(minutes=10)
    visit.confirm(Member(member.person, secret))
    staff.clock.advance(minutes=11)
    visit.confirm(Member(member.person, secret))
    answers.append(send_code(visit, newer, code))
    assert {(answer.status_code, STALE in answer.text) for answer in answers} == {(400, True)}


def test_recovery_codes_are_shown_once_and_the_page_reminds(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    assert "You have no recovery codes." in visit.get(ACCOUNT).text
    shown = visit.post(CODES)
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", shown.text)
    assert len(codes) == 10
    assert codes[0] not in visit.get(CODES).text
    assert "recovery codes left" not in visit.get(ACCOUNT).text.split("How you sign in")[0]
    for code in codes[:8]:
        answer = visits.browser().sign_in(member, code=code)
        assert answer.status_code == 303
    assert "You have only 2 recovery codes left." in visit.get(ACCOUNT).text


def test_using_a_recovery_code_says_how_many_are_left(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", visits.signed_in(member).post(CODES).text)
    visit = visits.browser()
    visit.sign_in(member, code=codes[0])
    page = visit.get(ACCOUNT).text
    assert "You used a recovery code, and have 9 recovery codes left." in page
    assert "password and recovery code" in page


@pytest.mark.parametrize("path", [CHANGE, APP, CODES, f"{ACCOUNT}/passkeys"])
def test_ways_of_signing_in_are_only_changed_by_who_proved_to_be_there(
    visits: Visits, staff: Staff, staff_units: Units, path: str
) -> None:
    visit = visits.signed_in(staff.member())
    token = csrf_in(visit.get(ACCOUNT))
    staff.clock.advance(minutes=15)
    done = audited.actions(staff_units)
    assert visit.get(path).location == f"/staff/confirm?next={path}"
    assert visit.client.post(path, data={"csrf_token": token}).status_code == 403
    assert audited.actions(staff_units) == done


def test_cookies_of_an_attacker_are_never_taken_over(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    """Whoever plants the own session in a victim's browser finds it dead after she signs in."""
    attacker, victim = staff.member(), staff.member()
    planted = visits.signed_in(attacker)
    visit = visits.browser()
    token = csrf_in(visit.get("/staff/sign-in"))
    with visit.client.session_transaction() as session:
        own = dict(session)
    visit.carry(own | planted.cookie())
    staff.clock.advance(seconds=30)
    details = {"email": victim.person.email, "password": PASSWORD, "csrf_token": token}
    visit.client.post("/staff/sign-in", data=details | {"code": victim.code(staff.clock)})
    assert "Robin Sample2" in visit.get(ACCOUNT).text
    assert visit.cookie()["_user_id"] != planted.cookie()["_user_id"]
    with staff_units.reading(SYSTEM) as unit:
        live = unit.session.scalar(
            select(func.count()).select_from(StaffSession).where(StaffSession.ended_at.is_(None))
        )
    assert live == 1
