"""How a file is read, piece by piece, cuts no word in two.

Half a word and its neighbour can make up somebody's name: a report was once refused for that, by
where a buffer happened to end.
"""

import io
from html import escape

import pytest

from engage.reports.leaks import Gate, Identifier, Kind
from engage.reports.leaks.readers import passages

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
