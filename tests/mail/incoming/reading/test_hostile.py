"""What a hostile stranger or a broken program sends ends as a message or as Unreadable.

Anything that took quadratic time here would hold the suite for hours: that is how it is told.
"""

import subprocess
import sys
import textwrap

import pytest

from engage.mail.incoming.reading.message import read_headers, read_message
from engage.mail.incoming.rules import TOO_MANY_BYTES, Message, Reason, Unreadable
from tests.mail.incoming.reading.making import OWN, html, mail, part, several

MULTIPART = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


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


def test_mails_within_mails_go_only_so_deep() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 5_000
    assert outcome(b"Subject: x\r\n" + nested + b"Text") is Reason.TOO_MANY_PARTS


def test_a_hundred_thousand_parts_are_too_many() -> None:
    assert outcome(MULTIPART + b"--b\r\n\r\nx\r\n" * 100_000) is Reason.TOO_MANY_PARTS


def test_lines_that_almost_divide_are_bounded() -> None:
    assert outcome(MULTIPART + b"\r\n--bX" * 1_000_000) is Reason.TOO_MANY_PARTS


def test_ten_megabytes_of_header_lines_are_too_large() -> None:
    assert outcome(b"X-Long: " + b"a" * 10_000_000 + b"\r\n\r\nText") is Reason.TOO_LARGE
    with pytest.raises(Unreadable):
        read_headers(b"X-Line: a\r\n" * 1_000_000 + b"\r\n")


def test_ten_megabytes_of_text_are_too_large() -> None:
    assert outcome(mail("word " * 2_000_000)) is Reason.TOO_LARGE
    assert outcome(mail("a" * 10_000_000, encoding="base64")) is Reason.TOO_LARGE
    assert outcome(mail("<p>x" * 2_500_000, kind="text/html")) is Reason.TOO_LARGE


def test_what_is_larger_than_any_mail_is_not_looked_at() -> None:
    assert outcome(b"a" * (TOO_MANY_BYTES + 1)) is Reason.TOO_LARGE


BODIES = {
    "a line without end": "a" * 400_000,
    "a million empty lines": "\n" * 1_000_000,
    "a hundred thousand angles": ">" * 100_000,
    "angles on each line": "> x\n" * 40_000,
    "the mark of a signature on each line": "--\n" * 40_000,
    "beginnings of a quotation": "On Mon, May 5\n" * 30_000,
    "beginnings on one line": "On Mon 5 " * 50_000,
    "French beginnings": "Le 5 mai a écrit\n" * 25_000,
    "quotations": "On May 5, a@b.ca wrote:\n" * 20_000,
    "labels alone": "From:\n" * 40_000,
    "labels apart": "From: a\n\n" * 20_000,
    "header lines": "From: a\nSent: b\nTo: c\nSubject: d\n\n" * 9_000,
    "hyphens": ("-" * 900 + "\n") * 500,
    "separators that never end": ("-" * 50 + "original message" + "-" * 400 + "\n") * 1_000,
    "tag lines that never end": ("sent from my iphone" + " a" * 400 + "\n") * 500,
    "disclaimers": ("this message confidential intended for recipient " * 18 + "\n") * 500,
    "banners": ("caution outside " * 55 + "\n") * 500,
    "names": ("Jane Doe " * 100 + "\n") * 500,
    "numbers": ("250-555-" * 100 + "\n") * 500,
    "streets": ("12 a" * 200 + "\n") * 500,
    "addresses": ("a@b." * 200 + "\n") * 500,
    "sentences": ("a. " * 300 + "\n") * 500,
    "marks on a letter": "e\u0301" * 200_000,
    "marks on nothing": "\u0301" * 400_000,
    "codes": "abcd-1234-" * 40_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_text_that_would_hold_a_careless_pattern(body: str) -> None:
    assert isinstance(outcome(mail(body)), Message | Reason)


def test_flowed_text_without_end() -> None:
    flowed = "text/plain; charset=utf-8; format=flowed; delsp=yes"
    for body in ("word \n" * 40_000, ">" * 100_000, "> x \n" * 40_000, "-- \n" * 40_000):
        assert isinstance(outcome(mail(body, kind=flowed)), Message | Reason)


MARKUP = {
    "openings alone": "<" * 500_000,
    "very deep": "<div>" * 140_000,
    "deep but allowed": "<div>" * 140 + OWN,
    "tables within tables": "<table><tr><td>" * 40 + "x\n" * 1_000,
    "many elements": "<b>" * 300_000,
    "many attributes": "<p " + 'a="b" ' * 200_000 + ">x",
    "a margin of a million lines": '<p style="margin-top: 1000000em; padding-left: 9999999px">x',
    "comments that never close": "<!--" * 200_000,
    "scripts that never close": "<script>" * 100_000,
    "titles that never close": "<title>" * 100_000,
    "styles for nobody": '<p style="' + "margin:0;" * 100_000 + '">x',
    "data": '<img src="data:image/png;base64,' + "A" * 5_000_000 + '">x',
    "data without end": "data:image/png" * 100_000,
    "lists": "<ul>" * 100 + "<li>x" * 30_000,
    "quotations": "<blockquote type=cite>" * 100 + "<div>x" * 100,
    "classes": '<p class="' + "a " * 400_000 + '">x',
    "letters that are none": "\ufdd0\ufdd1\ufdd4" * 100_000,
    "instructions": "<?x " * 100_000,
    "a doctype of entities": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><p>&c;</p>',
}


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP.keys())
def test_html_that_would_hold_a_careless_parser(markup: str) -> None:
    assert isinstance(outcome(mail(markup, kind="text/html; charset=utf-8")), Message | Reason)


HEADERS = {
    "addresses": "To: " + "a@b.ca," * 100_000,
    "brackets": "To: " + "<" * 900_000,
    "comments": "From: " + "(" * 900_000,
    "escapes": 'From: "' + '\\"' * 400_000,
    "encoded words": "Subject: " + "=?utf-8?q?a?= " * 60_000,
    "encoded words that never close": "Subject: " + "=?utf-8?q?" * 90_000,
    "references": "References: " + "<a@b> " * 150_000,
    "parameters": "Content-Type: text/plain; " + "a=b; " * 180_000,
    "quotes": "Content-Type: multipart/mixed; " + 'a="' * 300_000,
    "lines": "X-A: b\n" * 100_000 + "X-B: c",
    "continuations": "X-A: b\n" + " c\n" * 200_000 + "X-B: c",
    "garbage": "garbage\n" * 100_000 + "X-B: c",
}


@pytest.mark.parametrize("lines", HEADERS.values(), ids=HEADERS.keys())
def test_header_lines_that_would_hold_a_careless_parser(lines: str) -> None:
    assert isinstance(outcome(mail(OWN, headers=f"{lines}\n")), Message | Reason)


def test_many_parts_of_many_letters_are_one_budget() -> None:
    parts = [html("<p>" + "word " * 60_000) for _ in range(100)]
    assert outcome(several(*parts, kind="alternative")) is Reason.TOO_LARGE
    assert outcome(several(*parts)) is Reason.TOO_LARGE
    assert outcome(several(*(part("e" * 400_000) for _ in range(20)))) is Reason.TOO_LARGE


LARGEST = {
    "files": (
        'one = base64.encodebytes(b"x" * (8 << 20))\n'
        "more = b''.join(b'--b\\nContent-Type: application/pdf; name=a\\n'\n"
        "    b'Content-Transfer-Encoding: base64\\n\\n' + one for _ in range(3))\n"
    ),
    "pieces of base64": (
        "more = b''.join(b'--b\\nContent-Type: application/pdf; name=a\\n'\n"
        "    b'Content-Transfer-Encoding: base64\\n\\n' + b'AAA=' * (3 << 20) + b'\\n'\n"
        "    for _ in range(2))\n"
    ),
    "text": "more = b'--b\\n\\n' + ('mot \\u00e9 ' * (4 << 20)).encode()\n",
    "markup": "more = b'--b\\nContent-Type: text/html\\n\\n' + b'<p>x' * (8 << 20)\n",
    "markup within limits": ("more = b'--b\\nContent-Type: text/html\\n\\n' + b'<p>x' * 370_000\n"),
}


@pytest.mark.parametrize("making", LARGEST.values(), ids=LARGEST.keys())
def test_the_largest_mail_needs_less_than_300_megabytes(making: str) -> None:
    """Of the whole process, with what it holds before and the mail itself."""
    script = (
        textwrap.dedent(
            """
            import base64
            from engage.mail.incoming.reading.message import read_message
            from engage.mail.incoming.rules import Unreadable
            """
        )
        + making
        + textwrap.dedent(
            """
            raw = b"Content-Type: multipart/mixed; boundary=b\\n\\n--b\\n\\nKeep it.\\n" + more
            del more
            try:
                read_message(raw)
            except Unreadable:
                pass
            # Not getrusage's: that counts what the process was before it became this one.
            status = open("/proc/self/status").read()
            print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
            """
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 300
