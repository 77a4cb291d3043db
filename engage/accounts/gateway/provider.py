"""The provider, as its own description names its addresses.

Description and keys are kept for an hour in each process; a key that is not among the kept ones is
looked for once more, because providers change keys without telling. The clock here measures
durations and decides nothing else: whether a token is in time, the rules say.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from engage.accounts.gateway.exchange import ask
from engage.accounts.gateway.tokens import Jwks, key_id, keys_by_id, verified
from engage.accounts.sso_rules import SsoFailed, Trouble

SCOPE: Final = "openid profile email"
KEPT_FOR: Final = 3600.0
MAX_CODE: Final = 4_000

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Client:
    """Who we are at which provider, and where it sends people back to. `timeout`: of one wait."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    timeout: float = 5.0


@dataclass(frozen=True)
class _Described:
    authorization: str
    token: str
    keys: str
    end_session: str | None
    names_issuer: bool


class _Memory:
    """What was asked for, until it is too old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, object]] = {}

    def get(self, name: str, ask_anew: Callable[[], Kept], *, fresh: bool = False) -> Kept:
        """Asking happens outside the lock: nobody waits for another's slow answer."""
        with self._lock:
            at, value = self._kept.get(name, (0.0, None))
        if value is None or fresh or time.monotonic() - at > KEPT_FOR:
            value = ask_anew()
            with self._lock:
                self._kept[name] = (time.monotonic(), value)
        return value  # type: ignore[return-value]


class Provider:
    """Serves every thread of a process."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._memory = _Memory()

    def authorization_url(
        self, *, state: str, nonce: str, verifier: str, again: bool = False
    ) -> str:
        """Where the browser goes to sign in there; `again`: even if the provider knows it still."""
        more = {"prompt": "login", "max_age": "0"} if again else {}
        url: str = prepare_grant_uri(
            self._described().authorization,
            client_id=self._client.client_id,
            response_type="code",
            redirect_uri=self._client.redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            **more,
        )
        return url

    def end_session_url(self, back: str) -> str | None:
        """Where the browser goes to sign out there; None where the provider has no such page.

        It names us and not the person: a token as hint would put their claims into an address.
        """
        ends = self._described().end_session
        if ends is None:
            return None
        wishes = {"client_id": self._client.client_id, "post_logout_redirect_uri": back}
        return f"{ends}{'&' if '?' in ends else '?'}{urlencode(wishes)}"

    def refuse_other_issuer(self, named: str | None) -> None:
        """RFC 9207: an answer that names its issuer names this one, and must where it can."""
        if named is None and not self._described().names_issuer:
            return
        if named != self._client.issuer:
            raise SsoFailed(Trouble.OTHER_ISSUER)

    def claims(self, code: str, verifier: str) -> dict[str, Any]:
        """Exchanges the code, once, and reads the ID token if the provider signed it."""
        if not 0 < len(code) <= MAX_CODE:
            raise SsoFailed(Trouble.WITHOUT_CODE)
        token = self._id_token(code, verifier)
        name = key_id(token)
        key = self._keys().get(name) or self._keys(fresh=True).get(name)
        if key is None:
            raise SsoFailed(Trouble.UNKNOWN_KEY)
        return verified(token, key)

    def _id_token(self, code: str, verifier: str) -> str:
        body = prepare_token_request(
            "authorization_code",
            "",
            code=code,
            redirect_uri=self._client.redirect_uri,
            code_verifier=verifier,
        )
        url = self._described().token
        auth = ClientAuth(self._client.client_id, self._client.client_secret, "client_secret_basic")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare("POST", url, kind, body)
        status, answer = ask(
            "POST", url, timeout=self._client.timeout, content=body, headers=headers
        )
        if status != 200:
            raise SsoFailed(Trouble.CODE_NOT_TAKEN)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SsoFailed(Trouble.UNREADABLE)
        return token

    def _described(self) -> _Described:
        return self._memory.get("description", self._describe)

    def _describe(self) -> _Described:
        issuer = self._client.issuer
        document = self._document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != issuer:
            raise SsoFailed(Trouble.OTHER_ISSUER)
        names_issuer = document.get("authorization_response_iss_parameter_supported")
        ends = document.get("end_session_endpoint")
        return _Described(
            authorization=self._address(document.get("authorization_endpoint")),
            token=self._address(document.get("token_endpoint")),
            keys=self._address(document.get("jwks_uri")),
            end_session=self._address(ends) if ends else None,
            names_issuer=names_issuer is True,
        )

    def _keys(self, *, fresh: bool = False) -> Jwks:
        def ask_anew() -> Jwks:
            return keys_by_id(self._document(self._described().keys))

        return self._memory.get("keys", ask_anew, fresh=fresh)

    def _document(self, url: str) -> Mapping[str, Any]:
        status, document = ask("GET", url, timeout=self._client.timeout)
        if status != 200:
            raise SsoFailed(Trouble.UNREACHABLE)
        return document

    def _address(self, value: object) -> str:
        """https, or the very host of the issuer (which is plain only on a developer's machine)."""
        if not isinstance(value, str) or not value.isascii():
            raise SsoFailed(Trouble.UNREADABLE)
        try:
            parts, issuer = urlsplit(value), urlsplit(self._client.issuer)
        except ValueError:
            raise SsoFailed(Trouble.UNREADABLE) from None
        is_of_issuer = (parts.scheme, parts.netloc) == (issuer.scheme, issuer.netloc)
        is_secure = parts.scheme == "https" and parts.hostname and not parts.username
        if parts.fragment or not (is_of_issuer or is_secure):
            raise SsoFailed(Trouble.UNREADABLE)
        return value
