"""Whether people who use a screen reader can follow a PDF, as far as a program can tell.

Tags may be there and wrong: a clean result is no promise. Missing ones are certain.
"""

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from engage.media.documents.limits import Fault

_MOST_ELEMENTS: Final = 300_000
_LONG: Final = 5
"""From so many pages on a document without headings is hard to find a way in."""
_HEADINGS: Final = frozenset(("/H", *(f"/H{level}" for level in range(1, 7)), "/Title"))
_MARK_KINDS: Final = frozenset(("/MCR", "/OBJR"))


def judge(pdf: pikepdf.Pdf) -> tuple[tuple[Fault, ...], int]:
    """What is missing, and how many figures have no words."""
    faults = []
    if not _has_fonts(pdf):
        faults.append(Fault.SCANNED)
    figures = headings = elements = 0
    for kind, element in _elements(pdf):
        elements += 1
        headings += kind in _HEADINGS
        figures += kind == "/Figure" and not _is_described(element)
    if not elements or not _is_marked(pdf):
        return (*faults, Fault.UNTAGGED), 0
    if figures:
        faults.append(Fault.FIGURES)
    if not headings and len(pdf.pages) >= _LONG:
        faults.append(Fault.HEADINGS)
    return tuple(faults), figures


def _is_marked(pdf: pikepdf.Pdf) -> bool:
    marked = pdf.Root.get("/MarkInfo")
    return isinstance(marked, pikepdf.Dictionary) and bool(marked.get("/Marked", False))


def _elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Each element below the document with its standard kind."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return
    roles, waiting = root.get("/RoleMap"), [*_children(root)]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MOST_ELEMENTS:
        one = waiting.pop()
        if one.is_indirect:
            if one.objgen in seen:
                continue
            seen.add(one.objgen)
        kind = _standard(str(one.get("/S", "")), roles)
        if kind != "/Document":
            yield kind, one
        waiting += _children(one)


def _children(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    found = element.get("/K")
    for one in found if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/Type", "")) not in _MARK_KINDS:
            yield one


def _standard(kind: str, roles: Any) -> str:
    """A maker's own kind stands for a standard one, perhaps over several steps."""
    for _ in range(10):
        known = roles.get(kind) if isinstance(roles, pikepdf.Dictionary) and kind else None
        if known is None or str(known) == kind:
            return kind
        kind = str(known)
    return kind


def _is_described(element: pikepdf.Dictionary) -> bool:
    return any(str(element.get(name, "")).strip() for name in ("/Alt", "/ActualText"))


def _has_fonts(pdf: pikepdf.Pdf) -> bool:
    """Whether any page has letters; a scan has pictures of them."""
    return any(_is_written(page.obj, 0) for page in pdf.pages)


def _is_written(drawn: Any, depth: int) -> bool:
    resources = drawn.get("/Resources") or _inherited(drawn)
    if not isinstance(resources, pikepdf.Dictionary) or depth > 3:
        return False
    fonts = resources.get("/Font")
    if isinstance(fonts, pikepdf.Dictionary) and len(fonts.keys()):
        return True
    drawings = resources.get("/XObject")
    if not isinstance(drawings, pikepdf.Dictionary):
        return False
    inside = [drawings[name] for name in list(drawings.keys())[:50]]
    return any(
        _is_written(one, depth + 1)
        for one in inside
        if isinstance(one, pikepdf.Stream) and str(one.get("/Subtype", "")) == "/Form"
    )


def _inherited(page: Any) -> Any:
    above = page.get("/Parent")
    for _ in range(20):
        if not isinstance(above, pikepdf.Dictionary):
            return None
        if "/Resources" in above:
            return above["/Resources"]
        above = above.get("/Parent")
    return None
