"""The theme's letters as outlines, so that a picture needs no font of the machine that draws it.

The same words give the same picture everywhere. What the theme has no letter for cannot be drawn:
`can_write` says so beforehand. Letters stand beside each other as they are: no script that joins
them is among the theme's.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from engage.reports.renderers.font_files import unpacked

_PARTS: Final = ("latin", "extended", "syllabics")
_SPACES: Final = {"\u202f": 0.2, "\u00a0": 0.26, "\u2009": 0.2}
"""Of the size: spaces that the theme's fonts may lack."""


class Letters:
    """Those of one weight ('regular' or 'bold')."""

    def __init__(self, folder: Path, weight: str) -> None:
        paths = (folder / f"bc-sans-{weight}-{part}.woff2" for part in _PARTS)
        self._fonts = [path for path in paths if path.is_file()]
        self._drawn: dict[str, tuple[str, float]] = {}

    def can_write(self, text: str) -> bool:
        return all(self._glyph(sign) is not None for sign in text)

    def width(self, text: str, size: float) -> float:
        return sum(self._outline(sign)[1] for sign in text) * size

    def svg(self, text: str, x: float, y: float, size: float, color: str) -> str:
        """Marks that draw a line of text, its baseline beginning at that point."""
        marks = []
        for sign in text:
            outline, advance = self._outline(sign)
            if outline:
                scale = f"{size / 1000:g}"
                marks.append(
                    f'<path transform="matrix({scale} 0 0 -{scale} {x:.2f} {y:.2f})"'
                    f' fill="{color}" d="{outline}"/>'
                )
            x += advance * size
        return "".join(marks)

    def wrapped(self, text: str, size: float, width: float, most: int) -> list[str]:
        """The text in at most so many lines; a cut one ends with an ellipsis."""
        lines: list[str] = []
        for word in text.split():
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(joined, size) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        cut = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) > most else lines
        return [self._fitted(line, size, width) for line in cut]

    def _fitted(self, line: str, size: float, width: float) -> str:
        if self.width(line, size) <= width:
            return line
        while line and self.width(f"{line}…", size) > width:
            line = line[:-1]
        return f"{line.rstrip()}…"

    def _outline(self, sign: str) -> tuple[str, float]:
        """Its path in thousandths of the size, upwards, and how far the next one stands."""
        if sign not in self._drawn:
            self._drawn[sign] = self._draw(sign)
        return self._drawn[sign]

    def _draw(self, sign: str) -> tuple[str, float]:
        found = self._glyph(sign)
        if found is None or found[1] is None:
            return "", _SPACES.get(sign, 0)
        font, name = found
        glyphs, scale = font.getGlyphSet(), 1000 / font["head"].unitsPerEm
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        return pen.getCommands(), glyphs[name].width / font["head"].unitsPerEm

    def _glyph(self, sign: str) -> tuple[Any, str | None] | None:
        for path in self._fonts:
            font = _font(path)  # a text in plain letters never asks for those of the others
            if name := font.getBestCmap().get(ord(sign)):
                return font, name
        return (None, None) if sign in _SPACES else None


@lru_cache(maxsize=8)
def _font(path: Path) -> Any:
    return TTFont(io.BytesIO(unpacked(path)), lazy=True)
