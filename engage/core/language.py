"""In which language a page speaks to its reader: English, or French under `/fr/`.

The edge sets it once for a request (`web/language.py`); whatever puts words together beneath asks
here and need not be told. Only our own words are translated: never what staff wrote. Mail, reports
and jobs have their own languages and never stand in a French request, so they do not feel it.

The catalogue is the `.po` file itself. It is read at the first French page, so that there is no
second, compiled file that could tell otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations

ENGLISH: Final = "en"
FRENCH: Final = "fr"
LANGUAGES: Final = (ENGLISH, FRENCH)
TAGS: Final = {ENGLISH: "en-CA", FRENCH: "fr-CA"}
"""What `lang` says in HTML."""
NAMES: Final = {ENGLISH: "English", FRENCH: "Français"}
"""What each calls itself."""
PREFIXES: Final = {ENGLISH: "", FRENCH: "/fr"}
"""What addresses of our pages begin with."""
CATALOGUES: Final = Path(__file__).resolve().parents[1] / "translations"


class WordsIn(str):
    """Words of staff's that know in which language they are, where a page shows now these, now
    others: a ministry's French name, or its English one for want of that."""

    tag: str

    def __new__(cls, words: str, tag: str) -> "WordsIn":
        made = super().__new__(cls, words)
        made.tag = tag
        return made


_current: ContextVar[str] = ContextVar("engage.language", default=ENGLISH)


def current() -> str:
    """'en' or 'fr'."""
    return _current.get()


def other() -> str:
    """The one in which the page does not speak."""
    return ENGLISH if _current.get() == FRENCH else FRENCH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, words are given in that language; raises ValueError for one that we do not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"no interface in {language!r}")
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def site_in(base_url: str, language: str) -> str:
    """Where our pages begin in a language: 'https://example.ca/fr'."""
    return f"{base_url}{PREFIXES.get(language, '')}"


@lru_cache
def catalogue(language: str) -> Translations:
    """What the `.po` file of a language says."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, /, **values: object) -> str:
    """The message in the language of the page, with its `%(name)s` filled in."""
    language = _current.get()
    said = message if language == ENGLISH else catalogue(language).ugettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The form that the count asks for, in the language of the page, with its `%(name)s`."""
    language = _current.get()
    if language == ENGLISH:
        said = one if count == 1 else many
    else:
        said = catalogue(language).ungettext(one, many, count)
    return said % values if values else said


def marked(message: str) -> str:
    """The message as it is, for the catalogue to know it: a constant that is translated by
    `gettext` where it is shown."""
    return message


def number(count: int) -> str:
    """'1,234', and in French '1 234' with a space that does not break."""
    words = f"{count:,}"
    return words if _current.get() == ENGLISH else words.replace(",", "\u00a0")


def pgettext(context: str, message: str) -> str:
    """A message that is short enough to mean two things, told apart by its context."""
    language = _current.get()
    return message if language == ENGLISH else str(catalogue(language).upgettext(context, message))


def npgettext(context: str, one: str, many: str, count: int) -> str:
    language = _current.get()
    if language == ENGLISH:
        return one if count == 1 else many
    return str(catalogue(language).unpgettext(context, one, many, count))


def decimal(written: str) -> str:
    """'1.4', and in French '1,4'."""
    return written if _current.get() == ENGLISH else written.replace(".", ",")


def lazy_gettext(message: str) -> str:
    """A message of a table or a form's class, which is made before anybody asked for a page."""
    return cast(str, LazyProxy(gettext, message, enable_cache=False))
