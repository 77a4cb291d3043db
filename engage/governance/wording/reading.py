"""How hard a text is to read: sentences, syllables, and the grade of school that they need.

The grade is the Flesch-Kincaid estimate. Syllables are counted by groups of vowels, which errs by a
few in a hundred words; it is advice, and short texts get none.
"""

import re
from collections.abc import Iterator
from typing import Final

GRADE: Final = 9
WORDS_IN_SENTENCE: Final = 25
FEWEST_WORDS: Final = 30

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_VOWELS: Final = re.compile("[aeiouy\u00e0\u00e2\u00e8\u00e9\u00ea\u00ee\u00f4\u00fb]+")
_SILENT: Final = re.compile(r"(?:[^laeiou]es|[^aeiou]e|[^td]ed)$")


def grade_of(text: str) -> int:
    """The grade that a text needs, from 0; 0 for one too short to tell."""
    sentences = [words for _start, _end, words in _sentences(text)]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return 0
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(0, round(grade))


def long_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of words of each sentence that is too long."""
    for start, end, words in _sentences(text):
        if len(words) > WORDS_IN_SENTENCE:
            yield start, end, len(words)


def _sentences(text: str) -> Iterator[tuple[int, int, list[str]]]:
    for match in _SENTENCE.finditer(text):
        words = _WORD.findall(match[0])
        if words:
            lead = len(match[0]) - len(match[0].lstrip())
            yield match.start() + lead, match.end(), words


def _syllables(word: str) -> int:
    small = word.lower()
    groups = len(_VOWELS.findall(small))
    if groups > 1 and _SILENT.search(small):
        groups -= 1
    return max(1, groups)
