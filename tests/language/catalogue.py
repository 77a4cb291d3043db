"""What public pages say, read from the code, and the catalogues brought up to it.

`make messages` runs this: new messages come in without a translation, those that nobody says any
more go, and nothing is guessed. The files tell where a message is said, by file alone, and no date,
so that they change only when a message does.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from engage.core.language import CATALOGUES, ENGLISH, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "marked": None}
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}
SAYS = re.compile(rb"\b(?:_|_l|marked|\w*gettext)\(|\btrans\b")
WIDTH = 100
UNSAID = ("Generated-By", "POT-Creation-Date", "PO-Revision-Date", "Report-Msgid-Bugs-To")
UNSAID += ("Last-Translator", "Language-Team")
"""Lines of the header that say nothing of the messages."""


@cache
def said() -> Catalog:
    """Every message of the code and the templates; of each, the files that say it."""
    catalog = Catalog(project="Engage")
    for path in sorted(_read_by_babel()):
        name = path.relative_to(ROOT).as_posix()
        for message, comments, context in _messages_of(path):
            catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for theme in sorted((ROOT / "themes").glob("*/theme.toml")):
        for message in _said_by_theme(tomllib.loads(theme.read_text("utf-8"))):
            catalog.add(message, None, [(theme.relative_to(ROOT).as_posix(), 0)])
    return catalog


def _read_by_babel() -> Iterator[Path]:
    with (CATALOGUES / "babel.cfg").open() as file:
        patterns, _options = parse_mapping_cfg(file)
    for pattern, _method in patterns:
        yield from ROOT.glob(pattern.replace("**.", "**/*."))


def _messages_of(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    """Most files say nothing to the public, and are not taken apart."""
    source = path.read_bytes()
    if not SAYS.search(source):
        return
    method = "python" if path.suffix == ".py" else "jinja2"
    found = extract(method, BytesIO(source), KEYWORDS, ("Translators:",), OPTIONS, True)
    for _line, message, comments, context in found:
        if message:
            yield message, comments, context


def _said_by_theme(theme: dict[str, Any]) -> Iterator[str]:
    """Of a theme that builds on another one, what it says otherwise."""
    yield from (
        theme[name].strip()
        for name in ("organization", "acknowledgement", "logo_alt")
        if name in theme
    )
    yield from (link["label"] for link in theme.get("footer", ()))


def path_of(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def written(language: str) -> Catalog:
    """The catalogue of a language as it lies there."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def key_of(message: Message) -> tuple[str, object]:
    """What tells messages apart: their context and their words."""
    return message.context or "", message.id


def brought_up(language: str) -> Catalog:
    """The catalogue with what is said now and the translations that it had."""
    catalog = written(language)
    catalog.update(said(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
    return catalog


def write(language: str) -> int:
    """Writes it; how many messages wait for a translation."""
    catalog = brought_up(language)
    with path_of(language).open("wb") as file:
        write_po(file, catalog, width=WIDTH, sort_by_file=True, include_lineno=False)
    lines = path_of(language).read_text("utf-8").splitlines(keepends=True)
    unsaid = tuple(f'"{name}:' for name in UNSAID)
    path_of(language).write_text("".join(x for x in lines if not x.startswith(unsaid)), "utf-8")
    return sum(not is_translated(message) for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


if __name__ == "__main__":
    for one in LANGUAGES:
        if one != ENGLISH:
            print(f"{one}: {write(one)} of {len(said())} messages wait for a translation")
