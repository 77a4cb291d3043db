"""Content-Transfer-Encoding undone, faults and all. Pure, and it never raises.

Base64 arrives cut short, in several pieces one after another, with a footer that a list put below
it, or is no base64 at all. What can be read is read; text that was never encoded stays as it is.
"""

import binascii
import re
from typing import Final

_ALPHABET: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
)
_OTHERS: Final = bytes(sorted(set(range(256)) - (_ALPHABET - frozenset(b"\r\n"))))
_SAMPLE: Final = 4_000
_PIECES: Final = 1_000
_SHARE_OF_OTHERS: Final = 20  # one of so many is still base64 with faults


def undone(content: memoryview, encoding: str) -> bytes:
    """The bytes that were sent; `encoding` in small letters."""
    if encoding == "base64":
        return _from_base64(content)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(bytes(content))
    return bytes(content)


def looks_like_base64(content: memoryview) -> bool:
    sample = bytes(content[:_SAMPLE])
    others = sum(byte not in _ALPHABET for byte in sample)
    return others * _SHARE_OF_OTHERS <= len(sample)


def from_base64_words(text: str) -> bytes:
    """Of an encoded word in a header line."""
    return _pieces(text.encode("ascii", "ignore"))


def _from_base64(content: memoryview) -> bytes:
    if not looks_like_base64(content):
        return bytes(content)
    try:
        found = binascii.a2b_base64(content)
    except binascii.Error:
        return _pieces(bytes(content))
    # Decoding ends at the first padding: where much is left behind it, there are more pieces.
    return found if len(found) * 2 >= len(content) else _pieces(bytes(content))


def _pieces(content: bytes) -> bytes:
    letters = content.translate(None, _OTHERS)
    whole = []
    for piece in re.split(b"=+", letters, maxsplit=_PIECES):
        kept = piece.replace(b"=", b"")
        kept = kept[:-1] if len(kept) % 4 == 1 else kept
        whole.append(binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)))
    return b"".join(whole)


def _from_uu(content: bytes) -> bytes:
    whole = []
    for line in content.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line.strip() == b"end":
            break
        try:
            whole.append(binascii.a2b_uu(line))
        except binascii.Error:
            return content
    return b"".join(whole)
