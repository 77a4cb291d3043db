"""Two letters that differ in a few words may say opposite things: then they are two campaigns.

Compared are the places where otherwise equal texts differ by at most a few words. A place weighs
two when a word in favour was put for a word against (a negation turns a word round, so 'do not
approve' and 'reject' are alike), or when a negation was put beside such a word; one for another
negation. Two are enough, or one in a short text: a single 'not' in a long letter may be a slip.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from rapidfuzz.distance import Levenshtein, Opcode

from engage.comments.campaigns.normal import hash_of
from engage.comments.campaigns.stock import FAVOURABLE, NEGATIONS, UNFAVOURABLE

_PLACE: Final = 5
_ADDED: Final = 2
"""'do not' turns a sentence round; more words that were added or left out are a sentence."""

_NEAR: Final = 3
_ENOUGH: Final = 2
_SHORT_TEXT: Final = 30
_LONGEST: Final = 600
_SMALL_NEGATIONS: Final = frozenset({"without", "sans"})
"""'Without delay' stands beside what is asked for, and a slip in it turns nothing."""


def is_opposite(first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether two texts (word hashes) are the same letter with its meaning turned round."""
    first, second = first[:_LONGEST], second[:_LONGEST]
    signs = _signs()
    if sorted(w for w in first if w in signs) == sorted(w for w in second if w in signs):
        return False
    weight = 0
    codes = list(Levenshtein.opcodes(first, second))
    for n, code in enumerate(codes):
        start, end, there, until = code.src_start, code.src_end, code.dest_start, code.dest_end
        limit = _PLACE if code.tag == "replace" else _ADDED
        if code.tag == "equal" or end - start > limit or until - there > limit:
            continue
        if not (_is_firm(codes, n, -1) and _is_firm(codes, n, 1)):
            continue
        weight += _turned(first[start:end], second[there:until], _beside(first, start, end))
    return weight >= (1 if min(len(first), len(second)) <= _SHORT_TEXT else _ENOUGH)


def _is_firm(codes: Sequence[Opcode], n: int, step: int) -> bool:
    """Whether the texts are equal beside a place, for some words or up to their end."""
    at = n + step
    if not 0 <= at < len(codes):
        return True
    beside = codes[at]
    is_at_the_end = at in (0, len(codes) - 1)
    is_long = beside.src_end - beside.src_start >= _NEAR
    return beside.tag == "equal" and (is_long or is_at_the_end)


def _beside(words: Sequence[int], start: int, end: int) -> Sequence[int]:
    return (*words[max(0, start - _NEAR) : start], *words[end : end + _NEAR])


def _turned(before: Sequence[int], after: Sequence[int], beside: Sequence[int]) -> int:
    """How much the meaning turned where a few words were put for others: 0, 1 or 2."""
    one, one_is_negated = _polarity(before)
    other, other_is_negated = _polarity(after)
    if one * other < 0:
        return 2
    if one_is_negated == other_is_negated or one * other > 0:
        return 0
    if one + other < 0:  # 'say no to' was put for 'reject', or the reverse
        return 0
    return 2 if any(_signs().get(word) for word in beside) else 1


def _polarity(words: Sequence[int]) -> tuple[int, bool]:
    """1 for, -1 against, 0 neither; and whether a negation is left that turns what follows."""
    total, is_negated = 0, False
    for word in words:
        sign = _signs().get(word)
        if sign == 0:
            is_negated = not is_negated
        elif sign is not None:
            total += -sign if is_negated else sign
            is_negated = False
    return (total > 0) - (total < 0), is_negated


@cache
def _signs() -> dict[int, int]:
    """1 for favourable words, -1 for unfavourable ones, 0 for negations."""
    return {
        **{hash_of(word): 1 for word in FAVOURABLE},
        **{hash_of(word): -1 for word in UNFAVOURABLE},
        **{hash_of(word): 0 for word in NEGATIONS - _SMALL_NEGATIONS},
    }
