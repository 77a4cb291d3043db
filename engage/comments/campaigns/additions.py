"""Whether a member adds something that a moderator has to read.

Members that only greet, sign, and name their town may be decided together (R79); everybody else is
read singly. In doubt a member adds something: a needless look costs a minute, an unread sentence
may hold a third person's name.
"""

import re
from collections.abc import Sequence
from typing import Final

from engage.comments.campaigns.normal import Word, words_of
from engage.comments.campaigns.own_words import Span, own_words
from engage.comments.campaigns.stock import (
    FAVOURABLE,
    NEGATIONS,
    PLAIN_WORDS,
    UNFAVOURABLE,
)

_FEW_NAMES: Final = 5
_FEW_IN_PLACE: Final = 3

_COURTESY_LIST: Final = """
    dear hello hi hey greetings good morning afternoon evening to whom it may concern sir madam sirs
    minister premier commissioner panel members member ministry honourable hon the mla mr mrs ms dr
    sincerely yours truly faithfully respectfully regards best kind kindest warm thank thanks you
    with cheers signed from of in at bc canada british columbia resident name date
    bonjour madame monsieur ministre cher chere cordialement salutations sincerement merci bien a
    january february march april may june july august september october november december
    """
_COURTESY: Final = frozenset(_COURTESY_LIST.split())
_NUMBERS: Final = re.compile(
    r"\d{1,4}|[a-z]\d[a-z]|\d[a-z]\d|\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"@|https?:|www\.|\d{3}[ .-]?\d{4}", re.IGNORECASE)
_OPINION: Final = (PLAIN_WORDS | NEGATIONS | FAVOURABLE | UNFAVOURABLE) - _COURTESY


def adds_something(template: str, text: str, variants: Sequence[str] = ()) -> bool:
    """False only if the member's own words greet, sign, date or name a place, or there are none."""
    capitals_speak = not _is_shouted(text)
    return any(
        _says_something(text, span, capitals_speak) for span in own_words(template, text, variants)
    )


def _is_shouted(text: str) -> bool:
    """Whether capitals say nothing, because everything is in capitals."""
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) > 0.7 * max(len(letters), 1)


def _says_something(text: str, span: Span, capitals_speak: bool) -> bool:
    """Whether there is more than a courtesy and a few words that are written like names."""
    own = text[span.start : span.end]
    names = [word for word in words_of(own) if not _is_courtesy(own, word)]
    if _ADDRESS.search(own):
        return True
    if not names:
        return False
    if any(word.plain in _OPINION for word in names):
        return True
    if not capitals_speak or not all(own[word.start].isupper() for word in names):
        return True
    return len(names) > (_FEW_NAMES if _is_at_an_end(text, span) else _FEW_IN_PLACE)


def _is_courtesy(own: str, word: Word) -> bool:
    return word.plain in _COURTESY or bool(_NUMBERS.fullmatch(own, word.start, word.end))


def _is_at_an_end(text: str, span: Span) -> bool:
    """Whether it begins or ends the text, where people greet and sign."""
    return not words_of(text[: span.start]) or not words_of(text[span.end :])
