"""What stands below the author's words, or is put there by a program or a server."""

import pytest

from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import FRENCH, OWN, Case, by_name, check, mail

EXTERNAL = (
    "[EXTERNAL] This email came from an external source. Only open attachments or links that you "
    "are expecting from a known sender."
)
CONFIDENTIAL = (
    "CONFIDENTIALITY NOTICE: This e-mail and any attachments are intended only for the named "
    "recipient. If you have received it in error, please notify the sender and delete it."
)
CONFIDENTIEL = (
    "Avis de confidentialité : Ce courriel est destiné exclusivement au destinataire. Si vous "
    "l'avez reçu par erreur, veuillez en aviser l'expéditeur et le détruire."
)
TAGS = [
    "Sent from my iPhone",
    "Sent from my iPad",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail on Android",
    "Sent from Mail for Windows",
    "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "Get Outlook for iOS",
    "Sent from my mobile device. Please excuse typos.",
    "Sent from Proton Mail for iOS",
    "Sent from my BlackBerry 10 smartphone on the TELUS network.",
    "Sent from Gmail Mobile",
    "Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone",
    "Envoyé de mon iPhone",
    "Envoyé à partir de mon iPad",
    "Envoyé depuis mon téléphone Samsung",
    "Envoyé à partir d\u2019Outlook pour Android",
    "Envoyé depuis l\u2019application Yahoo Mail pour Android",
    "Télécharger Outlook pour iOS",
    "Obtenez Outlook pour Android",
    "Provenance : Courrier pour Windows",
    "Virus-free.www.avast.com",
    "Please consider the environment before printing this email.",
    "This email has been checked for viruses by Avast antivirus software.",
]


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_line_is_cut(tag: str) -> None:
    check(Case(tag, mail(f"{OWN}\n\n{tag}\n"), OWN, (tag,)))


SIGNED = [
    Case(
        "below the mark",
        mail(f"{OWN}\n\n-- \nRobin Sample\nPowell River\n"),
        OWN,
        ("--", "Robin Sample", "Powell River"),
    ),
    Case(
        "the mark without its blank, and a motto",
        mail(
            f"{OWN}\n\n--\nRobin Sample\nWe do not inherit the earth, we borrow it from those who "
            "come after us, as they say.\n"
        ),
        OWN,
        ("Robin Sample", "we borrow it"),
    ),
    Case(
        "a closing, a name and a telephone",
        mail(
            f"{OWN}\n\nSincerely,\nRobin Sample\nPresident, Friends of the Ferry\n"
            "250-555-0142\nrobin@mail.example\n"
        ),
        OWN,
        ("Sincerely,", "250-555-0142"),
    ),
    Case(
        "in French",
        mail(
            f"{FRENCH}\n\nCordialement,\n\nRobine Exemple\nDirectrice, Amis du traversier\n"
            "Tél. : 604 555-0142\n"
        ),
        FRENCH,
        ("Cordialement,", "604 555-0142"),
    ),
    Case(
        "a name and several lines without a closing",
        mail(
            f"{OWN}\n\nRobin Sample, P.Eng.\nSenior Planner | City of Somewhere\n"
            "T: 250-555-0142 | robin@city.example\nwww.city.example\n"
        ),
        OWN,
        ("Senior Planner", "www.city.example"),
    ),
    Case(
        "lines of a signature apart, as HTML has them",
        mail(f"{OWN}\n\nKind regards,\n\nRobin Sample\n\nManager\n\n250-555-0142\n"),
        OWN,
        ("Kind regards,", "Manager", "250-555-0142"),
    ),
    Case(
        "with words on whose land it was written",
        mail(
            f"{OWN}\n\nRobin Sample (she/her)\nManager\n250-555-0142\n\nI gratefully acknowledge "
            "that I live on the unceded territory of the Tla'amin Nation.\n"
        ),
        OWN,
        ("Robin Sample (she/her)", "unceded territory"),
    ),
    Case(
        "in bold, with the place of a picture",
        mail(
            f"{OWN}\n\n*Robin Sample*\n*Director, Friends*\n250-555-0142\n"
            "[image: logo.png] <https://friends.example>\n"
        ),
        OWN,
        ("*Robin Sample*", "[image: logo.png]"),
    ),
    Case(
        "on one line",
        mail(f"{OWN}\n\nRobin Sample | Director | 250-555-0142 | robin@mail.example\n"),
        OWN,
        ("Robin Sample | Director",),
    ),
    Case(
        "a closing and a name on one line",
        mail(f"{OWN}\n\nThanks, Robin Sample\n250-555-0142\n"),
        OWN,
        ("Thanks, Robin Sample",),
    ),
    Case(
        "a disclaimer",
        mail(f"{OWN}\n\n{CONFIDENTIAL}\n"),
        OWN,
        (CONFIDENTIAL,),
    ),
    Case(
        "a disclaimer in French",
        mail(f"{FRENCH}\n\n{CONFIDENTIEL}\n"),
        FRENCH,
        (CONFIDENTIEL,),
    ),
    Case(
        "a disclaimer wrapped over lines, below a signature",
        mail(
            f"{OWN}\n\nRegards,\nRobin Sample\n250-555-0142\n\nThis message is intended only for "
            "the use of the individual to whom\nit is addressed and may contain information "
            "that is privileged. If you\nare not the intended recipient, please notify us and "
            "delete it.\n"
        ),
        OWN,
        ("Regards,", "250-555-0142", "intended only for"),
    ),
    Case(
        "the government's banner",
        mail(f"{EXTERNAL}\n\n{OWN}\n"),
        OWN,
        (EXTERNAL,),
    ),
    Case(
        "another banner",
        mail(
            f"CAUTION: This email originated from outside of the organization. Do not click links "
            f"unless you recognize the sender.\n\n{OWN}\n"
        ),
        OWN,
        ("CAUTION",),
    ),
    Case(
        "outlook's warning of strangers",
        mail(
            "You don't often get email from robin@mail.example. Learn why this is important<https:"
            f"//aka.ms/LearnAboutSenderIdentification>\n{OWN}\n"
        ),
        OWN,
        ("Learn why this is important",),
    ),
    Case(
        "a drawn line above what is cut",
        mail(f"{OWN}\n\n_____________________\n{CONFIDENTIAL}\n"),
        OWN,
        ("____", CONFIDENTIAL),
    ),
    Case(
        "a signature above the quotation",
        mail(
            f"{OWN}\n\n-- \nRobin Sample\n\nOn Mon, Mar 2, 2026 at 9:15 AM Engage BC "
            "<engage@gov.bc.ca> wrote:\n> Thank you.\n"
        ),
        OWN,
        ("Robin Sample", "> Thank you."),
    ),
    Case(
        "a signature below an answer below a quotation",
        mail(
            f"On 3/2/26 9:15 AM, Engage BC wrote:\n> Thank you.\n\n{OWN}\n\nThanks,\nRobin Sample\n"
            "cell: 250-555-0142\n"
        ),
        OWN,
        ("> Thank you.", "cell: 250-555-0142"),
    ),
]


@pytest.mark.parametrize("case", SIGNED, ids=by_name)
def test_a_signature_is_cut(case: Case) -> None:
    check(case)


def test_a_signature_is_kept_where_nothing_else_was_written() -> None:
    block = "Robin Sample\nManager\n250-555-0142\nrobin@mail.example"
    check(Case("alone", mail(block), block))


@pytest.mark.parametrize("drawn", ["_" * 17, "-" * 20, "=" * 5, "~~~"])
def test_a_drawn_line_right_above_a_name_parts_like_an_empty_one(drawn: str) -> None:
    block = "Robin Sample\nManager, Example Park\nCell: 604-555-0142\nwww.park.example.ca"
    assert read_message(mail(f"{OWN}\n\n{drawn}\n{block}\n")).text == OWN


def test_a_drawn_line_under_a_title_parts_nothing() -> None:
    written = "My reasons\n----------\nI work at night.\nI have no car.\n\nMy wish\n-------\nA bus."
    assert read_message(mail(written)).text == written
