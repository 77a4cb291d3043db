"""A theme is a folder that may begin with another one: what it does not give comes from its parent.

`parent = "corporate"` in `theme.toml`. Templates, files and keys are looked for in the theme first,
then in its parent, and so on. A template that only changes a part of its parent's names it in full:
`{% extends "themes/corporate/layout.html" %}`; `layout.html` alone would be itself.

Pages, mail and reports all read their templates by this chain.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

PREFIX: Final = "themes"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*\Z")
_LONGEST_CHAIN: Final = 5


class ThemeFault(Exception):
    """A theme that cannot be used; `faults` names everything that is wrong with it at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Layer:
    """One folder of a theme's chain, and what its `theme.toml` says."""

    name: str
    folder: Path
    values: dict[str, Any]

    @property
    def templates(self) -> Path:
        return self.folder / "templates"


def theme_chain(themes_dir: Path, name: str) -> tuple[Layer, ...]:
    """The theme, its parent, the parent of that; raises ThemeFault where the chain is broken."""
    chain: list[Layer] = []
    faults: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        layer = _layer(themes_dir, wanted, faults)
        if layer is None:
            break
        chain.append(layer)
        parent = layer.values.get("parent", "")
        if not isinstance(parent, str):
            faults.append(f"theme {wanted}: theme.toml: parent must be text")
            break
        if parent in {one.name for one in chain}:
            way = " > ".join([*(one.name for one in chain), parent])
            faults.append(f"theme {name}: parents go in a circle: {way}")
            break
        if len(chain) == _LONGEST_CHAIN and parent:
            faults.append(f"theme {name}: more than {_LONGEST_CHAIN} themes stand in one chain")
            break
        wanted = parent or None
    if faults:
        raise ThemeFault(faults)
    return tuple(chain)


def theme_loaders(chain: Iterable[Layer], between: Iterable[Path] = ()) -> BaseLoader:
    """Where templates are found: in the chain, then in the folders of `between`; and each one of
    the chain by its full name."""
    layers = tuple(chain)
    by_name = {one.name: FileSystemLoader(one.templates) for one in layers}
    folders = [
        FileSystemLoader(folder) for folder in (*(one.templates for one in layers), *between)
    ]
    return ChoiceLoader([*folders, PrefixLoader({PREFIX: PrefixLoader(by_name)})])


def template_loader(theme: Path) -> BaseLoader:
    """The same for a theme by its folder, for what is no page: mail, reports."""
    return theme_loaders(theme_chain(theme.parent, theme.name))


def _layer(themes_dir: Path, name: str, faults: list[str]) -> Layer | None:
    if not _NAME.match(name):
        faults.append(f"theme {name!r}: a name has lower-case letters, digits and hyphens")
        return None
    folder = themes_dir / name
    path = folder / "theme.toml"
    if not path.is_file():
        faults.append(f"theme {name}: theme.toml is missing")
        return None
    try:
        return Layer(name, folder, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"theme {name}: theme.toml cannot be read: {error}")
        return None
