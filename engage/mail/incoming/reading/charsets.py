"""Bytes into text, whatever charset was declared. Pure, and it never raises.

What is said about a charset is wrong often: UTF-8 said to be Latin-1, Windows-1252 said to be
UTF-8. Bytes that are UTF-8 beyond ASCII are so by no accident, so that is tried first; the charsets
whose bytes look like ASCII or UTF-8 to everybody else (ISO-2022-JP, UTF-7) come before it. Only
charsets from a list are looked up, as Python's codecs hold more than charsets.
"""

import codecs
import re
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9._:\-]{1,40}")
_LOOK_LIKE_ASCII: Final = frozenset(
    [
        "utf-7",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_2004",
        "iso2022_jp_3",
        "iso2022_jp_ext",
        "iso2022_kr",
        "hz",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
    ]
)
_KNOWN: Final = (
    _LOOK_LIKE_ASCII
    | frozenset(f"iso8859-{number}" for number in range(1, 17) if number != 12)
    | frozenset(
        f"cp{page}" for page in (*range(1250, 1259), 437, 850, 852, 858, 866, 874, 932, 949, 950)
    )
    | frozenset(
        [
            "utf-8",
            "ascii",
            "big5",
            "big5hkscs",
            "euc_jp",
            "euc_kr",
            "gb18030",
            "gb2312",
            "gbk",
            "johab",
            "koi8-r",
            "koi8-u",
            "mac-roman",
            "mac-cyrillic",
            "shift_jis",
            "shift_jisx0213",
            "tis-620",
            "ptcp154",
        ]
    )
)
_ALIASES: Final = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "shift_jis",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "iso-8859-1": "cp1252",  # as every browser reads it
}
_WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""What programs write when they name the narrower one, as every browser reads it (WHATWG)."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(content: bytes, declared: str = "") -> str:
    """The text; bytes that no charset explains come out as some letter, never as an error."""
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(charset, "replace")
    charset = known_charset(declared)
    order = [charset, "utf-8"] if charset in _LOOK_LIKE_ASCII else ["utf-8", charset]
    for name in order:
        if name and (text := _strictly(content, name)) is not None:
            return text
    return _mostly_utf8(content) or _strictly(content, "cp1252") or content.decode("latin-1")


def known_charset(declared: str) -> str:
    """Python's name of a charset that may be used; '' for any other."""
    name = declared.strip(" \t\"'").lower()
    if not _NAME.fullmatch(name):
        return ""
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    found = _WIDER.get(found, found)
    return found if found in _KNOWN else ""


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _mostly_utf8(content: bytes) -> str:
    """UTF-8 that was cut or damaged in a place or two; '' for what is another charset."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if beyond_ascii - damaged >= damaged else ""
