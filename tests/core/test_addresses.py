"""What is one e-mail address, wherever somebody writes one."""

import pytest

from engage.core.addresses import read_email


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("pat@example.ca", "pat@example.ca"),
        ("  Pat.Sample@EXAMPLE.ca ", "Pat.Sample@example.ca"),
        ("pat+bus@example.test", "pat+bus@example.test"),
        ("pat@office.local", "pat@office.local"),
        ("c-1@sync.invalid", "c-1@sync.invalid"),
        ("josé@bücher.example", "josé@bücher.example"),
    ],
)
def test_an_address_in_its_usual_form(typed: str, whole: str) -> None:
    found = read_email(typed)
    assert found is not None
    assert found.whole == whole
    assert whole not in repr(found)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "pat",
        "pat@",
        "@example.ca",
        "pat@localhost",
        "pat@example",
        "pat@@example.ca",
        "pat@example.ca, lee@example.ca",
        "pat@example.ca\nBcc: lee@example.ca",
        "pat@[127.0.0.1]",
        "p" * 300 + "@example.ca",
    ],
)
def test_no_address(typed: str) -> None:
    assert read_email(typed) is None
