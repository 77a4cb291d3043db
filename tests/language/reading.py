"""How hard English texts are to read: the grade of Flesch and Kincaid.

A grade is 0.39 times the words in a sentence, plus 11.8 times the syllables in a word, less 15.59.
Syllables are counted where a dictionary of hyphenation lets a word be divided (pyphen); a word of
which it knows no place has one for each group of vowels. A sentence ends at . ? ! : or ; before a
blank, and with its message, paragraph or item: so a label is a sentence by itself. Numbers are one
word of one syllable. Names that cannot be replaced by others count as one word of two.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import pyphen

NAMES: Final = (
    "Freedom of Information and Protection of Privacy Act",
    "Web Content Accessibility Guidelines",
    "Information and Privacy Commissioner",
    "First Nations, Métis, and Inuit",
    "B.C. Public Service",
    "Indigenous Peoples",
    "Government of British Columbia",
    "British Columbia",
    "Citizen Engagement",
    "CitizenEngagement@gov.bc.ca",
    "Enquiry BC",
    "JavaScript",
    "WordPress",
    "YouTube",
    "iCalendar",
)
"""Of acts, bodies, peoples and products."""
TERMS: Final = frozenset({"engagement", "engagements", "moderation", "accessibility"})
"""What the page is about, said in one word that everybody needs: two syllables each."""
_TAG: Final = re.compile(r"<[^>]*>")
_PLACE: Final = re.compile(r"%\(\w+\)s")
_END: Final = re.compile(r"[.?!:;](?=\s|$)|\n\s*\n|\n(?=[#-])")
_WORD: Final = re.compile(r"[^\W_][\w'\u2019-]*")
_VOWELS: Final = re.compile(r"[aeiouy]+")


def grade(texts: Iterable[str]) -> float:
    """That of all of them together; 0 for nothing."""
    sentences = [words for text in texts for words in sentences_of(text)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    in_sentence = len(words) / len(sentences)
    in_word = sum(map(syllables, words)) / len(words)
    return 0.39 * in_sentence + 11.8 * in_word - 15.59


def words_in(texts: Iterable[str]) -> int:
    return sum(len(words) for text in texts for words in sentences_of(text))


def sentences_of(text: str) -> Iterator[list[str]]:
    for name in NAMES:
        text = text.replace(name, "naming")
    text = _PLACE.sub("seven", _TAG.sub(" ", text))
    for sentence in _END.split(text):
        words = _WORD.findall(sentence)
        if words:
            yield words


@cache
def syllables(word: str) -> int:
    word = word.lower().strip("'\u2019-")
    if word in TERMS or any(sign.isdigit() for sign in word):
        return 2 if word in TERMS else 1
    parts = [part for part in word.split("-") if part]
    return sum(_in_part(part) for part in parts) or 1


def _in_part(part: str) -> int:
    divided = len(_english().positions(part)) + 1
    if divided > 1:
        return divided
    silent = part.endswith("e") and not part.endswith("le") and len(_VOWELS.findall(part)) > 1
    return max(1, len(_VOWELS.findall(part)) - silent)


@cache
def _english() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=2)
