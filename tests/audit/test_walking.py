"""One change to the chain is named once and rightly, however cleverly it was made."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.audit.rules import (
    GENESIS,
    HEAD_PURPOSE,
    PURPOSE,
    Entry,
    Head,
    entry_message,
    head_message,
)
from engage.audit.walking import faults_of

LENGTH = 9
AT = datetime(2026, 3, 2, tzinfo=UTC)
Chain = list[Entry]


def seal(purpose: str, key_id: str, message: bytes) -> str | None:
    if key_id != "k":
        return None
    return hmac.new(purpose.encode(), message, hashlib.sha256).hexdigest()


def chain(length: int = LENGTH) -> tuple[Chain, Head]:
    entries: Chain = []
    previous = GENESIS
    for seq in range(1, length + 1):
        entry = Entry(seq, AT, "system", "thing.done", f"thing:{seq}", "{}", "k", previous, "")
        previous = seal(PURPOSE, "k", entry_message(entry)) or ""
        entries.append(replace(entry, seal=previous))
    head_seal = seal(HEAD_PURPOSE, "k", head_message(length, previous)) or ""
    return entries, Head(length, previous, "k", head_seal)


def told(entries: Chain, head: Head) -> list[str]:
    return [fault.message for fault in faults_of(entries, head, seal)]


def moved(entries: Chain, by: int) -> Chain:
    return [replace(one, seq=one.seq + by) for one in entries]


def forged(seq: int) -> Entry:
    return Entry(seq, AT, "system", "forged", "thing:0", "{}", "k", "f" * 64, "e" * 64)


POSITIONS = st.integers(1, LENGTH)


@given(st.integers(0, 30))
def test_an_untouched_chain_is_unbroken(length: int) -> None:
    assert told(*chain(length)) == []


@given(POSITIONS, st.sampled_from(["actor", "action", "subject", "detail", "previous", "seal"]))
def test_one_edited_row_is_named_and_no_other(at: int, column: str) -> None:
    entries, head = chain()
    entries[at - 1] = replace(entries[at - 1], **{column: "forged"})  # type: ignore[arg-type]
    assert told(entries, head) == [f"entry {at} was edited or inserted: its seal is wrong"]


@given(st.integers(1, LENGTH - 1))
def test_one_removed_row_is_named_and_no_other(at: int) -> None:
    entries, head = chain()
    del entries[at - 1]
    assert told(entries, head) == [f"entry {at} was removed"]


@given(st.integers(1, LENGTH - 1))
def test_one_removed_row_is_named_though_the_later_ones_moved_up(at: int) -> None:
    entries, head = chain()
    entries = entries[: at - 1] + moved(entries[at:], -1)
    assert told(entries, head) == [f"an entry was removed before entry {at}"]


def test_a_removed_last_row_is_named() -> None:
    entries, head = chain()
    assert told(entries[:-1], head) == [f"entry {LENGTH} was removed at the end"]


@given(POSITIONS)
def test_one_inserted_row_is_named_though_the_later_ones_moved_down(at: int) -> None:
    entries, head = chain()
    entries = [*entries[: at - 1], forged(at), *moved(entries[at - 1 :], 1)]
    assert told(entries, head) == [f"entry {at} was inserted"]


@given(POSITIONS)
def test_a_copy_of_a_sealed_row_is_an_inserted_one(at: int) -> None:
    entries, head = chain()
    copy = replace(entries[at - 1], seq=at + 1)
    entries = [*entries[:at], copy, *moved(entries[at:], 1)]
    (message,) = told(entries, head)
    assert message in (
        f"entry {at + 1} was inserted",
        f"entries from {at + 1} on were inserted at the end",
    )


def test_a_row_appended_by_hand_is_named() -> None:
    entries, head = chain()
    entries.append(forged(LENGTH + 1))
    assert told(entries, head) == [f"entries from {LENGTH + 1} on were inserted at the end"]


@given(POSITIONS)
def test_a_row_put_in_the_place_of_another_is_named(at: int) -> None:
    entries, head = chain()
    entries[at - 1] = forged(at)
    assert told(entries, head) == [f"entry {at} was edited or inserted: its seal is wrong"]


@given(st.integers(1, LENGTH - 1))
def test_two_rows_that_changed_places_are_both_named(at: int) -> None:
    entries, head = chain()
    one, other = entries[at - 1], entries[at]
    entries[at - 1], entries[at] = replace(other, seq=one.seq), replace(one, seq=other.seq)
    assert told(entries, head) != []


@given(st.lists(st.tuples(POSITIONS, st.sampled_from(["edit", "remove", "insert"])), min_size=1))
def test_no_mixture_of_changes_goes_unseen(changes: list[tuple[int, str]]) -> None:
    original, head = chain()
    entries = list(original)
    for at, change in changes:
        place = min(at, len(entries)) - 1
        if change == "insert" or not entries:
            place = max(place, 0)
            seq = entries[place].seq if entries else 1
            entries = [*entries[:place], forged(seq), *moved(entries[place:], 1)]
        elif change == "remove":
            entries = entries[:place] + moved(entries[place + 1 :], -1)
        else:
            entries[place] = replace(entries[place], actor=f"{entries[place].actor}!")
    assert told(entries, head) != [] or entries == original


def test_a_key_that_is_not_at_hand_is_told_and_the_walk_goes_on() -> None:
    entries, head = chain()
    entries[3] = replace(entries[3], key_id="lost")
    assert told(entries, head) == ["entry 4 is sealed by a key that is not at hand"]


@pytest.mark.parametrize("cut", [1, 4])
def test_a_head_that_was_moved_back_is_told(cut: int) -> None:
    entries, head = chain()
    short = replace(head, seq=LENGTH - cut, seal=entries[-cut - 1].seal)
    assert told(entries[:-cut], short) == [
        f"the head was moved by hand: what followed {LENGTH - cut} may be gone"
    ]
