"""The gate: whatever is known about a person is found in any file, however it is dressed up."""

import json
from html import escape
from pathlib import Path

import pytest

from engage.comments.rules import receipt_code, receipt_hash
from engage.reports.build import build_report
from engage.reports.leaks import (
    CONTACTS,
    Gate,
    Identifier,
    Kind,
    UnreadableFile,
    find_leaks,
    readable_text,
)
from engage.reports.renderers.data import write_data
from engage.reports.renderers.html import render_html
from engage.reports.source import CommentFacts
from tests.reports.factories import many_comments, source, templates

REJECTED = "My neighbour at the blue house has been stealing hydro power since the spring flood"
PEOPLE = {
    Kind.NAME: "Jane Hume",
    Kind.EMAIL: "jane.hume@example.org",
    Kind.PHONE: "250-555-0199",
    Kind.ADDRESS: "1203 Discovery Street, Atlin BC V0W 1A0",
    Kind.RECEIPT: "K7PQ-M2XD-9RTW",
    Kind.IP: "203.0.113.77",
    Kind.IDENTITY_NUMBER: "046 454 286",
    Kind.QUARANTINED: "takes daily doses of Medication A",
    Kind.UNPUBLISHED_FRAGMENT: REJECTED,
    Kind.STAFF: "Quentin Ledger",
}
KNOWN = [Identifier(kind, value) for kind, value in PEOPLE.items()]


def as_csv(text: str) -> bytes:
    return '"Topic","Comment"\r\n"Ferries","He said ""yes"": {}"\r\n'.format(
        text.replace('"', '""')
    ).encode("utf-8-sig")


def as_json_text(text: str) -> bytes:
    return json.dumps({"report": {"comments": [{"text": f"They wrote: {text}"}]}}).encode()


def as_html_text(text: str) -> bytes:
    return f"<html lang=en><body><h1>Report</h1><p>They wrote: {escape(text)}</p>".encode()


def as_html_attribute(text: str) -> bytes:
    return f'<p title="by {escape(text)}">Words</p>'.encode()


def as_html_comment(text: str) -> bytes:
    return f"<p>Words</p><!-- by {text} -->".encode()


def as_split_markup(text: str) -> bytes:
    middle = len(text) // 2
    return f"<p>by {text[:middle]}<b></b><i>{text[middle:]}</i></p>".encode()


def as_entities(text: str) -> bytes:
    return f"<p>{''.join(f'&#{ord(character)};' for character in text)}</p>".encode()


def as_escaped_json(text: str) -> bytes:
    return f'{{"a": "{"".join(f"{chr(92)}u{ord(c):04x}" for c in text)}"}}'.encode()


def as_json_key(text: str) -> bytes:
    return json.dumps({text: 1}).encode()


def as_title(text: str) -> bytes:
    return f"<html><head><title>{text}</title><meta name=author content='{text}'></head>".encode()


FORMATS = {
    "report.csv": [as_csv],
    "report.json": [as_json_text, as_escaped_json, as_json_key],
    "report.html": [
        as_html_text,
        as_html_attribute,
        as_html_comment,
        as_split_markup,
        as_entities,
        as_title,
    ],
}
WAYS = [(name, write) for name, ways in FORMATS.items() for write in ways]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(("name", "write"), WAYS, ids=[write.__name__ for _, write in WAYS])
def test_every_kind_of_identifier_is_found_in_every_format(name, write, kind) -> None:
    leaks = find_leaks({name: write(PEOPLE[kind])}, KNOWN)
    assert {(leak.file, leak.kind) for leak in leaks} >= {(name, kind)}


def soft_hyphens(text: str) -> str:
    return "\u00ad".join(text)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DISGUISES = {
    "upper case": str.upper,
    "soft hyphens": soft_hyphens,
    "zero width": "\u200b".join,
    "full width": full_width,
    "accents": lambda text: text.replace("e", "é").replace("u", "u\u0308"),
    "wide blanks": lambda text: text.replace(" ", " \u00a0\n  "),
    "punctuation around": lambda text: f"({text}),",
    "per cent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "escaped twice": escape,
}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("name", "write"), [WAYS[0], WAYS[1], WAYS[4]], ids=["csv", "json", "html"]
)
def test_every_kind_of_identifier_is_found_in_disguise(name, write, disguise, kind) -> None:
    content = write(DISGUISES[disguise](PEOPLE[kind]))
    assert kind in {leak.kind for leak in find_leaks({name: content}, KNOWN)}


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.NAME, "Hume, Jane"),
        (Kind.NAME, "Jane Hume's idea"),
        (Kind.EMAIL, "<mailto:Jane.Hume@Example.org>"),
        (Kind.EMAIL, "jane dot hume at example dot org"),
        (Kind.EMAIL, "jane.hume [at] example.org"),
        (Kind.PHONE, "(250) 555 0199"),
        (Kind.PHONE, "+1.250.555.0199"),
        (Kind.PHONE, "1-250-555-0199 ext. 4"),
        (Kind.PHONE, "2505550199"),
        (Kind.PHONE, "250 – 555 – 01 99"),  # noqa: RUF001
        (Kind.PHONE, "".join(chr(0x660 + int(digit)) for digit in "2505550199")),
        (Kind.RECEIPT, "k7pqm2xd9rtw"),
        (Kind.RECEIPT, "K7PQ M2XD 9RTW"),
        (Kind.RECEIPT, "/receipt?code=K7PQ-M2XD-9RTW&x=1"),
        (Kind.ADDRESS, "1203 discovery st."),
        (Kind.ADDRESS, "v0w1a0"),
        (Kind.IP, "from 203.0.113.77:443"),
        (Kind.IDENTITY_NUMBER, "046-454-286"),
        (Kind.IDENTITY_NUMBER, "046454286"),
        (Kind.UNPUBLISHED_FRAGMENT, "house has been stealing hydro power since the"),
    ],
)
def test_people_write_the_same_thing_in_many_ways(kind: Kind, written: str) -> None:
    for name, write in (WAYS[0], WAYS[1], WAYS[4]):
        assert kind in {leak.kind for leak in find_leaks({name: write(written)}, KNOWN)}


def test_an_identifier_in_a_file_name_is_found_and_the_name_is_not_repeated() -> None:
    for kind in (Kind.NAME, Kind.PHONE, Kind.RECEIPT, Kind.EMAIL, Kind.IP):
        files = {f"report-{PEOPLE[kind].replace(' ', '_')}.csv": b"a\r\n"}
        (leak,) = find_leaks(files, [Identifier(kind, PEOPLE[kind])])
        assert (leak.file, leak.place, leak.kind) == ("file 1", "file name", kind)


def test_a_name_split_over_two_cells_is_found() -> None:
    files = {
        "a.csv": b"Jane,Hume\r\n",
        "b.json": b'{"given": "Jane", "last": "Hume"}',
        "c.html": b"<table><tr><td>Jane</td><td>Hume</td></tr></table>",
        "d.html": b"<p><span>Jane</span><span>Hume</span></p>",
    }
    assert {leak.file for leak in find_leaks(files, KNOWN)} == set(files)


def test_a_repeated_key_hides_nothing() -> None:
    content = b'{"text": "Jane Hume", "text": "nothing"}'
    assert [leak.place for leak in find_leaks({"a.json": content}, KNOWN)] == ["/text"]


def test_a_number_in_json_is_read_too() -> None:
    assert find_leaks({"a.json": b'{"n": 2505550199}'}, KNOWN)


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("2001:db8::7", "2001:0DB8:0:0:0:0:0:7"),
        ("9f86d081884c7d659a2feaa0c55ad015", "9F86D081884C7D659A2FEAA0C55AD015"),
        ("9f86d081884c7d659a2feaa0c55ad015", "from 9f86d081884c, an hour ago"),
        ("9f86d081884c7d659a2feaa0c55ad015", "from 9F86D081..."),
    ],
)
def test_ip_addresses_of_both_kinds_and_hashes_are_found(known: str, written: str) -> None:
    leaks = find_leaks({"a.csv": as_csv(written)}, [Identifier(Kind.IP, known)])
    assert [leak.kind for leak in leaks] == [Kind.IP]


def test_a_text_that_a_file_repeats_is_told_of_at_every_place() -> None:
    repeated = b"x,Jane Hume\r\n" * 4_000
    leaks = find_leaks({"a.csv": repeated}, KNOWN)
    assert {leak.place for leak in leaks} == {f"row {n}, column 2" for n in range(1, 4_001)}


def test_what_is_indulged_once_is_not_indulged_where_it_stands_as_a_text() -> None:
    known = [Identifier(Kind.NAME, "Green"), Identifier(Kind.PHONE, "2505550199")]
    assert find_leaks({"a.json": b'{"Green": 1}'}, known) == []
    leaks = find_leaks({"a.json": b'{"Green": ["Green", "2 5 0 5 5 5 0 1 9 9"]}'}, known)
    assert {leak.kind for leak in leaks} == {Kind.NAME, Kind.PHONE}
    rows = b"2,5,0,5,5,5,0,1,9,9\r\n"
    assert find_leaks({"a.csv": rows}, known) == []
    assert find_leaks({"a.csv": rows + b"2 5 0 5 5 5 0 1 9 9\r\n"}, known)


def test_a_leak_names_the_place() -> None:
    places = {
        leak.file: leak.place
        for leak in find_leaks(
            {
                "a.csv": b"x\r\ny,Jane Hume\r\n",
                "b.json": b'{"report": {"comments": [{"text": "Jane Hume"}]}}',
                "c.html": b"<p>one</p>\n<p>Jane Hume</p>",
            },
            KNOWN,
        )
    }
    assert places == {
        "a.csv": "row 2, column 2",
        "b.json": "/report/comments/0/text",
        "c.html": "line 2",
    }


def test_a_leak_does_not_tell_what_it_found() -> None:
    files = {name: write(" ".join(PEOPLE.values())) for name, write in WAYS}
    told = repr(find_leaks(files, KNOWN)) + repr(KNOWN)
    for word in (
        "Jane",
        "Hume",
        "Ledger",
        "example",
        "0199",
        "Discovery",
        "M2XD",
        "113",
        "stealing",
        "dose",
    ):
        assert word.lower() not in told.lower()


def test_parts_and_neighbours_of_identifiers_are_innocent() -> None:
    text = (
        "Jane and David Hume of Humes Street. Janet Hume-Jones. Call 250-555-0198 or 12505550. "
        "The house has been stealing hydro power. 203.0.113.7, K7PQ M2XD, unit 1203, "
        "K7PQ-M2XD-9RTX, hume@example.org, takes daily doses of Medication B."
    )
    for name, write in (WAYS[0], WAYS[1], WAYS[4]):
        known = [who for who in KNOWN if who.kind is not Kind.NAME]
        assert find_leaks({name: write(text)}, known) == []
    assert find_leaks({"a.csv": as_csv("Janet Hume and Jane David Hume")}, KNOWN) == []


def files_of(folder: Path, *comments: CommentFacts) -> dict[str, Path]:
    folder.mkdir()
    report = build_report(source(*comments))
    files, fingerprint = write_data(report, folder, lambda _share: None)
    files.append(folder / "a-report.html")
    files[-1].write_bytes(render_html(report, templates(), fingerprint))
    return {path.name: path for path in files}


def test_empty_and_one_letter_names_are_no_identifiers(tmp_path: Path) -> None:
    known = [Identifier(kind, value) for kind in Kind for value in ("", " ", "J", "-", ".")]
    assert find_leaks(files_of(tmp_path / "a", *many_comments()), known) == []


def test_a_name_that_is_an_ordinary_word_still_blocks() -> None:
    assert find_leaks({"a.csv": as_csv("a green boat")}, [Identifier(Kind.NAME, "Green")])


def test_a_name_that_also_stands_in_published_text_does_not_block() -> None:
    files = {"a.csv": as_csv("Jane Hume")}
    assert find_leaks(files, KNOWN, public_texts=["As Minister Jane Hume said"]) == []
    assert find_leaks(files, [Identifier(Kind.NAME, "Jane Hume", also_public=True)]) == []


def test_an_unpublished_run_that_staff_wrote_too_does_not_block_but_the_rest_does() -> None:
    staff = "The house has been stealing hydro power since the spring, says a letter."
    shared = {"a.csv": as_csv("house has been stealing hydro power since the spring")}
    beyond = {"a.csv": as_csv("has been stealing hydro power since the spring flood")}
    assert find_leaks(shared, KNOWN, public_texts=[staff]) == []
    assert find_leaks(beyond, KNOWN, public_texts=[staff])


def test_a_short_unpublished_text_is_looked_for_as_a_whole() -> None:
    known = [
        Identifier(Kind.UNPUBLISHED_FRAGMENT, "Bob next door cheats"),
        Identifier(Kind.UNPUBLISHED_FRAGMENT, "I agree"),
    ]
    assert find_leaks({"a.csv": as_csv("I think Bob next door cheats!")}, known)
    assert find_leaks({"a.csv": as_csv("I agree")}, known) == []


UNSPACED = {
    "chinese": ("李小龙", "我叫{}谢谢"),
    "japanese": ("さくら", "私は{}です"),
    "korean": ("김민수", "저는 {}입니다"),
    "thai": (
        "สมชาย",
        "ผมชื่อ{}ครับ",
    ),
}


@pytest.mark.parametrize("language", UNSPACED)
def test_a_name_is_found_where_no_blanks_part_words(language: str) -> None:
    name, said = UNSPACED[language]
    known = [Identifier(Kind.NAME, name)]
    for file, write in (WAYS[0], WAYS[1], WAYS[4]):
        assert find_leaks({file: write(said.format(name))}, known)
        assert find_leaks({file: write(said.format(name[:-1]))}, known) == []


def test_a_part_of_an_unpublished_text_is_found_where_no_blanks_part_words() -> None:
    text = "邻居从春天开始一直在偷电"
    known = [Identifier(Kind.UNPUBLISHED_FRAGMENT, text)]
    assert find_leaks({"a.csv": as_csv(f"听说{text[2:10]}。")}, known)
    assert find_leaks({"a.csv": as_csv(text[2:9])}, known) == []


def test_a_contact_blocks_even_if_it_was_published_by_mistake() -> None:
    for kind in CONTACTS:
        known = [Identifier(kind, PEOPLE[kind], also_public=True)]
        found = find_leaks({"a.csv": as_csv(PEOPLE[kind])}, known, public_texts=[PEOPLE[kind]])
        assert [leak.kind for leak in found] == [kind]


def test_contacts_that_staff_published_on_purpose_pass_and_no_others() -> None:
    allowed = ["ferries@gov.bc.ca", "1 800 555-0100", "800 Johnson Street, Victoria V8W 9N7"]
    own = [
        Identifier(Kind.EMAIL, "Ferries@gov.bc.ca"),
        Identifier(Kind.PHONE, "(800) 555-0100"),
        Identifier(Kind.ADDRESS, "800 Johnson St, Victoria V8W 9N7"),
    ]
    neighbour = Identifier(Kind.ADDRESS, "802 Johnson Street, Victoria V8W 9N7")
    files = {"a.csv": as_csv("; ".join(allowed))}
    assert len(find_leaks(files, own)) == 3
    assert find_leaks(files, [*own, neighbour], allowed_contacts=allowed) == []
    files["b.csv"] = as_csv("the people at 802 Johnson St")
    leaks = find_leaks(files, [*own, neighbour], allowed_contacts=allowed)
    assert [leak.file for leak in leaks] == ["b.csv"]


def test_an_honest_report_passes(tmp_path: Path) -> None:
    assert find_leaks(files_of(tmp_path / "a", *many_comments()), KNOWN) == []


def test_the_words_of_an_empty_report_are_standing_text(tmp_path: Path) -> None:
    """Somebody called May would else block every report of the spring."""
    known = [Identifier(Kind.NAME, "Summary"), Identifier(Kind.NAME, "Jane Hume")]
    files = files_of(tmp_path / "a", *many_comments())
    assert find_leaks(files, known)
    empty = readable_text(files_of(tmp_path / "b"))
    assert find_leaks(files, known, public_texts=empty) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a", b"text"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b'"open'),
        ("a.json", b'{"a": '),
        ("a.json", b"[" * 100_000),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        find_leaks({name: content}, KNOWN)
    assert refusal.value.__cause__ is None


def test_thousands_of_identifiers_in_thousands_of_texts_are_each_found() -> None:
    people = [Identifier(Kind.NAME, f"Person{n} Family{n}") for n in range(3000)]
    people += [Identifier(Kind.EMAIL, f"p{n}@example.org") for n in range(3000)]
    rows = "".join(f'"a comment like any other, number {n}"\r\n' for n in range(3000))
    clean = {"a.csv": rows.encode()}
    assert find_leaks(clean, people) == []
    planted = {"a.csv": (rows + '"by person2999 family2999"\r\n"p1500@example.org"\r\n').encode()}
    assert [leak.place for leak in find_leaks(planted, people)] == [
        "row 3001, column 1",
        "row 3002, column 1",
    ]


CODE = receipt_code(b"any secret", "a nonce")
HASHES = frozenset({receipt_hash(CODE.replace("-", ""))})


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"my receipt is {CODE.lower().replace('-', '')}.",
        f"/receipt?code={CODE}&x=1",
        f"code{CODE}please",
        f"code{CODE.replace('-', '')}please",
        CODE.replace("0", "O").replace("1", "l"),
        f"{CODE[:9]} {CODE[10:]}",
        "\u200b".join(CODE),
    ],
)
@pytest.mark.parametrize(("name", "write"), WAYS, ids=[write.__name__ for _, write in WAYS])
def test_a_receipt_of_which_only_the_hash_is_known_is_found(name, write, written) -> None:
    leaks = find_leaks({name: write(written)}, [], receipt_hashes=HASHES)
    assert {leak.kind for leak in leaks} == {Kind.RECEIPT}


def test_a_receipt_in_a_file_name_or_over_four_cells_is_found() -> None:
    (leak,) = find_leaks({f"{CODE.lower()}.csv": b"a"}, [], receipt_hashes=HASHES)
    assert (leak.file, leak.place) == ("file 1", "file name")
    cells = ",".join(CODE.split("-")).encode()
    assert find_leaks({"a.csv": cells}, [], receipt_hashes=HASHES)


def test_what_only_looks_like_a_receipt_is_innocent() -> None:
    other = receipt_code(b"any secret", "another nonce")
    text = f"{other} and sixteen letters, then more of them at a later time, {CODE[:-1]}"
    assert find_leaks({"a.csv": as_csv(text)}, [], receipt_hashes=HASHES) == []


def test_an_address_that_was_found_spoken_is_found_as_spoken() -> None:
    known = [Identifier(Kind.EMAIL, "jane dot hume at example dot org")]
    assert find_leaks({"a.csv": as_csv("Jane dot Hume (at) example dot org")}, known)
    assert find_leaks({"a.csv": as_csv("look at example dot org")}, known) == []


def test_a_gate_says_what_kinds_stand_in_one_text() -> None:
    gate = Gate(KNOWN, receipt_hashes=HASHES)
    text = f"{PEOPLE[Kind.PHONE]} and {CODE}"
    assert gate.kinds_in(text) == {Kind.PHONE, Kind.RECEIPT}
    assert gate.kinds_in("nothing") == set()


def test_the_gate_tells_how_far_it_is() -> None:
    told: list[float] = []
    files = {"a.csv": b"x\r\n" * 3000, "b.csv": b"y\r\n" * 3000}
    Gate([]).leaks_in(files, told.append)
    assert told == sorted(told) and told[0] >= 0 and 0.5 < told[-1] <= 1
