"""Links to join or to set everything anew: once, in time, for one person, whatever is tried."""

import re
import threading
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from engage.accounts.inviting import InvitationKind
from engage.accounts.models import Invitation, Passkey, Person, RecoveryCode, StaffSession
from engage.accounts.service.inviting import PURPOSE, invitation_link, invite, take_back
from engage.accounts.service.joining import join, opened
from engage.accounts.service.people import create_person, disable_person, person_of
from engage.accounts.service.secrets import prepare_password
from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.permissions import CITIZEN, SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.settings import LocalSignIn
from engage.core.tokens import signer
from engage.core.unit import Units
from tests.accounts.factories import Member, Staff

NEW_PASSWORD = "orbit lantern mossy crate"
EMAIL = "robin.sample@gov.bc.ca"
WEB_ONLY = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Invited:
    person_id: int
    invitation_id: int
    path: str

    @property
    def token(self) -> str:
        return self.path.rsplit("/", 1)[1]


def invited(units: Units, member: Member | None = None) -> Invited:
    """Somebody new, or a new link for a member."""
    with units.writing(SYSTEM) as unit:
        if member is None:
            person = create_person(unit, EMAIL, "Robin Sample", None, [Grant(Role.MODERATOR)])
        else:
            person = person_of(unit, member.id)
        invitation = invite(unit, person)
        link = invitation_link(unit, invitation, person)
    return Invited(person.id, invitation.id, link.removeprefix("http://localhost"))


@pytest.fixture
def visitor(staff_units: Units) -> FlaskClient:
    return create_app(staff_units.settings, units=staff_units).test_client()


def value(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page.text)
    assert found is not None, name
    return found[1]


def app_key(page: TestResponse) -> str:
    found = re.search(r'qr-key"><code>([^<]+)', page.text)
    assert found is not None
    return found[1].replace(" ", "")


def filled(page: TestResponse, clock: FixedClock, **changes: str) -> dict[str, str]:
    return {
        "csrf_token": value(page, "csrf_token"),
        "nonce": value(page, "nonce"),
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
        "code": pyotp.TOTP(app_key(page)).at(clock.now()),
    } | changes


def count(units: Units, model: type) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(model)) or 0


def audited(units: Units, person_id: int) -> list[str]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            text("SELECT action, detail FROM audit_entry WHERE subject = :who ORDER BY seq"),
            {"who": f"person:{person_id}"},
        )
        return [f"{action} {detail}" for action, detail in rows]


@WEB_ONLY
def test_a_new_colleague_joins_and_is_signed_in(
    visitor: FlaskClient, staff_units: Units, staff_clock: FixedClock
) -> None:
    link = invited(staff_units)
    page = visitor.get(link.path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    done = visitor.post(link.path, data=filled(page, staff_clock))
    assert done.status_code == 200
    codes = re.findall(r"<li><code>([^<]+)</code></li>", done.text)
    assert len(set(codes)) == 10
    assert visitor.get("/staff/").status_code == 200
    actions = [entry.split()[0] for entry in audited(staff_units, link.person_id)]
    assert {"person.invited", "person.joined", "staff.signed_in"} <= set(actions)
    for entry in audited(staff_units, link.person_id):
        assert link.token not in entry


@WEB_ONLY
def test_looking_at_a_link_changes_nothing(
    visitor: FlaskClient, staff_units: Units, staff_clock: FixedClock
) -> None:
    link = invited(staff_units)
    before = [count(staff_units, model) for model in (Invitation, StaffSession, RecoveryCode)]
    keys = {app_key(visitor.get(link.path)) for _ in range(3)}
    assert visitor.head(link.path).status_code == 200
    assert len(keys) == 1
    assert before == [
        count(staff_units, model) for model in (Invitation, StaffSession, RecoveryCode)
    ]
    with staff_units.reading(SYSTEM) as unit:
        person = person_of(unit, link.person_id)
        assert person.totp_secret_cipher is None
    page = visitor.get(link.path)
    assert visitor.post(link.path, data=filled(page, staff_clock)).status_code == 200


@WEB_ONLY
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "short", "again": "short"}, "at least 14"),
        ({"password": "robin sample robin", "again": "robin sample robin"}, "your name"),
        ({"again": "orbit lantern mossy crane"}, "not the same"),
        ({"code": "000000"}, "This code is not right"),
        ({"code": ""}, "Enter the code"),
        ({"password": "", "again": ""}, "Choose a password"),
        ({"csrf_token": "x"}, "open for too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_link_stays(
    visitor: FlaskClient,
    staff_units: Units,
    staff_clock: FixedClock,
    changes: dict[str, str],
    message: str,
) -> None:
    link = invited(staff_units)
    page = visitor.get(link.path)
    answer = visitor.post(link.path, data=filled(page, staff_clock, **changes))
    assert answer.status_code == 422
    assert message in answer.text
    assert NEW_PASSWORD not in answer.text
    assert visitor.post(link.path, data=filled(answer, staff_clock)).status_code == 200


@WEB_ONLY
def test_password_and_code_are_judged_together(
    visitor: FlaskClient, staff_units: Units, staff_clock: FixedClock
) -> None:
    link = invited(staff_units)
    page = visitor.get(link.path)
    weak = {"password": "government2026!", "again": "government2026!", "code": "000000"}
    answer = visitor.post(link.path, data=filled(page, staff_clock, **weak))
    assert "easy to guess" in answer.text
    assert "This code is not right" in answer.text


@WEB_ONLY
def test_every_link_that_does_not_work_gets_one_and_the_same_page(
    visitor: FlaskClient, staff_units: Units, staff: Staff, staff_clock: FixedClock
) -> None:
    now = staff_clock.now()
    used, revoked, disabled = invited(staff_units), staff.member(), staff.member()
    page = visitor.get(used.path)
    sent = filled(page, staff_clock)
    assert visitor.post(used.path, data=sent).status_code == 200
    taken_back, of_leaver = invited(staff_units, revoked), invited(staff_units, disabled)
    with staff_units.writing(SYSTEM) as unit:
        take_back(unit, person_of(unit, revoked.id))
        disable_person(unit, person_of(unit, disabled.id))
        other_purpose = signer(unit.settings, "confirm").sign(now, invitation=used.invitation_id)
        unknown = signer(unit.settings, PURPOSE).sign(now, invitation=999)
        no_number = signer(unit.settings, PURPOSE).sign(now, invitation="1; --")
    run_out = invited(staff_units, staff.member())
    staff_clock.advance(hours=24)
    fresh = visitor.application.test_client()
    tokens = (other_purpose, unknown, no_number, "x", "é.ü.ñ")
    links = (used, taken_back, of_leaver, run_out)
    paths = [link.path for link in links] + [used.path[:-1], f"{used.path}x"]
    paths += [f"/staff/join/{token}" for token in tokens]
    answers = [fresh.get(path) for path in paths]
    answers += [fresh.post(path, data=sent | {"nonce": "another"}) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "This link does not work" in answers[0].text


@WEB_ONLY
def test_a_second_click_on_the_form_is_led_to_signing_in(
    visitor: FlaskClient, staff_units: Units, staff_clock: FixedClock
) -> None:
    link = invited(staff_units)
    sent = filled(visitor.get(link.path), staff_clock)
    assert visitor.post(link.path, data=sent).status_code == 200
    again = visitor.post(link.path, data=sent)
    assert (again.status_code, again.location) == (303, "/staff/sign-in")
    assert count(staff_units, StaffSession) == 1
    staff_clock.advance(hours=2)
    assert visitor.post(link.path, data=sent).status_code == 404


def test_two_posts_at_one_moment_are_one_joining(
    staff_units: Units, staff_clock: FixedClock
) -> None:
    link = invited(staff_units)
    with staff_units.reading(CITIZEN) as unit:
        found = opened(unit, link.token)
    assert found is not None
    made = prepare_password(found.salt, NEW_PASSWORD, found.email, found.name)
    code = pyotp.TOTP(found.secret).at(staff_clock.now())
    together, outcomes = threading.Barrier(2), []

    def attempt() -> None:
        together.wait()
        try:
            with staff_units.writing(CITIZEN) as unit:
                join(unit, link.invitation_id, made, code, nonce="n")
            outcomes.append("joined")
        except NotFound:
            outcomes.append("led on")

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "led on"]
    assert count(staff_units, StaffSession) == 1
    assert count(staff_units, RecoveryCode) == 10


def test_the_code_that_joined_signs_nobody_in_again(
    staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    member = staff.member()
    link = invited(staff_units, member)
    with staff_units.reading(CITIZEN) as unit:
        found = opened(unit, link.token)
    assert found is not None
    made = prepare_password(found.salt, NEW_PASSWORD, found.email, found.name)
    code = pyotp.TOTP(found.secret).at(staff_clock.now())
    with staff_units.writing(CITIZEN) as unit:
        join(unit, link.invitation_id, made, code, nonce="")
    renewed = Member(member.person, found.secret, NEW_PASSWORD)
    assert staff.sign_in(renewed, code=code).token is None
    staff_clock.advance(seconds=30)
    assert staff.sign_in(renewed).token is not None


def test_setting_everything_anew_voids_what_was_there(
    staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    member = staff.member()
    token = staff.token(member)
    with staff_units.writing(SYSTEM) as unit:
        unit.session.add(
            Passkey(
                person_id=member.id,
                credential_id="c",
                public_key="k",
                sign_count=0,
                name="Key",
                created_at=unit.now,
            )
        )
    link = invited(staff_units, member)
    with staff_units.reading(CITIZEN) as unit:
        found = opened(unit, link.token)
        assert unit.session.get_one(Invitation, link.invitation_id).kind == InvitationKind.RESET
    assert found is not None
    assert found.sets_anew
    made = prepare_password(found.salt, NEW_PASSWORD, found.email, found.name)
    code = pyotp.TOTP(found.secret).at(staff_clock.now())
    with staff_units.writing(CITIZEN) as unit:
        join(unit, link.invitation_id, made, code, nonce="")
    assert count(staff_units, Passkey) == 0
    assert staff.sign_in(member).token is None
    with staff_units.reading(SYSTEM) as unit:
        ended = unit.session.scalars(
            select(StaffSession.ended_at).where(StaffSession.token_hash == token.digest)
        ).one()
    assert ended is not None


def test_a_new_link_ends_the_one_before(staff_units: Units, staff: Staff) -> None:
    member = staff.member()
    first = invited(staff_units, member)
    second = invited(staff_units, member)
    with staff_units.reading(CITIZEN) as unit:
        assert opened(unit, first.token) is None
        assert opened(unit, second.token) is not None


def test_a_link_lives_as_long_as_its_kind_says(
    staff_units: Units, staff: Staff, staff_clock: FixedClock
) -> None:
    joins, resets = invited(staff_units), invited(staff_units, staff.member())
    for link, lifetime in ((resets, timedelta(hours=24)), (joins, timedelta(days=7))):
        staff_clock.instant += lifetime - timedelta(seconds=1)
        with staff_units.reading(CITIZEN) as unit:
            assert opened(unit, link.token) is not None
        staff_clock.advance(seconds=1)
        with staff_units.reading(CITIZEN) as unit:
            assert opened(unit, link.token) is None
        staff_clock.instant -= lifetime


def test_a_disabled_person_gets_no_link_and_a_moderator_makes_none(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, person_of(unit, member.id))
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        invite(unit, unit.session.get_one(Person, member.id))
    moderator = Actor(ActorKind.PERSON, member.id, frozenset({Grant(Role.MODERATOR)}))
    with staff_units.writing(moderator) as unit, pytest.raises(NotAllowed):
        invite(unit, unit.session.get_one(Person, member.id))


def test_where_everybody_comes_in_by_the_provider_a_link_sets_no_password(
    staff: Staff, staff_units: Units
) -> None:
    """The invitation only lets the provider in; a known person has nothing to set anew here."""
    known, link = staff.member(), invited(staff_units)
    only_sso = replace(staff_units.settings, local_sign_in=LocalSignIn.BREAK_GLASS)
    units = Units(staff_units.database, only_sso, staff_units.clock, staff_units.hooks)
    with units.reading(CITIZEN) as unit:
        assert opened(unit, link.token) is None
        row = unit.session.get_one(Invitation, link.invitation_id)
        person = person_of(unit, link.person_id)
        assert invitation_link(unit, row, person) == "http://localhost/staff/sign-in"
    with units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        invite(unit, person_of(unit, known.id))
