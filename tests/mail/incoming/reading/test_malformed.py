"""Structures that are broken: what can be read is read."""

import pytest

from engage.mail.incoming.rules import Reason
from tests.mail.incoming.reading.making import OWN, Case, by_name, check, file, html, part, several

TOP = b"From: a@b.ca\r\nTo: engage@gov.bc.ca\r\nSubject: x\r\nContent-Type: multipart/mixed; "
TEXT = OWN.encode()

CASES = [
    Case("no boundary said", TOP + b"\r\n\r\n--b\r\n\r\n" + TEXT + b"\r\n--b--\r\n", OWN),
    Case("another said", TOP + b"boundary=a\r\n\r\n--b\r\n\r\n" + TEXT + b"\r\n--b--", OWN),
    Case(
        "another said, of hyphens",
        TOP + b"boundary=a\r\n\r\n------=_N\r\n\r\n" + TEXT + b"\r\n------=_N--",
        OWN,
    ),
    Case("several parts promised, none there", TOP + b"boundary=a\r\n\r\n" + TEXT, OWN),
    Case("cut before its end", TOP + b"boundary=a\r\n\r\n--a\r\n\r\n" + TEXT, OWN),
    Case(
        "cut within a file",
        TOP + b"boundary=a\r\n\r\n--a\r\n\r\n" + TEXT + b"\r\n--a\r\nContent-Type: image/png; "
        b"name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo",
        OWN,
        files=("a.png",),
    ),
    Case("cut within a part's header lines", TOP + b"boundary=a\r\n\r\n--a\r\nContent-Ty",
         "Content-Ty"),
    Case(
        "one boundary within another",
        TOP + b"boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a1\r\n\r\n--a1"
        b"\r\n\r\nOne\r\n--a1--\r\n--a\r\n\r\nTwo\r\n--a--\r\n",
        "One\n\nTwo",
    ),
    Case(
        "an inner part that never closes",
        TOP + b"boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c"
        b"\r\n\r\nOne\r\n--a\r\n\r\nTwo\r\n--a--\r\n",
        "One\n\nTwo",
    ),
    Case(
        "the same boundary inside",
        TOP + b"boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a"
        b"\r\n\r\nOne\r\n--a--\r\n",
        "One",
    ),
    Case(
        "blanks behind the boundary, and letters before it",
        TOP + b"boundary=a\r\n\r\nPreamble\r\n--a  \r\n\r\n" + TEXT + b"\r\n--ab\r\n--a--  \r\nEnd",
        f"{OWN}\n--ab",
    ),
    Case(
        "header lines without an empty line below them",
        TOP + b"boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\nPlease keep it.\r\n--a--",
        "Please keep it.",
    ),
    Case(
        "a type said twice",
        TOP + b"boundary=a\r\nContent-Type: text/html\r\n\r\n--a\r\n\r\n" + TEXT + b"\r\n--a--",
        OWN,
    ),
    Case(
        "a quote in the boundary that never closes",
        TOP + b"boundary=\"a\r\n\r\n--a\r\n\r\n" + TEXT + b"\r\n--a--",
        OWN,
    ),
    Case(
        "alternatives without any text",
        several(file("a.pdf"), kind="alternative"),
        "",
        files=("a.pdf",),
    ),
    Case("alternatives within nothing", several(kind="alternative"), "", reason=Reason.EMPTY),
    Case(
        "a NUL between the letters",
        TOP.replace(b"multipart/mixed; ", b"text/plain") + b"\r\n\r\nPlease\x00 keep\x00 it.",
        "Please keep it.",
    ),
    Case(
        "direction overrides and unseen letters",
        several(part("Keep\u202e the\u200b fer\u00adry.")),
        "Keep the ferry.",
    ),
    Case("HTML in a part that calls itself plain", several(part("<p>Keep it.</p>")),
         "<p>Keep it.</p>"),
    Case("HTML with another charset inside",
         several(html('<meta charset="iso-8859-1"><p>Déjà vu</p>')), "Déjà vu"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_what_can_be_read_is_read(case: Case) -> None:
    check(case)
