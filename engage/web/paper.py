"""The logo for what stands alone: reports and posters, which can name no address to load it from.

Reports are made by workers, which know no pages, so this room needs no web framework.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engage.core.language import gettext, speaking
from engage.core.settings import Settings
from engage.core.themes import Layer, ThemeFault, theme_chain
from engage.web.logo import logo_faults

KINDS: Final = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class PaperLogo:
    """A picture within its own address, and what it says."""

    src: str
    alt: str

    @classmethod
    def of(cls, name: str, content: bytes, alt: str) -> PaperLogo:
        """`name` tells by its ending what it is."""
        packed = base64.b64encode(content).decode()
        return cls(f"data:{KINDS[Path(name).suffix.lower()]};base64,{packed}", alt)

    def said(self, language: str) -> str:
        """`language` may be a tag: 'fr-CA'."""
        with speaking(language.partition("-")[0]):
            return gettext(self.alt)


def configured_logo(settings: Settings) -> PaperLogo | None:
    """The logo of the settings, or else of the theme; None without one. Raises ThemeFault."""
    layers = theme_chain(settings.themes_dir, settings.theme)
    path = settings.logo or _of_theme(layers)
    if path is None:
        return None
    alt = settings.logo_alt or _said(layers, "logo_alt") or _said(layers, "organization")
    try:
        content = path.read_bytes()
    except OSError:
        raise ThemeFault([f"the logo {path.name} cannot be read"]) from None
    if faults := logo_faults(path.name, content):
        raise ThemeFault(faults)
    return PaperLogo.of(path.name, content, alt)


def _of_theme(layers: tuple[Layer, ...]) -> Path | None:
    name = _said(layers, "logo")
    files = [layer.folder / "static" / name for layer in layers] if name else []
    return next((path for path in files if path.is_file()), None)


def _said(layers: tuple[Layer, ...], key: str) -> str:
    """As the first of the chain says it."""
    return next((str(one.values[key]).strip() for one in layers if key in one.values), "")
