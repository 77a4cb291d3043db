"""Header lines as strangers and broken programs write them."""

import base64

import pytest

from engage.mail.incoming.reading.message import read_headers, read_message
from tests.mail.incoming.reading.making import OWN, TO, mail

PLUS = "engage+ferry@gov.bc.ca"
OTHER = "engage+parks@gov.bc.ca"
BARE = "engage@gov.bc.ca"


def lines(*headers: bytes | str, body: str = OWN) -> bytes:
    raw = [line.encode() if isinstance(line, str) else line for line in headers]
    return b"\r\n".join([*raw, b"", body.encode()])


SUBJECTS = {
    "The ferry": "The ferry",
    "=?utf-8?q?D=C3=A9j=C3=A0?=": "Déjà",
    "=?UTF-8?B?RMOpasOg?= =?UTF-8?B?IHZ1?=": "Déjà vu",
    "=?utf-8?B?RMM=?= =?utf-8?B?qWrDoA==?=": "Déjà",
    "=?iso-8859-1?Q?Qu=E9bec?=, oui": "Québec, oui",
    "=?windows-1252?q?=93Yes=94?=": "\u201cYes\u201d",
    "=?utf-8?q?Why?? Because?=": "Why?? Because",
    "=?no-such-charset?q?D=C3=A9j=C3=A0?=": "Déjà",
    "=?utf-8?B?!!!not base64?=": None,
    "=?utf-8?q?never closed": "=?utf-8?q?never closed",
    "=?utf-8*fr?q?d=C3=A9j=C3=A0?=": "déjà",
    "Fare\u202eexe.pdf": "Fareexe.pdf",
    "Zero\u200bwidth \x07bell": "Zerowidth bell",
}


@pytest.mark.parametrize(("written", "read"), SUBJECTS.items())
def test_the_subject_is_one_clean_line(written: str, read: str | None) -> None:
    subject = read_message(lines(f"From: a@b.ca\r\nSubject: {written}")).subject
    assert "\n" not in subject
    if read is not None:
        assert subject == read


def test_a_folded_subject_is_one_line() -> None:
    raw = lines("From: a@b.ca", "Subject: The morning", "\tferry and", "  the evening one")
    assert read_message(raw).subject == "The morning ferry and the evening one"


def test_raw_bytes_in_a_subject_are_read() -> None:
    assert read_message(lines("From: a@b.ca", "Subject: Québec")).subject == "Québec"
    assert read_message(lines(b"Subject: Qu\xe9bec")).subject == "Québec"


def test_a_subject_without_end_is_cut() -> None:
    subject = read_message(lines("From: a@b.ca", "Subject: " + "word " * 100_000)).subject
    assert len(subject) == 300


def test_the_first_of_several_subjects_and_senders_counts() -> None:
    raw = lines("Subject: One", "Subject: Two", "From: a@b.ca", "From: c@d.ca")
    read = read_message(raw)
    assert (read.subject, read.sender) == ("One", "a@b.ca")


SENDERS = {
    "robin@mail.example": ("robin@mail.example", ""),
    "Robin Sample <Robin@Mail.Example>": ("robin@mail.example", "Robin Sample"),
    '"Sample, Robin" <robin@mail.example>': ("robin@mail.example", "Sample, Robin"),
    '"boss@gov.bc.ca" <robin@mail.example>': ("robin@mail.example", "boss@gov.bc.ca"),
    "robin@mail.example (Robin Sample)": ("robin@mail.example", "Robin Sample"),
    "=?utf-8?q?Ren=C3=A9e?= <renee@mail.example>": ("renee@mail.example", "Renée"),
    "=?utf-8?q?Ren=C3=A9e_=3Crenee=40mail=2Eexample=3E?=": ("renee@mail.example", "Renée"),
    '"Robin Sample <robin@mail.example>': ("robin@mail.example", "Robin Sample"),
    "Robin <robin@mail.example": ("robin@mail.example", "Robin"),
    "Robin Sample": ("", "Robin Sample"),
    "Robin <robin at mail.example>": ("", "Robin"),
    "<>": ("", ""),
    "": ("", ""),
    "MAILER-DAEMON": ("", "MAILER-DAEMON"),
    "Robin <robin@localhost>": ("", "Robin"),
    "a@b.ca, c@d.ca": ("a@b.ca", ""),
    "Robin <robin@québec.example>": ("robin@xn--qubec-csa.example", "Robin"),
    "Robin <rénée@mail.example>": ("", "Robin"),
    "Undisclosed: robin@mail.example;": ("robin@mail.example", ""),
    "((((((" * 50 + "robin@mail.example": None,
    "<" * 5_000 + "robin@mail.example>": ("robin@mail.example", ""),
    '"\\' * 5_000: ("", None),
    "robin@mail.example\x00": ("robin@mail.example", ""),
}


@pytest.mark.parametrize(("written", "read"), SENDERS.items(), ids=range(len(SENDERS)))
def test_the_sender(written: str, read: tuple[str, str | None] | None) -> None:
    message = read_message(lines(f"From: {written}", "To: x@y.ca"))
    if read is not None:
        address, name = read
        assert message.sender == address
        assert name is None or message.sender_name == name


def test_a_missing_sender_is_no_reason_to_refuse() -> None:
    message = read_message(lines("Subject: The ferry"))
    assert (message.sender, message.text) == ("", OWN)


def test_all_addresses_are_listed_once_in_small_letters() -> None:
    raw = lines(f"To: Engage <{PLUS.upper()}>, A <a@b.ca>", f"Cc: {PLUS}; c@d.ca", "To: e@f.ca")
    assert read_message(raw).addresses == (PLUS, "a@b.ca", "e@f.ca", "c@d.ca")


def test_what_the_mailbox_says_stands_alone_where_it_names_one_of_them() -> None:
    raw = lines(f"Delivered-To: {PLUS}", f"To: {PLUS}, {OTHER}")
    assert read_message(raw).addresses == (PLUS,)


def test_what_the_mailbox_says_comes_first_where_it_names_another() -> None:
    raw = lines("Delivered-To: box@gov.bc.ca", f"X-Original-To: {PLUS}", "To: list@mail.example")
    assert read_message(raw).addresses == ("box@gov.bc.ca", PLUS, "list@mail.example")


def test_a_mailbox_that_says_only_its_own_address_hides_no_engagement() -> None:
    raw = lines(f"Delivered-To: {BARE}", f"To: {BARE}, {PLUS}")
    assert read_message(raw).addresses == (BARE, PLUS)


def test_ten_thousand_addresses_are_bounded() -> None:
    many = ",\r\n ".join(f"a{number}@mail.example" for number in range(10_000))
    assert len(read_message(lines(f"To: {many}")).addresses) == 200


def test_references_are_nearest_first() -> None:
    raw = lines("In-Reply-To: <3@b>", "References: <1@b> <2@b>", "\t<3@b>", "Message-ID:  <4@b> x")
    message = read_message(raw)
    assert message.references == ("<3@b>", "<2@b>", "<1@b>")
    assert message.message_id == "<4@b>"


def test_a_message_id_that_is_none_is_missing() -> None:
    for written in ("", "4@b", "<>", "<a b>", "<" + "a" * 5_000 + "@b>"):
        assert read_message(lines(f"Message-ID: {written}")).message_id == ""


STARTS = {
    "an mbox's own line": b"From robin@mail.example Mon Mar  2 10:00:00 2026\r\n",
    "empty lines": b"\r\n\r\n \r\n",
    "a byte order mark": b"\xef\xbb\xbf",
    "a line that is none": b"garbage without a colon\r\n",
    "a continuation of nothing": b"  continued\r\n",
    "a name with control characters": b"X-\x01\x02: a\r\n",
    "bytes of no charset": b"\xff\xfe\xfa\r\n",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
def test_odd_lines_before_the_headers_hide_nothing(start: bytes) -> None:
    message = read_message(start + mail(OWN))
    assert (message.subject, message.text) == ("The ferry", OWN)


def test_odd_lines_among_the_headers_hide_nothing() -> None:
    raw = lines("From: a@b.ca", "no header at all", f"To: {TO}", "Subject: The ferry")
    message = read_message(raw)
    assert (message.subject, message.addresses, message.text) == ("The ferry", (TO,), OWN)


def test_a_body_without_an_empty_line_before_it_is_read() -> None:
    raw = b"From: a@b.ca\r\nSubject: The ferry\r\nPlease keep the ferry.\r\nIt is mine.\r\n"
    message = read_message(raw)
    assert (message.subject, message.text) == ("The ferry", "Please keep the ferry.\nIt is mine.")


def test_no_headers_at_all_is_all_text() -> None:
    assert read_message(OWN.encode()).text == OWN
    assert read_message(b"\r\n\r\n" + OWN.encode()).text == OWN
    assert read_message(b"Note: keep it.\r\n\r\nPlease.").text == "Note: keep it.\n\nPlease."


def test_line_ends_of_every_kind() -> None:
    for end in (b"\n", b"\r", b"\r\n"):
        message = read_message(mail(f"{OWN}\nMore.").replace(b"\r\n", end))
        assert (message.subject, message.text) == ("The ferry", f"{OWN}\nMore.")


def test_injected_lines_are_part_of_a_value() -> None:
    encoded = base64.b64encode(b"x\r\nBcc: victim@mail.example\r\n\r\nbody").decode()
    message = read_message(lines(f"Subject: =?utf-8?b?{encoded}?=", "From: a@b.ca"))
    assert message.subject == "x Bcc: victim@mail.example body"
    assert message.text == OWN


def test_header_lines_alone_are_read_for_what_is_too_large() -> None:
    message = read_headers(mail(OWN, headers="Auto-Submitted: auto-replied\r\n"))
    assert (message.subject, message.sender) == ("The ferry", "robin@mail.example")
    assert (message.text, message.attachments) == ("", ())
    assert message.no_comment is not None
