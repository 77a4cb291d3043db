"""Where a text may be cut: between words, and never inside what people see as one character. Pure.

Scripts without spaces between words have no such word: there only characters are kept whole.
"""

import unicodedata
from typing import Final

ZERO_WIDTH_JOINER: Final = "\u200d"
JOINERS: Final = frozenset("\u200c\u200d")
APOSTROPHES: Final = ("'", "\u2019")
SPACELESS: Final = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1100", "\u11ff"),  # Hangul, in parts
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Japanese syllables
    ("\u3400", "\u9fff"),  # Han
    ("\uac00", "\ud7a3"),  # Hangul
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


def cuts(text: str, at: int) -> bool:
    return not is_boundary(text, at) or cuts_word(text, at)


def is_boundary(text: str, at: int) -> bool:
    """Whether a text may be cut there without cutting what people see as one character."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if is_mark(after) or after in JOINERS or before == ZERO_WIDTH_JOINER:
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff":
        return False  # the colour of an emoji
    if _is_flag_half(after):
        halves = 0
        while at - halves > 0 and _is_flag_half(text[at - halves - 1]):
            halves += 1
        return halves % 2 == 0
    return not _is_jamo(after) or not _is_hangul(before)


def cuts_word(text: str, at: int) -> bool:
    """Whether letters of one word stand on both sides, an apostrophe among them (O'Brien)."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before in APOSTROPHES or after in APOSTROPHES:
        left = at - 2 if before in APOSTROPHES else at - 1
        right = at + 1 if after in APOSTROPHES else at
        ends = left >= 0 and right < len(text)
        is_inner = ends and text[left].isalpha() and text[right].isalpha()
        return is_inner and not is_possessive(text, at)
    return _is_of_word(before) and _is_of_word(after)


def is_possessive(text: str, at: int) -> bool:
    """Whether `'s` and then no letter follow: that much may stay behind a name."""
    return (
        text[at : at + 1] in APOSTROPHES
        and text[at + 1 : at + 2] in ("s", "S")
        and not text[at + 2 : at + 3].isalnum()
    )


def _is_of_word(character: str) -> bool:
    is_letter = character.isalnum() or is_mark(character) or character in JOINERS
    return is_letter and not _is_spaceless(character)


def _is_spaceless(character: str) -> bool:
    """Scripts that write no space between words, or (Hangul) one word of many syllables."""
    return any(first <= character <= last for first, last in SPACELESS)


def is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc")


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff"


def _is_hangul(character: str) -> bool:
    return _is_jamo(character) or "\uac00" <= character <= "\ud7a3"
