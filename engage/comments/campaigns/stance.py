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
_NEAR: Final = 3
_ENOUGH: Final = 2
_SHORT_TEXT: Final = 30
_LONGEST: Final = 600


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
        if code.tag == "equal" or end - start > _PLACE or until - there > _PLACE:
            continue
        if not (_is_firm(codes, n, -1) and _is_firm(codes, n, 1)):
            continue
        before, after = _polarity(first[start:end]), _polarity(second[there:until])
        if before * after < 0:
            weight += 2
        elif before != after and _negations(first[start:end]) != _negations(second[there:until]):
            near = (*first[max(0, start - _NEAR) : start], *first[end : end + _NEAR])
            weight += 2 if any(signs.get(word) for word in near) else 1
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


def _polarity(words: Sequence[int]) -> int:
    """1 for, -1 against, 0 neither; negations alone are against."""
    signs = _signs()
    total = sum(signs.get(word, 0) for word in words)
    sign = (total > 0) - (total < 0)
    turned = _negations(words) % 2 == 1
    if sign == 0:
        return -1 if turned else 0
    return -sign if turned else sign


def _negations(words: Sequence[int]) -> int:
    signs = _signs()
    return sum(signs.get(word) == 0 for word in words)


@cache
def _signs() -> dict[int, int]:
    """1 for favourable words, -1 for unfavourable ones, 0 for negations."""
    return {
        **{hash_of(word): 1 for word in FAVOURABLE},
        **{hash_of(word): -1 for word in UNFAVOURABLE},
        **{hash_of(word): 0 for word in NEGATIONS},
    }
