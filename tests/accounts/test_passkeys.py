"""Passkeys through the client: added, used, removed; and every hostile answer refused."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.accounts.authenticators import BadAnswer, claim_of, site_of, verified_count
from engage.accounts.models import Passkey, Person, SignInAlarm, SpentToken
from engage.accounts.rules import ATTEMPTS_PER_ACCOUNT, MAXIMUM_PASSKEYS
from engage.accounts.service import disable_person
from engage.accounts.tasks import forget
from engage.core.permissions import SYSTEM
from engage.core.settings import LocalSignIn
from engage.core.unit import Units
from tests.accounts import audited
from tests.accounts.factories import Member, Staff
from tests.accounts.soft_key import PRESENT, SoftKey, to_bytes, to_text
from tests.accounts.visits import ACCOUNT, CONFIRM, SIGN_IN, Visit, Visits, csrf_in

# What the two databases could do differently is tested with `both` below.
on_sqlite = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)

PASSKEYS = f"{ACCOUNT}/passkeys"
BY_PASSKEY = f"{SIGN_IN}/passkey"
REFUSED = "This passkey was not accepted."
STALE = "This page can no longer be used"


@pytest.fixture
def visits(staff: Staff) -> Visits:
    return Visits(staff)


def asked(visit: Visit, path: str) -> tuple[dict[str, Any], str]:
    told = visit.get(f"{path}/options").get_json()
    return told["options"], told["token"]


def add(visit: Visit, key: SoftKey, name: str = "Blue key") -> TestResponse:
    options, token = asked(visit, PASSKEYS)
    return visit.post(PASSKEYS, page=ACCOUNT, token=token, credential=key.make(options), name=name)


def enter(visit: Visit, key: SoftKey, **changes: str) -> TestResponse:
    options, token = asked(visit, BY_PASSKEY)
    right = {"token": token, "credential": key.prove(options)}
    return visit.post(BY_PASSKEY, page=SIGN_IN, **(right | changes))


def with_passkey(visits: Visits, member: Member, **made: Any) -> SoftKey:
    key = SoftKey(**made)
    answer = add(visits.signed_in(member), key)
    assert answer.status_code == 303, answer.text
    return key


def is_refused(answer: TestResponse) -> bool:
    return answer.status_code == 422 and REFUSED in answer.text


def test_a_passkey_signs_in_alone(visits: Visits, staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    visit = visits.browser()
    answer = enter(visit, key)
    assert (answer.status_code, answer.location) == (303, "/staff/")
    page = visit.get(ACCOUNT).text
    assert "Robin Sample1" in page
    assert "By passkey, since" in page
    signed_in = audited.last(staff_units, "staff.signed_in")
    assert signed_in.actor == f"person:{member.id}"
    assert "passkey" in signed_in.detail
    with staff_units.reading(SYSTEM) as unit:
        kept = unit.session.scalars(select(Passkey)).one()
    assert kept.sign_count == 1
    assert kept.last_used_at is not None


@on_sqlite
def test_the_owner_names_sees_and_removes_a_passkey(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    key = SoftKey()
    add(visit, key, name="  Office   laptop ")
    page = visit.get(PASSKEYS).text
    assert "Office laptop" in page
    assert visit.post(f"{PASSKEYS}/1/remove", page=PASSKEYS).location == PASSKEYS
    assert "You have none yet." in visit.get(PASSKEYS).text
    assert is_refused(enter(visits.browser(), key))
    assert visit.post(f"{PASSKEYS}/1/remove", page=ACCOUNT).status_code == 404


@on_sqlite
@pytest.mark.parametrize("name", ["", "   ", "n" * 61, "a\x00b"])
def test_a_passkey_needs_a_readable_name(visits: Visits, staff: Staff, name: str) -> None:
    visit = visits.signed_in(staff.member())
    answer = add(visit, SoftKey(), name=name)
    assert answer.status_code == 422
    assert 'aria-describedby="name-hint name-error"' in answer.text


@on_sqlite
def test_the_passkey_of_a_colleague_is_not_found(visits: Visits, staff: Staff) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    visit = visits.signed_in(staff.member())
    assert visit.post(f"{PASSKEYS}/1/remove", page=PASSKEYS).status_code == 404
    assert enter(visits.browser(), key).status_code == 303


@on_sqlite
def test_one_passkey_belongs_to_one_account(visits: Visits, staff: Staff) -> None:
    key = with_passkey(visits, staff.member())
    answer = add(visits.signed_in(staff.member()), key)
    assert answer.status_code == 422
    assert "This passkey is registered already." in answer.text


@on_sqlite
def test_there_is_a_most(visits: Visits, staff: Staff) -> None:
    visit = visits.signed_in(staff.member())
    for number in range(MAXIMUM_PASSKEYS):
        assert add(visit, SoftKey(f"key number {number:06}".encode())).status_code == 303
    assert add(visit, SoftKey(b"one key too many")).status_code == 422


@on_sqlite
def test_the_browser_is_asked_for_a_verified_user_and_a_passkey_of_its_own(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    visit = visits.signed_in(member)
    add(visit, SoftKey())
    options, _ = asked(visit, PASSKEYS)
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert options["rp"]["id"] == "localhost"
    assert len(options["excludeCredentials"]) == 1
    assert member.person.email not in str(to_bytes(options["user"]["id"]))
    options, _ = asked(visits.browser(), BY_PASSKEY)
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []


@on_sqlite
@pytest.mark.parametrize(
    "made",
    [
        {"origin": "https://localhost"},
        {"origin": "http://localhost.evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
)
def test_a_passkey_made_elsewhere_or_without_its_user_is_not_added(
    visits: Visits, staff: Staff, staff_units: Units, made: dict[str, Any]
) -> None:
    answer = add(visits.signed_in(staff.member()), SoftKey(**made))
    assert answer.status_code == 422
    with staff_units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Passkey)).all() == []


@on_sqlite
@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://localhost"},
        {"origin": "http://localhost:8080"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"handle": to_text(b"somebody else's account")},
        {"credential_id": b"nobody knows this passkey"},
        {"key": SoftKey().key},
    ],
)
def test_a_hostile_answer_gets_the_one_refusal(
    visits: Visits, staff: Staff, staff_units: Units, changed: dict[str, Any]
) -> None:
    key = with_passkey(visits, staff.member())
    visit = visits.browser()
    assert is_refused(enter(visit, replace(key, **changed)))
    assert not visit.is_signed_in()
    assert audited.actions(staff_units)[-1] == "staff.sign_in_failed"


@on_sqlite
@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "not json", "[" * 5000, '{"id": 7, "response": {}}', "{" + "x" * 9000],
)
def test_an_answer_that_is_none_gets_it_too(visits: Visits, staff: Staff, credential: str) -> None:
    key = with_passkey(visits, staff.member())
    assert is_refused(enter(visits.browser(), key, credential=credential))


@on_sqlite
def test_an_altered_challenge_is_refused(visits: Visits, staff: Staff) -> None:
    key = with_passkey(visits, staff.member())
    visit = visits.browser()
    _, token = asked(visit, BY_PASSKEY)
    other, _ = asked(visit, BY_PASSKEY)
    answer = visit.post(BY_PASSKEY, page=SIGN_IN, token=token, credential=key.prove(other))
    assert is_refused(answer)


def test_an_answer_works_once(visits: Visits, staff: Staff) -> None:
    key = with_passkey(visits, staff.member(), counts=False)
    visit = visits.browser()
    options, token = asked(visit, BY_PASSKEY)
    sent = {"token": token, "credential": key.prove(options)}
    assert visit.post(BY_PASSKEY, page=SIGN_IN, **sent).status_code == 303
    thief = visits.browser()
    replayed = thief.post(BY_PASSKEY, page=SIGN_IN, **sent)
    assert (replayed.status_code, STALE in replayed.text) == (400, True)
    assert not thief.is_signed_in()


@on_sqlite
def test_a_challenge_altered_too_old_or_of_another_purpose_is_one_page(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    visit = visits.browser()
    _, token = asked(visit, BY_PASSKEY)
    _, of_another_purpose = asked(visits.signed_in(member), PASSKEYS)
    answers = [
        enter(visit, key, token=bad) for bad in ("", token[:-2], token + "x", of_another_purpose)
    ]
    options, token = asked(visit, BY_PASSKEY)
    csrf = csrf_in(visit.get(SIGN_IN))
    staff.clock.advance(minutes=5, seconds=1)
    sent = {"token": token, "credential": key.prove(options), "csrf_token": csrf}
    answers.append(visit.client.post(BY_PASSKEY, data=sent))
    assert {(answer.status_code, STALE in answer.text) for answer in answers} == {(400, True)}


def test_a_copied_authenticator_is_refused_and_told(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    stolen = copy.copy(key)
    assert enter(visits.browser(), key).status_code == 303
    assert enter(visits.browser(), key).status_code == 303
    assert is_refused(enter(visits.browser(), stolen))
    assert audited.last(staff_units, "staff.passkey_copied").subject == f"person:{member.id}"
    with staff_units.reading(SYSTEM) as unit:
        (alarm,) = unit.session.scalars(select(SignInAlarm))
    assert (alarm.kind, alarm.person_id) == ("copied_passkey", member.id)


@on_sqlite
def test_a_passkey_that_never_counts_signs_in_again_and_again(visits: Visits, staff: Staff) -> None:
    key = with_passkey(visits, staff.member(), counts=False)
    for _ in range(3):
        assert enter(visits.browser(), key).status_code == 303


@on_sqlite
def test_a_leaver_is_refused_like_anyone(visits: Visits, staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, member.id))
    assert is_refused(enter(visits.browser(), key))


@on_sqlite
def test_with_the_provider_alone_a_passkey_signs_in_for_emergencies_only(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    key = with_passkey(visits, member)
    staff_units.settings = replace(staff_units.settings, local_sign_in=LocalSignIn.BREAK_GLASS)
    assert is_refused(enter(visits.browser(), key))
    with staff_units.writing(SYSTEM) as unit:
        unit.session.get_one(Person, member.id).is_break_glass = True
    assert enter(visits.browser(), key).status_code == 303
    assert "staff.break_glass_used" in audited.actions(staff_units)


@on_sqlite
def test_guessing_with_a_passkey_has_to_wait(visits: Visits, staff: Staff) -> None:
    key = with_passkey(visits, staff.member())
    other = replace(key, key=SoftKey().key)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert is_refused(enter(visits.browser(), other))
    assert enter(visits.browser(), key).status_code == 429
    assert enter(visits.browser("198.51.100.9"), key).status_code == 303


@on_sqlite
def test_one_confirms_with_ones_own_passkey_only(visits: Visits, staff: Staff) -> None:
    member, colleague = staff.member(), staff.member()
    own = with_passkey(visits, member)
    of_colleague = with_passkey(visits, colleague, credential_id=b"a passkey of a colleague")
    visit = visits.signed_in(member)
    staff.clock.advance(minutes=15)
    before = visit.cookie()
    path = f"{CONFIRM}/passkey"
    options, token = asked(visit, path)
    assert [each["id"] for each in options["allowCredentials"]] == [to_text(own.credential_id)]
    sent = {"token": token, "credential": of_colleague.prove(options)}
    assert is_refused(visit.post(f"{path}?next={PASSKEYS}", page=CONFIRM, **sent))
    assert visit.get(PASSKEYS).status_code == 302
    options, token = asked(visit, path)
    sent = {"token": token, "credential": own.prove(options)}
    assert visit.post(f"{path}?next={PASSKEYS}", page=CONFIRM, **sent).location == PASSKEYS
    assert visit.get(PASSKEYS).status_code == 200
    assert visit.cookie()["_user_id"] != before["_user_id"]


@on_sqlite
def test_a_challenge_for_a_colleague_adds_and_confirms_nothing(
    visits: Visits, staff: Staff
) -> None:
    member = staff.member()
    visit, colleague = visits.signed_in(member), visits.signed_in(staff.member())
    options, token = asked(colleague, PASSKEYS)
    sent = {"token": token, "credential": SoftKey().make(options), "name": "A gift"}
    answer = visit.post(PASSKEYS, page=ACCOUNT, **sent)
    assert (answer.status_code, STALE in answer.text) == (400, True)
    assert "You have none yet." in visit.get(PASSKEYS).text


@on_sqlite
def test_who_has_no_passkey_is_asked_for_none(visits: Visits, staff: Staff) -> None:
    visit = visits.signed_in(staff.member())
    assert visit.get(f"{CONFIRM}/passkey/options").status_code == 404
    assert "Confirm with a passkey" not in visit.get(CONFIRM).text


@on_sqlite
def test_used_challenges_are_forgotten_once_they_are_too_old(
    visits: Visits, staff: Staff, staff_units: Units
) -> None:
    key = with_passkey(visits, staff.member())
    enter(visits.browser(), key)

    def remembered() -> int:
        with staff_units.reading(SYSTEM) as unit:
            return len(unit.session.scalars(select(SpentToken)).all())

    assert remembered() == 2
    staff.clock.advance(minutes=10)
    with staff_units.writing(SYSTEM) as unit:
        forget(unit, {})
    assert remembered() == 0


@pytest.mark.parametrize(
    ("base_url", "rp_id"),
    [
        ("https://engage.gov.bc.ca", "engage.gov.bc.ca"),
        ("https://engage.gov.bc.ca:8443", "engage.gov.bc.ca"),
        ("http://localhost:8080", "localhost"),
        ("http://127.0.0.1:8080", None),
        ("https://[::1]:8080", None),
        ("http://engage.gov.bc.ca", None),
    ],
)
def test_passkeys_need_a_name_and_https(base_url: str, rp_id: str | None) -> None:
    found = site_of(base_url)
    assert (found.rp_id if found else None) == rp_id
    assert found is None or found.origin == base_url


@given(st.binary(max_size=300), st.binary(max_size=200), st.binary(max_size=80))
def test_no_bytes_of_an_answer_raise_anything_but_the_refusal(
    client: bytes, data: bytes, signature: bytes
) -> None:
    here = site_of("http://localhost")
    assert here is not None
    name = to_text(b"any")
    answer = json.dumps({
        "id": name,
        "rawId": name,
        "type": "public-key",
        "response": {
            "clientDataJSON": to_text(client),
            "authenticatorData": to_text(data),
            "signature": to_text(signature),
        },
    })  # fmt: skip
    with pytest.raises(BadAnswer):
        verified_count(here, "token", answer, name)


@given(st.text(max_size=200))
def test_what_an_answer_says_of_itself_is_read_or_refused(answer: str) -> None:
    try:
        claim_of(answer)
    except BadAnswer:
        return
    raise AssertionError("text at random named a passkey")
