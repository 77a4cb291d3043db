"""What makes an answer of single sign-on good: one claim at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.sso_rules import (
    ATTEMPT_LIFE,
    LEEWAY,
    Expected,
    Identity,
    SsoFailed,
    Standing,
    Trouble,
    guid,
    identity_of,
    mapped,
    may_be_linked,
)
from engage.accounts.sso_words import page_of
from engage.core.permissions import Role
from engage.core.sso_settings import RoleMapping

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = Expected("https://sso.example/realm", "engage-1", "n" * 64)
GUID = "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
GOOD: dict[str, object] = {
    "iss": EXPECTED.issuer,
    "aud": "engage-1",
    "nonce": "n" * 64,
    "iat": AT,
    "exp": AT + 300,
    "identity_provider": "idir",
    "idir_user_guid": GUID,
    "display_name": "Sample, Robin CITZ:EX",
    "email": "Robin.Sample@gov.bc.ca",
    "client_roles": ["engage-moderator"],
}


def read(**changes: object) -> Identity:
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return identity_of(claims, EXPECTED, NOW)


def trouble_of(**changes: object) -> Trouble:
    with pytest.raises(SsoFailed) as caught:
        read(**changes)
    return caught.value.trouble


def test_good_claims_name_the_person() -> None:
    assert read() == Identity(
        GUID, "Sample, Robin CITZ:EX", "robin.sample@gov.bc.ca", frozenset({"engage-moderator"})
    )


def test_both_directories_name_one_person_whatever_the_spelling() -> None:
    dashed = "{0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0}"
    assert read(identity_provider="azureidir", idir_user_guid=dashed).subject == GUID


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"iss": "https://sso.example/realm/"}, Trouble.OTHER_ISSUER),
        ({"iss": None}, Trouble.OTHER_ISSUER),
        ({"iss": [EXPECTED.issuer]}, Trouble.OTHER_ISSUER),
        ({"aud": "another"}, Trouble.OTHER_CLIENT),
        ({"aud": None}, Trouble.OTHER_CLIENT),
        ({"aud": ["engage-1", "another"]}, Trouble.OTHER_CLIENT),
        ({"aud": ["engage-1", "another"], "azp": "another"}, Trouble.OTHER_CLIENT),
        ({"aud": ["engage-1", 7], "azp": "engage-1"}, Trouble.OTHER_CLIENT),
        ({"azp": "another"}, Trouble.OTHER_CLIENT),
        ({"nonce": "m" * 64}, Trouble.OTHER_ATTEMPT),
        ({"nonce": None}, Trouble.OTHER_ATTEMPT),
        ({"nonce": 7}, Trouble.OTHER_ATTEMPT),
        ({"exp": AT - 60}, Trouble.OUT_OF_TIME),
        ({"exp": None}, Trouble.OUT_OF_TIME),
        ({"exp": "9999999999"}, Trouble.OUT_OF_TIME),
        ({"exp": True}, Trouble.OUT_OF_TIME),
        ({"exp": float("nan")}, Trouble.OUT_OF_TIME),
        ({"exp": 10**400}, Trouble.OUT_OF_TIME),
        ({"iat": None}, Trouble.OUT_OF_TIME),
        ({"iat": AT + 61}, Trouble.OUT_OF_TIME),
        ({"iat": AT - 661}, Trouble.OUT_OF_TIME),
        ({"nbf": AT + 61}, Trouble.OUT_OF_TIME),
        ({"nbf": "soon"}, Trouble.OUT_OF_TIME),
        ({"identity_provider": "bceidbasic"}, Trouble.OTHER_DIRECTORY),
        ({"identity_provider": None}, Trouble.OTHER_DIRECTORY),
        ({"identity_provider": ["idir"]}, Trouble.OTHER_DIRECTORY),
        ({"idir_user_guid": None}, Trouble.WITHOUT_GUID),
        ({"idir_user_guid": "RSAMPLE"}, Trouble.WITHOUT_GUID),
        ({"idir_user_guid": GUID + "0"}, Trouble.WITHOUT_GUID),
        ({"idir_user_guid": 7}, Trouble.WITHOUT_GUID),
    ],
)
def test_one_wrong_claim_is_enough(changes: dict[str, object], trouble: Trouble) -> None:
    assert trouble_of(**changes) is trouble


def test_a_clock_that_is_a_minute_off_is_forgiven() -> None:
    read(iat=AT + 60, exp=AT + 360, nbf=AT + 60)
    read(iat=AT - 359, exp=AT - 59)


@given(st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_what_was_not_issued_for_this_attempt_is_out_of_time(issued: int, expires: int) -> None:
    leeway, life = LEEWAY.total_seconds(), ATTEMPT_LIFE.total_seconds()
    is_good = -life - leeway <= issued <= leeway and expires > -leeway
    try:
        read(iat=AT + issued, exp=AT + expires)
    except SsoFailed as failure:
        assert failure.trouble is Trouble.OUT_OF_TIME
        assert not is_good
    else:
        assert is_good


@given(
    st.dictionaries(
        st.sampled_from(sorted(GOOD)),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    )
)
def test_no_claim_of_a_wrong_kind_is_a_crash(changes: dict[str, object]) -> None:
    try:
        found = identity_of({**GOOD, **changes}, EXPECTED, NOW)
    except SsoFailed:
        return
    assert found.subject == GUID


def test_several_audiences_are_taken_when_the_token_was_issued_to_us() -> None:
    assert read(aud=["another", "engage-1"], azp="engage-1").subject == GUID


def test_after_asking_again_an_older_sign_in_does_not_do() -> None:
    asked = Expected(EXPECTED.issuer, EXPECTED.client_id, EXPECTED.nonce, NOW)
    assert identity_of({**GOOD, "auth_time": AT - 60}, asked, NOW).subject == GUID
    for auth_time in (AT - 61, None, "now"):
        with pytest.raises(SsoFailed) as caught:
            identity_of({**GOOD, "auth_time": auth_time}, asked, NOW)
        assert caught.value.trouble is Trouble.NOT_ASKED_AGAIN


@pytest.mark.parametrize(
    "changes",
    [
        {"email": None},
        {"email": "no address"},
        {"email": ["robin@gov.bc.ca"]},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "r" * 2_000 + "@gov.bc.ca"},
    ],
)
def test_an_address_that_cannot_be_used_is_none(changes: dict[str, object]) -> None:
    assert read(**changes).email == ""


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Robin\u202eelpmaS", 7, None])
def test_a_name_that_cannot_be_shown_gives_way_to_the_other_claim(name: object) -> None:
    assert read(display_name=name, name="Robin  Sample").name == "Robin Sample"
    assert read(display_name=name).name == ""


@pytest.mark.parametrize("roles", [None, "engage-moderator", {"a": 1}, ["r"] * 201])
def test_roles_of_another_shape_give_nothing(roles: object) -> None:
    assert read(client_roles=roles).roles == frozenset()


def test_only_named_roles_give_something_each_where_the_setting_says() -> None:
    mappings = (
        RoleMapping("engage-lead", Role.ENGAGEMENT_LEAD, "TRAN"),
        RoleMapping("engage-lead", Role.MODERATOR),
        RoleMapping("engage-admin", Role.ADMINISTRATOR),
    )
    assert mapped(["engage-lead", "administrator", "ENGAGE-ADMIN"], mappings) == {
        (Role.ENGAGEMENT_LEAD, "TRAN"),
        (Role.MODERATOR, None),
    }


def test_only_an_account_that_waits_for_its_owner_is_linked() -> None:
    def standing(**changes: bool) -> Standing:
        values = {
            "has_password": False,
            "has_subject": False,
            "is_disabled": False,
            "is_break_glass": False,
            "is_invited": True,
        }
        return Standing(**(values | changes))

    assert may_be_linked(standing())
    assert not may_be_linked(standing(is_invited=False))
    for name in ("has_password", "has_subject", "is_disabled", "is_break_glass"):
        assert not may_be_linked(standing(**{name: True})), name


@given(st.text() | st.integers() | st.none())
def test_only_32_digits_are_a_guid(value: object) -> None:
    found = guid(value)
    assert found is None or (len(found) == 32 and guid(found) == found)


def test_an_attempt_has_time_for_a_password() -> None:
    assert timedelta(minutes=5) <= ATTEMPT_LIFE <= timedelta(minutes=15)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_a_page_that_says_what_to_do(trouble: Trouble) -> None:
    page = page_of(trouble)
    assert page.status >= 400
    assert page.title and page.message and page.advice
