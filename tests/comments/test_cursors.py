"""A cursor keeps its place in an address; what is none is as if nothing stood there."""

from datetime import UTC, datetime

import pytest

from engage.comments.queries import Cursor, cursor_from_address, cursor_in_address


@pytest.mark.parametrize(
    "at",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 2, 20, 0, 0, 1, tzinfo=UTC),
        datetime(2100, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("number", [0, 1, 2**31 - 1])
def test_a_cursor_comes_back_from_its_address(at: datetime, number: int) -> None:
    cursor = Cursor(at, number)
    assert cursor_from_address(cursor_in_address(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1",
        "1-",
        "-1--1",
        "1-1-1",
        "1-1\n",
        " 1-1",
        "1.5-1",
        "1-2147483648",
        "9" * 18 + "-1",
        "1" * 100_000,
        "\uff11-\uff11",
        "1-\0",
    ],
)
def test_nonsense_is_no_cursor(text: str) -> None:
    assert cursor_from_address(text) is None
