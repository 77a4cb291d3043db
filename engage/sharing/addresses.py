"""Absolute addresses of public pages, for those who read us from elsewhere. Pure.

They come from the configured address, never from a request, which says what its sender likes.
"""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from engage.core.language import ENGLISH, FRENCH
from engage.web.language import PREFIX, is_one_language

_PLAIN: Final = re.compile("[a-z0-9/.-]*")
TAG_YEAR: Final = "2026"
"""RFC 4151: a date at which the name was ours. It never changes, so that no reader sees an entry
twice."""


def absolute(base_url: str, path: str, language: str = ENGLISH) -> str:
    """The address of a page in a language, its path quoted where it needs to be."""
    prefix = PREFIX if language == FRENCH and not is_one_language(path) else ""
    # Nearly all of our paths are made of slugs, and the map of the site has tens of thousands.
    quoted = path if _PLAIN.fullmatch(path) else quote(path, safe="/:@!$&()*+,;=~-._")
    return f"{base_url}{prefix}{quoted}"


def tag(base_url: str, name: str, language: str = ENGLISH) -> str:
    """A name for good (RFC 4151) of what a feed or calendar tells: the French entry is another."""
    host = urlsplit(base_url).hostname or "localhost"
    other = "" if language == ENGLISH else f"/{language}"
    return f"tag:{host},{TAG_YEAR}:{name}{other}"
