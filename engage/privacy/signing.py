"""The end of a comment, where authors sign: 'ivy', 'Aino Salmela, Box 63, Sointula', 'Dot, 77'.

Nothing speaks there for a name but its place: the last piece of the text, without a verb. So also a
name counts that no list has, and one that is a word.
"""

import re
from typing import Final

from engage.privacy.lists import is_given, is_ordinary, is_surname
from engage.privacy.words import Words

_END_BEFORE: Final = re.compile(
    r"[.!?\n)\"\u201d]['\"\u201d)]*\s*(?:[-\u2013\u2014~]+\s*)?$|^\W*[-\u2013\u2014~]\s*$"
)
_NOTHING: Final = re.compile(r"[\s.!,)\"xX\u2665\U0001f600-\U0001f64f]*$")
_DETAILS: Final = re.compile(
    r",? ?\(?(?:\d{1,2}\b|box\b|site\b|comp\b|general delivery\b|"
    r"rr\b|r\.r\.|p\.?o\.?\b|unit\b|apt\b|age\b|aged\b|rn\b|"
    r"[A-Z][\w'.-]+(?:[ ,]+[A-Z\d][\w'.-]*){0,4}[\s.]*$)",
    re.IGNORECASE,
)
_WITHOUT_CASE: Final = re.compile(r",? ?\(?(?:\d{1,2}\b|box\b|rr\b|from\b|in\b)", re.IGNORECASE)
_MOST_WORDS: Final = 4
_LONGEST: Final = 60


def signs_off(words: Words, first: int, last: int) -> float:
    """What it adds to the weight of a name that words `first` to `last` sign a text."""
    if last - first >= _MOST_WORDS or len(words.text) - words[last].end > _LONGEST:
        return 0.0
    if not (words[first].opens and _stands_behind_end(words, first)):
        return 0.0
    if not all(_may_sign(words, index) for index in range(first, last + 1)):
        return 0.0
    rest = words.text[words[last].end :]
    is_end = _NOTHING.match(rest) is not None
    if not is_end and not (_DETAILS if words.is_marked(first) else _WITHOUT_CASE).match(rest):
        return 0.0
    if first == last:
        return _single(words, first, is_end)
    return 1.6 if words.is_marked(first) and words.is_marked(last) else 1.2


def may_sign(words: Words, index: int) -> bool:
    """Whether a word that nothing else proposes may begin a signature."""
    if len(words) - index > _MOST_WORDS * 3 or not words[index].opens:
        return False
    last = index
    while (
        last + 1 < len(words)
        and words[last + 1].is_joined
        and _may_sign(words, last + 1)
        and last - index < 2
    ):
        last += 1
    return signs_off(words, index, last) > 0


def _single(words: Words, index: int, is_end: bool) -> float:
    low = words.low(index)
    if not is_given(low) or low in {words.low(n) for n in range(index)}:
        return 0.0  # '… is hope. Hope.'
    rest = words.text[words[index].end : words[index].end + 6].strip(" ,(")
    if not is_end and not rest[:1].isdigit():
        return 0.0
    return 1.5 if is_ordinary(low) else 1.2


def _stands_behind_end(words: Words, first: int) -> bool:
    if first == 0:
        return _END_BEFORE.search(words.text[: words[0].start]) is not None
    return _END_BEFORE.search(words.gap(first)) is not None


def _may_sign(words: Words, index: int) -> bool:
    low = words.low(index)
    if words.tells_case and not words[index].is_capital:
        return words.is_careless and is_given(low)
    is_name = is_given(low) or is_surname(low)
    return is_name or (words.is_marked(index) and not is_ordinary(low)) or len(low) == 1
