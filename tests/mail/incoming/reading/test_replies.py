"""Answers as mail programs write them: the author's words stay, what they answer is cut."""

import pytest

from engage.mail.incoming.rules import Reason
from tests.mail.incoming.reading.making import FRENCH, OWN, Case, by_name, check, mail

OURS = "Thank you for your comment. Your receipt code is below."
RE = {"subject": "Re: The ferry", "headers": "In-Reply-To: <ours@gov.bc.ca>\n"}

PLAIN = [
    Case(
        "gmail",
        mail(
            f"{OWN}\n\nOn Mon, Mar 2, 2026 at 9:15 AM Engage BC <engage@gov.bc.ca> wrote:\n\n"
            f"> {OURS}\n>\n> --\n> Engage BC\n",
            **RE,
        ),
        OWN,
        ("On Mon, Mar 2, 2026", f"> {OURS}"),
    ),
    Case(
        "gmail, the line before the quotation wrapped",
        mail(
            f"{OWN}\n\nOn Mon, Mar 2, 2026 at 9:15 AM Engage BC, Public Engagement\n"
            f"<engage@gov.bc.ca> wrote:\n> {OURS}\n",
            **RE,
        ),
        OWN,
        ("<engage@gov.bc.ca> wrote:", OURS),
    ),
    Case(
        "gmail in French",
        mail(
            f"{FRENCH}\n\nLe lun. 2 mars 2026 à 09:15, Engage BC <engage@gov.bc.ca> a écrit :\n\n"
            f"> {OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Le lun. 2 mars 2026", OURS),
    ),
    Case(
        "gmail in French, wrapped",
        mail(
            f"{FRENCH}\n\nLe lun. 2 mars 2026 à 09 h 15, Engage BC\n<engage@gov.bc.ca> a\n"
            f"écrit :\n\n> {OURS}\n",
            **RE,
        ),
        FRENCH,
        ("écrit :", OURS),
    ),
    Case(
        "older gmail",
        mail(f"{OWN}\n\n2026/3/2 Engage BC <engage@gov.bc.ca>:\n> {OURS}\n", **RE),
        OWN,
        (OURS,),
    ),
    Case(
        "apple mail",
        mail(
            f"{OWN}\n\nRobin\n\n> On Mar 2, 2026, at 9:15 AM, Engage BC <engage@gov.bc.ca> wrote:\n"
            f"> \n> {OURS}\n",
            **RE,
        ),
        f"{OWN}\n\nRobin",
        ("> On Mar 2, 2026", OURS),
    ),
    Case(
        "apple mail in French on a telephone",
        mail(
            f"{FRENCH}\n\nEnvoyé de mon iPhone\n\n"
            f"> Le 2 mars 2026 à 09:15, Engage BC <engage@gov.bc.ca> a écrit :\n> \n> {OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Envoyé de mon iPhone", OURS),
    ),
    Case(
        "thunderbird",
        mail(f"{OWN}\n\nOn 2026-03-02 9:15 a.m., Engage BC wrote:\n> {OURS}\n> More.\n", **RE),
        OWN,
        ("On 2026-03-02", "> More."),
    ),
    Case(
        "thunderbird in French",
        mail(f"{FRENCH}\n\nLe 2026-03-02 à 09:15, Engage BC a écrit :\n> {OURS}\n", **RE),
        FRENCH,
        (OURS,),
    ),
    Case(
        "thunderbird, written below",
        mail(f"On 3/2/26 9:15 AM, Engage BC wrote:\n> {OURS}\n\n{OWN}\n", **RE),
        OWN,
        ("On 3/2/26", OURS),
    ),
    Case(
        "answered between",
        mail(
            "On 3/2/26 9:15 AM, Engage BC wrote:\n> Which sailing do you take?\nThe first one.\n\n"
            "> How often?\n\nEvery day.\n\n> Thank you.\n",
            **RE,
        ),
        "The first one.\n\nEvery day.",
        ("> Which sailing do you take?", "> How often?", "> Thank you."),
    ),
    Case(
        "yahoo",
        mail(
            f"{OWN}\n    On Monday, March 2, 2026 at 09:15:01 a.m. PST, Engage BC "
            f"<engage@gov.bc.ca> wrote:  \n \n {OURS}\n More of it.\n",
            **RE,
        ),
        OWN,
        ("On Monday, March 2, 2026", OURS, "More of it."),
    ),
    Case(
        "yahoo in French",
        mail(
            f"{FRENCH}\n    Le lundi 2 mars 2026 à 09:15:01 UTC\u22128, Engage BC "
            f"<engage@gov.bc.ca> a écrit :  \n \n {OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Le lundi 2 mars 2026", OURS),
    ),
    Case(
        "outlook",
        mail(
            f"{OWN}\n\nFrom: Engage BC <engage@gov.bc.ca>\nSent: Monday, March 2, 2026 9:15 AM\n"
            f"To: Robin Sample <robin@mail.example>\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("From: Engage BC", OURS),
    ),
    Case(
        "outlook below a drawn line",
        mail(
            f"{OWN}\n\n________________________________\nFrom: Engage BC <engage@gov.bc.ca>\n"
            f"Sent: March 2, 2026 9:15 AM\nTo: Robin\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("____", "From: Engage BC", OURS),
    ),
    Case(
        "outlook with bold labels",
        mail(
            f"{OWN}\n\n*From:* Engage BC <engage@gov.bc.ca>\n*Sent:* March 2, 2026 9:15 AM\n"
            f"*To:* Robin\n*Subject:* Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("*From:*", OURS),
    ),
    Case(
        "outlook in French",
        mail(
            f"{FRENCH}\n\nDe : Engage BC <engage@gov.bc.ca>\nEnvoyé : 2 mars 2026 09:15\n"
            f"À : Robin Sample\nObjet : Merci\n\n{OURS}\n",
            **RE,
        ),
        FRENCH,
        ("De : Engage BC", OURS),
    ),
    Case(
        "outlook in French with hard blanks",
        mail(
            f"{FRENCH}\n\nDe\u00a0: Engage BC <engage@gov.bc.ca>\nEnvoyé\u00a0: le 2 mars 2026\n"
            f"À\u00a0: Robin Sample\nCc\u00a0: a@b.ca\nObjet\u00a0: Merci\n\n{OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Robin Sample", OURS),
    ),
    Case(
        "older outlook",
        mail(
            f"{OWN}\n\n-----Original Message-----\nFrom: engage@gov.bc.ca\n"
            f"Sent: March 2, 2026 9:15 AM\nTo: Robin\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Original Message", OURS),
    ),
    Case(
        "older outlook in French",
        mail(
            f"{FRENCH}\n\n-----Message d'origine-----\nDe : engage@gov.bc.ca\n"
            f"Envoyé : 2 mars 2026 09:15\nÀ : Robin\nObjet : Merci\n\n{OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Message d'origine", OURS),
    ),
    Case(
        "samsung",
        mail(
            f"{OWN}\n\nSent from my Galaxy\n\n\n-------- Original message --------\n"
            f"From: Engage BC <engage@gov.bc.ca>\nDate: 2026-03-02 9:15 a.m. (GMT-08:00)\n"
            f"To: robin@mail.example\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Sent from my Galaxy", "Original message", OURS),
    ),
    Case(
        "samsung in French",
        mail(
            f"{FRENCH}\n\nEnvoyé depuis mon appareil Galaxy\n\n\n-------- Message d\u2019origine "
            f"--------\nDe : Engage BC <engage@gov.bc.ca>\nDate : 2026-03-02 09:15 (GMT-08:00)\n"
            f"À : robin@mail.example\nObjet : Merci\n\n{OURS}\n",
            **RE,
        ),
        FRENCH,
        ("Envoyé depuis mon appareil Galaxy", OURS),
    ),
    Case(
        "proton",
        mail(
            f"{OWN}\n\nSent with [Proton Mail](https://proton.me/mail/home) secure email.\n\n"
            f"On Monday, March 2nd, 2026 at 9:15 AM, Engage BC <engage@gov.bc.ca> wrote:\n\n"
            f"> {OURS}\n",
            **RE,
        ),
        OWN,
        ("Proton Mail", OURS),
    ),
    Case(
        "outlook for android",
        mail(
            f"{OWN}\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>\n"
            f"________________________________\nFrom: Engage BC <engage@gov.bc.ca>\n"
            f"Sent: Monday, March 2, 2026 9:15:00 AM\nTo: Robin\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Get Outlook for Android", OURS),
    ),
    Case(
        "lotus notes",
        mail(
            f'{OWN}\n\nFrom:   "Engage BC" <engage@gov.bc.ca>\nTo:     Robin Sample\n'
            f"Date:   2026-03-02 09:15 AM\nSubject:        Thank you\n\n\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Engage BC", OURS),
    ),
    Case(
        "aol",
        mail(
            f"{OWN}\n\nIn a message dated 3/2/2026 9:15:00 AM Pacific Standard Time, "
            f"engage@gov.bc.ca writes:\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("In a message dated", OURS),
    ),
    Case(
        "webmail that names the sender alone",
        mail(f"{OWN}\n\nEngage BC <engage@gov.bc.ca> wrote:\n> {OURS}\n", **RE),
        OWN,
        ("Engage BC <engage@gov.bc.ca> wrote:", OURS),
    ),
    Case(
        "webmail in French that names the sender first",
        mail(
            f"{FRENCH}\n\nEngage BC <engage@gov.bc.ca> a écrit le lun. 2 mars 2026 à 09:15 :\n\n"
            f"> {OURS}\n",
            **RE,
        ),
        FRENCH,
        ("a écrit le lun.", OURS),
    ),
    Case(
        "horde",
        mail(f"{OWN}\n\nQuoting Engage BC <engage@gov.bc.ca>:\n\n> {OURS}\n", **RE),
        OWN,
        ("Quoting Engage BC", OURS),
    ),
    Case(
        "a long conversation",
        mail(
            f"{OWN}\n\nOn Mon, Mar 2, 2026 at 9:15 AM Engage BC <engage@gov.bc.ca> wrote:\n"
            f"> {OURS}\n> On Sun, Mar 1, 2026 Robin <robin@mail.example> wrote:\n"
            ">> My first mail.\n>> On Fri somebody wrote:\n>>> Before that.\n",
            **RE,
        ),
        OWN,
        (OURS, ">> My first mail.", ">>> Before that."),
    ),
    Case(
        "nothing but the quotation",
        mail(f"On 3/2/26 9:15 AM, Engage BC wrote:\n> {OURS}\n", **RE),
        "",
        (OURS,),
    ),
    Case(
        "words close above the line before the quotation",
        mail(
            f"{OWN}\nOn Mon, Mar 2, 2026 at 9:15 AM Engage BC <engage@gov.bc.ca> wrote:\n"
            f"> {OURS}\n",
            **RE,
        ),
        OWN,
        ("On Mon, Mar 2, 2026", OURS),
    ),
    Case(
        "zoho",
        mail(
            f"{OWN}\n\n\n---- On Mon, 02 Mar 2026 09:15:00 -0800 Engage BC <engage@gov.bc.ca> "
            f"wrote ----\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("---- On Mon", OURS),
    ),
    Case(
        "all labels on one line",
        mail(
            f"{OWN}\nFrom: Engage BC <engage@gov.bc.ca> Sent: March 2, 2026 To: Robin Subject: "
            f"Thank you\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("From: Engage BC", OURS),
    ),
    Case(
        "the date first",
        mail(
            f"{OWN}\n\nDate: Mon, 2 Mar 2026 09:15:00 -0800\nFrom: engage@gov.bc.ca\n"
            f"To: robin@mail.example\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Date: Mon", OURS),
    ),
    Case(
        "a quoted line that a program broke",
        mail(
            "On 3/2/26 9:15 AM, Engage BC wrote:\n> This is a long line that some program has "
            f"broken in the middle of\nthe sentence here\n> and it goes on.\n\n{OWN}\n",
            **RE,
        ),
        OWN,
        ("broken in the middle of\nthe sentence here",),
    ),
    Case(
        "a list of addresses over several lines",
        mail(
            f"{OWN}\n\nFrom: Engage BC <engage@gov.bc.ca>\nSent: Monday, March 2, 2026 9:15 AM\n"
            "To: Robin Sample <robin@mail.example>;\n Second Person <second@mail.example>;\n"
            f" Third Person <third@mail.example>\nCc: Other\nSubject: Thank you\n\n{OURS}\n",
            **RE,
        ),
        OWN,
        ("Second Person", OURS),
    ),
]


@pytest.mark.parametrize("case", [c for c in PLAIN if c.text], ids=by_name)
def test_plain_answer(case: Case) -> None:
    check(case)


def test_an_answer_without_words_is_empty() -> None:
    (case,) = [c for c in PLAIN if not c.text]
    check(Case(case.name, case.raw, "", case.cut, Reason.EMPTY))
