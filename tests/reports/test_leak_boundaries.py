"""How a file is read, piece by piece, cuts no word in two.

Half a word and its neighbour can make up somebody's name: a report was once refused for that, by
where a buffer happened to end.
"""

import io
import zipfile
from html import escape

import pytest

from engage.reports.leaks import Gate, Identifier, Kind
from engage.reports.leaks.readers import passages
from engage.reports.leaks.readers.passage import beginning_of, end_of

WORDS = ("rivulet", "harbourside", "understory", "clearwater", "moonlit")
LONG = 700_000


def _texts(length: int) -> list[str]:
    """Texts of about this length, together longer than any buffer; no two begin at the same place
    of one."""
    texts, size, number = [], 0, 0
    while size < LONG:
        words = [WORDS[(number + at) % 5] for at in range(length // 9 + number % 3)]
        texts.append(" ".join(words))
        size += len(texts[-1])
        number += 1
    return texts


def _xml(texts: list[str]) -> bytes:
    return f"<all>{''.join(f'<one>{escape(one)}</one>' for one in texts)}</all>".encode()


def _html(texts: list[str]) -> bytes:
    return f"<body>{''.join(f'<p>{escape(one)}</p>' for one in texts)}</body>".encode()


def _lines(texts: list[str]) -> bytes:
    return "\n\n".join(texts).encode()


def _one_paragraph(texts: list[str]) -> bytes:
    return "\n".join(texts).encode()


@pytest.mark.parametrize("length", [60, 900, 40_000], ids="{} signs".format)
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.xml", _xml),
        ("a.html", _html),
        ("a.txt", _lines),
        ("of-one-paragraph.txt", _one_paragraph),
    ],
)
def test_no_word_is_cut_in_two(name, write, length: int) -> None:
    found = [one.text for one in passages(name, io.BytesIO(write(_texts(length))))][1:]
    said = {word for text in found for word in text.split()} - {"all", "one", "body", "p"}
    assert said == set(WORDS)


def test_marks_within_a_word_still_part_it_and_join_it() -> None:
    gate = Gate([Identifier(Kind.NAME, "Jane Hume"), Identifier(Kind.NAME, "Ola Moon")])
    parted = "<svg><text>by Ja<tspan>ne Hu</tspan>me</text></svg>"
    joined = "<svg><text>by Ola<tspan>Moon</tspan></text></svg>"
    aside = "<svg><text>by Ola<!-- and -->Moon</text></svg>"
    for content in (parted, joined, aside):
        assert gate.leaks_in({"a.svg": content.encode()}), content


def _sheet(rows: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{rows}</sheetData>")
    return content.getvalue()


def test_a_sheet_tells_of_every_cell_that_repeats_a_name() -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>Jane Hume</t></is></c></row>'
        for number in range(1, 40)
    )
    leaks = Gate([Identifier(Kind.NAME, "Jane Hume")]).leaks_in({"a.xlsx": _sheet(rows)})
    cells = {leak.place.rpartition(" ")[2] for leak in leaks}
    assert cells == {f"A{number}" for number in range(1, 40)}


@pytest.mark.parametrize("number", ["2505550199", "5550199", "00000002505550199"])
def test_a_number_that_no_row_has_is_read(number: str) -> None:
    gate = Gate([Identifier(Kind.PHONE, "250 555 0199"), Identifier(Kind.PHONE, "555 0199")])
    rows = f'<row r="1"><c r="A1"/></row><row r="{number}"><c r="A2"/></row>'
    assert gate.leaks_in({"a.xlsx": _sheet(rows)})


def test_half_a_word_at_the_edge_of_a_page_is_no_name() -> None:
    """Pages of a PDF are read across their border, and no further than some lines."""
    text = " ".join(WORDS * 60)
    for most in range(300, 340):
        end, beginning = end_of(text, most), beginning_of(text, most)
        assert {*end.split(), *beginning.split()} == set(WORDS)
        assert len(end) > most - 12 and len(beginning) > most - 12
    assert (end_of("short", 9), beginning_of("short", 9)) == ("short", "short")
