"""What a collection notice is, and when it is complete. Pure.

Section 27(2) of the Freedom of Information and Protection of Privacy Act asks for three things
before anything personal is collected: the purpose, the legal authority, and a person who answers
questions. A notice without one of them does not exist for this program.

A file says its purpose as one sentence, or as a list of `purposes`, from which the sentence that
people read is put together. Each question and field falls under one of them.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

import yaml

REQUIRED: Final = ("title", "authority", "purpose", "contact")
NOT_READ: Final = ("name", "purposes")
"""Parts of a template that nobody reads: the list is in the sentence, word for word."""
FENCE: Final = "---"


class NoticeFault(Exception):
    """A template that cannot be used; the message names the file and every missing part."""


@dataclass(frozen=True)
class NoticeTemplate:
    """One file of `notices/`: `name` is the file's stem, `body` is Markdown.

    `purposes` are the parts of `purpose`, each a sentence by itself: 'To report what we heard'.
    """

    name: str
    title: str
    authority: str
    purpose: str
    contact: str
    body: str
    purposes: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of what a person reads; the file's name is not part of it."""
        parts = {key: value for key, value in asdict(self).items() if key not in NOT_READ}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


# Pages of the staff and approvals read the same few files again and again.
@lru_cache(maxsize=128)
def parse_notice(name: str, text: str) -> NoticeTemplate:
    """Reads front matter and body; raises NoticeFault naming `name`.md and all that is missing."""
    head, body = _split(name, text)
    try:
        values = yaml.safe_load(head)
    except yaml.YAMLError:
        raise NoticeFault(f"{name}.md: the front matter is not readable YAML") from None
    if not isinstance(values, dict):
        raise NoticeFault(f"{name}.md: the front matter must be `name: value` lines")
    given = {key: _one_line(values.get(key)) for key in REQUIRED}
    listed = _purposes(name, values)
    given["purpose"] = given["purpose"] or _sentence(listed)
    missing = [key for key in REQUIRED if not given[key]]
    if missing:
        raise NoticeFault(f"{name}.md: missing in the front matter: {', '.join(missing)}")
    purposes = listed or (given["purpose"],)
    return NoticeTemplate(name=name, body=body.strip(), purposes=purposes, **given)


def _one_line(value: object) -> str:
    return " ".join(str(value or "").split())


def _purposes(name: str, values: dict[str, object]) -> tuple[str, ...]:
    """The list of purposes, each with a capital letter; () where the file has a sentence."""
    listed = values.get("purposes")
    if listed is None:
        return ()
    if values.get("purpose"):
        raise NoticeFault(f"{name}.md: give either `purpose` or `purposes` in the front matter")
    texts = listed if isinstance(listed, list) else []
    found = tuple(_capital(_one_line(one)) for one in texts if isinstance(one, str))
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
