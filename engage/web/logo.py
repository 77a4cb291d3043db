"""The logo that an installation is given beside its theme: looked at before anybody is shown it.

A picture of somebody else's making becomes part of every page. So an SVG holds drawing and nothing
else: no script, no reference to elsewhere, no document type. It is refused rather than cleaned, so
that whoever made it sees what was wrong; "plain SVG" of a drawing program mostly passes.
"""

from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST: Final = 200_000
WIDEST: Final = 2_000
SVG: Final = "{http://www.w3.org/2000/svg}"
DRAWING: Final = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse",
        "line", "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
        "clipPath", "mask", "pattern", "style", "metadata",
    }
)  # fmt: skip
REFERENCES: Final = ("href", "src")


def logo_faults(name: str, content: bytes) -> list[str]:
    """What keeps a file from being a logo, by its content; `name` is how the faults call it."""
    if len(content) > LARGEST:
        return [f"{name} is larger than {LARGEST // 1000} KB"]
    ending = Path(name).suffix.lower()
    if ending == ".svg":
        return [f"{name} {fault}" for fault in _svg_faults(content)]
    if ending == ".png":
        return [f"{name} {fault}" for fault in _png_faults(content)]
    return [f"{name} must be an SVG or a PNG"]


def _svg_faults(content: bytes) -> list[str]:
    if b"<?xml-stylesheet" in content:
        return ["names a style sheet elsewhere"]
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return ["cannot be read as SVG without a document type"]
    if root.tag != f"{SVG}svg":
        return ["is no SVG"]
    found = [fault for element in root.iter() for fault in _element_faults(element)]
    return list(dict.fromkeys(found))


def _element_faults(element: Element) -> list[str]:
    tag = str(element.tag)
    if tag.removeprefix(SVG) not in DRAWING or not tag.startswith(SVG):
        return [f"holds <{tag.rpartition('}')[2]}>, which is no drawing"]
    faults = []
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2].lower()
        if short.startswith("on"):
            faults.append(f"acts by itself ({short})")
        elif not value.strip().startswith("#") and (short in REFERENCES or _leads_elsewhere(value)):
            faults.append(f"leads elsewhere ({short})")
    if tag == f"{SVG}style" and (
        "@" in (element.text or "") or _leads_elsewhere(element.text or "")
    ):
        faults.append("leads elsewhere (style)")
    return faults


def _leads_elsewhere(style: str) -> bool:
    plain = "".join(style.split()).lower()
    within = plain.replace("url(#", "").replace("url('#", "").replace('url("#', "")
    return "url(" in within or "\\" in plain or "javascript:" in plain or "@import" in plain


def _png_faults(content: bytes) -> list[str]:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ["is no PNG"]
    # Only an installation with such a logo needs the library as it starts.
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            width, height = picture.size
            if max(width, height) > WIDEST:
                return [f"is larger than {WIDEST} pixels"]
            picture.verify()
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        return ["is no whole PNG"]
    return []
