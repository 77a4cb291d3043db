"""What makes an answer of the government's single sign-on good, and what follows from it. Pure.

A person is known by `idir_user_guid` alone: user names and addresses pass from one owner to the
next (R62). Whatever is wrong ends in one `Trouble`, a fixed word: a log may say it, as no claim,
token or code is in it.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.accounts.rules import folded_email, is_email, is_staff_email
from engage.core.permissions import Role
from engage.core.sso_settings import RoleMapping

LEEWAY: Final = timedelta(seconds=60)
"""How far two machines' clocks may lie apart."""
ATTEMPT_LIFE: Final = timedelta(minutes=10)
"""From the click on 'Sign in with IDIR' to the provider's answer, typing a password there."""
PROVIDERS: Final = ("idir", "azureidir")
MOST_ROLES: Final = 200
MAXIMUM_NAME: Final = 120

_GUID = re.compile(r"[0-9A-F]{32}")


class Trouble(StrEnum):
    """Why nobody was signed in by the provider."""

    NOT_BEGUN_HERE = "not_begun_here"
    USED_BEFORE = "used_before"
    STOPPED = "stopped"
    REFUSED_THERE = "refused_there"
    WITHOUT_CODE = "without_code"
    CODE_NOT_TAKEN = "code_not_taken"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    UNREADABLE = "unreadable"
    OTHER_ISSUER = "other_issuer"
    UNKNOWN_KEY = "unknown_key"
    NOT_SIGNED = "not_signed"
    OTHER_CLIENT = "other_client"
    OTHER_ATTEMPT = "other_attempt"
    OUT_OF_TIME = "out_of_time"
    NOT_ASKED_AGAIN = "not_asked_again"
    OTHER_DIRECTORY = "other_directory"
    WITHOUT_GUID = "without_guid"
    NO_ACCESS = "no_access"
    NOT_CONNECTED = "not_connected"


class SsoFailed(Exception):
    """Nobody was signed in; `trouble` says why, and nothing else is in it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Expected:
    """What a token that answers this attempt of this browser says.

    `asked_after`: where the person should prove anew to be there, when we sent them to do so.
    """

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    asked_after: datetime | None = None


@dataclass(frozen=True)
class Identity:
    """Who the provider says is there. `email` is '' where it names none that could be used."""

    subject: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    roles: frozenset[str]


Claims = Mapping[str, object]


def identity_of(claims: Claims, expected: Expected, now: datetime) -> Identity:
    """Reads the claims of a token whose signature is right; raises SsoFailed."""
    if claims.get("iss") != expected.issuer:
        raise SsoFailed(Trouble.OTHER_ISSUER)
    if not _is_for(claims, expected.client_id):
        raise SsoFailed(Trouble.OTHER_CLIENT)
    if not _is_text_equal(claims.get("nonce"), expected.nonce):
        raise SsoFailed(Trouble.OTHER_ATTEMPT)
    if not _is_in_time(claims, now):
        raise SsoFailed(Trouble.OUT_OF_TIME)
    if not _was_asked(claims, expected.asked_after):
        raise SsoFailed(Trouble.NOT_ASKED_AGAIN)
    if claims.get("identity_provider") not in PROVIDERS:
        raise SsoFailed(Trouble.OTHER_DIRECTORY)
    subject = guid(claims.get("idir_user_guid"))
    if subject is None:
        raise SsoFailed(Trouble.WITHOUT_GUID)
    return Identity(subject, _name(claims), _email(claims), _roles(claims))


def guid(value: object) -> str | None:
    """One spelling of a GUID, as both directories write it differently: 32 capital digits."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    plain = value.strip("{} ").replace("-", "").upper()
    return plain if _GUID.fullmatch(plain) else None


def mapped(
    roles: Iterable[str], mappings: Iterable[RoleMapping]
) -> frozenset[tuple[Role, str | None]]:
    """What the provider's roles give here: each with a ministry's code, or None for all."""
    held = frozenset(roles)
    return frozenset((each.ours, each.ministry) for each in mappings if each.theirs in held)


def may_be_made(identity: Identity, domains: Iterable[str]) -> bool:
    """Whether a person whom nobody invited may have an account at all: a government address."""
    return is_staff_email(identity.email, domains)


@dataclass(frozen=True)
class Standing:
    """What an account of the same address is like that the provider has not named before."""

    has_password: bool
    has_subject: bool
    is_disabled: bool
    is_break_glass: bool
    is_invited: bool


def may_be_linked(account: Standing) -> bool:
    """Only one that waits for its owner. An address alone gives nobody an account in use."""
    is_in_use = account.has_password or account.has_subject or account.is_break_glass
    return account.is_invited and not is_in_use and not account.is_disabled


def _is_for(claims: Claims, client_id: str) -> bool:
    """Ours, and where it is for others too, issued to us."""
    audience, party = claims.get("aud"), claims.get("azp")
    names = audience if isinstance(audience, list) else [audience]
    if client_id not in names or not all(isinstance(name, str) for name in names):
        return False
    return party == client_id if len(names) > 1 or party is not None else True


def _is_in_time(claims: Claims, now: datetime) -> bool:
    """Not expired, not of the future, and issued for this attempt, which is some minutes old."""
    instant, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if expires is None or issued is None or expires <= instant - leeway:
        return False
    begins = _instant(claims["nbf"]) if "nbf" in claims else issued
    if begins is None or begins > instant + leeway:
        return False
    return instant - ATTEMPT_LIFE.total_seconds() - leeway <= issued <= instant + leeway


def _was_asked(claims: Claims, after: datetime | None) -> bool:
    """Whether the provider asked the person since then, and did not just know them still."""
    if after is None:
        return True
    asked = _instant(claims.get("auth_time"))
    return asked is not None and asked >= after.timestamp() - LEEWAY.total_seconds()


def _instant(value: object) -> float | None:
    """Seconds since 1970 as JSON numbers have them; NaN and infinity compare with nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 else None


def _is_text_equal(value: object, expected: str) -> bool:
    return isinstance(value, str) and hmac.compare_digest(value.encode(), expected.encode())


def _name(claims: Claims) -> str:
    """What to call the person; '' when the provider names nobody in letters that can be shown."""
    for claim in ("display_name", "name"):
        value = claims.get(claim)
        if isinstance(value, str) and len(value) < 1_000:
            name = " ".join(unicodedata.normalize("NFC", value).split())
            if name.isprintable() and 1 <= len(name) <= MAXIMUM_NAME:
                return name
    return ""


def _email(claims: Claims) -> str:
    """The address, unless the provider says itself that nobody has proved to own it."""
    value = claims.get("email")
    if not isinstance(value, str) or len(value) > 1_000:
        return ""
    if claims.get("email_verified", True) is not True:
        return ""
    email = folded_email(value)
    return email if is_email(email) else ""


def _roles(claims: Claims) -> frozenset[str]:
    """The names under `client_roles`; anything else that stands there gives nothing."""
    value = claims.get("client_roles", [])
    if not isinstance(value, list) or len(value) > MOST_ROLES:
        return frozenset()
    return frozenset(each for each in value if isinstance(each, str))
