"""Mails made worse at random, from the cases of the other tests and from seeds that once failed."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from tests.mail.incoming.reading import (
    test_bodies,
    test_forwards,
    test_html,
    test_malformed,
    test_replies,
    test_signatures,
)

SEEDS: Final = Path(__file__).parent / "seeds"
_CASES: Final = (
    *test_bodies.ENCODED,
    *test_bodies.PARTS,
    *test_bodies.FLOWED,
    *test_forwards.QUOTED,
    *test_html.CASES,
    *test_malformed.CASES,
    *test_replies.PLAIN,
    *test_signatures.SIGNED,
)
_WORDS: Final = (
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\x00",
    b"\xff\xfe",
    b"\xc3",
    b"=",
    b"=?utf-8?b?",
    b"?=",
    b";",
    b'"',
    b"<",
    b">",
    b"(",
    b"--",
    b"--\r\n",
    b"\t",
    b" ",
    b"> ",
    b"From: ",
    b"On Monday 5, a@b.ca wrote:",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"charset=idna",
    b"name*0*=",
    b"<blockquote type=cite>",
    b"</div>",
    b"<table>",
    b"<style>",
    b"&#xd800;",
    b"&#0;",
    b"\xef\xb7\x90",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x91\xa9",
)


def seeds() -> list[bytes]:
    """The mails to begin with."""
    kept = [path.read_bytes() for path in sorted(SEEDS.glob("*.eml"))]
    return [*(case.raw for case in _CASES), *kept]


def mutated(raw: bytes, random: Random, others: list[bytes]) -> bytes:
    """The mail after one to eight accidents."""
    for _ in range(random.randint(1, 8)):
        raw = random.choice(_ACCIDENTS)(raw, random, others)
    return raw[:200_000]


def _place(raw: bytes, random: Random) -> int:
    return random.randint(0, len(raw))


def _flip(raw: bytes, random: Random, _: list[bytes]) -> bytes:
    changed = bytearray(raw)
    for _step in range(random.randint(1, 20) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(raw: bytes, random: Random, _: list[bytes]) -> bytes:
    return raw[: _place(raw, random)]


def _lose(raw: bytes, random: Random, _: list[bytes]) -> bytes:
    start = _place(raw, random)
    return raw[:start] + raw[start + random.randint(1, 60) :]


def _insert(raw: bytes, random: Random, _: list[bytes]) -> bytes:
    start = _place(raw, random)
    return raw[:start] + random.choice(_WORDS) * random.choice((1, 1, 1, 3, 50)) + raw[start:]


def _repeat(raw: bytes, random: Random, _: list[bytes]) -> bytes:
    start, end = sorted((_place(raw, random), _place(raw, random)))
    return raw[:end] + raw[start:end] * random.choice((1, 1, 2, 30)) + raw[end:]


def _splice(raw: bytes, random: Random, others: list[bytes]) -> bytes:
    other = random.choice(others)
    return raw[: _place(raw, random)] + other[_place(other, random) :]


def _inject(raw: bytes, random: Random, others: list[bytes]) -> bytes:
    """Header lines of another mail at the top."""
    other = random.choice(others).partition(b"\r\n\r\n")[0]
    return random.choice(other.split(b"\r\n")) + b"\r\n" + raw


_ACCIDENTS: Final[tuple[Callable[[bytes, Random, list[bytes]], bytes], ...]] = (
    _flip,
    _cut,
    _lose,
    _insert,
    _insert,
    _repeat,
    _splice,
    _inject,
)
