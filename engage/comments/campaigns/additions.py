"""Whether a member adds something that a moderator has to read.

Members that only greet, sign, and name their town may be decided together (R79); everybody else is
read singly. In doubt a member adds something: a needless look costs a minute, an unread sentence
may hold a third person's name.
"""

import re
from collections.abc import Sequence
from typing import Final

from engage.comments.campaigns.normal import folded, words_of
from engage.comments.campaigns.own_words import Span, own_words

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
_NUMBERS: Final = re.compile(r"\d{1,4}|[a-z]\d[a-z]|\d[a-z]\d")
_SENTENCE_END: Final = re.compile(r"[.!?\u2026]\s")


def adds_something(template: str, text: str, variants: Sequence[str] = ()) -> bool:
    """False only if the member's own words greet, sign, date or name a place, or there are none."""
    if is_shouted(text) and not is_shouted(template):
        return any(
            _courtesy_only(text[a:b]) is False for a, b in own_words(template, text, variants)
        )
    return any(_says_something(text, span) for span in own_words(template, text, variants))


def is_shouted(text: str) -> bool:
    """Whether capitals say nothing, because everything is in capitals."""
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) > 0.7 * max(len(letters), 1)


def _says_something(text: str, span: Span) -> bool:
    own = text[span.start : span.end]
    names = [word for word in _plain(own) if not _is_courtesy(word)]
    if not names:
        return False
    starts = [text[word.start + span.start] for word in words_of(own)]
    written = dict(zip(_plain(own), starts, strict=True))
    if not all(written[word].isupper() for word in names):
        return True
    if _SENTENCE_END.search(own.strip() + " ") and len(names) > 1 and not _is_at_an_end(text, span):
        return True
    limit = _FEW_NAMES if _is_at_an_end(text, span) else _FEW_IN_PLACE
    return len(names) > limit


def _courtesy_only(own: str) -> bool:
    return all(_is_courtesy(word) for word in _plain(own))


def _plain(own: str) -> list[str]:
    return [word.plain for word in words_of(own)]


def _is_courtesy(word: str) -> bool:
    return word in _COURTESY or bool(_NUMBERS.fullmatch(word))


def _is_at_an_end(text: str, span: Span) -> bool:
    """Whether it stands on the first or the last lines, where people greet and sign."""
    before, after = folded(text[: span.start]).strip(), folded(text[span.end :]).strip()
    return not words_of(before) or not words_of(after)
