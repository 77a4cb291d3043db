"""Two words that stand side by side, as one number: what both indexes look phrases up by.

Where common words stand an index says of nearly every text, and to find a phrase of them each would
be looked into. Of two words side by side one of 65,536 numbers is kept; the few texts that have all
numbers of a phrase are looked into, because pairs of other words share them.
"""

from hashlib import md5
from itertools import pairwise
from typing import Final

from engage.search.rules import Sought

LOWEST: Final = -32_768
"""The numbers are those of two bytes with a sign, as PostgreSQL keeps them."""


def pair(word: str, following: str) -> int:
    """Migrations 0027 and 0028 say the same."""
    said = md5(f"{word} {following}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(said[:2]) + LOWEST


def pairs_of(wanted: Sought) -> list[int]:
    """Those that must be there, each once; a word that is half typed makes none."""
    phrases = list(wanted.phrases)
    if wanted.is_open:
        phrases[-1] = phrases[-1][:-1]
    return list(dict.fromkeys(pair(*two) for phrase in phrases for two in pairwise(phrase)))
