"""What a collection notice is, and when it is complete. Pure.

Section 27(2) of the Freedom of Information and Protection of Privacy Act asks for three things
before anything personal is collected: the purpose, the legal authority, and a person who answers
questions. A notice without one of them does not exist for this program.

A file says its purpose as one sentence, or as a list of `purposes`, from which the sentence that
people read is put together. Each question and field falls under one of them.

The English notice is the one that counts. It may stand beside its wordings in other languages
(`wordings.py`); one that follows an earlier English text is shown to nobody.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import yaml

REQUIRED: Final = ("title", "authority", "purpose", "contact")
READ: Final = (*REQUIRED, "body")
"""What a person reads. The file's name is no part of it, and the list of purposes is in the
sentence, word for word."""
ORIGINAL: Final = "en"
FENCE: Final = "---"


class NoticeFault(Exception):
    """A template that cannot be used; the message names the file and every missing part."""


class _Words:
    """The texts of a notice in one language."""

    title: str
    authority: str
    purpose: str
    contact: str
    body: str

    @property
    def content_hash(self) -> str:
        """SHA-256 of what a person reads."""
        parts = {key: getattr(self, key) for key in READ}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class NoticeWording(_Words):
    """A notice in another language, by its tag (BCP 47); `of` is the hash of the English text that
    it follows."""

    tag: str
    title: str
    authority: str
    purpose: str
    contact: str
    body: str
    of: str


@dataclass(frozen=True)
class NoticeTemplate(_Words):
    """One file of `notices/`: `name` is the file's stem, `body` is Markdown.

    `purposes` are the parts of `purpose`, each a sentence by itself: 'To report what we heard'.
    `translated`: its wordings in other languages, whichever English text they follow.
    """

    name: str
    title: str
    authority: str
    purpose: str
    contact: str
    body: str
    purposes: tuple[str, ...] = ()
    translated: tuple[NoticeWording, ...] = ()

    @property
    def tag(self) -> str:
        return ORIGINAL

    @property
    def wordings(self) -> tuple[NoticeWording, ...]:
        """Those that say what the English says today: nobody is shown another."""
        now = self.content_hash
        return tuple(one for one in self.translated if one.of == now)

    @property
    def outdated(self) -> tuple[NoticeWording, ...]:
        now = self.content_hash
        return tuple(one for one in self.translated if one.of != now)

    @property
    def wording_hashes(self) -> dict[str, str]:
        """By tag."""
        return {one.tag: one.content_hash for one in self.wordings}

    @property
    def whole_hash(self) -> str:
        return whole_hash(self.content_hash, self.wording_hashes)

    def said_in(self, tag: str) -> "NoticeTemplate | NoticeWording":
        """The words for who reads that language: English where there are no others."""
        return next((one for one in self.wordings if one.tag == tag), self)


def whole_hash(content_hash: str, wordings: Mapping[str, str]) -> str:
    """Of a notice with its wordings (hashes by tag): that of the English alone where it has none,
    so that what was approved before there were any stays approved."""
    if not wordings:
        return content_hash
    told = json.dumps([content_hash, dict(wordings)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


# Pages of the staff and approvals read the same few files again and again.
@lru_cache(maxsize=128)
def parse_notice(name: str, text: str) -> NoticeTemplate:
    """Reads front matter and body; raises NoticeFault naming `name`.md and all that is missing."""
    values, body = front_matter(name, text)
    given, purposes = required_parts(name, values, _sentence)
    return NoticeTemplate(name, body=body, purposes=purposes, translated=(), **given)


def one_line(value: object) -> str:
    return " ".join(str(value or "").split())


def front_matter(name: str, text: str) -> tuple[dict[str, object], str]:
    """The values before the text, and the text."""
    head, body = _split(name, text)
    try:
        values = yaml.safe_load(head)
    except yaml.YAMLError:
        raise NoticeFault(f"{name}.md: the front matter is not readable YAML") from None
    if not isinstance(values, dict):
        raise NoticeFault(f"{name}.md: the front matter must be `name: value` lines")
    return values, body.strip()


def required_parts(
    name: str,
    values: Mapping[str, object],
    sentence: Callable[[tuple[str, ...]], str],
    line: Callable[[object], str] = one_line,
    needed: Sequence[str] = REQUIRED,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parts that are needed, which the Act asks for, and the purposes; `sentence` puts these
    together, and `line` tidies each text."""
    given = {key: line(values.get(key)) for key in needed}
    listed = _purposes(name, values, line)
    given["purpose"] = given["purpose"] or sentence(listed)
    missing = [key for key in needed if not given[key]]
    if missing:
        raise NoticeFault(f"{name}.md: missing in the front matter: {', '.join(missing)}")
    return given, listed or (given["purpose"],)


def _purposes(
    name: str, values: Mapping[str, object], line: Callable[[object], str]
) -> tuple[str, ...]:
    """The list of purposes, each with a capital letter; () where the file has a sentence."""
    listed = values.get("purposes")
    if listed is None:
        return ()
    if values.get("purpose"):
        raise NoticeFault(f"{name}.md: give either `purpose` or `purposes` in the front matter")
    texts = listed if isinstance(listed, list) else []
    found = tuple(_capital(line(one)) for one in texts if isinstance(one, str))
    if not found or not all(found) or len(found) < len(texts):
        raise NoticeFault(f"{name}.md: `purposes` must be a list with a text on each line")
    if len(set(found)) < len(found):
        raise NoticeFault(f"{name}.md: two of the `purposes` are the same")
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(purposes: tuple[str, ...]) -> str:
    """'To read comments, to publish them, and to report': what stands on the notice."""
    parts = [*purposes[:1], *(one[:1].lower() + one[1:] for one in purposes[1:])]
    return ", and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _split(name: str, text: str) -> tuple[str, str]:
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise NoticeFault(f"{name}.md: must begin with front matter between two `---` lines")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise NoticeFault(f"{name}.md: the front matter is not closed by a `---` line")
