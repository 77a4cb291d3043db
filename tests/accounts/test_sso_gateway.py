"""The way to a provider that is down, slow, broken or hostile: every answer ends in one word."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from engage.accounts.gateway import Client, Provider
from engage.accounts.sso_rules import SsoFailed, Trouble
from tests.accounts.sso import query_of
from tests.services.oidc import (
    CLIENT_ID,
    CLIENT_SECRET,
    ROBIN,
    Key,
    Reply,
    make_key,
    run_provider,
)
from tests.services.oidc import Provider as PrivateProvider

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
DESCRIPTION = ".well-known/openid-configuration"
VERIFIER = "v" * 64
BACK = "http://localhost/staff/sign-in/sso/answer"


@pytest.fixture
def private() -> Iterator[PrivateProvider]:
    with run_provider(lambda: NOW) as made:
        yield made


@pytest.fixture
def client(private: PrivateProvider) -> Client:
    return Client(private.issuer, CLIENT_ID, CLIENT_SECRET, BACK)


@pytest.fixture
def provider(client: Client) -> Provider:
    return Provider(client)


def code_from(provider: Provider) -> str:
    url = provider.authorization_url(state="s", nonce="n", verifier=VERIFIER)
    return query_of(httpx.get(url, trust_env=False).headers["Location"])["code"]


def sign_in(provider: Provider) -> dict[str, Any]:
    return provider.claims(code_from(provider), VERIFIER)


def trouble_of(act: Callable[[], object]) -> Trouble:
    with pytest.raises(SsoFailed) as caught:
        act()
    return caught.value.trouble


def test_the_claims_of_who_signed_in_there(provider: Provider) -> None:
    claims = sign_in(provider)
    assert (claims["idir_user_guid"], claims["nonce"]) == (ROBIN["idir_user_guid"], "n")


def test_a_code_works_once_and_with_its_verifier_alone(provider: Provider) -> None:
    code = code_from(provider)
    assert provider.claims(code, VERIFIER)
    assert trouble_of(lambda: provider.claims(code, VERIFIER)) is Trouble.CODE_NOT_TAKEN
    other = code_from(provider)
    assert trouble_of(lambda: provider.claims(other, "w" * 64)) is Trouble.CODE_NOT_TAKEN


def test_a_wrong_secret_is_told(client: Client) -> None:
    wrong = Provider(replace(client, client_secret="wrong"))
    assert trouble_of(lambda: sign_in(wrong)) is Trouble.CODE_NOT_TAKEN


@pytest.mark.parametrize("code", ["", "x" * 4_001])
def test_what_is_no_code_is_not_sent(
    provider: Provider, private: PrivateProvider, code: str
) -> None:
    assert trouble_of(lambda: provider.claims(code, VERIFIER)) is Trouble.WITHOUT_CODE
    assert private.asked == []


HUGE = b'{"id_token":"' + b"x" * 300_000 + b'"}'
ELSEWHERE = Reply(302, headers=(("Location", "http://127.0.0.1:1/"),))


@pytest.mark.parametrize(
    ("address", "reply", "trouble"),
    [
        (DESCRIPTION, Reply(500), Trouble.UNREACHABLE),
        (DESCRIPTION, Reply(404), Trouble.UNREACHABLE),
        ("token", Reply(502), Trouble.UNREACHABLE),
        ("token", Reply(429), Trouble.UNREACHABLE),
        ("certs", Reply(503), Trouble.UNREACHABLE),
        ("token", Reply(kind="text/html", body=b"<p>"), Trouble.UNREADABLE),
        ("token", Reply(body=b"{"), Trouble.UNREADABLE),
        ("token", Reply(body=b"[]"), Trouble.UNREADABLE),
        ("token", Reply(body=b"[" * 100_000), Trouble.UNREADABLE),
        ("token", Reply(body=b'{"access_token":"x"}'), Trouble.UNREADABLE),
        ("token", Reply(body=HUGE), Trouble.UNREADABLE),
        ("token", ELSEWHERE, Trouble.UNREADABLE),
        ("token", Reply(headers=(("Content-Encoding", "gzip"),)), Trouble.UNREADABLE),
        ("token", Reply(body=b'{"id_token":"a.b.c"}'), Trouble.NOT_SIGNED),
        ("token", Reply(body=b'{"id_token":"' + b"x" * 60_000 + b'"}'), Trouble.NOT_SIGNED),
        ("certs", Reply(body=b'{"keys":7}'), Trouble.UNREADABLE),
        ("certs", Reply(body=b'{"keys":[7,{},{"kid":"first"}]}'), Trouble.UNKNOWN_KEY),
        (
            "certs",
            Reply(body=b'{"keys":[{"kid":"first","kty":"RSA","n":7,"e":"AQAB"}]}'),
            Trouble.NOT_SIGNED,
        ),
    ],
)
def test_a_broken_answer_is_one_word(
    provider: Provider, private: PrivateProvider, address: str, reply: Reply, trouble: Trouble
) -> None:
    private.instead = {address: reply}
    assert trouble_of(lambda: sign_in(provider)) is trouble


def test_a_provider_that_is_gone_is_told(client: Client) -> None:
    gone = Provider(replace(client, issuer="http://127.0.0.1:1/realm"))
    assert trouble_of(lambda: gone.end_session_url(BACK)) is Trouble.UNREACHABLE


def test_nobody_waits_for_a_slow_provider(client: Client, private: PrivateProvider) -> None:
    private.instead = {DESCRIPTION: Reply(waits=60)}
    slow = Provider(replace(client, timeout=0.1))
    assert trouble_of(lambda: slow.end_session_url(BACK)) is Trouble.TOO_SLOW


def test_a_hanging_provider_keeps_two_threads_and_no_more(
    client: Client, private: PrivateProvider
) -> None:
    private.instead = {DESCRIPTION: Reply(waits=60)}
    slow = Provider(replace(client, timeout=30))
    found: list[Trouble] = []
    waiting = [
        threading.Thread(
            target=lambda: found.append(trouble_of(lambda: slow.end_session_url(BACK)))
        )
        for _ in range(2)
    ]
    for thread in waiting:
        thread.start()
    while private.asked.count(DESCRIPTION) < 2:
        threading.Event().wait(0.01)
    assert trouble_of(lambda: slow.end_session_url(BACK)) is Trouble.BUSY
    private.let_go.set()
    for thread in waiting:
        thread.join()
    assert len(found) == 2
    assert Trouble.BUSY not in found


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "PS256"])
def test_signatures_of_a_key_pair_are_taken(
    provider: Provider, private: PrivateProvider, algorithm: str
) -> None:
    private.keys = [make_key(algorithm, f"of-{algorithm}")]
    assert sign_in(provider)["sub"] == ROBIN["sub"]


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_any_other_signature_is_refused(
    provider: Provider, private: PrivateProvider, algorithm: str
) -> None:
    private.algorithm = algorithm
    assert trouble_of(lambda: sign_in(provider)) is Trouble.NOT_SIGNED


def test_a_key_serves_the_algorithm_alone_that_it_names(
    provider: Provider, private: PrivateProvider
) -> None:
    private.algorithm = "PS256"
    assert trouble_of(lambda: sign_in(provider)) is Trouble.NOT_SIGNED


def test_a_key_of_somebody_else_under_a_known_name_is_refused(
    provider: Provider, private: PrivateProvider
) -> None:
    private.signs_with = Key("first", "RS256", make_key("RS256", "forged").pair)
    assert trouble_of(lambda: sign_in(provider)) is Trouble.NOT_SIGNED


def test_changed_keys_are_found_without_asking_each_time(
    provider: Provider, private: PrivateProvider
) -> None:
    sign_in(provider)
    sign_in(provider)
    assert (private.asked.count("certs"), private.asked.count(DESCRIPTION)) == (1, 1)
    private.keys = [make_key("ES256", "second")]
    sign_in(provider)
    assert private.asked.count("certs") == 2


def test_a_key_that_the_provider_does_not_show_is_looked_for_once_more_and_refused(
    provider: Provider, private: PrivateProvider
) -> None:
    sign_in(provider)
    private.signs_with = make_key("RS256", "hidden")
    assert trouble_of(lambda: sign_in(provider)) is Trouble.UNKNOWN_KEY
    assert private.asked.count("certs") == 2


def test_a_description_of_another_issuer_is_refused(
    provider: Provider, private: PrivateProvider
) -> None:
    private.described = {"issuer": f"{private.issuer}/"}
    assert trouble_of(lambda: code_from(provider)) is Trouble.OTHER_ISSUER


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/token", "ftp://x", "", 7, None, "https://", "//127.0.0.1/token"],
)
def test_a_description_with_an_unsafe_address_is_refused(
    provider: Provider, private: PrivateProvider, address: object
) -> None:
    """The client's secret goes to that address."""
    private.described = {"token_endpoint": address}
    assert trouble_of(lambda: code_from(provider)) is Trouble.UNREADABLE


def test_a_trouble_is_not_remembered(provider: Provider, private: PrivateProvider) -> None:
    private.instead = {DESCRIPTION: Reply(500)}
    assert trouble_of(lambda: code_from(provider)) is Trouble.UNREACHABLE
    private.instead = {}
    assert sign_in(provider)


def test_an_answer_names_this_issuer_and_must_where_it_can(
    provider: Provider, private: PrivateProvider
) -> None:
    provider.refuse_other_issuer(private.issuer)
    for named in (None, "", "https://sso.example"):
        with pytest.raises(SsoFailed):
            provider.refuse_other_issuer(named)


def test_an_answer_need_not_name_its_issuer_where_the_provider_never_does(
    provider: Provider, private: PrivateProvider
) -> None:
    private.described = {"authorization_response_iss_parameter_supported": None}
    provider.refuse_other_issuer(None)
    assert trouble_of(lambda: provider.refuse_other_issuer("x")) is Trouble.OTHER_ISSUER


def test_the_way_out_names_the_client_and_nobody(
    provider: Provider, private: PrivateProvider
) -> None:
    url = provider.end_session_url("http://localhost/staff/sign-in")
    assert url is not None
    assert url.startswith(f"{private.issuer}/logout?")
    assert set(query_of(url)) == {"client_id", "post_logout_redirect_uri"}
