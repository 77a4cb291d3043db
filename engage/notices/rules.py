"""What a collection notice is, and when it is complete. Pure.

Section 27(2) of the Freedom of Information and Protection of Privacy Act asks for three things
before anything personal is collected: the purpose, the legal authority, and a person who answers
questions. A notice without one of them does not exist for this program.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

import yaml

REQUIRED: Final = ("title", "authority", "purpose", "contact")
FENCE: Final = "---"


class NoticeFault(Exception):
    """A template that cannot be used; the message names the file and every missing part."""


@dataclass(frozen=True)
class NoticeTemplate:
    """One file of `notices/`: `name` is the file's stem, `body` is Markdown."""

    name: str
    title: str
    authority: str
    purpose: str
    contact: str
    body: str

    @property
    def content_hash(self) -> str:
        """SHA-256 of what a person reads; the file's name is not part of it."""
        parts = {key: value for key, value in asdict(self).items() if key != "name"}
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
    given = {key: " ".join(str(values.get(key) or "").split()) for key in REQUIRED}
    missing = [key for key in REQUIRED if not given[key]]
    if missing:
        raise NoticeFault(f"{name}.md: missing in the front matter: {', '.join(missing)}")
    return NoticeTemplate(name=name, body=body.strip(), **given)


def _split(name: str, text: str) -> tuple[str, str]:
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise NoticeFault(f"{name}.md: must begin with front matter between two `---` lines")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise NoticeFault(f"{name}.md: the front matter is not closed by a `---` line")
