"""Which box of WeasyPrint each tag of a PDF was made for.

WeasyPrint makes one structure element for each box that it lays out, and keeps no word of which.
Here its boxes are gone through in the same order, so that a tag leads to the element of the page
that it stands for. That stands on how WeasyPrint 70 works inside; a version that works otherwise is
noticed, because every tag must stand where its box does, and a difference is an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes


class UnknownTags(RuntimeError):
    """WeasyPrint tagged a document in a way that is not known here."""


@dataclass
class Tagged:
    """A structure element with the box it was made for; `whole` is where its parts are gathered."""

    element: Any
    box: Any
    page: int
    parent: "Tagged | None"
    is_artifact: bool
    kids: list["Tagged"] = field(default_factory=list)

    @property
    def source(self) -> Any:
        return self.box.element

    @property
    def classes(self) -> frozenset[str]:
        names = "" if self.source is None else self.source.get("class") or ""
        return frozenset(names.split())

    @property
    def kind(self) -> str:
        return str(self.element["S"])


def is_kind(value: Any, kind: str) -> bool:
    return isinstance(value, dict) and value.get("Type") == kind


def tagged(document: Any, pdf: Any) -> list[Tagged]:
    """Every structure element below the document, in the order in which it was made."""
    made = [o for o in pdf.objects if is_kind(o, "/StructElem")]
    if not made or made[0]["S"] != "/Document":
        raise UnknownTags("the document has no tags")
    top = Tagged(made[0], None, 0, None, is_artifact=False)
    walk = _Walk(iter(made[1:]))
    for number, page in enumerate(document.pages):
        walk.page = number
        walk.go(page._page_box, top)
    if next(walk.made, None) is not None:
        raise UnknownTags("there are more tags than boxes")
    return walk.found


class _Walk:
    """The order of `weasyprint.pdf.tags._build_box_tree`, box by box."""

    def __init__(self, made: Iterator[Any]) -> None:
        self.made = made
        self.page = 0
        self.found: list[Tagged] = []

    def go(self, box: Any, parent: Tagged, *, is_artifact: bool = False) -> None:
        box = getattr(box, "_box", box)
        tag = None if box.element is None else box.element_tag
        is_frame = tag in ("html", "body") or isinstance(box, boxes.PageBox)
        if is_frame and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox):
            for child in box.children:
                self.go(child, parent)
            return
        if isinstance(box, boxes.MarginBox):
            for child in box.children:
                self.go(child, parent, is_artifact=True)
            return
        one = self._next(box, parent, is_artifact)
        if one.kind == "/LI" and tag in ("li", "dt", "dd") and self._is_wrapper(box, parent):
            one = self._next(box, one, is_artifact)
        for child in self._children(box, one):
            self._child(child, one)

    def _child(self, child: Any, one: Tagged) -> None:
        if not isinstance(child, boxes.TextBox):
            is_nested = child.element_tag in ("ul", "ol") and one.kind == "/LI"
            parent = one.parent if is_nested and one.parent else one
            self.go(child, parent, is_artifact=one.is_artifact)
        elif one.kind != "/Link":
            self._next(child, one, one.is_artifact)

    def _children(self, box: Any, one: Tagged) -> Iterator[Any]:
        if one.kind == "/Table" and box.is_table_wrapper:
            table = box.get_wrapped_table()
            children = [
                inner
                for child in box.children
                for inner in (child.children if child is table else [child])
            ]
        else:
            children = getattr(box, "children", [])
        for child in children:
            yield from child.children if isinstance(child, boxes.LineBox) else [child]

    @staticmethod
    def _is_wrapper(box: Any, parent: Tagged) -> bool:
        """Whether WeasyPrint put a list item around a body for this box."""
        if parent.kind in ("/LI", "/LBody"):
            return False
        style = box.style
        is_bare = "list-item" not in style["display"] or style["list_style_type"] == "none"
        return box.element_tag in ("dt", "dd") or is_bare

    def _next(self, box: Any, parent: Tagged, is_artifact: bool) -> Tagged:
        element = next(self.made, None)
        if element is None:
            raise UnknownTags("there are fewer tags than boxes")
        if element["P"] != parent.element.reference:
            raise UnknownTags(f"{element['S']} stands elsewhere than its box")
        one = Tagged(element, box, self.page, parent, is_artifact)
        if not is_artifact:
            parent.kids.append(one)
        self.found.append(one)
        return one
