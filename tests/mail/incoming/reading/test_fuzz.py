"""Whatever bytes come, reading ends with a message or refuses it, and loses no line."""

import os
import time
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engage.core.text import clean_plain
from engage.mail.incoming.reading.cutting.cut import divided
from engage.mail.incoming.reading.cutting.lines import About, Line
from engage.mail.incoming.reading.message import read_headers, read_message
from engage.mail.incoming.rules import TOO_MANY_BYTES, Message, Reason, Unreadable
from tests.mail.incoming.reading.mutating import SEEDS, mutated, seeds

START: Final = seeds()
SOAK_SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "600"))
SLOW: Final = 20.0


def is_sound(raw: bytes) -> bool:
    """UNREADABLE is for what nobody thought of: where it comes up, somebody has to think."""
    try:
        read = read_message(raw)
        read_headers(raw)
    except Unreadable as refused:
        return refused.reason is not Reason.UNREADABLE
    return is_clean(read)


def is_clean(read: Message) -> bool:
    one_line = all("\n" not in line for line in (read.subject, read.sender_name, read.sender))
    texts = read.text == clean_plain(read.text) and read.cut == clean_plain(read.cut)
    names = all(one.name and not set(one.name) & set("/\\\n\x00") for one in read.attachments)
    sizes = all(one.content is None or len(one.content) == one.size for one in read.attachments)
    return one_line and texts and names and sizes and len(read.attachments) <= 50


@given(st.binary(max_size=2_000))
@settings(max_examples=150, deadline=None)
def test_random_bytes(raw: bytes) -> None:
    assert is_sound(raw)
    assert is_sound(b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" + raw)
    assert is_sound(b"Content-Type: text/html\n\n<p>" + raw)


@given(st.integers(0, 2**48), st.sampled_from(range(len(START))))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mails_made_worse(number: int, seed: int) -> None:
    assert is_sound(mutated(START[seed], Random(number), START))


@pytest.mark.parametrize("name", sorted(path.name for path in SEEDS.glob("*.eml")))
def test_what_once_failed(name: str) -> None:
    assert is_sound((SEEDS / name).read_bytes())


def test_a_mail_of_the_largest_size_is_read() -> None:
    raw = b"Subject: x\n\n" + b"a" * (TOO_MANY_BYTES - 20)
    assert is_sound(raw)


LINES: Final = st.sampled_from(
    [
        "", "", "Please keep it.", "Robin Sample", "--", "Thanks,", "> quoted", ">> deeper",
        "On Mon, Mar 2, 2026 at 9:15 AM Engage <engage@gov.bc.ca>", "wrote:", "From: a", "Sent: b",
        "On Mon, Mar 2, 2026 at 9:15 AM Engage <engage@gov.bc.ca> wrote:", "To: c", "Subject: d",
        "-----Original Message-----", "---------- Forwarded message ---------", "250-555-0142",
        "Sent from my iPhone", "robin@mail.example", "Le 2 mars 2026 à 09:15, X a écrit :",
        "Begin forwarded message:", "________________________________", "Manager", "Regards,",
        "CONFIDENTIALITY NOTICE: this e-mail is intended only for the named recipient. Delete it.",
        "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "x" * 3_000,
    ]
)  # fmt: skip


@given(
    st.lists(st.tuples(LINES, st.sampled_from([0, 0, 0, 1, 2])), max_size=40),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
@example([("", 0)], False, False, False)
@settings(max_examples=400, deadline=None)
def test_every_line_is_in_the_text_or_in_what_was_cut(
    written: list[tuple[str, int]], is_reply: bool, is_forward: bool, has_files: bool
) -> None:
    lines = [Line(text, mark == 1, mark == 2) for text, mark in written]
    text, cut, _ = divided(lines, About(is_reply, is_forward, has_files))
    before = [line for line, _ in written if line]
    after = [line for line in (*text.split("\n"), *cut.split("\n")) if line]
    assert sorted(before) == sorted(after)
    assert is_in_order(text, before)
    assert is_in_order(cut, before)


def is_in_order(part: str, whole: list[str]) -> bool:
    rest = iter(whole)
    return all(line in rest for line in part.split("\n") if line)


@pytest.mark.soak
def test_mails_made_worse_for_ten_minutes() -> None:
    """What fails is kept as a seed, and read again in every run from then on."""
    random = Random()
    ends = time.monotonic() + SOAK_SECONDS
    failed = 0
    while time.monotonic() < ends:
        raw = mutated(random.choice(START), random, START)
        began = time.monotonic()
        if not is_sound(raw) or time.monotonic() - began > SLOW:
            failed += 1
            (SEEDS / f"found-{random.getrandbits(32):08x}.eml").write_bytes(raw)
    assert failed == 0
