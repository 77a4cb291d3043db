"""How the leak gate reads words: as a person or a search engine would, whatever was done to hide.

Both sides, what must not appear and what is in the file, pass through here. Case, accents,
full-width letters, unseen characters, punctuation and the usual short forms of streets make no
difference, nor do letters of other alphabets that look the same.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from engage.reports.leaks.alike import ALIKE

_UNSEEN: Final = frozenset(("Mn", "Me", "Cf", "Cs", "Co"))
_FILLERS: Final = frozenset("\u115f\u1160\u3164")
WORD: Final = re.compile(r"[^\W_]+")
UNSPACED: Final = re.compile(
    "[\u0e01-\u0e4f\u0e81-\u0ecf\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003134f]"
)
"""Signs of Thai, Lao, Burmese, Khmer, Japanese, Chinese, and Korean, which hangs short words on
names: no blank says where a name begins or ends, so each sign is read as a word."""
_POSTAL_CODE: Final = re.compile(r"\b([a-z]\d[a-z])[\s-]{1,3}(\d[a-z]\d)\b")
_IPV6: Final = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,8}")
_REMEMBERED: Final = 50_000
_BACKSLASHED: Final = re.compile(
    r"\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-9a-f]{1,6})\s?)", re.I
)
_QUOTED: Final = re.compile(r"(?:=[0-9A-F]{2})+|=\r?\n")
"""As mail writes: a sign by its number, or a line that goes on."""
_MARK_IN_WORD: Final = re.compile(
    r"</?(?:a|b|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.I
)
_MARK: Final = re.compile(r"</?[a-z][^<>]*>", re.I)
_DEEPEST: Final = 3
_ZERO: Final = "\0"
_OFFICE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
SHORT_FORMS: Final = {
    long: short
    for short, longs in {
        "st": ("street", "saint"),
        "ave": ("avenue", "av"),
        "rd": ("road",),
        "dr": ("drive",),
        "blvd": ("boulevard",),
        "cres": ("crescent", "cr"),
        "crt": ("court", "ct"),
        "pl": ("place",),
        "ln": ("lane",),
        "hwy": ("highway",),
        "ter": ("terrace", "terr"),
        "sq": ("square",),
        "apt": ("apartment", "unit", "suite", "ste"),
        "n": ("north",),
        "s": ("south",),
        "e": ("east",),
        "w": ("west",),
    }.items()
    for long in longs
}


class _Seen(dict[int, int | str | None]):
    """What becomes of a character: nothing of those that nobody sees, a twin of one that has one.
    Accents are unseen once they are parted from their letters.
    """

    def __missing__(self, code: int) -> int | str | None:
        character = chr(code)
        is_unseen = unicodedata.category(character) in _UNSEEN or character in _FILLERS
        kept = None if is_unseen else ALIKE.get(code, code)
        if len(self) < _REMEMBERED:
            self[code] = kept
        return kept


_SEEN: Final = _Seen()


def plain(text: str) -> str:
    """Lower case, no accents, nothing unseen, compatibility forms and look-alikes resolved; signs
    of scripts that part no words by blanks each by itself."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = UNSPACED.sub(r" \g<0> ", folded)
    return unicodedata.normalize("NFKD", folded).translate(_SEEN)


def seen(text: str) -> str:
    """What is seen of it, in capital and small letters as they stand."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_SEEN)


def words(text: str) -> list[str]:
    """Words and numbers in order; those of streets in their short form; postal codes one word."""
    return [SHORT_FORMS.get(word, word) for word in unshortened(plain(text))]


def unshortened(plain_text: str) -> list[str]:
    return WORD.findall(closed_postal_codes(plain_text))


def closed_postal_codes(plain_text: str) -> str:
    return _POSTAL_CODE.sub(r"\1\2", plain_text)


def digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def ipv6_candidates(plain_text: str) -> Iterator[tuple[int, str]]:
    """Where one may begin, and it."""
    for candidate in _IPV6.finditer(plain_text):
        yield candidate.start(), candidate[0].rstrip(".")


def decoded(text: str) -> str:
    """The text with entities, %-escapes, backslashes, what mail and what office files write instead
    of signs resolved, also one in another, without marks of HTML, and without the zeros of letters
    that are two bytes each; most texts have none."""
    if _ZERO in text:
        text = text.replace(_ZERO, "")
    for _ in range(_DEEPEST):
        if not _may_be_coded(text) or (found := _decoded_once(text)) == text:
            break
        text = found
    return text


def _may_be_coded(text: str) -> bool:
    return "&" in text or "%" in text or "\\" in text or "_x" in text or "=" in text or "<" in text


def _decoded_once(text: str) -> str:
    found = html.unescape(text) if "&" in text else text
    found = unquote(found) if "%" in found else found
    found = _QUOTED.sub(_unquoted, found) if "=" in found else found
    found = _OFFICE.sub(lambda match: chr(int(match[1], 16)), found)
    found = _MARK.sub(" ", _MARK_IN_WORD.sub("", found)) if "<" in found else found
    return _BACKSLASHED.sub(_character, found) if "\\" in found else found


def _unquoted(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].strip("\r\n").replace("=", "")).decode("utf-8", "replace")


def _character(match: re.Match[str]) -> str:
    code = int(next(filter(None, match.groups())), 16)
    return chr(code) if code <= 0x10FFFF else ""
