"""What makes a password fit, an attempt one too many, a session live, a code current. Pure.

Throttling counts per account and address, and per address; nothing is counted per account
alone. So a stranger who guesses at somebody's account shuts out his own address and never hers.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import pairwise
from typing import Final

from engage.accounts.weak_words import WEAK_WORDS

MINIMUM_PASSWORD: Final = 14
MAXIMUM_PASSWORD: Final = 256
MAXIMUM_EMAIL: Final = 254

ATTEMPT_WINDOW: Final = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT: Final = 5
# Higher, because a whole ministry may stand behind one address.
ATTEMPTS_PER_ADDRESS: Final = 50
# Failures everywhere within the window beyond which an administrator should look.
ALARMING_FAILURES: Final = 100

IDLE_LIMIT: Final = timedelta(minutes=30)
ABSOLUTE_LIMIT: Final = timedelta(hours=12)
SESSIONS_KEPT: Final = timedelta(days=30)
"""How long the rows of sessions that are over stay; the audit keeps who signed in and out."""
TOUCH_EVERY: Final = timedelta(minutes=1)
# How long who proved to be there may do what is sensitive.
CONFIRMED_FOR: Final = timedelta(minutes=15)

TOTP_PERIOD: Final = 30
TOTP_DRIFT: Final = 1
TOTP_DIGITS: Final = 6

EARLIER_PASSWORDS: Final = 24

MAXIMUM_PASSKEYS: Final = 10
MAXIMUM_PASSKEY_NAME: Final = 60

RECOVERY_CODES: Final = 10
FEW_RECOVERY_CODES: Final = 3
RECOVERY_CODE_LENGTH: Final = 16
# Crockford's base 32: no letter that looks like a digit, five bits each.
RECOVERY_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ALIKE: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})

_REMAINDER: Final = 8
_OWN_WORD: Final = 4
_VARIETY: Final = 6
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890")

_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*@[a-z0-9.-]+")
# Segments and a query of plain characters: no `//`, no backslash, no `..`, no encoded dots.
_LEADING_NOWHERE: Final = ("/staff/sign-in", "/staff/sign-out", "/staff/confirm")
_STAFF_PATH = re.compile(r"/staff/(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]*(?:\?[A-Za-z0-9_=&%+.,:-]*)?")


class SignInMethod(StrEnum):
    """How a session began. `recovery`: by password and a recovery code."""

    PASSWORD = "password"  # noqa: S105  a name
    PASSKEY = "passkey"
    SSO = "sso"
    RECOVERY = "recovery"


class AlarmKind(StrEnum):
    """What an administrator should look at."""

    FAILURES = "failures"
    BREAK_GLASS = "break_glass"
    COPIED_PASSKEY = "copied_passkey"


class Throttle(StrEnum):
    """Whether one more attempt may be made."""

    ADMIT = "admit"
    WAIT = "wait"


def folded_email(text: str) -> str:
    """The one spelling under which an address is stored and looked up."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_email(email: str) -> bool:
    """Whether a folded address has the shape of one; what has not is never looked up."""
    return len(email) <= MAXIMUM_EMAIL and _EMAIL.fullmatch(email) is not None


def is_staff_email(email: str, domains: Iterable[str]) -> bool:
    """Whether a folded address lies in one of the domains or in a subdomain of one (R32, R62)."""
    if not is_email(email):
        return False
    host = email.rpartition("@")[2]
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def password_fault(password: str, *, email: str, name: str) -> str | None:
    """What is wrong with a password, in words for the person; None when it will do (R63)."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    # Folding can lengthen (a fraction becomes three signs): neither spelling may be short.
    if min(len(password), len(folded)) < MINIMUM_PASSWORD:
        return f"Use at least {MINIMUM_PASSWORD} characters. Several unrelated words work well."
    if len(password) > MAXIMUM_PASSWORD:
        return f"Use at most {MAXIMUM_PASSWORD} characters."
    if any(own in folded for own in _own_words(email, name)):
        return "Do not use your name or your e-mail address in the password."
    if _is_weak(folded):
        return "This password is easy to guess. Use several unrelated words instead."
    return None


def _own_words(email: str, name: str) -> set[str]:
    """The local part and the parts of the name; the short ones would refuse by chance."""
    local = folded_email(email).partition("@")[0]
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = {local, "".join(folded.split()), *re.split(r"[\s.'_-]+", folded)}
    return {word for word in words if len(word) >= _OWN_WORD}


def _is_weak(folded: str) -> bool:
    """Little variety, keys in their order, or few letters left beside the expected words."""
    if len(set(folded)) < _VARIETY or _is_run(folded):
        return True
    rest = folded
    for word in WEAK_WORDS:
        rest = rest.replace(word, "")
    return rest != folded and sum(map(str.isalpha, rest)) < _REMAINDER


def _is_run(folded: str) -> bool:
    """Keys in their order on the board or in the alphabet, however often they start again."""
    steps = [a + b for a, b in pairwise(folded)]
    ordered = sum(any(step in run or step[::-1] in run for run in _RUNS) for step in steps)
    return ordered * 4 >= len(steps) * 3


def throttle(account_attempts: int, address_attempts: int) -> Throttle:
    """Judges attempts within the window, not counting the one that asks."""
    if account_attempts >= ATTEMPTS_PER_ACCOUNT or address_attempts >= ATTEMPTS_PER_ADDRESS:
        return Throttle.WAIT
    return Throttle.ADMIT


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer owns."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def session_is_live(
    created_at: datetime, last_seen_at: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Not ended, used within the last 30 minutes, begun within the last 12 hours."""
    if ended_at is not None:
        return False
    return now - last_seen_at < IDLE_LIMIT and now - created_at < ABSOLUTE_LIMIT


def touch_is_due(last_seen_at: datetime, now: datetime) -> bool:
    """Once a minute is exact enough for a limit of thirty, and spares a write a page."""
    return now - last_seen_at >= TOUCH_EVERY


def is_confirmed(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether the owner of the session proved lately enough to be there."""
    return confirmed_at is not None and now - confirmed_at < CONFIRMED_FOR


def password_has_expired(method: str, set_at: datetime, now: datetime, days: int) -> bool:
    """Whether who came in by a password has to change it first; `days` 0: it never expires."""
    by_password = method in (SignInMethod.PASSWORD, SignInMethod.RECOVERY)
    return by_password and days > 0 and now - set_at >= timedelta(days=days)


def failures_are_alarming(failures: int) -> bool:
    """Judges the failures of everybody within the window."""
    return failures >= ALARMING_FAILURES


def sign_count_is_fresh(seen: int, sent: int) -> bool:
    """Whether an authenticator counted on; some never count and always send 0.

    One that counts and does not go up is a copy, or the one that was copied (WebAuthn 6.1.1).
    """
    return sent > seen or sent == seen == 0


def totp_steps(now: datetime) -> tuple[int, ...]:
    """The steps whose codes are taken, newest first: this one and one either side (RFC 6238)."""
    current = int(now.timestamp()) // TOTP_PERIOD
    return tuple(range(current + TOTP_DRIFT, current - TOTP_DRIFT - 1, -1))


def plain_code(typed: str) -> str:
    """A code as people type it, with the spaces that their apps show in it."""
    return "".join(typed.split())


def plain_recovery_code(typed: str) -> str | None:
    """A recovery code in its one spelling; None for what has not the shape of one."""
    code = "".join(typed.split()).replace("-", "").casefold().translate(_ALIKE)
    is_one = len(code) == RECOVERY_CODE_LENGTH and set(code) <= set(RECOVERY_ALPHABET)
    return code if is_one else None


def grouped(code: str) -> str:
    """'k7dm-3q9x-0a2b-vw5t': as people copy it down."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def staff_path(wanted: str | None) -> str | None:
    """Where to go after signing in: a page inside /staff/, or None for anything else."""
    if not wanted or len(wanted) > 500 or not _STAFF_PATH.fullmatch(wanted):
        return None
    return None if wanted.startswith(_LEADING_NOWHERE) else wanted
