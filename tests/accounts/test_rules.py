"""Passwords, addresses, limits and paths, judged without a database."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.rules import (
    ABSOLUTE_LIMIT,
    ATTEMPTS_PER_ACCOUNT,
    ATTEMPTS_PER_ADDRESS,
    CONFIRMED_FOR,
    IDLE_LIMIT,
    MAXIMUM_PASSWORD,
    MINIMUM_PASSWORD,
    RECOVERY_ALPHABET,
    Throttle,
    folded_email,
    grouped,
    is_confirmed,
    is_staff_email,
    network_of,
    password_fault,
    password_has_expired,
    plain_recovery_code,
    session_is_live,
    sign_count_is_fresh,
    staff_path,
    throttle,
    totp_steps,
)
from engage.accounts.weak_words import MINISTRIES
from engage.accounts.wording import browser_words

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)
WHO = {"email": "robin.sample@gov.bc.ca", "name": "Robin Sample"}
SECOND = timedelta(seconds=1)


@given(st.text(max_size=MINIMUM_PASSWORD - 1))
def test_a_short_password_is_refused(password: str) -> None:
    assert password_fault(password, **WHO) is not None


@given(st.text(max_size=40), st.sampled_from(["robin.sample", "Robin", "SAMPLE"]), st.text())
def test_a_password_with_the_own_name_or_address_is_refused(
    before: str, own: str, after: str
) -> None:
    assert password_fault(before + own + after, **WHO) is not None


@given(st.text(alphabet="abcdefghjkmnpqrstuvwxyz23456789-", min_size=20, max_size=60))
def test_an_accepted_password_is_long_and_varied(password: str) -> None:
    if password_fault(password, **WHO) is None:
        assert MINIMUM_PASSWORD <= len(password) <= MAXIMUM_PASSWORD
        assert len(set(password)) >= 6


@pytest.mark.parametrize(
    "password",
    [
        "password123456",
        "BritishColumbia2026!",
        "MinistryOfHealth1",
        "Victoria-Winter-2026",
        "GCPE-engage-2026!",
        "Ministry-of-Forests-2026",
        "WaterLandAndResource1!",
        "SocialDevelopment&PovertyReduction",
        "MCFD-wlrs-2026!!",
        "Tourism, Arts 2026",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "12345678901234",
        "0987654321098765",
    ],
)
def test_a_password_that_guessers_try_first_is_refused(password: str) -> None:
    assert password_fault(password, **WHO) is not None


@pytest.mark.parametrize(
    "password",
    [
        "seven otters juggle plums",
        "orbit-lantern-mossy-crate",
        "x8Vq2-mTz0w-Lr5k",
        "the admin of lost umbrellas",
        "médusa île forêt châtaigne",
    ],
)
def test_unrelated_words_make_a_fit_password(password: str) -> None:
    assert password_fault(password, **WHO) is None


def test_a_password_beyond_the_maximum_is_refused() -> None:
    assert password_fault("otters plum " * 30, **WHO) is not None


@pytest.mark.parametrize(
    "email", ["robin@gov.bc.ca", "Robin.Sample@Victoria1.GOV.BC.CA", " r+x@gov.bc.ca "]
)
def test_a_government_address_is_taken(email: str) -> None:
    assert is_staff_email(folded_email(email), ("gov.bc.ca",))


@pytest.mark.parametrize(
    "email",
    [
        "robin@gmail.com",
        "robin@evilgov.bc.ca",
        "robin@gov.bc.ca.example.com",
        "robin@gov.bc.ca@example.com",
        "@gov.bc.ca",
        "robin",
        "",
        "robin@gov.bc.ca\n",
        "ro\x00bin@gov.bc.ca",
        "a" * 250 + "@gov.bc.ca",
    ],
)
def test_any_other_address_is_refused(email: str) -> None:
    assert not is_staff_email(email, ("gov.bc.ca",))


@pytest.mark.parametrize(
    ("account", "address", "expected"),
    [
        (0, 0, Throttle.ADMIT),
        (ATTEMPTS_PER_ACCOUNT - 1, ATTEMPTS_PER_ADDRESS - 1, Throttle.ADMIT),
        (ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ACCOUNT, Throttle.WAIT),
        (0, ATTEMPTS_PER_ADDRESS, Throttle.WAIT),
    ],
)
def test_too_many_attempts_have_to_wait(account: int, address: int, expected: Throttle) -> None:
    assert throttle(account, address) is expected


def test_one_ipv6_customer_is_one_address() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")


def test_an_ipv4_address_is_the_same_written_as_ipv6() -> None:
    assert network_of("::ffff:203.0.113.7") == network_of("203.0.113.7")
    assert network_of("203.0.113.7") != network_of("203.0.113.8")


@pytest.mark.parametrize(
    ("age", "idle", "live"),
    [
        (timedelta(), timedelta(), True),
        (IDLE_LIMIT, IDLE_LIMIT - SECOND, True),
        (IDLE_LIMIT, IDLE_LIMIT, False),
        (ABSOLUTE_LIMIT - SECOND, timedelta(), True),
        (ABSOLUTE_LIMIT, timedelta(), False),
    ],
)
def test_a_session_ends_by_idleness_and_by_age(age: timedelta, idle: timedelta, live: bool) -> None:
    assert session_is_live(NOW - age, NOW - idle, None, NOW) is live


def test_an_ended_session_is_not_live() -> None:
    assert not session_is_live(NOW, NOW, NOW, NOW)


def test_codes_of_one_step_either_side_are_taken() -> None:
    current = int(NOW.timestamp()) // 30
    assert set(totp_steps(NOW)) == {current - 1, current, current + 1}


@pytest.mark.parametrize("path", ["/staff/", "/staff/queue", "/staff/engagements/a-b/edit?tab=2"])
def test_a_staff_page_is_a_place_to_go_on_to(path: str) -> None:
    assert staff_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "/",
        "/staff",
        "/staffing/",
        "//evil.example/staff/",
        "/staff//evil.example",
        "/staff/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/staff/",
        "/staff/../connect",
        "/staff/%2e%2e/connect",
        "/staff/queue#x",
        "/staff/queue\r\nSet-Cookie: a=b",
        "/staff/sign-out",
        "/staff/" + "a" * 600,
    ],
)
def test_any_other_place_is_not(path: str | None) -> None:
    assert staff_path(path) is None


@given(st.text() | st.text().map("/staff/".__add__) | st.from_regex(r"/staff/[\x20-\x7e]*"))
def test_an_accepted_place_stays_inside_the_staff_pages(path: str) -> None:
    if staff_path(path) is not None:
        reached = urlsplit(urljoin("https://engage.example/staff/sign-in", unquote(path)))
        assert reached.netloc == "engage.example"
        assert reached.path.startswith("/staff/")


@pytest.mark.parametrize(
    "path", ["/staff/confirm", "/staff/confirm?next=/staff/", "/staff/sign-in"]
)
def test_nobody_is_led_back_to_a_page_that_only_leads_on(path: str) -> None:
    assert staff_path(path) is None


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(timedelta(0), True), (CONFIRMED_FOR - SECOND, True), (CONFIRMED_FOR, False)],
)
def test_a_proof_holds_for_a_quarter_of_an_hour(ago: timedelta, expected: bool) -> None:
    assert is_confirmed(NOW - ago, NOW) is expected
    assert not is_confirmed(None, NOW)


@pytest.mark.parametrize(
    ("method", "days", "age", "expired"),
    [
        ("password", 90, 90, True),
        ("recovery", 90, 90, True),
        ("password", 90, 89, False),
        ("password", 0, 4000, False),
        ("passkey", 90, 400, False),
        ("sso", 90, 400, False),
    ],
)
def test_only_who_came_by_a_password_has_one_that_expires(
    method: str, days: int, age: int, expired: bool
) -> None:
    assert password_has_expired(method, NOW - timedelta(days=age), NOW, days) is expired


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_that_does_not_go_up_is_a_copy(seen: int, sent: int) -> None:
    assert sign_count_is_fresh(seen, sent) is (sent > seen or (seen, sent) == (0, 0))


@given(st.text(alphabet=RECOVERY_ALPHABET, min_size=16, max_size=16))
def test_a_recovery_code_is_read_as_it_is_shown(code: str) -> None:
    assert plain_recovery_code(grouped(code)) == code
    assert plain_recovery_code(f" {grouped(code).upper()} ".replace("-", " - ")) == code


@given(st.text(max_size=40))
def test_anything_else_is_no_recovery_code(typed: str) -> None:
    code = plain_recovery_code(typed)
    assert code is None or set(code) <= set(RECOVERY_ALPHABET)


@given(st.text(max_size=300))
def test_nothing_that_a_browser_sends_is_kept(user_agent: str) -> None:
    ours = {"Edge", "Opera", "Samsung Internet", "Firefox", "Chrome", "Chromium", "Safari"}
    ours |= {"iPhone", "iPad", "Android", "Windows", "Mac", "Chromebook", "Linux", ""}
    assert set(browser_words(user_agent).split(", ")) <= ours


@pytest.mark.parametrize("word", MINISTRIES)
def test_no_ministry_makes_a_password(word: str) -> None:
    assert password_fault(f"{word}-2026-{word}!".ljust(14, "1"), **WHO) is not None
