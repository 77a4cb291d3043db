"""What a text quotes, and whether it quotes in order to disagree.

Three ways of quoting are known: marks around at least five words, lines that begin with '>', and
words that name a letter ('this form letter says') beside words that argue ('I could not disagree
more'). What stands within marks is somebody else's and counts for nothing when texts are compared,
unless the text is little more than the quotation and does not argue: then somebody has put marks
around the letter that they send.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from engage.comments.campaigns.cues import AGAINST_THIS, ARGUING, NAMING_A_LETTER
from engage.comments.campaigns.normal import words_of

_FEWEST_WORDS: Final = 5
_MOSTLY: Final = 0.9

_MARKED: Final = re.compile(
    r"\u201c[^\u201c\u201d]{12,20000}\u201d"
    r"|\u00ab[^\u00ab\u00bb]{12,20000}\u00bb"
    r"|\u201e[^\u201e\u201c\u201d]{12,20000}[\u201c\u201d]"
    r'|(?<![^\s(\[:\u2014-])"(?=\S)[^"]{12,20000}(?<=\S)"(?!\w)'
    r"|(?<![^\s(\[:\u2014-])['\u2018](?=\w)[^'\u2018\u2019\n]{12,3000}"
    r"(?:\w['\u2019]\w[^'\u2018\u2019\n]{0,3000}){0,40}(?<=[\w.,!?\u2026])['\u2019](?!\w)"
)
_PREFIXED: Final = re.compile(r"^[ \t]{0,8}(?:>|&gt;|\|[ \t])[^\n]*", re.MULTILINE)
_MAY_QUOTE: Final = re.compile("[\"'\u2018\u201c\u201e\u00ab>]|&gt;")


def quoted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Places (code points) that stand within quotation marks or behind '>'."""
    if not _MAY_QUOTE.search(text):
        return ()
    return tuple(sorted({*_spans(_MARKED, text), *_spans(_PREFIXED, text)}))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))


def quoted_words(text: str) -> list[bool] | None:
    """For each word whether it is somebody else's; None where nothing is quoted."""
    spans = quoted_spans(text)
    if not spans:
        return None
    words = words_of(text)
    marks = [False] * len(words)
    at = 0
    for start, end in spans:
        while at < len(words) and words[at].start < start:
            at += 1
        first = at
        while at < len(words) and words[at].end <= end:
            at += 1
        if at - first >= _FEWEST_WORDS:
            marks[first:at] = [True] * (at - first)
    if not any(marks):
        return None
    if sum(marks) >= _MOSTLY * len(words):
        rest = [word.plain for word, is_quoted in zip(words, marks, strict=True) if not is_quoted]
        if not argues(rest) and not names_a_letter(rest):
            return None
    return marks


def names_a_letter(words: Sequence[str]) -> bool:
    """Whether the words speak of a letter that others send."""
    return bool(NAMING_A_LETTER.search(f" {' '.join(words)} "))


def argues(words: Sequence[str]) -> bool:
    """Whether the words speak against something that was said."""
    return bool(ARGUING.search(f" {' '.join(words)} "))


def disputes(words: Sequence[str], is_introduced: bool = False) -> bool:
    """Whether a member's own words are about a letter and against it."""
    said = f" {' '.join(words)} "
    if AGAINST_THIS.search(said):
        return True
    return bool(ARGUING.search(said)) and (is_introduced or names_a_letter(words))
