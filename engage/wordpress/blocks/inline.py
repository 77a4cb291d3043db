"""What stands in one line or paragraph, as Markdown that says exactly that.

Formatting is flattened into runs first: a run is a stretch of text with all that applies to it.
Nested and overlapping elements then need no rules of their own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from urllib.parse import urljoin, urlsplit

from engage.wordpress.blocks.tree import Element, Node

_SPACE: Final = re.compile("[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
_ALWAYS: Final = re.compile(r"[\\`*\[\]|]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY: Final = re.compile(r"&(?=#?\w{1,40};)")
_LINE_START: Final = re.compile(r"([ \t]*)(?:([#>+\-])|(\d{1,9})([.)]))")
_UNDERLINE: Final = re.compile(r"[ \t]*=+[ \t]*")
_UNSAFE_IN_ADDRESS: Final = re.compile(r"[\s()<>\"'\\`\[\]{}|^*]")
_ADDRESS_LENGTH: Final = 1_500
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})

RAISED: Final = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
LOWERED: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
AS_WRITTEN: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()" * 2)
_RAISABLE: Final = re.compile(r"[0-9+\-=()]{1,6}")

_STRONG: Final = frozenset({"strong", "b"})
_EMPHASIS: Final = frozenset({"em", "i", "cite", "dfn", "var"})
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_OPENINGS: Final = {"q": ("“", "”")}


@dataclass(frozen=True)
class Run:
    """`is_break`: a line ends here; `text` is as it is read, not escaped."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""
    is_break: bool = False

    @property
    def form(self) -> tuple[bool, bool, bool, str, bool]:
        return self.strong, self.emphasis, self.code, self.href, self.is_break


def address_of(href: str, base: str) -> str:
    """An absolute address that may stand in our Markdown; '' for none, or one within the page."""
    href = _SPACE.sub("", href)
    if not href or href.startswith("#"):
        return ""
    try:
        whole = urljoin(base, href) if base else href
        parts = urlsplit(whole)
        known = parts.scheme in _SCHEMES and (bool(parts.hostname) or parts.scheme[0] in "mt")
    except ValueError:
        return ""
    safe = _UNSAFE_IN_ADDRESS.sub(lambda found: f"%{ord(found.group()):02X}", whole)
    return safe if known and len(safe) <= _ADDRESS_LENGTH else ""


def runs_of(nodes: Iterable[Node], base: str, form: Run = Run("")) -> Iterator[Run]:
    """Every stretch of text of these nodes; pictures are left to whoever writes blocks."""
    for node in nodes:
        if isinstance(node, str):
            yield replace(form, text=_SPACE.sub(" ", node))
        elif node.name == "br":
            yield replace(form, text="", is_break=True)
        elif node.name in ("sub", "sup"):
            yield from _shifted(node, base, form)
        elif node.name == "img":
            yield from _small_picture(node, form)
        else:
            before, after = _OPENINGS.get(node.name, ("", ""))
            inner = _formed(node, base, form)
            yield replace(inner, text=before)
            yield from runs_of(node.children, base, inner)
            yield replace(inner, text=after)


def _formed(node: Element, base: str, form: Run) -> Run:
    return replace(
        form,
        strong=form.strong or node.name in _STRONG,
        emphasis=form.emphasis or node.name in _EMPHASIS,
        code=form.code or node.name in _CODE,
        href=(address_of(node.attributes.get("href", ""), base) if node.name == "a" else "")
        or form.href,
    )


def _shifted(node: Element, base: str, form: Run) -> Iterator[Run]:
    """m² and CO₂ as letters of their own; the number of a footnote, and the rest, as it stands."""
    text = node.text()
    if _RAISABLE.fullmatch(text) and not any(isinstance(part, Element) for part in node.children):
        yield replace(form, text=text.translate(RAISED if node.name == "sup" else LOWERED))
    elif "fn" in node.classes or text.strip().isdigit():
        yield replace(form, text=f"[{text.strip()}]")
    else:
        yield from runs_of(node.children, base, form)


def _small_picture(node: Element, form: Run) -> Iterator[Run]:
    """A smiley is its character; other pictures stand on their own."""
    if is_smiley(node):
        yield replace(form, text=node.attributes.get("alt", ""))


def is_smiley(node: Element) -> bool:
    return bool(node.classes & {"wp-smiley", "emoji"})


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Runs of one form joined, spaces counted once, none at the ends of a line."""
    tidied: list[Run] = []
    joined = (
        replace(same[0], text="".join(run.text for run in same))
        for same in (list(group) for _, group in groupby(runs, key=lambda run: run.form))
    )
    after_space = True
    for run in joined:
        if run.is_break:
            tidied.append(run)
            after_space = True
            continue
        text = _SPACE.sub(" ", run.text)
        text = text[1:] if after_space and text.startswith(" ") else text
        if text:
            after_space = text.endswith(" ")
            tidied.append(replace(run, text=text))
    return _without_ends(tidied)


def _without_ends(runs: list[Run]) -> list[Run]:
    said = [number for number, run in enumerate(runs) if run.text.strip(" ")]
    if not said:
        return []
    runs = runs[said[0] : said[-1] + 1]
    runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" "))
    return runs


def in_markdown(runs: Iterable[Run], *, one_line: bool, formed: bool = True) -> str:
    """Markdown of tidy runs. Not `formed`: the words alone."""
    parts: list[str] = []
    for href, group in groupby(runs, key=lambda run: run.href if formed else ""):
        text = "".join(_piece(run, one_line=one_line, formed=formed) for run in group)
        if href and text.strip():
            start, middle, end = _trimmed(text)
            text = f"{start}[{middle}]({href}){end}"
        parts.append(text)
    lines = [line.strip(" ") for line in "".join(parts).split("\n")]
    if one_line:
        return " ".join(line for line in lines if line)
    return "  \n".join(map(at_line_start, filter(None, lines)))


def _piece(run: Run, *, one_line: bool, formed: bool) -> str:
    if run.is_break:
        return " " if one_line or run.href else "\n"
    start, middle, end = _trimmed(run.text)
    if not middle:
        return run.text
    if run.code and formed:
        return f"{start}{code_span(middle)}{end}"
    marks = ("**" if run.strong else "") + ("*" if run.emphasis else "") if formed else ""
    return f"{start}{marks}{escaped(middle)}{marks[::-1]}{end}"


def _trimmed(text: str) -> tuple[str, str, str]:
    """Without the spaces around it: a mark beside a space marks nothing."""
    middle = text.strip(" ")
    if not middle:
        return text, "", ""
    at = text.index(middle)
    return text[:at], middle, text[at + len(middle) :]


def code_span(text: str) -> str:
    """Between as many marks as it takes."""
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escaped(text: str) -> str:
    """Text that our Markdown shows as written, wherever in a line it stands but at its start."""
    text = _ENTITY.sub("&amp;", _ALWAYS.sub(lambda found: "\\" + found.group(), text))
    return text.replace("<", "&lt;")


def at_line_start(line: str) -> str:
    """A line that begins like a heading, a list, a quotation or an underline is none of them."""
    if _UNDERLINE.fullmatch(line):
        return line.replace("=", "&#61;")
    found = _LINE_START.match(line)
    if found is None:
        return line
    space, mark, number, point = found.groups()
    start = f"{space}\\{mark}" if mark else f"{space}{number}\\{point}"
    return start + line[found.end() :]


def words_of(runs: Iterable[Run]) -> str:
    return "".join(" " if run.is_break else run.text for run in runs)
