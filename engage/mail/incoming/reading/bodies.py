"""Which parts of a message are its text, and that text as lines. Pure.

Plain text is preferred where it has words of its own; HTML where it has not, or only says to look
at the HTML. Of several text parts one after another all are read. Encrypted parts are no text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engage.core.text import clean_plain
from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.reading.cutting.lines import Line
from engage.mail.incoming.reading.flowed import joined
from engage.mail.incoming.reading.html import Run, runs_of, without_data
from engage.mail.incoming.reading.parts import Part
from engage.mail.incoming.rules import Reason, Unreadable

MOST_READ: Final = 1_500_000
"""Characters in all parts that are read, of which some are not chosen, with their tags."""
MOST_CHARACTERS: Final = 500_000
MOST_LINES: Final = 50_000
MOST_BYTES: Final = 12 * 1024 * 1024
"""Of a part before its pictures are taken out of it, which HTML may hold."""
STUB_LENGTH: Final = 400

_TEXTS: Final = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text"})
_MARKED_UP: Final = frozenset({"text/html", "text/enriched", "text/richtext"})
_SIGNED_WITH: Final = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
    }
)
_SEE_HTML: Final = re.compile(
    r"\bhtml\b|view (?:it|this|the message) (?:in|online|as)|unable to (?:view|display)",
    re.IGNORECASE,
)
_HTML: Final = re.compile(r"\s{0,100}<(?:!doctype html|html)\b[^<>]{0,300}>", re.IGNORECASE)
_A_TAG: Final = re.compile(r"<[a-z!/?]", re.IGNORECASE)
_PGP: Final = "-----BEGIN PGP MESSAGE-----"


class _Budget:
    def __init__(self) -> None:
        self.left = MOST_READ

    def spend(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise Unreadable(Reason.TOO_LARGE)


@dataclass
class Body:
    """The lines of the text, and the parts that are files, in their order."""

    lines: list[Line] = field(default_factory=list, repr=False)
    files: list[Part] = field(default_factory=list, repr=False)
    shown_images: set[str] = field(default_factory=set, repr=False)
    """Content-IDs that HTML of this message shows."""


def read_body(root: Part) -> Body:
    """Raises Unreadable(TOO_LARGE) for text that nobody could have written."""
    body = Body()
    _read(root, body, _Budget(), is_root=True)
    return body


def _read(part: Part, body: Body, budget: _Budget, *, is_root: bool = False) -> None:
    kind = part.media_type
    if kind == "multipart/alternative":
        _choose(part, body, budget)
    elif kind == "multipart/encrypted":
        body.files += part.parts
    elif kind in ("multipart/signed", "multipart/related"):
        _read_first(part, body, budget)
    elif kind.startswith("multipart/"):
        for inner in part.parts:
            _read(inner, body, budget)
    elif _is_text(part, is_root=is_root, is_first=not body.lines):
        _add(body, _lines(part, body, budget))
    elif kind not in _SIGNED_WITH:
        body.files.append(part)


def _is_text(part: Part, *, is_root: bool, is_first: bool) -> bool:
    """The first one is, unless its disposition names a file."""
    if part.media_type not in _TEXTS and not (is_root and part.media_type.startswith("text/")):
        return False
    is_attached, is_named = part.disposition == "attachment", bool(part.file_name)
    is_file = bool(part.disposition) and is_named
    return is_root or not (is_attached or is_named) or (is_first and not is_file)


def _read_first(part: Part, body: Body, budget: _Budget) -> None:
    """The first inner part is the text, the others stand beside it."""
    before = len(body.lines)
    for inner in part.parts:
        has_words = len(body.lines) > before
        if has_words and inner.media_type in _TEXTS and not inner.file_name:
            continue
        if has_words and not inner.parts:
            if inner.media_type not in _SIGNED_WITH:
                body.files.append(inner)
        else:
            _read(inner, body, budget)


def _choose(part: Part, body: Body, budget: _Budget) -> None:
    """One of several forms of the same text; the files of all."""
    forms: list[Body] = []
    for inner in part.parts:
        form = Body()
        _read(inner, form, budget)
        forms.append(form)
        body.files += form.files
        body.shown_images |= form.shown_images
    with_words = [form for form in forms if _words(form.lines)]
    if with_words:
        chosen = with_words[0]
        if len(with_words) > 1 and _is_stub(chosen.lines):
            chosen = max(with_words, key=lambda form: _words(form.lines))
        _add(body, chosen.lines)


def _is_stub(lines: list[Line]) -> bool:
    text = "\n".join(line.text for line in lines)
    return len(text) < STUB_LENGTH and bool(_SEE_HTML.search(text))


def _words(lines: list[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _add(body: Body, lines: list[Line]) -> None:
    if lines and body.lines:
        if _bare(lines) == _bare(body.lines):
            return  # the same text once more, as HTML
        body.lines.append(Line(""))
    body.lines += lines
    characters = sum(len(line.text) for line in body.lines)
    if characters > MOST_CHARACTERS or len(body.lines) > MOST_LINES:
        raise Unreadable(Reason.TOO_LARGE)


def _bare(lines: list[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines)


def _lines(part: Part, body: Body, budget: _Budget) -> list[Line]:
    if part.size > MOST_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    text = decoded(part.content(), part.parameters.get("charset", ""))
    text = without_data(text) if part.media_type == "text/html" else text
    budget.spend(len(text))
    if part.media_type not in _MARKED_UP or not _A_TAG.search(text):
        return list(_plain(part, text, body))
    body.shown_images |= set(re.findall(r"cid:([^\s\"'<>)]{1,200})", text)[:100])
    return [line for run in runs_of(text) for line in _of_run(run)]


def _plain(part: Part, text: str, body: Body) -> Iterator[Line]:
    if part.parameters.get("format", "").lower() == "flowed":
        deletes = part.parameters.get("delsp", "").lower() == "yes"
        text = joined(text, deletes_space=deletes)
    if text.lstrip().startswith(_PGP):
        body.files.append(part)
        return
    if _HTML.match(text):
        yield from (line for run in runs_of(text) for line in _of_run(run))
        return
    yield from _of_run(Run(text))


def _of_run(run: Run) -> Iterator[Line]:
    cleaned = clean_plain(run.text)
    if not cleaned:
        return
    if cleaned.count("\n") > MOST_LINES:
        raise Unreadable(Reason.TOO_LARGE)
    if run.text[: len(run.text) - len(run.text.lstrip())].count("\n") > 1:
        yield Line("", run.is_quoted, run.is_signature)
    for line in cleaned.split("\n"):
        yield Line(line, run.is_quoted, run.is_signature)
