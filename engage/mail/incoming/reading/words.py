"""Encoded words of header lines (RFC 2047), as mail programs really write them. Pure.

One letter may be torn between two words, so neighbours of one charset are joined as bytes before
they become text. Words inside quotes, with blanks or a '?' in them are read all the same.
"""

import binascii
import re
from typing import Final

from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.reading.transfer import from_base64_words

LENGTH: Final = 20_000
_WORD: Final = re.compile(r"=\?([\w.:*'\-]{1,60})\?([BbQq])\?(.{0,1000}?)\?=", re.ASCII)


def decoded_words(value: str) -> str:
    """The line with its encoded words decoded."""
    value = value[:LENGTH]
    if "=?" not in value:
        return value
    text: list[str] = []
    waiting: list[bytes] = []
    charset = ""
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        named = word[1].partition("*")[0].lower()
        if waiting and (between.strip() or named != charset):
            text.append(decoded(b"".join(waiting), charset))
            waiting = []
        if between.strip() or not (text or waiting):
            text.append(between)
        charset = named
        waiting.append(_content(word[2], word[3]))
        end = word.end()
    text.append(decoded(b"".join(waiting), charset))
    text.append(value[end:])
    return "".join(text)


def _content(encoding: str, text: str) -> bytes:
    if encoding in "Bb":
        return from_base64_words(text)
    return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
