"""A private OpenID Connect provider on loopback, in a thread of the tests.

It does what the government's does: describes itself, signs invented people in without a question,
takes a code once with the right verifier and secret, and signs with keys of its own. Every hostile
or broken answer that a test wants is a switch. It tells the time that it is told.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT_ID = "engage-4711"
CLIENT_SECRET = "a-secret-of-the-private-provider"
REALM = "/auth/realms/standard"
Claims = dict[str, Any]

ROBIN: Claims = {
    "idir_user_guid": "0F1E2D3C4B5A69788796A5B4C3D2E1F0",
    "idir_username": "RSAMPLE",
    "identity_provider": "idir",
    "display_name": "Sample, Robin CITZ:EX",
    "email": "robin.sample@gov.bc.ca",
    "client_roles": ["engage-moderator"],
    "sub": "0f1e2d3c4b5a69788796a5b4c3d2e1f0@idir",
}


@dataclass(frozen=True)
class Reply:
    """What one address answers instead of the right thing; `waits` seconds before it does."""

    status: int = 200
    kind: str = "application/json"
    body: bytes = b"{}"
    waits: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Key:
    """One key pair; `alg` is what its owner signs with."""

    kid: str
    alg: str
    pair: RSAKey | ECKey

    def public(self) -> Claims:
        shown: Claims = dict(self.pair.as_dict(private=False))
        return shown | {"kid": self.kid, "use": "sig", "alg": self.alg}


@cache
def make_key(alg: str, kid: str) -> Key:
    """Made once in a run: an RSA pair takes its time."""
    pair = ECKey.generate_key("P-256") if alg == "ES256" else RSAKey.generate_key(2048)
    return Key(kid, alg, pair)


@dataclass
class Provider:
    """The provider and its switches."""

    now: Callable[[], datetime]
    port: int = 0
    user: Claims = field(default_factory=lambda: dict(ROBIN))
    changed: Claims = field(default_factory=dict)
    """Claims of the token that differ; None leaves one out."""
    keys: list[Key] = field(default_factory=lambda: [make_key("RS256", "first")])
    signs_with: Key | None = None
    algorithm: str = ""
    answers_issuer: str | None = "itself"
    error: str = ""
    instead: dict[str, Reply] = field(default_factory=dict)
    described: Claims = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    exchanged: list[Claims] = field(default_factory=list)
    codes: dict[str, Claims] = field(default_factory=dict)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}{REALM}"

    def settings(self, roles: str = "engage-moderator=moderator") -> dict[str, str]:
        return {
            "ENGAGE_OIDC_ISSUER": self.issuer,
            "ENGAGE_OIDC_CLIENT_ID": CLIENT_ID,
            "ENGAGE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "ENGAGE_OIDC_ROLES": roles,
        }

    def answer(self, method: str, path: str, query: Claims, form: Claims, auth: str) -> Reply:
        name = path.removeprefix(REALM).strip("/")
        self.asked.append(name)
        if name in self.instead:
            wanted = self.instead[name]
            self.let_go.wait(wanted.waits)
            return wanted
        if (method, name) == ("GET", ".well-known/openid-configuration"):
            return _json(self.description())
        if (method, name) == ("GET", "certs"):
            return _json({"keys": [key.public() for key in self.keys]})
        if (method, name) == ("GET", "auth"):
            return self.authorize(query)
        if (method, name) == ("POST", "token"):
            return self.exchange(form, auth)
        if (method, name) == ("GET", "logout"):
            return _redirect(query["post_logout_redirect_uri"], {})
        return Reply(404, body=b'{"error":"not_found"}')

    def description(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/certs",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
            **self.described,
        }

    def authorize(self, query: Claims) -> Reply:
        """Nobody is asked: the chosen person is signed in, or `error` is what happened."""
        issuer = self.issuer if self.answers_issuer == "itself" else self.answers_issuer
        back = {"state": query["state"], **({"iss": issuer} if issuer else {})}
        if self.error:
            return _redirect(query["redirect_uri"], back | {"error": self.error})
        wanted = ("client_id", "response_type", "code_challenge_method")
        if [query.get(name) for name in wanted] != [CLIENT_ID, "code", "S256"]:
            return Reply(400, body=b'{"error":"invalid_request"}')
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return _redirect(query["redirect_uri"], back | {"code": code})

    def exchange(self, form: Claims, auth: str) -> Reply:
        self.exchanged.append(form)
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if auth != f"Basic {given}":
            return Reply(401, body=b'{"error":"invalid_client"}')
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or form.get("redirect_uri") != begun["redirect_uri"]:
            return Reply(400, body=b'{"error":"invalid_grant"}')
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != begun["code_challenge"]:
            return Reply(400, body=b'{"error":"invalid_grant"}')
        return _json(
            {"token_type": "Bearer", "access_token": "unused", "id_token": self.token(begun)}
        )

    def token(self, begun: Claims) -> str:
        at = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "azp": CLIENT_ID,
            "iat": at,
            "exp": at + 300,
            "auth_time": at,
            "nonce": begun["nonce"],
            **self.user,
            **self.changed,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with or self.keys[0]
        return _signed(claims, key, self.algorithm or key.alg)


def _signed(claims: Claims, key: Key, alg: str) -> str:
    header = {"alg": alg, "kid": key.kid}
    if alg == "none":
        parts = [json.dumps(part).encode() for part in (header, claims)]
        return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
    secret = OctKey.import_key(CLIENT_SECRET)
    pair = secret if alg.startswith("HS") else key.pair
    return jwt.encode(header, claims, pair, algorithms=[alg])


def _json(value: Claims) -> Reply:
    return Reply(body=json.dumps(value).encode())


def _redirect(to: str, query: Claims) -> Reply:
    whole = f"{to}?{urlencode(query)}" if query else to
    return Reply(302, kind="text/plain", body=b"", headers=(("Location", whole),))


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply("GET", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.reply("POST", _plain(body.decode()))

        def reply(self, method: str, form: Claims) -> None:
            parts = urlsplit(self.path)
            query, auth = _plain(parts.query), self.headers.get("Authorization", "")
            found = provider.answer(method, parts.path, query, form, auth)
            try:
                self.send_response(found.status)
                for name, value in (("Content-Type", found.kind), *found.headers):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(found.body)))
                self.end_headers()
                self.wfile.write(found.body)
            except OSError:
                return  # the client had enough, which is what some tests want to see

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _plain(text: str) -> Claims:
    return {name: values[0] for name, values in parse_qs(text).items()}


@contextmanager
def run_provider(now: Callable[[], datetime]) -> Iterator[Provider]:
    provider = Provider(now)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider)) as server:
        server.daemon_threads = True
        provider.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield provider
        finally:
            provider.let_go.set()
            server.shutdown()
            thread.join()
