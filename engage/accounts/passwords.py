"""Passwords at rest: argon2id, so many at once and no more.

One verification takes about a quarter of a second and 64 MiB, so two run at a time in each
process and the others queue for a few seconds. Nothing here needs a transaction, and none should
be open meanwhile: on SQLite it would keep every citizen's comment waiting.

A person keeps one salt for all passwords (R63): so the one computation that a new password needs
also tells whether it was used before. The salt names the cost that it was made for, and stays when
the cost rises; only from then on a new password takes two.
"""

import base64
import hmac
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

AT_ONCE: Final = 2
PATIENCE: Final = 5.0

hasher = PasswordHasher()
_slots = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many passwords are being checked at this moment."""


@dataclass(frozen=True)
class Proof:
    """Whether the password was right; `renewed` is its hash under today's cost, when that rose."""

    is_right: bool
    renewed: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Made:
    """A new password: the hash to store, and its digest under the person's salt, in hexadecimal,
    to be compared with those of earlier ones (never stored as it is, see `service.earlier`)."""

    salt: str = field(repr=False)
    password_hash: str = field(repr=False)
    digest: str = field(repr=False)


def new_salt() -> str:
    """`m=65536,t=3,p=4$<base64>`: today's cost and 128 random bits."""
    return f"{_cost()}${base64.b64encode(secrets.token_bytes(hasher.salt_len)).decode()}"


def make_password(password: str, salt: str) -> Made:
    """What is stored of a new password; raises Busy when no slot comes free."""
    cost, _, encoded = salt.partition("$")
    raw, canonical = base64.b64decode(encoded), _canonical(password)
    with _slot():
        password_hash = hasher.hash(canonical, salt=raw)
        digest = _digest_of(password_hash) if cost == _cost() else _digest(canonical, cost, raw)
    return Made(salt, password_hash, digest)


def is_same(password: str, other: str) -> bool:
    """Whether two typed passwords are one."""
    return hmac.compare_digest(_canonical(password).encode(), _canonical(other).encode())


def prove(password_hash: str | None, password: str) -> Proof:
    """Compares; without a hash (nobody has that account) the work is the same and in vain."""
    with _slot():
        try:
            hasher.verify(password_hash or nobodys_hash(), _canonical(password))
        except (VerificationError, InvalidHashError):
            return Proof(is_right=False)
        if password_hash is None:
            return Proof(is_right=False)
        if not hasher.check_needs_rehash(password_hash):
            return Proof(is_right=True)
        return Proof(is_right=True, renewed=hasher.hash(_canonical(password)))


def nobodys_hash() -> str:
    """A hash of today's cost that no password is known to have."""
    return f"$argon2id$v=19${_cost()}${_zeros(hasher.salt_len)}${_zeros(hasher.hash_len)}"


def _cost() -> str:
    return f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"


def _digest_of(password_hash: str) -> str:
    """The last part of an encoded hash, whose base64 is without its padding."""
    encoded = password_hash.rpartition("$")[2]
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4)).hex()


def _digest(canonical: str, cost: str, raw_salt: bytes) -> str:
    memory, times, lanes = (int(part.partition("=")[2]) for part in cost.split(","))
    return hash_secret_raw(
        canonical.encode(), raw_salt, times, memory, lanes, hasher.hash_len, Type.ID
    ).hex()


def _zeros(length: int) -> str:
    return base64.b64encode(bytes(length)).decode().rstrip("=")


def _canonical(password: str) -> str:
    """One spelling for what keyboards send differently (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _slots.release()
