"""Passwords at rest: argon2id, so many at once and no more.

One verification takes about a quarter of a second and 64 MiB, so two run at a time in each
process and the others queue for a few seconds. Nothing here needs a transaction, and none should
be open meanwhile: on SQLite it would keep every citizen's comment waiting.
"""

import base64
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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


def hash_password(password: str) -> str:
    """The hash to store; raises Busy when no slot comes free."""
    with _slot():
        return hasher.hash(_canonical(password))


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
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${_zeros(hasher.salt_len)}${_zeros(hasher.hash_len)}"


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
