"""What WeasyPrint leaves open in the tags of a PDF, so that it can be read aloud as PDF/UA asks.

`pdf_boxes` tells what each tag stands for. Then

- what is repeated on every page (running heads, page numbers, heads of tables) becomes an artifact,
- an element that was broken over pages becomes one again,
- header cells say whether they head a row or a column, links say where they lead, quotations their
  language, a chart is one figure with its description, the contents are contents.
"""

from collections.abc import Sequence
from typing import Any, Final

import pydyf

from engage.reports.renderers.pdf_boxes import Tagged, is_kind, tagged

# fmt: off
_BROKEN: Final = frozenset(
    {
        "/Sect", "/Part", "/Div", "/Art", "/P", "/BlockQuote", "/L", "/LI", "/LBody", "/Table",
        "/TBody", "/TR", "/TH", "/TD", "/NonStruct",
    }
)
# fmt: on
"""Elements that may be broken over pages and hold their words in elements of their own."""
_SVG: Final = "{http://www.w3.org/2000/svg}"


def mend_tags(document: Any, pdf: Any) -> None:
    """Changes the structure of a PDF that WeasyPrint is about to write. Raises UnknownTags."""
    found = tagged(document, pdf)
    _alias_headers(found)
    _hide_repeated(found, pdf)
    _join_broken(found)
    for one in found:
        if one.source is not None and not one.is_artifact:
            _say_what_it_is(one, document)


def _alias_headers(found: Sequence[Tagged]) -> None:
    """Cells on later pages name the table's first head, not the one that is repeated there."""
    first: dict[int, Any] = {}
    aliases: dict[int, Any] = {}
    for one in found:
        if one.kind == "/TH" and "ID" in one.element:
            aliases[id(one.element["ID"])] = first.setdefault(id(one.source), one.element["ID"])
    for one in found:
        if one.kind == "/TD" and "Headers" in one.element["A"]:
            headers = one.element["A"]["Headers"]
            headers[:] = [aliases.get(id(header), header) for header in headers]


def _hide_repeated(found: Sequence[Tagged], pdf: Any) -> None:
    """Running heads and repeated heads of tables: marked as artifacts, and out of the tree."""
    heads: set[int] = set()
    for one in found:
        if one.kind == "/THead" and not one.is_artifact:
            if id(one.source) in heads:
                _drop(one)
                _mark_artifact(one)
            heads.add(id(one.source))
    hidden = {
        (one.page, kid)
        for one in found
        if one.is_artifact
        for kid in one.element["K"]
        if isinstance(kid, int)
    }
    _rewrite_streams(hidden, pdf)


def _mark_artifact(one: Tagged) -> None:
    one.is_artifact = True
    for kid in one.kids:
        _mark_artifact(kid)


def _drop(one: Tagged) -> None:
    if one.parent is not None:
        one.parent.element["K"].remove(one.element.reference)
        one.parent.kids.remove(one)


def _rewrite_streams(hidden: set[tuple[int, int]], pdf: Any) -> None:
    """Content that is hidden from readers aloud loses its number and its place in the tree."""
    root = next(o for o in pdf.objects if is_kind(o, "/StructTreeRoot"))
    nums = _referenced(pdf, root["ParentTree"])["Nums"]
    for page, number in enumerate(pdf.pages["Kids"][::3]):
        content = _referenced(pdf, pdf.objects[number]["Contents"]).stream
        for place, item in enumerate(content):
            if isinstance(item, dict) and (page, item.get("MCID")) in hidden:
                nums[2 * page + 1][item["MCID"]] = b"null"
                content[place - 1] = "/Artifact"
                content[place] = pydyf.Dictionary({"Type": "/Pagination"})


def _referenced(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _join_broken(found: Sequence[Tagged]) -> None:
    """Parts of one element on several pages become one, where nothing stands between them."""
    last: dict[tuple[int, str, int], Tagged] = {}
    for one in found:
        if one.is_artifact or one.source is None or one.kind not in _BROKEN:
            continue
        key = (id(one.source), one.kind, id(one.parent))
        earlier = last.get(key)
        if earlier is None or earlier.page == one.page or not _follows(one, earlier):
            last[key] = one
            continue
        _join(one, earlier)
        earlier.page = one.page


def _follows(one: Tagged, earlier: Tagged) -> bool:
    """Whether `one` comes right after `earlier` in their parent."""
    kids = one.parent.kids if one.parent else []
    place = kids.index(one)
    return place > 0 and kids[place - 1] is earlier


def _join(one: Tagged, earlier: Tagged) -> None:
    for kid in one.kids:
        _move(kid, earlier)
    earlier.element["K"].extend(one.element["K"])
    _drop(one)


def _move(kid: Tagged, parent: Tagged) -> None:
    kid.parent = parent
    kid.element["P"] = parent.element.reference
    parent.kids.append(kid)


def _say_what_it_is(one: Tagged, document: Any) -> None:
    source, kind = one.source, one.kind
    if kind == "/TH":
        one.element["A"]["Scope"] = "/Row" if source.get("scope") == "row" else "/Column"
    elif kind == "/Link" and one.box.link_annotation:
        text = " ".join("".join(source.itertext()).split())
        one.box.link_annotation["Contents"] = pydyf.String(text)
    elif kind == "/Figure" and one.box.element_tag == "img":
        _make_figure(one, source.get("alt"), document)
    elif kind == "/Figure":
        words = [source.findtext(f"{_SVG}{name}") or "" for name in ("title", "desc")]
        _make_figure(one, ". ".join(filter(None, words)), document)
    elif kind == "/BlockQuote" and source.get("lang"):
        one.element["Lang"] = pydyf.String(source.get("lang"))
    elif kind == "/Div" and "chart" in one.classes:
        _make_figure(one, source.get("aria-label"), document)
        _flatten(one)
    elif kind == "/L":
        _mend_list(one)


def _make_figure(one: Tagged, words: str, document: Any) -> None:
    """Its box is said in points from the lower left corner of the page."""
    box, height = one.box, document.pages[one.page].height
    left, top = box.content_box_x(), box.content_box_y()
    sides = (left, height - top - box.height, left + box.width, height - top)
    one.element["S"] = "/Figure"
    one.element["Alt"] = pydyf.String(words)
    one.element["A"] = pydyf.Dictionary(
        {"O": "/Layout", "BBox": pydyf.Array([0.75 * side for side in sides])}
    )


def _flatten(one: Tagged) -> None:
    """Within a figure that is described as a whole, drawings are no figures of their own."""
    for kid in one.kids:
        if kid.kind == "/Figure":
            kid.element["S"] = "/Span"
            kid.element.pop("Alt", None)
            kid.element.pop("A", None)
            kid.is_artifact = True
        _flatten(kid)


def _mend_list(one: Tagged) -> None:
    """Contents are contents, and a term stands in one item with what is said of it."""
    if "toc" in one.classes:
        one.element["S"] = "/TOC"
        for item in one.kids:
            item.element["S"] = "/TOCI"
            for body in item.kids:
                body.element["S"] = "/NonStruct"
    for item in tuple(one.kids):
        if item.kind == "/Div":
            item.element["S"] = "/LI"
            for part in item.kids:
                part.element["S"] = "/Lbl" if part.box.element_tag == "dt" else "/LBody"
                for body in part.kids:
                    body.element["S"] = "/NonStruct"
        elif item.kind == "/LI" and item.box.element_tag == "dt":
            item.kids[0].element["S"] = "/Lbl"
        elif item.kind == "/LI" and item.box.element_tag == "dd":
            _join(item, one.kids[one.kids.index(item) - 1])
