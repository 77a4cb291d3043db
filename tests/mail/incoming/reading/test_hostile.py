"""What a hostile stranger or a broken program sends ends as a message or as Unreadable."""

import pytest

from engage.mail.incoming.reading.message import read_headers, read_message
from engage.mail.incoming.rules import Message, Reason, Unreadable


def outcome(raw: bytes) -> Message | Reason:
    try:
        return read_message(raw)
    except Unreadable as refused:
        return refused.reason


def test_no_bytes_at_all_are_an_empty_message() -> None:
    read = outcome(b"")
    assert isinstance(read, Message)
    assert (read.text, read.no_comment) == ("", Reason.EMPTY)


@pytest.mark.parametrize("depth", [25, 3_000])
def test_parts_within_parts_go_only_so_deep(depth: int) -> None:
    raw = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )
    assert outcome(raw + b"\r\nThe text\r\n") is Reason.TOO_MANY_PARTS


def test_a_hundred_thousand_parts_are_too_many() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000
    assert outcome(raw) is Reason.TOO_MANY_PARTS


def test_ten_megabytes_of_header_lines_are_too_large() -> None:
    assert outcome(b"X-Long: " + b"a" * 10_000_000 + b"\r\n\r\nText") is Reason.TOO_LARGE
    with pytest.raises(Unreadable):
        read_headers(b"X-Line: a\r\n" * 1_000_000 + b"\r\n")
