"""The neutral words of public pages during an election, as data; read once per process."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from engage.governance.elections.rules import Window

LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Notice:
    """`held` and `waiting`: why a discussion lacks comments, during a period and after it."""

    title: str
    text: str
    held: str
    waiting: str


@cache
def notice_in(language: str) -> Notice:
    """The words in a language ('fr-CA' finds 'fr'), else in English."""
    text = (files("engage.governance.elections") / "data" / "notice.toml").read_text("utf-8")
    words = tomllib.loads(text)
    chosen = words.get(language) or words.get(language.partition("-")[0]) or words[LANGUAGE]
    return Notice(**chosen)


def held_words(hidden: Sequence[Window], language: str = LANGUAGE) -> str:
    """Why a discussion lacks comments; '' where it lacks none."""
    if not hidden:
        return ""
    words = notice_in(language)
    return words.held if any(one.end is None for one in hidden) else words.waiting
