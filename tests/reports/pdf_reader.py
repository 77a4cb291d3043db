"""A PDF as one who cannot see it meets it: its tags in their order, each with its words."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

_CODE = re.compile(r"<([0-9a-fA-F]+)>")
_PAINTS = {"f", "f*", "F", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"', "BI"}


@dataclass
class Tag:
    """A structure element. `marks` are the (page, number) of its own content."""

    kind: str
    element: pikepdf.Dictionary
    parent: "Tag | None"
    kids: list["Tag"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    links: list[pikepdf.Dictionary] = field(default_factory=list)
    order: list[object] = field(default_factory=list)

    def walk(self) -> Iterator["Tag"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *kinds: str) -> list["Tag"]:
        return [tag for tag in self.walk() if tag.kind in kinds]

    def all_marks(self) -> Iterator[tuple[int, int]]:
        for one in self.order:
            if isinstance(one, Tag):
                yield from one.all_marks()
            else:
                yield one  # type: ignore[misc]


class Pdf:
    """`texts` are the words of each marked content, `stray` what is painted outside
    of all marks."""

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(io.BytesIO(content))
        self.texts: dict[tuple[int, int], str] = {}
        self.glyphs: set[int] = set()
        self.hidden: list[str] = []
        self.stray: list[str] = []
        self.nested: list[str] = []
        self._pages = {page.obj.objgen: n for n, page in enumerate(self.file.pages)}
        for number, page in enumerate(self.file.pages):
            self._read(number, page)
        self.tree = self._tag(self.file.Root.StructTreeRoot.K[0], None, 0)

    def text(self, tag: Tag) -> str:
        return " ".join("".join(self.texts.get(mark, "") for mark in tag.all_marks()).split())

    def page_of(self, tag: Tag) -> int:
        return next(tag.all_marks())[0]

    def _tag(self, element: pikepdf.Dictionary, parent: Tag | None, page: int) -> Tag:
        page = self._pages[element.Pg.objgen] if "/Pg" in element else page
        tag = Tag(str(element.S)[1:], element, parent)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                tag.marks.append((page, int(kid)))
                tag.order.append((page, int(kid)))
            elif kid.get("/Type") == "/OBJR":
                tag.links.append(kid.Obj)
            else:
                below = self._tag(kid, tag, page)
                tag.kids.append(below)
                tag.order.append(below)
        return tag

    def _read(self, number: int, page: pikepdf.Page) -> None:
        fonts = {
            str(name): _letters(font) for name, font in page.obj.Resources.get("/Font", {}).items()
        }
        marks: list[tuple[int, int] | str] = []
        letters: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC") and marks:
                self.nested.append(str(operands[0]))
            if name == "BDC":
                properties = operands[1]
                numbered = "/MCID" in properties
                marks.append((number, int(properties["/MCID"])) if numbered else str(operands[0]))
            elif name == "BMC":
                marks.append(str(operands[0]))
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                letters = fonts[str(operands[0])]
            elif name in _PAINTS:
                self._paint(name, operands, marks, letters)

    def _paint(
        self,
        name: str,
        operands: object,
        marks: list[tuple[int, int] | str],
        letters: dict[int, str],
    ) -> None:
        if not marks:
            self.stray.append(name)
            return
        if name != "TJ":
            return
        text = ""
        for part in operands[0]:  # type: ignore[index]
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                glyphs = [codes[n] << 8 | codes[n + 1] for n in range(0, len(codes) - 1, 2)]
                self.glyphs.update(glyphs)
                text += "".join(letters.get(glyph, "") for glyph in glyphs)
        place = next((mark for mark in marks if isinstance(mark, tuple)), None)
        if place is None:
            self.hidden.append(text)
        else:
            self.texts[place] = self.texts.get(place, "") + text


def _letters(font: pikepdf.Dictionary) -> dict[int, str]:
    """Which text each glyph stands for."""
    found: dict[int, str] = {}
    for line in font.ToUnicode.read_bytes().decode("latin1").splitlines():
        codes = _CODE.findall(line)
        if len(codes) == 2:
            found[int(codes[0], 16)] = bytes.fromhex(codes[1]).decode("utf-16-be")
    return found
