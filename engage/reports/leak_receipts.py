"""Receipt codes in a text. Only their hashes are kept, so what looks like one is hashed too.

A code is sixteen letters and digits, written in one piece, in fours, or any way between, and it
may hang on to another word. Prose has many such stretches; each costs one hash and no more.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Final

from engage.comments.rules import normalized_receipt, receipt_hash

_LENGTH: Final = 16
_GROUP: Final = 4


def receipts_in(words: Sequence[str], known_hashes: Container[str]) -> Iterator[str]:
    """The codes among the words (lower case, no punctuation) whose hash is known."""
    for candidate in _candidates(words):
        code = normalized_receipt(candidate)
        if code and receipt_hash(code) in known_hashes:
            yield code


def _candidates(words: Sequence[str]) -> Iterator[str]:
    for start, word in enumerate(words):
        if len(word) > _LENGTH:
            yield from (word[at : at + _LENGTH] for at in range(len(word) - _LENGTH + 1))
            continue
        code = ""
        for following in words[start : start + _LENGTH]:
            code += following
            if len(code) >= _LENGTH:
                break
        if len(code) == _LENGTH:
            yield code
    for first, second, third, last in zip(words, words[1:], words[2:], words[3:], strict=False):
        if len(second) == len(third) == _GROUP and min(len(first), len(last)) >= _GROUP:
            yield first[-_GROUP:] + second + third + last[:_GROUP]
