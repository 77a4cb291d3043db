"""Header lines as a stranger wrote them: bounded, on one line, never an exception. Pure.

The parsers of the standard library are not used on them: they raise, or take quadratic time, for
values that are made to hurt. A message of one hundred thousand header lines is read once.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from typing import Final

VALUE_LENGTH: Final = 2_000
KEPT_VALUES: Final = 20
NAME_LENGTH: Final = 100

_SPACE: Final = re.compile(r"[\s\x00]+")
_PARAMETER: Final = re.compile(r';\s*([\w*-]{1,40})\s*=\s*(?:"([^"]{0,200})"?|([^;"\s]{0,200}))')
_MESSAGE_ID: Final = re.compile(r"<[^<>\s@]{1,250}@[^<>\s@]{1,250}>")


class Headers:
    """The lines of one message or part: by name in small letters, nearest to us first."""

    def __init__(self, lines: Iterable[tuple[object, object]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in lines:
            known = self._values.setdefault(plain_text(name, NAME_LENGTH).casefold(), [])
            if len(known) < KEPT_VALUES:
                known.append(one_line(value))

    def all(self, name: str) -> tuple[str, ...]:
        """What stands in all lines of that name, those left out of which nothing is said."""
        return tuple(value for value in self._values.get(name, ()) if value)

    def first(self, name: str) -> str:
        """The line that was written last, by the server nearest to us; '' for none."""
        return next(iter(self.all(name)), "")

    def words(self, name: str) -> Iterator[str]:
        """The leading word of each line of that name, in small letters, comments left out."""
        for value in self.all(name):
            yield leading_word(value)

    def names(self) -> Iterator[str]:
        """Of the lines that say something."""
        return (name for name, values in self._values.items() if any(values))

    def has_any(self, names: Iterable[str]) -> bool:
        return any(self.all(name) for name in names)

    @property
    def content_type(self) -> str:
        """As in 'text/plain', which it is where nothing is said."""
        said = self.first("content-type").partition(";")[0].strip().casefold()
        return said if "/" in said else "text/plain"

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type in small letters; '' for none."""
        found = _PARAMETER.finditer(self.first("content-type"))
        return next((one[2] or one[3] or "" for one in found if one[1].lower() == name), "").lower()

    @property
    def is_attachment(self) -> bool:
        return next(self.words("content-disposition"), "") == "attachment"

    @property
    def sender(self) -> str:
        """The address of the From line in small letters; '' where none can be told."""
        return address_in(self.first("from"))


def headers_of(message: Message) -> Headers:
    """Those of a message or part, as they stand in it and not as a policy reads them."""
    return Headers(message.raw_items())


def one_line(value: object) -> str:
    """The value unfolded and cut."""
    return _SPACE.sub(" ", plain_text(value, VALUE_LENGTH)).strip()


def plain_text(value: object, length: int) -> str:
    """Whatever stands there as text, cut; '' for what is none."""
    if isinstance(value, bytes):
        return value[:length].decode("utf-8", "replace")
    if value is None:
        return ""
    try:
        return str(value)[:length]
    except (LookupError, UnicodeError, ValueError, TypeError):
        return ""


def leading_word(value: str) -> str:
    """The first word of 'auto-replied (vacation); owner=x' or of '(why) no', in small letters."""
    while value.startswith("("):
        value = value.partition(")")[2].strip()
    return re.split(r"[\s;,(]", value, maxsplit=1)[0].casefold()


def address_in(value: str) -> str:
    """The address in 'Name <a@b.ca>' or 'a@b.ca (Name)'."""
    inside = value.rpartition("<")[2].partition(">")[0] if "<" in value else leading_word(value)
    return inside.strip().casefold()


def message_ids(text: str, most: int) -> tuple[str, ...]:
    """The different Message-IDs in a text with their brackets, in its order."""
    found: dict[str, None] = {}
    for one in _MESSAGE_ID.finditer(text):
        found[one[0]] = None
        if len(found) == most:
            break
    return tuple(found)
