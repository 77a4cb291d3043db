"""What somebody sends on is theirs only where they wrote nothing else."""

import pytest

from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import OWN, Case, by_name, check, mail

THEIRS = "The terminal needs a shelter, says my neighbour."
FW = {"subject": "Fwd: The terminal"}
HEADERS = (
    "From: Pat Sample <pat@mail.example>\nDate: Sun, Mar 1, 2026 at 8:00 PM\n"
    "Subject: The terminal\nTo: Robin Sample <robin@mail.example>"
)
FRENCH_HEADERS = (
    "De : Pat Sample <pat@mail.example>\nDate : 1 mars 2026 à 20:00\n"
    "Objet : Le terminal\nÀ : Robin Sample <robin@mail.example>"
)
FORWARDS = {
    "gmail": f"---------- Forwarded message ---------\n{HEADERS}\n\n\n{THEIRS}",
    "gmail in French": f"---------- Forwarded message ---------\n{FRENCH_HEADERS}\n\n\n{THEIRS}",
    "apple mail": f"Begin forwarded message:\n\n{HEADERS}\n\n{THEIRS}",
    "apple mail in French": f"Début du message transféré :\n\n{FRENCH_HEADERS}\n\n{THEIRS}",
    "apple mail in French, newer": f"Début du message réexpédié :\n\n{FRENCH_HEADERS}\n\n{THEIRS}",
    "thunderbird": f"-------- Forwarded Message --------\n{HEADERS}\n\n{THEIRS}",
    "thunderbird in French": f"-------- Message transféré --------\n{FRENCH_HEADERS}\n\n{THEIRS}",
    "outlook": f"________________________________\n{HEADERS.replace('Date', 'Sent')}\n\n{THEIRS}",
    "outlook without a line": f"{HEADERS.replace('Date', 'Sent')}\n\n{THEIRS}",
    "proton": f"------- Forwarded Message -------\n{HEADERS}\n\n{THEIRS}",
    "notes": f"----- Forwarded by Robin Sample/BC on 03/02/2026 -----\n\n{HEADERS}\n\n{THEIRS}",
}


@pytest.mark.parametrize("forward", FORWARDS.values(), ids=FORWARDS.keys())
def test_what_is_forwarded_below_words_is_cut(forward: str) -> None:
    check(Case("with words", mail(f"{OWN}\n\n{forward}\n", **FW), OWN, (THEIRS, "Pat Sample")))


@pytest.mark.parametrize("forward", FORWARDS.values(), ids=FORWARDS.keys())
def test_what_is_forwarded_alone_is_the_text(forward: str) -> None:
    read = check(Case("alone", mail(f"\n{forward}\n", **FW), forward))
    assert THEIRS in read.text


def test_a_forward_below_a_tag_line_alone_is_the_text() -> None:
    forward = FORWARDS["apple mail"]
    check(Case("", mail(f"\n\nSent from my iPhone\n\n{forward}\n", **FW), forward, ("Sent from",)))


QUOTED = [
    Case(
        "apple mail, with angles",
        mail(
            f"\n> Begin forwarded message:\n> \n> From: Pat <pat@mail.example>\n> {THEIRS}\n", **FW
        ),
        f"> Begin forwarded message:\n>\n> From: Pat <pat@mail.example>\n> {THEIRS}",
    ),
    Case(
        "apple mail in HTML, with words",
        mail(
            f'<div>{OWN}</div><div><br><blockquote type="cite"><div>Begin forwarded message:</div>'
            f"<br><div><b>From: </b>Pat<br></div><div>{THEIRS}</div></blockquote></div>",
            kind="text/html",
            **FW,
        ),
        OWN,
        ("Begin forwarded message:", THEIRS),
    ),
    Case(
        "apple mail in HTML, alone",
        mail(
            '<div><br><blockquote type="cite"><div>Begin forwarded message:</div>'
            f"<div>{THEIRS}</div></blockquote></div>",
            kind="text/html",
            **FW,
        ),
        f"Begin forwarded message:\n{THEIRS}",
    ),
    Case(
        "gmail in HTML, with words",
        mail(
            f'<div dir="ltr">{OWN}<br><br><div class="gmail_quote"><div class="gmail_attr">'
            "---------- Forwarded message ---------<br>From: <b>Pat</b><br>Date: Sun<br></div>"
            f"<br><br><div>{THEIRS}</div></div></div>",
            kind="text/html",
            **FW,
        ),
        OWN,
        ("Forwarded message", THEIRS),
    ),
    Case(
        "gmail in HTML, alone",
        mail(
            '<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">'
            "---------- Forwarded message ---------<br>From: <b>Pat</b><br>Date: Sun<br></div>"
            f"<br><br><div>{THEIRS}</div></div></div>",
            kind="text/html",
            **FW,
        ),
        f"---------- Forwarded message ---------\nFrom: Pat\nDate: Sun\n\n{THEIRS}",
    ),
    Case(
        "outlook on the web, alone",
        mail(
            '<div><br></div><div id="divRplyFwdMsg"><b>From:</b> Pat<br><b>Sent:</b> March 1, 2026'
            f"<br><b>To:</b> Robin<br><b>Subject:</b> The terminal</div><div>{THEIRS}</div>",
            kind="text/html",
            **FW,
        ),
        f"From: Pat\nSent: March 1, 2026\nTo: Robin\nSubject: The terminal\n{THEIRS}",
    ),
]


@pytest.mark.parametrize("case", QUOTED, ids=by_name)
def test_a_forward_that_is_marked(case: Case) -> None:
    check(case)


def test_our_own_answer_sent_on_takes_nothing_back() -> None:
    ours = "Please withdraw my comment."
    forward = f"---------- Forwarded message ---------\n{HEADERS}\n\n{ours}"
    assert not read_message(mail(forward, **FW)).wants_withdrawal
    assert read_message(mail(ours, subject="Re: The ferry")).wants_withdrawal
