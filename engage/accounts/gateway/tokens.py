"""Whether a token was signed by one of the provider's keys. What it says is judged by the rules.

Only signatures with a key pair count. With `HS256` our own secret would be the key, with `none`
there is no key at all, and both have been sent to clients that took the token's word for it.
"""

from collections.abc import Mapping
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from engage.accounts.sso_rules import SsoFailed, Trouble

ALGORITHMS: Final = ("RS256", "ES256", "PS256")
MAX_TOKEN: Final = 50_000
SMALLEST_RSA: Final = 2048
_KINDS: Final = frozenset({"RSA", "EC"})

Jwk = Mapping[str, Any]
Jwks = Mapping[str, Jwk]


def keys_by_id(document: Mapping[str, Any]) -> Jwks:
    """The keys of a key set that may sign, by `kid`."""
    found = document.get("keys")
    if not isinstance(found, list):
        raise SsoFailed(Trouble.UNREADABLE)
    return {
        key["kid"]: key
        for key in found
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("kty") in _KINDS
        and key.get("use", "sig") == "sig"
    }


def key_id(token: object) -> str:
    """Which key the token claims to be signed by; raises SsoFailed for what is no such token."""
    if not isinstance(token, str) or len(token) > MAX_TOKEN or not token.isascii():
        raise SsoFailed(Trouble.NOT_SIGNED)
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, RecursionError):
        raise SsoFailed(Trouble.NOT_SIGNED) from None
    name = header.get("kid")
    if header.get("alg") not in ALGORITHMS:
        raise SsoFailed(Trouble.NOT_SIGNED)
    if not isinstance(name, str):
        raise SsoFailed(Trouble.UNKNOWN_KEY)
    return name


def verified(token: str, key: Jwk) -> dict[str, Any]:
    """The claims, if this key signed them; raises SsoFailed."""
    try:
        public = _public_key(key)
        return jwt.decode(token, public, algorithms=_algorithms(key)).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise SsoFailed(Trouble.NOT_SIGNED) from None


def _public_key(key: Jwk) -> RSAKey | ECKey:
    """Made of what a public key consists of, whatever else stood beside it."""
    if key["kty"] == "EC":
        return ECKey.import_key({name: key[name] for name in ("kty", "crv", "x", "y")})
    # Four signs of base64 hold three bytes; a shorter key can be broken by now.
    if len(key["n"]) * 6 < SMALLEST_RSA:
        raise SsoFailed(Trouble.NOT_SIGNED)
    return RSAKey.import_key({name: key[name] for name in ("kty", "n", "e")})


def _algorithms(key: Jwk) -> list[str]:
    """A key that names its algorithm serves that one alone."""
    fit = [one for one in ALGORITHMS if key.get("alg") in (None, one)]
    if not fit:
        # Of an empty list the library would make its own.
        raise SsoFailed(Trouble.NOT_SIGNED)
    return fit
