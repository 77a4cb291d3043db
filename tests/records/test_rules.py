"""What filing asks for, and what a package is checked for."""

from datetime import date

import pytest

from engage.records.rules import Member, differences, filing_fault

PUBLISHED, TODAY = date(2026, 3, 2), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [
        ("", date(2026, 4, 1), "file_number"),
        ("x" * 61, date(2026, 4, 1), "file_number"),
        ("340-20\n", date(2026, 4, 1), "file_number"),
        ("=cmd()", date(2026, 4, 1), "file_number"),
        ("340-20/FERRIES", None, "filed_on"),
        ("340-20/FERRIES", date(2026, 5, 2), "filed_on"),
        ("340-20/FERRIES", date(2026, 3, 1), "filed_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(number: str, day: date | None, field: str) -> None:
    fault = filing_fault(number, day, PUBLISHED, TODAY)
    assert fault is not None and fault[0] == field and fault[1].endswith(".")


@pytest.mark.parametrize("day", [PUBLISHED, TODAY])
def test_a_number_and_a_day_between_publishing_and_today_can_be_filed(day: date) -> None:
    assert filing_fault("340-20/FERRIES.2026 A", day, PUBLISHED, TODAY) is None


def member(path: str, sha256: str = "aa") -> Member:
    return Member(path, 1, sha256)


def test_a_file_that_was_changed_removed_or_put_in_is_named_once() -> None:
    stated = {path: member(path) for path in ("a", "b", "restricted/c")}
    found = {"a": member("a", "bb"), "d": member("d"), "restricted/c": member("restricted/c")}
    assert list(differences(stated, found, without_restricted=False)) == [
        "a: not what the manifest says",
        "b: missing",
        "d: not in the manifest",
    ]


def test_restricted_files_may_be_missing_only_from_a_package_without_them() -> None:
    stated = {path: member(path) for path in ("a", "restricted/c")}
    found = {"a": member("a")}
    assert list(differences(stated, found, without_restricted=True)) == []
    assert list(differences(stated, found, without_restricted=False)) == ["restricted/c: missing"]
