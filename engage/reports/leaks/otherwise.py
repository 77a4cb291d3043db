"""What a text says to whoever reads it otherwise: letters one by one, figures in words, base64,
hexadecimal.

Few texts hold anything of the kind, so this is asked of those alone in which several words of one
letter or several figures follow each other, or one word is very long (`words.Read`). A reading that
makes no sense costs a look and refuses nothing.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, pairwise
from typing import Final

from engage.reports.leaks import text as reading
from engage.reports.leaks.forms import SPOKEN_DIGITS, SPOKEN_TIMES, spoken_digits

FEWEST_LETTERS: Final = 4
FEWEST_SPOKEN: Final = 5
"""'Double' and 'triple' make up for some of the seven figures that a telephone has at least."""
SHORTEST_CODED: Final = 16
"""Signs of base64 that twelve letters take, and of hexadecimal that eight do."""
_HOUSE_NUMBER: Final = 6
"""Figures of a longer number are found one by one too, and in a table they may be counts."""
_GAPS: Final = tuple(
    re.compile(rf"(?<![^\W_]){letter}({gap}){letter}(?:\1{letter})*(?![^\W_])")
    for letter, gap in ((r"[^\W_]", r"[^\w\s]|_"), *((r"\S", r"\s" * n) for n in (1, 2, 3)))
)
"""The narrow ones first: what is wider then stands between words."""
_SPOKEN: Final = re.compile(
    rf"\b(?:(?:{'|'.join((*SPOKEN_DIGITS, *SPOKEN_TIMES))})\b[\W_]{{0,3}}){{{FEWEST_SPOKEN},}}"
)
_CODED: Final = re.compile(rf"[A-Za-z0-9+/_-]{{{SHORTEST_CODED},}}")
_OF_ADDRESSES: Final = str.maketrans("-_", "+/")


def letters_together(text: str) -> Iterator[str]:
    """Words as they are, and parted where a capital or a figure begins one: nothing else tells."""
    seen = reading.seen(text)
    for parted in (False, True):
        if (closed := _closed(seen, parted=parted)) != seen:
            yield closed


def figures_written(text: str) -> Iterator[str]:
    yield _SPOKEN.sub(lambda run: f" {spoken_digits(run[0])} ", reading.plain(text))


def uncoded(text: str) -> Iterator[str]:
    long = (one for one in reading.seen(text).split() if len(one) >= SHORTEST_CODED)
    for coded in chain.from_iterable(map(_CODED.findall, long)):
        for content in _contents(coded):
            with suppress(UnicodeDecodeError):
                yield content.decode()


def _closed(seen: str, *, parted: bool) -> str:
    for pattern in _GAPS:
        seen = pattern.sub(lambda run: _together(run[0], run[1], parted=parted), seen)
    return seen


def _together(run: str, gap: str, *, parted: bool) -> str:
    letters = run.replace(gap, "")
    if letters.isdecimal() and len(letters) > _HOUSE_NUMBER:
        return run
    if not parted:
        return letters
    return letters[0] + "".join(
        f" {after}" if _begins_word(before, after) else after for before, after in pairwise(letters)
    )


def _begins_word(before: str, after: str) -> bool:
    if before.isdecimal() != after.isdecimal():
        return (before + after).isalnum()
    return before.islower() and after.isupper()


def _contents(coded: str) -> Iterator[bytes]:
    """Base64 without its last signs may have lost some of them."""
    letters = coded.translate(_OF_ADDRESSES)
    with suppress(ValueError):
        yield bytes.fromhex(coded)
    with suppress(ValueError):
        yield base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
