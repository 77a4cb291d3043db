"""Form letters of our own invention, read from `letters.yaml`."""

from pathlib import Path
from typing import Any, Final

import yaml

Slots = tuple[tuple[str, ...], ...]
"""The sentences of a mail-merge letter, each in several wordings."""

_FILE: Final = Path(__file__).with_name("letters.yaml")
_READ: Final[dict[str, Any]] = yaml.safe_load(_FILE.read_text("utf-8"))


def _slots(read: dict[str, list[list[str]]]) -> dict[str, Slots]:
    return {name: tuple(tuple(slot) for slot in slots) for name, slots in read.items()}


def _twos(read: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    return {name: (first, second) for name, (first, second) in read.items()}


LETTERS: Final[dict[str, str]] = {**_READ["letters"], **_READ["french"]}
HELD_OUT: Final[dict[str, str]] = _READ["held_out"]
PAIRS: Final = _twos(_READ["pairs"])
VERSIONS: Final = _twos(_READ["versions"])
SLOGANS: Final = tuple(_READ["slogans"])
HELD_OUT_SLOGANS: Final = tuple(_READ["held_out_slogans"])
MERGED: Final = _slots(_READ["merged"])
HELD_OUT_MERGED: Final = _slots(_READ["held_out_merged"])
NOTICE: Final[str] = _READ["notice"]
