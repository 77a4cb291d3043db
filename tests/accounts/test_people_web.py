"""The pages of people as an administrator uses them, and as others try to."""

import re

import pytest
from werkzeug.test import TestResponse

from engage.accounts.models import Person
from engage.accounts.people_queries import PAGE_SIZE, newest_invitation, roles_of
from engage.accounts.queries import grants_of, person_by_email
from engage.accounts.service.people import person_of, set_grants
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from tests.accounts.factories import Member, Staff
from tests.accounts.visits import Visit, Visits, field_in

pytestmark = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)

ADMINISTRATOR, MODERATOR = Grant(Role.ADMINISTRATOR), Grant(Role.MODERATOR)
INVITE = "/staff/people/invite"
REVIEW = "/staff/people/review"
NEW = {"name": "Lee Sample", "email": "lee@gov.bc.ca", "role_1": "moderator", "where_1": "all"}


@pytest.fixture
def boss(staff: Staff) -> Member:
    return staff.member("boss@gov.bc.ca", ADMINISTRATOR)


@pytest.fixture
def visit(staff: Staff, boss: Member) -> Visit:
    return Visits(staff).signed_in(boss)


def grants(units: Units, person_id: int) -> frozenset[Grant]:
    with units.reading(SYSTEM) as unit:
        return grants_of(unit.session, person_id)


def found(units: Units, email: str) -> Person | None:
    with units.reading(SYSTEM) as unit:
        return person_by_email(unit.session, email)


def test_somebody_is_invited_and_the_link_is_shown_once(visit: Visit, staff_units: Units) -> None:
    answer = visit.post(INVITE, **NEW)
    assert answer.status_code == 200
    assert re.search(r"/staff/join/[\w.-]+", answer.text)
    person = found(staff_units, "lee@gov.bc.ca")
    assert person is not None
    assert grants(staff_units, person.id) == {MODERATOR}
    page = visit.get(f"/staff/people/{person.id}")
    assert "/staff/join/" not in page.text
    assert "Has not joined yet" in page.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "lee@example.com"}, "Use a government e-mail address."),
        ({"email": "boss@gov.bc.ca"}, "There is an account with this address already."),
        ({"name": ""}, "Enter the person&#39;s name."),
        ({"name": "Lee\x07"}, "Enter a name of at most 120 characters."),
        ({"where_1": ""}, "Say for which ministry"),
        ({"role_1": ""}, "Choose the role"),
        ({"role_1": "", "where_1": ""}, "Give at least one role"),
        ({"role_1": "emperor"}, "Not a valid choice"),
        ({"where_1": "999"}, "Not a valid choice"),
    ],
)
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(
    visit: Visit, staff_units: Units, changes: dict[str, str], message: str
) -> None:
    answer = visit.post(INVITE, **(NEW | changes))
    assert answer.status_code == 422
    assert message in answer.text
    assert (NEW | changes)["email"] in answer.text
    assert found(staff_units, "lee@gov.bc.ca") is None


def test_extra_fields_give_nothing(visit: Visit, staff_units: Units) -> None:
    extra = {
        "keep": "administrator", "is_break_glass": "1", "password": "seven otters juggle plums",
        "role": "administrator", "disabled_at": "x", "password_hash": "x", "seen": "administrator",
    }  # fmt: skip
    visit.post(INVITE, **(NEW | extra))
    person = found(staff_units, "lee@gov.bc.ca")
    assert person is not None
    assert (person.password_hash, person.is_break_glass) == (None, False)
    assert grants(staff_units, person.id) == {MODERATOR}


def test_a_third_administrator_is_asked_for_a_reason_only_then(
    visit: Visit, staff: Staff, staff_units: Units
) -> None:
    page = visit.get(INVITE)
    assert "third administrator" not in page.text
    staff.member("", ADMINISTRATOR)
    third = NEW | {"role_1": "administrator"}
    answer = visit.post(INVITE, **third)
    assert answer.status_code == 422
    assert "There are two administrators already." in answer.text
    assert visit.post(INVITE, **third, reason="Two are on leave.").status_code == 200
    person = found(staff_units, "lee@gov.bc.ca")
    assert person is not None
    with staff_units.reading(SYSTEM) as unit:
        assert [row.reason for row in roles_of(unit.session, person.id)] == ["Two are on leave."]
    assert "Two are on leave." in visit.get(f"/staff/people/{person.id}").text


def test_roles_are_kept_ended_and_added_on_one_page(
    visit: Visit, staff: Staff, staff_units: Units, ministry_id: int
) -> None:
    member = staff.member("", MODERATOR, Grant(Role.PRIVACY_OFFICER))
    path = f"/staff/people/{member.id}/roles"
    seen = field_in(visit.get(path), "seen")
    answer = visit.post(
        path, seen=seen, keep="moderator", role_2="engagement_lead", where_2=str(ministry_id)
    )
    assert answer.status_code == 303
    assert grants(staff_units, member.id) == {
        MODERATOR,
        Grant(Role.ENGAGEMENT_LEAD, ministry_id),
    }
    history = visit.get(f"/staff/people/{member.id}").text
    assert (
        "Roles changed from Moderator, all ministries; Privacy officer, all ministries to"
        " Engagement lead, Ministry of Health; Moderator, all ministries"
    ) in history


def test_roles_changed_by_somebody_else_meanwhile_are_shown_and_not_written_over(
    visit: Visit, staff: Staff, staff_units: Units
) -> None:
    member = staff.member("", MODERATOR)
    path = f"/staff/people/{member.id}/roles"
    seen = field_in(visit.get(path), "seen")
    with staff_units.writing(SYSTEM) as unit:
        set_grants(unit, person_of(unit, member.id), [Grant(Role.PRIVACY_OFFICER)])
    answer = visit.post(path, seen=seen, keep="moderator")
    assert answer.status_code == 409
    assert "changed by somebody else" in answer.text
    assert "Privacy officer" in answer.text
    assert grants(staff_units, member.id) == {Grant(Role.PRIVACY_OFFICER)}


def test_nobody_changes_the_own_roles_by_page(
    visit: Visit, staff: Staff, staff_units: Units, boss: Member
) -> None:
    staff.member("", ADMINISTRATOR)
    own = f"/staff/people/{boss.id}"
    answer = visit.post(f"{own}/roles", page=own, seen="administrator")
    assert answer.status_code == 422
    assert visit.post(f"{own}/disable", page=own).status_code == 422
    assert grants(staff_units, boss.id) == {ADMINISTRATOR}


def test_a_leaver_is_disabled_and_enabled_again(
    visit: Visit, staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    token = staff.token(member)
    path = f"/staff/people/{member.id}"
    visit.post(f"{path}/link", page=path)
    page = visit.get(f"{path}/disable")
    assert member.person.name in page.text
    assert visit.post(f"{path}/disable").status_code == 303
    staff.clock.advance(seconds=30)
    assert staff.sign_in(member).token is None
    with staff_units.reading(SYSTEM) as unit:
        invitation = newest_invitation(unit.session, member.id)
        assert invitation is not None
        assert invitation.revoked_at is not None
    assert member.person.email not in visit.get("/staff/people").text
    assert member.person.email in visit.get("/staff/people?show=disabled").text
    assert visit.post(f"{path}/enable").status_code == 303
    staff.clock.advance(seconds=30)
    assert staff.sign_in(member).token is not None
    assert token.value


def test_a_list_is_paged_by_name_and_searched_out_of_sight(visit: Visit, staff: Staff) -> None:
    for number in range(PAGE_SIZE + 1):
        staff.member(f"colleague{number:02}@gov.bc.ca")
    seen: list[str] = []
    path: str | None = "/staff/people"
    pages = 0
    while path:
        page = visit.get(path)
        pages += 1
        seen += re.findall(r'quiet">([^<@]+@gov\.bc\.ca)', page.text)
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = following[1].replace("&amp;", "&") if following else None
    assert pages == 2
    assert len(seen) == len(set(seen)) == PAGE_SIZE + 2
    answer = visit.post("/staff/people/search", page="/staff/people", q="COLLEAGUE07")
    assert answer.status_code == 303
    assert "colleague" not in answer.location.lower()
    result = visit.get(answer.location).text
    assert "colleague07@gov.bc.ca" in result
    assert "colleague08@gov.bc.ca" not in result
    nobody = visit.post("/staff/people/search", page="/staff/people", q="100%_")
    assert "Nobody matches" in visit.get(nobody.location).text


@pytest.mark.parametrize("after", ["99999999999999999999", "-1", "x", "0"])
def test_a_place_that_is_none_shows_the_beginning(visit: Visit, boss: Member, after: str) -> None:
    page = visit.get(f"/staff/people?after={after}&find=nothing.ours")
    assert page.status_code == 200
    assert boss.person.email in page.text


def test_a_review_is_gone_through_on_its_page(
    visit: Visit, staff: Staff, staff_units: Units, boss: Member
) -> None:
    member, leaver = staff.member("", MODERATOR), staff.member("", MODERATOR)
    assert visit.post(REVIEW).status_code == 303
    page = visit.get(REVIEW)
    assert "3 of 3 still to be decided about" in page.text
    assert visit.post(f"{REVIEW}/end", page=REVIEW).status_code == 422
    for person_id, seen in ((member.id, "moderator"), (boss.id, "administrator")):
        answer = visit.post(f"{REVIEW}/{person_id}", page=REVIEW, seen=seen)
        assert answer.status_code == 303
    answer = visit.post(f"/staff/people/{leaver.id}/disable?review=1")
    assert answer.location == f"{REVIEW}#person-{leaver.id}"
    assert visit.post(f"{REVIEW}/end", page=REVIEW).status_code == 303
    assert "Earlier reviews" in visit.get(REVIEW).text


def test_changes_ask_first_that_the_administrator_is_there(
    visit: Visit, staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    member = staff.member("", MODERATOR)
    path = f"/staff/people/{member.id}"
    tokens = {each: field_in(visit.get(f"{path}/{each}"), "csrf_token") for each in ("roles",)}
    staff_clock.advance(minutes=16)
    for page in (INVITE, f"{path}/roles", f"{path}/disable", f"{path}/enable"):
        answer = visit.get(page)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/staff/confirm")
    for target in ("roles", "disable", "link"):
        answer = visit.client.post(f"{path}/{target}", data={"csrf_token": tokens["roles"]})
        assert answer.status_code == 403
    with staff_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Person, member.id).disabled_at is None
        assert newest_invitation(unit.session, member.id) is None
    assert grants(staff_units, member.id) == {MODERATOR}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_other_roles_open_none_of_these_pages(staff: Staff, boss: Member, role: Role) -> None:
    visit = Visits(staff).signed_in(staff.member("", Grant(role)))
    refused(visit, boss)


def test_the_administrator_of_one_ministry_opens_none_of_these_pages(
    staff: Staff, boss: Member, ministry_id: int
) -> None:
    visit = Visits(staff).signed_in(staff.member("", Grant(Role.ADMINISTRATOR, ministry_id)))
    refused(visit, boss)
    assert "/staff/people" not in visit.get("/staff/").text


def refused(visit: Visit, somebody: Member) -> None:
    path = f"/staff/people/{somebody.id}"
    for page in (
        "/staff/people", INVITE, path, f"{path}/roles", f"{path}/disable", f"{path}/enable",
        REVIEW, "/staff/mail",
    ):  # fmt: skip
        assert visit.get(page).status_code == 403, page


@pytest.mark.parametrize("path", ["/staff/people/999", "/staff/people/0", "/staff/people/x"])
def test_a_person_who_is_not_there_is_not_found(visit: Visit, path: str) -> None:
    answer: TestResponse = visit.get(path)
    assert answer.status_code == 404
