"""What a report does, decided from values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.moderation.reported.rules import (
    HIDINGS_AN_HOUR,
    NOTE_LENGTH,
    ReportKind,
    hides,
    report_faults,
)


def test_a_report_of_a_person_hides_what_nobody_looked_at() -> None:
    assert hides(ReportKind.PERSON, was_reviewed=False, hidden_this_hour=0)


@given(st.booleans(), st.integers(0, 100))
def test_another_reason_never_hides(was_reviewed: bool, hidden: int) -> None:
    assert not hides(ReportKind.POLICY, was_reviewed=was_reviewed, hidden_this_hour=hidden)


@given(st.sampled_from(ReportKind), st.integers(0, 100))
def test_what_was_reviewed_is_never_hidden_again(kind: ReportKind, hidden: int) -> None:
    assert not hides(kind, was_reviewed=True, hidden_this_hour=hidden)


@given(st.integers(0, 100))
def test_one_address_hides_a_few_an_hour(hidden: int) -> None:
    hiding = hides(ReportKind.PERSON, was_reviewed=False, hidden_this_hour=hidden)
    assert hiding == (hidden < HIDINGS_AN_HOUR)


@pytest.mark.parametrize(
    ("kind", "note", "fields"),
    [
        ("person", "", []),
        ("policy", "x" * NOTE_LENGTH, []),
        ("", "", ["kind"]),
        ("spam", "x" * (NOTE_LENGTH + 1), ["kind", "note"]),
    ],
)
def test_faults_stand_at_their_fields(kind: str, note: str, fields: list[str]) -> None:
    assert [fault.field for fault in report_faults(kind, note)] == fields
