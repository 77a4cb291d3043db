"""The letters of a PDF: the theme's fonts, those of the machine behind them, what neither has.

A PDF carries its fonts with it. The theme's are read from its folder by name and by nothing else;
each of its files is a family of its own, because two files of one family and weight are mixed up in
the PDF. Signs that no font of the machine has would leave a gap that nobody notices, so they are
looked for beforehand, and the text says in brackets how many there are.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.urls import URLFetcher, URLFetcherResponse

from engage.reports.renderers.font_files import unpacked

FAMILIES: Final = {
    "latin": "BC Sans",
    "extended": "BC Sans Extended",
    "syllabics": "BC Sans Syllabics",
}
STYLES: Final = {"regular": (400, "normal"), "bold": (700, "normal")}
SCHEME: Final = "report-font:"
PICTURE: Final = re.compile(r"data:(image/png|image/svg\+xml);base64,([A-Za-z0-9+/=]+)")
_SYLLABICS: Final = re.compile("[\u1400-\u167f\u18b0-\u18ff]")
_BEYOND_LATIN: Final = re.compile("[\u0180-\u13ff\u1680-\u18af\u1900-\u1fff\u2070-\uffff]")
_PLAIN: Final = re.compile("[\t\n\r\x20-\x7e]+")

# Pango's own count of signs without a letter, which WeasyPrint does not declare.
ffi.cdef("int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);")


def faces(folder: Path, text: str) -> Iterator[str]:
    """The rules of the faces that a text may need and the theme has."""
    needed = ["latin"]
    needed += ["extended"] if _BEYOND_LATIN.search(text) else []
    needed += ["syllabics"] if _SYLLABICS.search(text) else []
    for part in needed:
        for name, (weight, style) in STYLES.items():
            file = f"bc-sans-{name}-{part}.woff2"
            if (folder / file).is_file():
                yield (
                    f'@font-face {{ font-family: "{FAMILIES[part]}"; font-weight: {weight};'
                    f' font-style: {style}; src: url("{SCHEME}{file}"); }}'
                )


def without_unknown(html: str, font_config: Any, said: Callable[[int], str]) -> str:
    """The page with `said(count)` in place of each run of signs that no font has."""
    unusual = set(_PLAIN.sub("", html))
    missing = [sign for sign in sorted(unusual) if _is_unknown(sign, font_config)]
    if not missing:
        return html
    one = f"[{''.join(map(re.escape, missing))}]"
    runs = re.compile(f"{one}(?:[ \u200d\ufe0e\ufe0f]*{one})*")
    signs = re.compile(one)
    return runs.sub(lambda run: said(len(signs.findall(run[0]))), html)


def _is_unknown(sign: str, font_config: Any) -> bool:
    context = ffi.gc(
        pango.pango_font_map_create_context(ffi.cast("PangoFontMap *", font_config.font_map)),
        gobject.g_object_unref,
    )
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    content = sign.encode()
    pango.pango_layout_set_text(layout, content, len(content))
    return bool(pango.pango_layout_get_unknown_glyphs_count(layout))


class FontsAlone(URLFetcher):  # type: ignore[misc]
    """Hands out the theme's fonts by name, and a picture that stands in its own address (the logo);
    whatever else is asked for does not exist."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=())
        self._folder = folder

    def fetch(self, url: str, headers: Any = None) -> Any:
        if (inside := PICTURE.fullmatch(url)) is not None:
            content = b64decode(inside[2], validate=True)
            return URLFetcherResponse(url, content, {"Content-Type": inside[1]})
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name != Path(name).name:
            raise ValueError("a report refers to nothing")
        return URLFetcherResponse(url, unpacked(self._folder / name), {"Content-Type": "font/ttf"})
