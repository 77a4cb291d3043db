"""Hashing: the real cost, the same work for nobody, and never too many at once."""

import threading

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from engage.accounts import passwords
from engage.accounts.passwords import Busy, is_same, make_password, new_salt, nobodys_hash, prove

PASSWORD = "seven otters juggle plums"


def hash_password(password: str) -> str:
    return make_password(password, new_salt()).password_hash


def test_the_cost_is_that_of_rfc_9106(
    monkeypatch: pytest.MonkeyPatch, real_hasher: PasswordHasher
) -> None:
    monkeypatch.setattr(passwords, "hasher", real_hasher)
    cost = extract_parameters(nobodys_hash())
    assert cost == extract_parameters(hash_password(PASSWORD))
    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024
    assert cost.time_cost >= 3


def test_the_right_password_is_proven_and_another_is_not() -> None:
    stored = hash_password(PASSWORD)
    assert prove(stored, PASSWORD).is_right
    assert not prove(stored, PASSWORD + " ").is_right


def test_nobody_has_a_password() -> None:
    assert not prove(None, PASSWORD).is_right
    assert not prove(None, "").is_right


def test_a_hash_that_is_none_is_a_wrong_password() -> None:
    assert not prove("plain text", PASSWORD).is_right


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert prove(hash_password("cha\u0302taigne"), "ch\u00e2taigne").is_right


def test_a_hash_of_lower_cost_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = hash_password(PASSWORD)
    assert prove(stored, PASSWORD).renewed is None
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", dearer)
    renewed = prove(stored, PASSWORD).renewed
    assert renewed is not None
    assert prove(renewed, PASSWORD).is_right


class SlowHasher(PasswordHasher):
    """Holds its slot until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.started = threading.Semaphore(0)
        self.go_on = threading.Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.started.release()
        self.go_on.wait()
        return super().hash(password, salt=salt)


def test_when_the_slots_are_taken_the_next_is_told_that_we_are_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = SlowHasher()
    monkeypatch.setattr(passwords, "hasher", slow)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    busy = [threading.Thread(target=hash_password, args=(PASSWORD,)) for _ in range(2)]
    for thread in busy:
        thread.start()
        assert slow.started.acquire(timeout=10)
    try:
        with pytest.raises(Busy):
            hash_password(PASSWORD)
    finally:
        slow.go_on.set()
        for thread in busy:
            thread.join()
    assert hash_password(PASSWORD)


class CountingHasher(PasswordHasher):
    """Counts how often it works."""

    def __init__(self, **cost: int) -> None:
        super().__init__(parallelism=1, **cost)
        self.hashed = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashed += 1
        return super().hash(password, salt=salt)


def test_one_computation_gives_the_hash_and_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = CountingHasher(time_cost=1, memory_cost=8)
    monkeypatch.setattr(passwords, "hasher", counting)
    monkeypatch.setattr(passwords, "hash_secret_raw", None)
    made = make_password(PASSWORD, new_salt())
    assert counting.hashed == 1
    assert prove(made.password_hash, PASSWORD).is_right
    assert made.digest not in made.password_hash


def test_the_same_password_has_the_same_digest_under_one_salt_only() -> None:
    salt = new_salt()
    first, again = make_password(PASSWORD, salt), make_password(PASSWORD, salt)
    assert first.digest == again.digest
    assert make_password(PASSWORD + "!", salt).digest != first.digest
    assert make_password(PASSWORD, new_salt()).digest != first.digest


def test_a_digest_stays_comparable_when_the_cost_rises(monkeypatch: pytest.MonkeyPatch) -> None:
    salt = new_salt()
    before = make_password(PASSWORD, salt)
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", dearer)
    after = make_password(PASSWORD, salt)
    assert after.digest == before.digest
    assert prove(after.password_hash, PASSWORD).renewed is None


def test_nothing_of_a_new_password_is_shown() -> None:
    made = make_password(PASSWORD, new_salt())
    for secret in (made.salt, made.password_hash, made.digest, PASSWORD):
        assert secret not in repr(made)


def test_two_spellings_of_one_keyboard_are_one_password() -> None:
    assert is_same("cha\u0302taigne", "ch\u00e2taigne")
    assert not is_same("chataigne", "ch\u00e2taigne")
