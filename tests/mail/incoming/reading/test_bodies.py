"""Which part is the text, and how its bytes become words."""

import pytest

from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import (
    FRENCH,
    OWN,
    Case,
    by_name,
    check,
    file,
    html,
    joined,
    mail,
    part,
    several,
)

ACCENTS = "Le traversier d\u2019été à Québec : « déjà fermé »"
PGP = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----"

CHARSETS = [
    ("utf-8", "utf-8", "8bit"),
    ("utf-8", "utf-8", "base64"),
    ("utf-8", "utf-8", "quoted-printable"),
    ("utf-8", "UTF8", "8bit"),
    ("utf-8", "iso-8859-1", "8bit"),
    ("utf-8", "us-ascii", "8bit"),
    ("utf-8", "x-unknown", "8bit"),
    ("utf-8", "no such; charset", "quoted-printable"),
    ("cp1252", "windows-1252", "8bit"),
    ("cp1252", "iso-8859-1", "quoted-printable"),
    ("cp1252", "utf-8", "8bit"),
    ("cp1252", "us-ascii", "base64"),
    ("cp1252", "", "8bit"),
    ("utf-16", "utf-16", "base64"),
    ("utf-16-le", "utf-16le", "base64"),
    ("utf-7", "utf-7", "8bit"),
    ("utf-8-sig", "utf-8", "8bit"),
    ("mac-roman", "macintosh", "base64"),
]


@pytest.mark.parametrize(("written", "declared", "encoding"), CHARSETS)
def test_the_charset_is_found(written: str, declared: str, encoding: str) -> None:
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    raw = mail(ACCENTS.encode(written), kind=kind, encoding=encoding)
    assert read_message(raw).text == ACCENTS


def test_japanese_whose_bytes_look_like_ascii() -> None:
    words = "フェリーを残してください。"
    raw = mail(words.encode("iso2022_jp"), kind="text/plain; charset=ISO-2022-JP", encoding="7bit")
    assert read_message(raw).text == words


def test_a_torn_letter_of_utf8_spoils_nothing_else() -> None:
    raw = mail("Déjà vu à Québec, été".encode() + b"\xc3", kind="text/plain; charset=utf-8")
    assert read_message(raw).text.startswith("Déjà vu à Québec, été")


def test_codecs_that_are_no_charsets_are_not_used() -> None:
    for codec in ("zip", "unicode_escape", "rot13", "idna", "punycode", "undefined", "../../x"):
        raw = mail("a\\u0041 b", kind=f"text/plain; charset={codec}")
        assert read_message(raw).text == "a\\u0041 b"


ENCODED = [
    Case(
        "base64 with faults between",
        mail(b"UGxlYXNlIGtlZXAg!dGhl\n*IG1vcm5pbmcgZmVycnku\n", encoding="8bit").replace(
            b"Encoding: 8bit", b"Encoding: BASE64"
        ),
        "Please keep the morning ferry.",
    ),
    Case(
        "base64 cut short",
        mail(b"UGxlYXNlIGtlZXAgdGhlIG1vcm5pbmcgZmVycnkuI", encoding="8bit").replace(
            b"Encoding: 8bit", b"Encoding: base64"
        ),
        "Please keep the morning ferry.",
    ),
    Case(
        "base64 in two pieces",
        mail(
            b"UGxlYXNlIGtlZXA=\nIHRoZSBmZXJyeSBydW5uaW5nIGFsbCB5ZWFyLg==", encoding="8bit"
        ).replace(b"Encoding: 8bit", b"Encoding: base64"),
        "Please keep the ferry running all year.",
    ),
    Case(
        "said to be base64, and is none",
        mail(OWN, encoding="8bit").replace(b"Encoding: 8bit", b"Encoding: base64"),
        OWN,
    ),
    Case(
        "quoted-printable with faults",
        mail("Caf=C3=A9 =ZZ 5=3D5 =", encoding="8bit").replace(
            b"Encoding: 8bit", b"Encoding: quoted-printable"
        ),
        "Café =ZZ 5=5",
    ),
    Case(
        "an encoding that nobody knows",
        mail(OWN, encoding="8bit").replace(b"Encoding: 8bit", b"Encoding: x-mystery"),
        OWN,
    ),
]


@pytest.mark.parametrize("case", ENCODED, ids=by_name)
def test_a_faulty_encoding_is_read_as_far_as_it_goes(case: Case) -> None:
    check(case)


PARTS = [
    Case("a text and a file", several(part(OWN), file("plan.pdf")), OWN, files=("plan.pdf",)),
    Case(
        "texts around a picture",
        several(part("Above."), file("a.jpg", kind="image/jpeg"), part("Below.")),
        "Above.\n\nBelow.",
        files=("a.jpg",),
    ),
    Case(
        "HTML after the same text",
        several(part(OWN), html(f"<p>{OWN}</p>")),
        OWN,
    ),
    Case(
        "alternatives beside a file",
        several(joined(part(OWN), html("<p>else</p>"), kind="alternative"), file("a.pdf")),
        OWN,
        files=("a.pdf",),
    ),
    Case(
        "HTML with its pictures",
        several(
            html(f'<p>{OWN}</p><img src="cid:logo">'),
            part(b"GIF89a", "image/gif; name=logo.gif", "Content-ID: <logo>\n"),
            kind="related",
        ),
        OWN,
        files=("logo.gif",),
    ),
    Case(
        "a signed mail",
        several(
            part(OWN),
            part(PGP, "application/pgp-signature; name=signature.asc"),
            kind="signed",
            more="; micalg=pgp-sha256; protocol=application/pgp-signature",
        ),
        OWN,
    ),
    Case(
        "a signed mail of alternatives and a file",
        several(
            joined(joined(part(OWN), html("<p>x</p>"), kind="alternative"), file("a.pdf"),
                   boundary="=_b2"),
            part(b"signature", "application/pkcs7-signature; name=smime.p7s"),
            kind="signed",
        ),
        OWN,
        files=("a.pdf",),
    ),
    Case(
        "signed within the text",
        mail(f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{OWN}\n\n{PGP}\n"),
        OWN,
        ("BEGIN PGP SIGNED MESSAGE", "Hash: SHA256", "END PGP SIGNATURE"),
    ),
    Case(
        "encrypted",
        several(
            part("Version: 1", "application/pgp-encrypted"),
            part("-----BEGIN PGP MESSAGE-----", "application/octet-stream; name=encrypted.asc"),
            kind="encrypted",
        ),
        "",
        files=("file", "encrypted.asc"),
    ),
    Case(
        "encrypted within the text",
        mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA1b\n-----END PGP MESSAGE-----\n"),
        "",
        files=("text.txt",),
    ),
    Case(
        "encrypted by S/MIME",
        mail(b"\x30\x80\x06", kind="application/pkcs7-mime; smime-type=enveloped-data; "
             "name=smime.p7m", encoding="base64"),
        "",
        files=("smime.p7m",),
    ),
    Case(
        "outlook's own format",
        several(part(OWN), part(b"\x78\x9f\x3e\x22", "application/ms-tnef; name=winmail.dat")),
        OWN,
        files=("winmail.dat",),
    ),
    Case(
        "a mail attached",
        several(part(OWN), part("From: a@b.ca\nSubject: x\n\nTheirs", "message/rfc822")),
        OWN,
        files=("message.eml",),
    ),
    Case(
        "text files are files",
        several(part(OWN), part("notes", 'text/plain; name="notes.txt"'),
                part("a,b", "text/csv; name=table.csv")),
        OWN,
        files=("notes.txt", "table.csv"),
    ),
    Case(
        "a text that is said to be attached, and has no name",
        several(part(OWN, more="Content-Disposition: attachment\n"), file("plan.pdf")),
        OWN,
        files=("plan.pdf",),
    ),
    Case(
        "a text with the name of a file, and nothing beside it",
        several(part(OWN, 'text/plain; charset=utf-8; name="message.txt"')),
        OWN,
    ),
    Case(
        "a text file beside a blank text",
        several(part(" "), part("notes", "text/plain",
                'Content-Disposition: attachment; filename="notes.txt"\n')),
        "",
        files=("notes.txt",),
    ),
    Case(
        "only a file",
        mail(b"%PDF", kind="application/pdf; name=letter.pdf", encoding="base64"),
        "",
        files=("letter.pdf",),
    ),
    Case(
        "markdown alone is text",
        mail(OWN, kind="text/markdown; charset=utf-8"),
        OWN,
    ),
    Case(
        "a file and blank text",
        several(part(" \n"), file("letter.pdf")),
        "",
        files=("letter.pdf",),
    ),
    Case("HTML that calls itself plain", mail(f"<html><body><p>{OWN}</p></body></html>"), OWN),
    Case("plain text that calls itself HTML", mail("One\nTwo\n\nThree", kind="text/html"),
         "One\nTwo\n\nThree"),
    Case("no content type", mail(OWN).replace(b"Content-Type: text/plain; charset=utf-8\r\n", b""),
         OWN),
    Case("a content type that is none", mail(OWN, kind="text"), OWN),
    Case("nonsense for a content type", mail(OWN, kind="%%%;;;===\"\"\""), OWN),
]  # fmt: skip


@pytest.mark.parametrize("case", PARTS, ids=by_name)
def test_parts(case: Case) -> None:
    check(case)


FLOWED = [
    Case(
        "joined",
        mail("Please keep \nthe morning ferry. \nI take it.\n\nThanks \n",
             kind="text/plain; charset=utf-8; format=flowed"),
        "Please keep the morning ferry. I take it.\n\nThanks",
    ),
    Case(
        "with the blank taken out",
        mail("Le traver \nsier\n", kind="text/plain; charset=utf-8; format=flowed; delsp=yes"),
        "Le traversier",
    ),
    Case(
        "with a quotation and a signature",
        mail("> You \n> wrote.\n\n Stuffed line.\n-- \nRobin\n",
             kind="text/plain; format=flowed", subject="Re: x"),
        "Stuffed line.",
        ("> You wrote.", "Robin"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", FLOWED, ids=by_name)
def test_flowed_text(case: Case) -> None:
    check(case)


def test_a_french_mail_is_french() -> None:
    assert (
        read_message(mail(f"{FRENCH} Merci de votre attention et bonne journée.")).language == "fr"
    )
    assert read_message(mail(OWN)).language == "en"
