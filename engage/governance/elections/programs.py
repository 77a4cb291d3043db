"""The programs that often need an exception, as data; a choice in a form and nothing more."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Program:
    key: str
    name: str
    about: str


def _read() -> dict[str, Program]:
    text = (files("engage.governance.elections") / "data" / "programs.toml").read_text("utf-8")
    return {one["key"]: Program(**one) for one in tomllib.loads(text)["program"]}


PROGRAMS: Final = _read()
"""By key, in the order of the file."""
