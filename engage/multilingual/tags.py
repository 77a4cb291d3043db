"""Languages by their tags (BCP 47): what they call themselves, and in which direction they run.

Names come from CLDR; those of First Nations' languages that it lacks, from `data/languages.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError

ORIGINAL: Final = "en"
ORIGINAL_TAG: Final = "en-CA"
LONGEST_TAG: Final = 35
OFFERED: Final = (
    "fr", "zh-Hans", "zh-Hant", "pa", "ar", "fa", "fil", "hi", "ja", "ko", "pt", "ru", "so", "es",
    "ta", "uk", "ur", "vi", "cr", "crx", "clc", "hur", "kwk", "nuk", "shs", "squ", "tsi",
)  # fmt: skip
"""What the staff's page offers first; any other tag can be written."""

_SHAPE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_RTL_SCRIPTS: Final = frozenset(
    {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)


@dataclass(frozen=True)
class Language:
    """`own` is what it calls itself, `direction` 'ltr' or 'rtl'."""

    tag: str
    own: str
    english: str
    direction: str


@dataclass(frozen=True)
class LanguageLink:
    """Another language of a page, named in itself."""

    tag: str
    own: str
    href: str


def canonical(text: str) -> str:
    """'ZH_hans' as 'zh-Hans'; '' for what has not the shape of a tag."""
    if len(text) > LONGEST_TAG:
        return ""
    parts = text.strip().replace("_", "-").split("-")
    written = [parts[0].lower()]
    written += [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    tag = "-".join(written)
    return tag if _SHAPE.fullmatch(tag) else ""


@cache
def language_of(tag: str) -> Language | None:
    """The language of a canonical tag; None for one that nobody has a name for, and for English,
    in which the original is written."""
    base = tag.partition("-")[0]
    if not _SHAPE.fullmatch(tag) or base == ORIGINAL:
        return None
    known = _ours().get(base)
    english = _english(tag) or (known or {}).get("english", "")
    if not english:
        return None
    named = _own(tag) or english
    own = known["own"] if known else named[:1].upper() + named[1:]
    return Language(tag, own, english, _direction(tag))


@cache
def _ours() -> dict[str, dict[str, str]]:
    text = (files("engage.multilingual") / "data" / "languages.toml").read_text("utf-8")
    return tomllib.loads(text)


def _english(tag: str) -> str:
    base, *more = tag.split("-")
    names = Locale.parse(ORIGINAL)
    name = names.languages.get(tag.replace("-", "_")) or names.languages.get(base, "")
    if not name or tag.replace("-", "_") in names.languages:
        return str(name)
    of = [names.scripts.get(part) or names.territories.get(part) or part for part in more]
    return f"{name} ({', '.join(of)})" if of else str(name)


def _own(tag: str) -> str:
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    return locale.get_display_name(locale) or ""


def _direction(tag: str) -> str:
    script = next((part for part in tag.split("-")[1:] if len(part) == 4), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    try:
        return str(Locale.parse(tag.partition("-")[0]).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"
