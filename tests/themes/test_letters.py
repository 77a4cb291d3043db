"""The letters of every theme: a range names what its file holds, so none comes for nothing."""

import re
import unicodedata
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from fontTools.ttLib import TTFont

THEMES: Final = Path(__file__).parents[2] / "themes"
FACE: Final = re.compile(r"@font-face\s*\{([^}]+)\}")
MARKS: Final = frozenset(range(0x300, 0x370))
"""They may stand in two files: a letter and its mark are shaped by one."""


class Face(NamedTuple):
    key: tuple[str, str]
    """Weight and style."""
    display: str
    file: Path
    characters: frozenset[int]


def faces(sheet: Path) -> list[Face]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    return [_face(sheet.parent, found) for found in FACE.findall(text)]


def _face(folder: Path, text: str) -> Face:
    said = dict(re.findall(r"([a-z-]+):\s*([^;]+);", text))
    address = re.search(r'url\("([^"]+)"\)', said["src"])
    assert address is not None
    spans = (one.strip().removeprefix("U+").split("-") for one in said["unicode-range"].split(","))
    characters = chain.from_iterable(range(int(s[0], 16), int(s[-1], 16) + 1) for s in spans)
    return Face(
        (said["font-weight"], said["font-style"]),
        said["font-display"],
        (folder / address[1]).resolve(),
        frozenset(characters),
    )


def shown(characters: frozenset[int], past: int = 0x20) -> set[str]:
    """Those that are written: neither unassigned nor for control."""
    letters = (chr(one) for one in characters if one >= past)
    return {one for one in letters if unicodedata.category(one) not in ("Cn", "Cc", "Cs", "Co")}


FACES: Final = [
    face for path in sorted(THEMES.glob("*/static/css/fonts.css")) for face in faces(path)
]


def test_there_are_faces() -> None:
    assert len(FACES) >= 12


@pytest.mark.parametrize(
    "face", [one for one in FACES if one.display == "swap"], ids=lambda face: face.file.stem
)
def test_a_large_file_comes_only_for_what_it_can_show(face: Face) -> None:
    """A word in Arabic or Chinese would load it, and be shown in the letters of the device."""
    held = {chr(one) for one in TTFont(face.file).getBestCmap()}
    assert shown(face.characters) - held == set()


def test_what_a_file_holds_is_in_some_range() -> None:
    for key in {face.key for face in FACES}:
        named = frozenset().union(*(face.characters for face in FACES if face.key == key))
        for face in FACES:
            if face.key == key:
                held = frozenset(TTFont(face.file).getBestCmap())
                assert shown(held, past=0xA0) <= {chr(one) for one in named}, face.file.name


def test_a_character_stands_in_one_file() -> None:
    """Else the large file comes too when the small one is late."""
    for at, one in enumerate(FACES):
        for other in FACES[at + 1 :]:
            if one.key == other.key:
                assert (one.characters & other.characters) <= MARKS, (
                    one.file.stem,
                    other.file.stem,
                )
