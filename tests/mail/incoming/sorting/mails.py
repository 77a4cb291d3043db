"""Messages as systems and people send them, kept as text: one file for each verdict.

A line of '=====' and a name begins one. Lines of '> ' before the header say what is expected of a
bounce.
"""

from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from engage.mail.incoming.sorting.verdict import Sorted, sorted_as

ALL_NAMES = [
    "Auto-Submitted",
    "Content-Disposition",
    "Content-Type",
    "From",
    "Precedence",
    "Return-Path",
    "X-Forefront-Antispam-Report",
    "X-Proofpoint-Spam-Details",
    "In-Reply-To",
    "Content-Transfer-Encoding",
]
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    verdict: str
    name: str
    expected: tuple[str, ...]
    raw: bytes


def cases(verdict: str) -> list[Case]:
    found = []
    for block in (CASES / f"{verdict}.txt").read_text().split("===== ")[1:]:
        name, _, rest = block.partition("\n")
        lines = rest.split("\n")
        expected = [line[2:] for line in lines if line.startswith("> ")]
        raw = "\r\n".join(lines[len(expected) :]).encode()
        found.append(Case(verdict, name, tuple(expected), raw))
    return found


def sort(raw: bytes, own: str | None = None) -> Sorted:
    """The verdict on a message, its text taken in the simplest way."""
    message = message_from_bytes(raw)
    whole = text_in(message)
    return sorted_as(message, subject_of(message), own_words(whole) if own is None else own, whole)


def written(text: str, *lines: str, subject: str = "Ferries") -> Sorted:
    """The verdict on a person's mail with some header lines more."""
    head = "\r\n".join(("From: Ann <ann@example.ca>", f"Subject: {subject}", *lines))
    return sort(f"{head}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode())


def subject_of(message: Message) -> str:
    lines = (str(value) for name, value in message.raw_items() if name.lower() == "subject")
    raw = next(lines, "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError):
        return raw


def text_in(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.is_multipart():
            return bytes(part.get_payload(decode=True)).decode("utf-8", "replace").replace("\r", "")
    return ""


def own_words(text: str) -> str:
    kept = []
    for line in text.split("\n"):
        if line.startswith((">", "On ", "-----Original", "---------- Forwarded")):
            break
        kept.append(line)
    return "\n".join(kept)
