"""Wordings of a notice in other languages: `notices/<tag>/<stem>.md`. Pure.

A wording has all the parts of the English notice (FOIPPA s. 27(2)) and says in `of` which English
text it follows, by that text's hash. When somebody edits the English, the wording is out of date
until a person has looked at it and written the new hash: nobody is shown words that no longer say
what the notice says.
"""

import re
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError
from babel.lists import format_list

from engage.notices.rules import (
    REQUIRED,
    NoticeFault,
    NoticeTemplate,
    NoticeWording,
    front_matter,
    required_parts,
)

_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
NEEDED: Final = ("of", *REQUIRED)
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_ENGLISH: Final = re.compile(r"en(-.*)?")


def is_tag(text: str) -> bool:
    """Whether a folder of that name holds wordings: 'fr', 'zh-Hans'; English has none."""
    return bool(_TAG.fullmatch(text)) and not _ENGLISH.fullmatch(text)


@lru_cache(maxsize=256)
def parse_wording(tag: str, original: NoticeTemplate, text: str) -> NoticeWording:
    """A wording of `original`; raises NoticeFault naming `tag`/stem.md and what is missing."""
    name = f"{tag}/{original.name}"
    values, body = front_matter(name, text)
    given, purposes = required_parts(
        name, values, lambda listed: joined(listed, tag), _line, NEEDED
    )
    if original.body and not body:
        raise NoticeFault(f"{name}.md: has no text below the front matter")
    if given["of"] == original.content_hash and len(purposes) != len(original.purposes):
        wanted = len(original.purposes)
        raise NoticeFault(
            f"{name}.md: must give as many purposes as {original.name}.md, which has {wanted}, in"
            " the same order"
        )
    return NoticeWording(tag=tag, body=body, **given)


def _line(value: object) -> str:
    """One line; spaces that do not break stay, as French has them before a colon."""
    return " ".join(_SPACES.split(str(value or ""))).strip()


def joined(purposes: tuple[str, ...], tag: str) -> str:
    """The purposes as one sentence, joined as the language joins a list."""
    parts = [*purposes[:1], *(one[:1].lower() + one[1:] for one in purposes[1:])]
    try:
        return str(format_list(parts, locale=Locale.parse(tag, sep="-")))
    except (UnknownLocaleError, ValueError):
        return "; ".join(parts)


def language_name(tag: str) -> str:
    """What staff call a language: 'French'; the tag where nobody has named it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def outdated_words(template: NoticeTemplate) -> tuple[str, ...]:
    """A sentence for staff on each wording that is not shown."""
    return tuple(
        f"The wording of the collection notice in {language_name(one.tag)} follows an earlier"
        " English text. Pages in that language show the notice in English until it is brought up to"
        " date."
        for one in template.outdated
    )
