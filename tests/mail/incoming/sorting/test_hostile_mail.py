"""Header lines and structures that are made to hurt: always a verdict, in time linear in them.

No times are asserted: what is quadratic here would not end.
"""

from email import message_from_bytes, policy
from email.charset import Charset
from email.header import Header
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings, strategies

from engage.mail.incoming.rules import Reason
from engage.mail.incoming.sorting.seen import MOST_PARTS
from engage.mail.incoming.sorting.verdict import Sorted, sorted_as
from tests.mail.incoming.sorting.mails import ALL_NAMES, cases, sort, written

MEGA = 1_000_000


def bare(message: Message, text: str = "More buses, please.") -> Sorted:
    return sorted_as(message, "Buses", text, text)


@pytest.mark.parametrize("name", ALL_NAMES)
@pytest.mark.parametrize(
    "value",
    [
        " " * 10 * MEGA,
        ";" * 10 * MEGA,
        '"' * 10 * MEGA,
        "(" * 10 * MEGA,
        "<" * 10 * MEGA,
        ";a=b" * 2 * MEGA,
        "=?utf-8?B?" * MEGA,
        "\x00\r\n\t\ud800" * MEGA,
    ],
    ids=["spaces", "semicolons", "quotes", "comments", "angles", "parameters", "words", "controls"],
)
def test_ten_megabytes_in_one_line_are_no_trouble(name: str, value: str) -> None:
    message = Message()
    message._headers = [(name, value)]  # type: ignore[attr-defined]
    assert isinstance(bare(message), Sorted)


def test_a_hundred_thousand_references() -> None:
    ids = [f"<{number}@example.ca>" for number in range(100_000)]
    assert written("Yes.", "References: " + "\r\n ".join(ids)).no_comment is None
    assert written("Yes.", *(f"References: {one}" for one in ids)).no_comment is None


def test_lines_by_the_hundred_thousand_hide_no_verdict() -> None:
    lines = [f"X-Filler-{number}: x" for number in range(100_000)]
    assert written("Yes.", *lines, "Auto-Submitted: auto-replied").no_comment == Reason.AUTO_REPLY


def test_texts_of_megabytes() -> None:
    for text in (
        "withdraw my comment " * 500_000,
        "please " * MEGA,
        "a@b.ca <" * MEGA,
        "\n" * MEGA,
    ):
        assert isinstance(written(text), Sorted)
        assert isinstance(written(text, "Return-Path: <>", subject="failure notice"), Sorted)


@pytest.mark.parametrize(
    "text", ["please ", "my ", "i would like to ", "not remove ", "4.1.", "a-"]
)
def test_a_page_of_one_word_is_read_through(text: str) -> None:
    page = text * (2_000 // len(text))
    assert not written(page[: len(text) * 79]).wants_withdrawal
    assert isinstance(written(page, subject=page), Sorted)


def test_parts_within_parts_without_end() -> None:
    inner: Message = MIMEText("Yes.")
    for _ in range(20_000):
        outer = MIMEMultipart()
        outer.attach(inner)
        inner = outer
    assert bare(inner).no_comment is None


def test_many_parts_are_read_as_far_as_is_sensible() -> None:
    message = MIMEMultipart("alternative")
    for _ in range(MOST_PARTS + 10):
        message.attach(MIMEText("Yes."))
    message.attach(MIMEText("BEGIN:VCALENDAR\nMETHOD:REPLY", "calendar"))
    assert bare(message).no_comment is None


def test_values_that_are_no_text() -> None:
    message = Message()
    unknown = Header(b"auto-\xff", charset=Charset("unknown-8bit"))
    message._headers = [  # type: ignore[attr-defined]
        ("Auto-Submitted", None),
        ("Precedence", b"li\xffst"),
        ("X-Spam-Flag", 7),
        ("Subject", unknown),
        ("From", Header("Ann", "utf-8")),
        (None, "x"),
        (b"X-Other", object()),
    ]
    assert bare(message).no_comment is None
    message._headers.append(("Auto-Submitted", unknown))  # type: ignore[attr-defined]
    assert bare(message).no_comment == Reason.AUTO_REPLY


def test_a_multipart_whose_parts_are_no_parts() -> None:
    for payload in (None, "text", b"bytes", ["text", None], [], 7):
        message = Message()
        message["Content-Type"] = "multipart/report; report-type=delivery-status"
        message._payload = payload  # type: ignore[attr-defined]
        assert isinstance(bare(message), Sorted)


@pytest.mark.parametrize("verdict", ["bounce", "calendar", "out_of_office"])
def test_the_policy_of_the_parser_changes_nothing(verdict: str) -> None:
    for case in cases(verdict):
        modern = message_from_bytes(case.raw, policy=policy.default)
        assert sorted_as(modern, "Re: x", "Yes.", "").no_comment is not None or verdict != "bounce"


@settings(deadline=None)
@given(raw=strategies.binary(max_size=400))
def test_any_bytes_get_a_verdict(raw: bytes) -> None:
    assert isinstance(sort(raw), Sorted)


LINES = strategies.tuples(
    strategies.sampled_from(ALL_NAMES), strategies.text(max_size=60) | strategies.sampled_from(
        ["<>", "yes", "no", "multipart/report; report-type=delivery-status", "text/calendar", "5",
         "auto-replied", "bulk", "MAILER-DAEMON@x", "=?utf-8?q?=ff?=", "message/delivery-status"]
    ),
)  # fmt: skip


@settings(deadline=None)
@given(
    lines=strategies.lists(LINES, max_size=8),
    payload=strategies.text(max_size=200) | strategies.binary(max_size=50),
    subject=strategies.text(max_size=80),
    text=strategies.text(max_size=300),
)
def test_any_lines_and_words_get_a_verdict(
    lines: list[tuple[str, str]], payload: object, subject: str, text: str
) -> None:
    for kind in (Message, EmailMessage):
        message = kind()
        message._headers = list(lines)  # type: ignore[attr-defined]
        message._payload = payload  # type: ignore[attr-defined]
        verdict = sorted_as(message, subject, text, text + str(payload))
        assert verdict.language in {"en", "fr"}
        assert (verdict.bounce is not None) == (verdict.no_comment == Reason.BOUNCE)
        assert not (verdict.no_comment and verdict.wants_withdrawal)
