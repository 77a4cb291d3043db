"""What a text says to whoever reads it otherwise: letters one by one, base64, hexadecimal.

Few texts hold anything of the kind, so this is asked of those alone in which several words of one
letter follow each other or one word is very long (`words.Read`). A reading that makes no sense
costs a look and refuses nothing.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Final

from engage.reports.leaks import text as reading

FEWEST_LETTERS: Final = 4
SHORTEST_CODED: Final = 16
"""Signs of base64 that twelve letters take, and of hexadecimal that eight do."""
_HOUSE_NUMBER: Final = 6
"""Figures of a longer number are found one by one too, and in a table they may be counts."""
_BY_BLANKS: Final = re.compile(r"(?<![^\W_])\S(\s{1,3})\S(?:\1\S){2,}(?![^\W_])")
_BY_SIGNS: Final = re.compile(r"(?<![^\W_])[^\W_]([^\w\s]|_)[^\W_](?:\1[^\W_]){2,}(?![^\W_])")
_CODED: Final = re.compile(rf"[A-Za-z0-9+/_-]{{{SHORTEST_CODED},}}")
_OF_ADDRESSES: Final = str.maketrans("-_", "+/")


def other_readings(text: str) -> Iterator[str]:
    """Each reading of the whole text or of a part of it that differs from what stands there."""
    seen = reading.seen(text)
    for parted in (False, True):
        together = seen
        for pattern in (_BY_BLANKS, _BY_SIGNS):
            together = pattern.sub(
                lambda run: _together(run[0], run[1], parted=parted),  # noqa: B023  used at once
                together,
            )
        if together != seen:
            yield together
    for coded in _CODED.findall(seen):
        for content in _uncoded(coded):
            try:
                yield content.decode()
            except UnicodeDecodeError:
                continue


def _together(run: str, gap: str, *, parted: bool) -> str:
    """`parted`: into words where a capital or a figure begins one, as nothing else tells."""
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


def _uncoded(coded: str) -> Iterator[bytes]:
    """Base64 without its last signs may have lost some of them."""
    letters = coded.translate(_OF_ADDRESSES)
    with suppress(ValueError):
        yield bytes.fromhex(coded)
    with suppress(ValueError):
        yield base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
