"""What people write so that a machine does not see it, or what a program writes in its own way."""

import base64
from binascii import hexlify

import pytest

from engage.comments.rules import receipt_code, receipt_hash
from engage.reports.known import contacts_in
from engage.reports.leaks import Gate, Identifier, Kind, find_leaks
from tests.privacy.test_contacts import CONTACTS
from tests.reports.leak_files import Values, pdf_text
from tests.reports.test_leaks import WAYS, as_csv

CODE = receipt_code(b"any secret", "a nonce")
PEOPLE = {
    Kind.NAME: "Marie Dupont",
    Kind.EMAIL: "marie.dupont@example.org",
    Kind.PHONE: "250 555 0199",
    Kind.ADDRESS: "1203 Discovery Street",
    Kind.QUARANTINED: "takes daily doses of Medication A",
    Kind.UNPUBLISHED_FRAGMENT: "the house has been stealing hydro power since spring",
    Kind.STAFF: "Quentin Ledger",
    Kind.RECEIPT: CODE,
}
KNOWN = [Identifier(kind, value) for kind, value in PEOPLE.items() if kind is not Kind.RECEIPT]
IN_WORDS = {Kind.NAME, Kind.EMAIL, Kind.ADDRESS, Kind.STAFF}
SPOKEN = (
    "call two five oh, five five five, oh one three nine",
    "two five zero five five five zero one nine nine is my number",
    "call two five oh, five five five, oh one double nine",
)
FORMATS = [WAYS[0], WAYS[1], WAYS[4]]


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(KNOWN, receipt_hashes=[receipt_hash(CODE.replace("-", ""))])


def kinds_found(gate: Gate, written: str) -> set[Kind]:
    """In every format; the same in each."""
    found = [
        {leak.kind for leak in gate.leaks_in({name: write(written)})} for name, write in FORMATS
    ]
    assert found[0] == found[1] == found[2]
    return found[0]


@pytest.mark.parametrize("text", [*(text for _, text, _ in CONTACTS), *SPOKEN])
def test_whatever_the_check_of_contacts_finds_the_gate_finds_again(text: str) -> None:
    contacts = list(contacts_in(text))
    assert contacts
    for contact in contacts:
        assert contact.kind in {
            leak.kind for leak in find_leaks({"a.csv": as_csv(text)}, [contact])
        }


def test_a_number_that_was_found_spoken_is_found_in_digits() -> None:
    (spoken,) = contacts_in("call two five oh, five five five, oh one double nine")
    for written in ("250-555-0199", "two five oh five five five oh one double nine"):
        assert find_leaks({"a.csv": as_csv(written)}, [spoken])
    for other in ("250-555-0198", "two five oh five five five oh one nine eight", "two, five, ten"):
        assert find_leaks({"a.csv": as_csv(other)}, [spoken]) == []


@pytest.mark.parametrize(
    "written",
    [
        "two five zero, five five five, zero one nine nine",
        "TWO-FIVE-OH triple five oh one double nine",
        "deux cinq z\u00e9ro cinq cinq cinq z\u00e9ro un neuf neuf",
        "one two five oh five five five oh one nine nine",
    ],
)
def test_a_number_that_is_known_in_digits_is_found_spoken(gate: Gate, written: str) -> None:
    assert kinds_found(gate, f"It is {written}, she said") == {Kind.PHONE}


def test_words_that_count_are_no_number(gate: Gate) -> None:
    counted = "two, five, zero, five, five, five, zero, one, nine, eight; one two three, two five"
    assert kinds_found(gate, counted) == set()


def test_a_number_that_staff_offer_may_be_said_in_words() -> None:
    said = "call one eight zero zero six six three seven eight six seven"
    known = [*contacts_in(said), *contacts_in("call 250 555 0199")]
    gate = Gate(known, allowed_contacts=["1-800-663-7867"])
    assert kinds_found(gate, said) == set()
    assert kinds_found(Gate(known), said) == {Kind.PHONE}


def bold(text: str) -> str:
    small = {chr(97 + n): chr(0x1D41A + n) for n in range(26)}
    return text.translate(str.maketrans(small | {chr(65 + n): chr(0x1D400 + n) for n in range(26)}))


def white_on_black(text: str) -> str:
    return "".join(chr(0x1F150 + ord(c.lower()) - 97) if c.isalpha() else c for c in text)


ALIKE = {
    "Cyrillic": lambda text: text.translate(str.maketrans("aceopxyMHTKB", "асеорхуМНТКВ")),  # noqa: RUF001
    "Greek capitals": lambda text: text.upper().translate(
        str.maketrans("ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")  # noqa: RUF001
    ),
    "small capitals": lambda text: text.translate(
        str.maketrans("abcdegijklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
    ),
    "bold": bold,
    "white on black": white_on_black,
    "in circles": "\u20dd".join,
}  # fmt: skip


@pytest.mark.parametrize("letters", ALIKE)
def test_letters_that_look_alike_make_no_difference(gate: Gate, letters: str) -> None:
    for kind, value in PEOPLE.items():
        written = ALIKE[letters](value)
        assert kind in kinds_found(gate, f"It was {written}, they said."), kind


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Đặng Văn Nam", "Dang Van Nam"),
        ("Is\u0327\u0131l Kaya", "Isil Kaya"),
        ("Þóra Óðinsdóttir", "Thora Odinsdottir"),
        ("TȺLEȻ Ƚáu", "talec lau"),
        ("Lukasz Zolc", "ŁUKASZ ŻÓŁĆ"),
        ("Мария Иванова", "мария иванова"),
        ("Νίκος Παππάς", "ΝΙΚΟΣ ΠΑΠΠΑΣ"),
    ],
)
def test_a_name_is_found_without_its_strokes_and_in_its_own_letters(
    name: str, written: str
) -> None:
    assert kinds_found(Gate([Identifier(Kind.NAME, name)]), f"by {written}.") == {Kind.NAME}


def test_other_letters_are_other_names() -> None:
    gate = Gate([Identifier(Kind.NAME, "Мария Иванова"), Identifier(Kind.NAME, "Soren Dahl")])
    assert kinds_found(gate, "Мария Петрова, Иванова; Søren Dalh, Soran Dahl") == set()


def with_double_blanks(text: str) -> str:
    return "  ".join(" ".join(word) for word in text.split())


SPACED = {
    "blanks, words further apart": with_double_blanks,
    "blanks alone": lambda text: " ".join(text.replace(" ", "")),
    "no-break blanks": lambda text: with_double_blanks(text).replace(" ", "\u00a0"),
    "blanks of Braille": lambda text: with_double_blanks(text).replace(" ", "\u2800"),
    "one letter a line": lambda text: "\n\n".join("\n".join(word) for word in text.split()),
    "points": lambda text: " ".join(".".join(word) for word in text.split()),
    "hyphens": lambda text: " ".join("-".join(word) for word in text.split()),
    "stars, with unseen signs": lambda text: " ".join("*\u200b".join(w) for w in text.split()),
}


@pytest.mark.parametrize("way", SPACED)
def test_letters_one_by_one_are_read_together(gate: Gate, way: str) -> None:
    """Where words are no further apart than letters, at capitals and figures."""
    for kind in (Kind.NAME, Kind.STAFF, Kind.ADDRESS):
        assert kind in kinds_found(gate, f"It was {SPACED[way](PEOPLE[kind])} they said"), kind


@pytest.mark.parametrize("way", ["blanks, words further apart", "blanks alone", "no-break blanks"])
def test_an_address_written_letter_by_letter_is_found(gate: Gate, way: str) -> None:
    assert kinds_found(gate, SPACED[way](PEOPLE[Kind.EMAIL])) >= {Kind.EMAIL}


@pytest.mark.parametrize("way", SPACED)
def test_short_words_letter_by_letter_are_read_too(way: str) -> None:
    gate = Gate([Identifier(Kind.NAME, "Li Wei"), Identifier(Kind.QUARANTINED, "Takes a Pill")])
    assert kinds_found(gate, f"It was {SPACED[way]('Li Wei')} they said") == {Kind.NAME}
    if "alone" not in way:  # one letter that stands between words belongs to none of them
        assert kinds_found(gate, f"Who {SPACED[way]('Takes a Pill')} now") == {Kind.QUARANTINED}


def test_letters_that_a_page_sets_apart_are_read_together(gate: Gate) -> None:
    values: Values = [" ".join(PEOPLE[kind].replace(" ", "")) for kind in IN_WORDS]
    name, content = pdf_text(values)
    assert {leak.kind for leak in gate.leaks_in({name: content})} == IN_WORDS


CODED = {
    "entities of entities": lambda text: "".join(f"&amp;#{ord(c)};" for c in text),
    "per cent of per cent": lambda text: "".join(f"%25{byte:02X}" for byte in text.encode()),
    "as mail is": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "lines of mail": lambda text: f"{text[:4]}=\n{text[4:]}",
    "as a program's text": lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of addresses": lambda text: (
        base64.urlsafe_b64encode(f"by {text}\n".encode()).decode().rstrip("=")
    ),
    "hexadecimal": lambda text: hexlify(text.encode()).decode(),
}


@pytest.mark.parametrize("code", CODED)
def test_codes_that_any_program_reads_are_read(gate: Gate, code: str) -> None:
    for kind, value in PEOPLE.items():
        assert kind in kinds_found(gate, f"see {CODED[code](value)} there"), kind


ORDINARY = (
    "A B C D of it: I, I, I, I. U.S.A., R.C.M.P., 1-2-3-4-5, a-b-c-d, 1 2 3 4 5 6 7 8 9.",
    "responsibilities, telecommunications, intergovernmental_agreements, AAAAAAAAAAAAAAAAAAAAAAAA",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 and Zm9vYmFyYmF6cXV4",
    "2 5 0 5 5 5 0 1 9 8, M a r i e D u p o i n t, M.a.r.i.o D.u.p.o.n.t, x=20 =4D =61",
    "两 个 人 说 了 什么。 私はです。 ผมชื่อครับ",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_looks_like_a_disguise_is_innocent(gate: Gate, text: str) -> None:
    assert kinds_found(gate, text) == set()


def test_figures_side_by_side_make_up_no_number_letter_by_letter(gate: Gate) -> None:
    rows = b"2,5,0,5,5,5,0,1,9,9\r\na,2,5,0,5,5,5,0,1,9,9\r\nb,2,5,0,5,5,5,0,1,9,9,c\r\n"
    assert gate.leaks_in({"a.csv": rows}) == []


def test_a_contact_in_disguise_refuses_though_it_was_published(gate: Gate) -> None:
    for disguise in (SPACED["blanks alone"], CODED["base64"], ALIKE["Cyrillic"]):
        said = f"Ask {disguise(PEOPLE[Kind.EMAIL])} about it"
        strict = Gate(KNOWN, public_texts=[said, "Other words."])
        assert {leak.kind for leak in strict.leaks_in({"a.csv": as_csv(said)})} >= {Kind.EMAIL}
        assert Kind.EMAIL in strict.kinds_in(said)
        assert [kinds for _, kinds in strict.kinds_in_each([(1, "a"), (2, said)])] != []


def test_the_place_of_a_disguise_is_told_and_not_the_words(gate: Gate) -> None:
    rows = b'x,y\r\n"M a r i e  D u p o n t",y\r\n'
    (leak,) = gate.leaks_in({"a.csv": rows})
    assert (leak.place, leak.kind) == ("row 2, column 1", Kind.NAME)
