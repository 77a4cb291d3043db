"""Encryption of personal data: rotation, binding to its row, blind index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.crypto import Keyring, Undecryptable
from engage.core.settings import DataKey

OLD = DataKey("old", bytes(range(32)))
NEW = DataKey("new", bytes(range(1, 33)))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_encrypted_comes_back(text: str) -> None:
    ring = Keyring((OLD,))
    assert ring.decrypt(ring.encrypt(text, "row:1"), "row:1") == text


def test_a_value_moved_to_another_row_does_not_decrypt() -> None:
    ring = Keyring((OLD,))
    with pytest.raises(Undecryptable):
        ring.decrypt(ring.encrypt("River", "row:1"), "row:2")


def test_a_rotated_key_still_reads_old_values() -> None:
    sealed = Keyring((OLD,)).encrypt("River", "row:1")
    rotated = Keyring((NEW, OLD))
    assert rotated.decrypt(sealed, "row:1") == "River"
    assert rotated.encrypt("River", "row:1").startswith("new.")


def test_an_unknown_key_is_named_without_the_value() -> None:
    sealed = Keyring((NEW,)).encrypt("River", "row:1")
    with pytest.raises(Undecryptable, match="new"):
        Keyring((OLD,)).decrypt(sealed, "row:1")


def test_the_blind_index_survives_rotation_and_folds_case() -> None:
    before = Keyring((OLD,)).blind_index("River@Example.ca ", "email")
    assert Keyring((NEW, OLD)).blind_index("river@example.ca", "email") == before
    assert Keyring((OLD,)).blind_index("river@example.ca", "other") != before


@given(st.binary())
def test_a_file_comes_back_byte_for_byte_under_its_own_row_alone(content: bytes) -> None:
    sealed = Keyring((OLD,)).encrypt_bytes(content, "row:1")
    rotated = Keyring((NEW, OLD))
    assert rotated.decrypt_bytes(sealed, "row:1") == content
    with pytest.raises(Undecryptable):
        rotated.decrypt_bytes(sealed, "row:2")
    with pytest.raises(Undecryptable):
        Keyring((NEW,)).decrypt_bytes(sealed, "row:1")


@given(st.binary(max_size=40))
def test_what_is_no_sealed_file_is_undecryptable_and_nothing_else(junk: bytes) -> None:
    for raw in (junk, b"old." + junk):
        with pytest.raises(Undecryptable):
            Keyring((OLD,)).decrypt_bytes(raw, "row:1")
